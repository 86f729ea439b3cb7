//! People: added, deactivated and reactivated, looked up.

mod add;
mod look_up;
mod status;
