//! The GraphQL schema: a file a noun for what is read, the same name in `mutation/` for what is
//! written. Resolvers look up, ask for a permit, and hand over to `store`.

pub mod application;
pub mod comment;
pub mod context;
pub mod feed;
pub mod id;
pub mod loaders;
pub mod media;
pub mod membership;
pub mod mutation;
pub mod node;
pub mod page;
pub mod payload;
pub mod person;
pub mod post;
pub mod schema;
pub mod space;
pub mod time;
pub mod unit;
pub mod viewer;

pub use context::Request;
pub use id::parse;
pub use schema::{Schema, schema, sdl};
