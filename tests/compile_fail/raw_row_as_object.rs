//! A row reaches GraphQL only as seen.

use entity::post;
use parvis::graphql::post::Post;

pub fn show(row: post::Model) -> Post {
    Post(row)
}

fn main() {}
