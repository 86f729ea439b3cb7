//! How many take part in a space or unit: figures, never names.

use async_graphql::SimpleObject;

use super::context::Request;
use crate::error::{Code, Error, Result};
use crate::store::Participation as Figures;
use entity::Timestamp;

/// The longest period, in days.
const MAX_DAYS: i32 = 366;
/// Groups under this many people are not counted for who is not of the unit (rule R12).
const SMALLEST: i64 = 5;

/// Figures of a period.
#[derive(SimpleObject)]
pub struct Participation {
    /// Posts that went live in it and are; null if too few people wrote them for you to know.
    posts: Option<i64>,
    /// How many people wrote them; null if too few for you to know.
    authors: Option<i64>,
    /// Comments on them; null if too few people wrote them for you to know.
    comments: Option<i64>,
    /// How many people wrote those; null if too few for you to know.
    commenters: Option<i64>,
}

impl Participation {
    pub(super) fn whole(of: Figures) -> Self {
        Self {
            posts: Some(of.posts),
            authors: Some(of.authors),
            comments: Some(of.comments),
            commenters: Some(of.commenters),
        }
    }

    /// Without what groups under five people did.
    pub(super) fn of_groups(of: Figures) -> Self {
        let (authors, commenters) = (of.authors >= SMALLEST, of.commenters >= SMALLEST);
        Self {
            posts: authors.then_some(of.posts),
            authors: authors.then_some(of.authors),
            comments: commenters.then_some(of.comments),
            commenters: commenters.then_some(of.commenters),
        }
    }
}

/// The beginning of a period that ends now.
///
/// # Errors
/// `INVALID_ARGUMENT`.
pub(super) fn since(request: &Request, days: i32) -> Result<Timestamp> {
    if !(1..=MAX_DAYS).contains(&days) {
        let message = format!("`days` must be from 1 to {MAX_DAYS}.");
        return Err(Error::new(Code::InvalidArgument, message));
    }
    Ok(request.access().now.plus_seconds(-86_400 * i64::from(days)))
}
