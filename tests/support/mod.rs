//! What tests share: a running app on either engine, and the people of one small company.

pub(crate) mod app;
pub(crate) mod cast;
pub(crate) mod database;
pub(crate) mod idp;
pub(crate) mod log;

pub(crate) use app::TestApp;
pub(crate) use cast::{Cast, Who};
