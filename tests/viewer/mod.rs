//! `viewer`: who is asking, what they hold, and their posts that are not live.

mod drafts;
mod identity;
