//! The GraphQL schema: a file a noun for what is read, the same name in `mutation/` for what is
//! written. Resolvers look up, ask for a permit, and hand over to `store`.

pub mod access;
pub mod application;
pub mod audit;
pub mod break_glass;
pub mod comment;
pub mod context;
pub mod evangelist;
pub mod export;
pub mod feed;
pub mod group;
pub mod handover;
pub mod help_request;
pub mod id;
pub mod import;
pub mod import_approval;
pub mod invitation;
pub mod loaders;
pub mod media;
pub mod membership;
pub mod mutation;
pub mod node;
pub mod page;
pub mod participation;
pub mod payload;
pub mod person;
pub mod post;
pub mod preview;
pub mod publication;
pub mod revision;
pub mod schema;
pub mod space;
pub mod suggestion;
pub mod tag;
pub mod time;
pub mod unit;
pub mod viewer;

pub use context::Request;
pub use id::parse;
pub use mutation::import::import_media;
pub use schema::{Schema, schema, sdl};
