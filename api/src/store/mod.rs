//! All SQL. A read starts from what its viewer sees ([`Db::visible`]); a write takes a permit.

mod application;
mod assignment;
mod audit;
mod comment;
mod db;
mod dialect;
mod feed;
mod grant;
mod identity;
mod import;
mod media;
mod migrate;
mod person;
mod position;
mod post;
mod rights;
mod seen;
mod space;
mod tag;
mod unit;

pub use application::{ApplicationIdentity, NewToken};
pub use db::Db;
pub use dialect::Dialect;
pub use feed::{FeedFilter, FeedPage, feed_statement};
pub use grant::{Grantee, NewGrant};
pub use identity::{Identity, claims_hash};
pub use import::{ImportedPost, Item, ItemState};
pub use media::{NewMedia, keep_bytes, media_path};
pub use migrate::MigrationState;
pub use post::{PostChange, Text};
pub use seen::{Seen, SeenPost, Visibly, in_few_lengths};
pub use space::{NewSpace, SpaceChange};
pub use unit::{NewUnit, UnitChange};
