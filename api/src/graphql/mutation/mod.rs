//! What can be written: one act a mutation, in a file a noun.

pub mod application;
pub mod break_glass;
pub mod coauthor;
pub mod comment;
pub mod evangelist;
pub mod grant;
pub mod help_request;
pub mod import;
pub mod import_approval;
pub mod invitation;
pub mod membership;
pub mod person;
pub mod post;
pub mod publication;
pub mod space;
pub mod suggestion;
pub mod unit;

use async_graphql::MergedObject;
use entity::Timestamp;

pub use grant::{SpaceGrant, SpaceGrantConnection, UnitGrant, UnitGrantConnection};

use super::context::Request;
use super::time::DateTime;
use crate::fault::Refused;

/// What can be changed. A refusal is told in the payload's `errors`, and then nothing was changed.
#[derive(Default, MergedObject)]
pub struct Mutation(
    unit::UnitMutation,
    membership::MembershipMutation,
    person::PersonMutation,
    space::SpaceMutation,
    grant::GrantMutation,
    post::PostMutation,
    publication::PublicationMutation,
    comment::CommentMutation,
    coauthor::CoauthorMutation,
    invitation::InvitationMutation,
    suggestion::SuggestionMutation,
    help_request::HelpRequestMutation,
    application::ApplicationMutation,
    evangelist::EvangelistMutation,
    break_glass::BreakGlassMutation,
    import::ImportMutation,
    import_approval::ImportApprovalMutation,
);

/// An optional end that must lie ahead.
fn ending(request: &Request, until: Option<DateTime>) -> Result<Option<Timestamp>, Refused> {
    match until {
        Some(until) if until.0 <= request.clock.now() => {
            Err(Refused::invalid("endsAt", "Must lie ahead."))
        }
        other => Ok(other.map(|until| until.0)),
    }
}
