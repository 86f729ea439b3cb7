//! A permit is made by `access` alone.

use std::marker::PhantomData;

use entity::post;
use parvis::access::policy::PublishPost;
use parvis::access::{Access, Permit};
use parvis::store::Seen;

pub fn forge(row: Seen<post::Model>, access: Access) -> Permit<PublishPost> {
    Permit { row, access, act: PhantomData }
}

pub fn copy(permit: &Permit<PublishPost>) -> Permit<PublishPost> {
    permit.clone()
}

fn main() {}
