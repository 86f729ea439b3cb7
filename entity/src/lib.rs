//! The tables' rows and what can be said of a row alone. No I/O, no GraphQL.

pub mod application;
pub mod application_limit;
pub mod application_token;
pub mod assignment;
pub mod audit_log;
pub mod break_glass;
pub mod comment;
pub mod directory_group;
pub mod group_member;
pub mod id;
pub mod identity;
pub mod import_address;
pub mod import_batch;
pub mod import_change;
pub mod import_item;
pub mod media;
pub mod person;
pub mod platform_role;
pub mod position;
pub mod post;
pub mod post_body;
pub mod post_coauthor;
pub mod post_invitation;
pub mod post_media;
pub mod post_tag;
pub mod revision;
pub mod space;
pub mod space_confirmation;
pub mod space_grant;
pub mod suggestion;
mod time;
pub mod unit;
pub mod unit_closure;
pub mod unit_grant;

pub use time::{InvalidTimestamp, Timestamp};
