//! A seen row comes out of the store alone.

use entity::post;
use parvis::store::Seen;

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

fn main() {}
