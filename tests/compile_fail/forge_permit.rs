//! A permit is made by `access` alone.

use std::marker::PhantomData;

use entity::post;
use parvis::access::policy::PublishPost;
use parvis::access::{Access, Permit};
use parvis::store::Seen;

pub fn forge(row: Seen<post::Model>, access: Access) -> Permit<PublishPost> {
    Permit { row, access, act: PhantomData }
}

fn main() {}
