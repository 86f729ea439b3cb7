//! A seen row comes out of the store alone.

use entity::id::PostId;
use entity::post;
use parvis::store::{Seen, SeenPost};

pub fn forge(row: post::Model) -> Seen<post::Model> {
    Seen(row)
}

pub fn pretend(row: post::Model) -> Seen<post::Model> {
    Seen::written(row)
}

pub fn change(mut seen: Seen<post::Model>, other: post::Model) -> Seen<post::Model> {
    *seen = other;
    seen
}

pub fn name(id: PostId) -> SeenPost {
    SeenPost(id)
}

fn main() {}
