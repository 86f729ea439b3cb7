//! Who is calling: tokens that are accepted and tokens that are not.

mod discover;
pub(crate) mod issuer;
mod local;
mod provider;
mod rotate;
mod secret;
mod verify;
