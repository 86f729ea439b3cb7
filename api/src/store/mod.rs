//! All SQL. A read starts from what its viewer sees ([`Db::visible`]); a write takes a permit.

mod application;
mod assignment;
mod audit;
mod break_glass;
mod coauthor;
mod comment;
mod db;
mod dialect;
mod evangelist;
mod explain;
mod export;
mod feed;
mod grant;
mod help_request;
mod identity;
mod import;
mod import_approval;
mod invitation;
mod many;
mod media;
mod migrate;
mod participation;
mod person;
mod position;
mod post;
mod preview;
mod publication;
mod rights;
mod scheduled;
mod seen;
mod space;
mod suggestion;
mod tag;
mod transaction;
mod unit;

pub use application::{ApplicationIdentity, NewApplication, NewToken};
pub use audit::Chain;
pub use break_glass::AdministeredSpace;
pub use db::Db;
pub use dialect::Dialect;
pub use explain::Reason;
pub use export::Origins;
pub use feed::{FeedFilter, FeedPage, feed_statement};
pub use grant::{Grantee, NewGrant};
pub use identity::{Identity, claims_hash};
pub use import::{
    ImportedComment, ImportedDocument, ImportedMedium, Item, ItemKind, ItemState, Kept, Noted,
    Redirection, Undone,
};
pub use media::{Keeping, NewMedia, media_path};
pub use migrate::MigrationState;
pub use participation::Participation;
pub use post::{PostChange, Text};
pub use preview::{Change, Preview, RoleChange};
pub use publication::When;
use scheduled::Touched;
pub use seen::{Seen, SeenPost, Visibly, in_few_lengths};
pub use space::{NewSpace, SpaceChange};
pub use tag::TagCount;
pub use unit::{NewUnit, UnitChange};
