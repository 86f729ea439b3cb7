//! How far a post is, and what the viewer may do to it.

use async_graphql::{Enum, SimpleObject};
use entity::{Timestamp, post};

use super::context::Request;
use super::invitation::invitation;
use super::loaders::CoauthorsOf;
use crate::access::policy::{
    AcceptPost, CommentOn, CommentOnDraft, ConfirmPost, DeletePost, EditPost, InviteHelper,
    NameCoauthor, PinPost, ProposePost, PublishPost, UnpublishPost, WithdrawPost,
};
use crate::error::Result;
use crate::store::Seen;

/// How far a post is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum PostState {
    /// Its author's alone.
    Draft,
    /// Waits for an editor.
    Proposed,
    /// Published, its time is yet to come.
    Scheduled,
    /// Scheduled, but held: its author may no longer publish there, or the unit's leader has changed.
    /// `postConfirm` lets it go live.
    Held,
    /// Live.
    Published,
    /// Its time has ended.
    Expired,
    /// Taken back by an editor, with a reason.
    Withdrawn,
}

impl PostState {
    /// How far a post is at `now`.
    pub(super) fn of(post: &post::Model, now: Timestamp) -> Self {
        match post.state {
            post::State::Draft | post::State::Deleted => Self::Draft,
            post::State::Proposed => Self::Proposed,
            post::State::Withdrawn => Self::Withdrawn,
            post::State::Published if post.held_at.is_some_and(|from| from <= now) => Self::Held,
            post::State::Published if post.published_at.is_some_and(|at| at > now) => {
                Self::Scheduled
            }
            post::State::Published if post.expires_at.is_some_and(|at| at <= now) => Self::Expired,
            post::State::Published => Self::Published,
        }
    }
}

/// What you may do to a post, by the same rules that the mutations check. It is of permission: in
/// another state of the post, as publishing what is published, a mutation answers `CONFLICT`.
#[derive(SimpleObject)]
#[expect(clippy::struct_excessive_bools, reason = "a button each")]
pub struct PostCapabilities {
    /// `postUpdate`.
    update: bool,
    /// `coauthorAdd`.
    name_coauthor: bool,
    /// `invitationCreate`.
    invite: bool,
    /// `postPropose`.
    propose: bool,
    /// `postPublish`.
    publish: bool,
    /// `postConfirm`.
    confirm: bool,
    /// `postAccept` and `postReturn`.
    accept: bool,
    /// `postUnpublish`.
    unpublish: bool,
    /// `postWithdraw`.
    withdraw: bool,
    /// `postDelete`.
    delete: bool,
    /// `postPin` and `postUnpin`.
    pin: bool,
    /// `commentAdd`.
    comment: bool,
}

impl PostCapabilities {
    /// What the viewer of the request may do to a post.
    pub(super) async fn of(request: &Request, seen: &Seen<post::Model>) -> Result<Self> {
        let access = request.access();
        let post = &**seen;
        let named = request.loaders.load_one(CoauthorsOf(seen.into())).await?.unwrap_or_default();
        let coauthor = named.into_iter().find(|named| named.person_id == access.me());
        let coauthor = coauthor.map(|named| (*named).clone());
        let comment = if post.state == post::State::Draft {
            let invitation = invitation(request, seen).await?.map(|it| (*it).clone());
            let row = (post.clone(), coauthor.clone(), invitation);
            access.decide::<CommentOnDraft>(&row).is_ok()
        } else {
            match request.loaders.load_one(post.space_id).await? {
                Some(space) => {
                    access.decide::<CommentOn>(&(post.clone(), (*space).clone())).is_ok()
                }
                None => false,
            }
        };
        Ok(Self {
            update: access.decide::<EditPost>(&(post.clone(), coauthor)).is_ok(),
            name_coauthor: access.decide::<NameCoauthor>(post).is_ok(),
            invite: access.decide::<InviteHelper>(post).is_ok(),
            propose: access.decide::<ProposePost>(post).is_ok(),
            publish: access.decide::<PublishPost>(post).is_ok(),
            confirm: access.decide::<ConfirmPost>(post).is_ok(),
            accept: access.decide::<AcceptPost>(post).is_ok(),
            unpublish: access.decide::<UnpublishPost>(post).is_ok(),
            withdraw: access.decide::<WithdrawPost>(post).is_ok(),
            delete: access.decide::<DeletePost>(post).is_ok(),
            pin: access.decide::<PinPost>(post).is_ok(),
            comment,
        })
    }
}
