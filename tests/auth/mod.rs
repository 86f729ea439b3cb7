//! Who is calling: tokens that are accepted and tokens that are not.

mod discover;
mod issuer;
mod local;
mod provider;
mod rotate;
mod secret;
mod verify;
