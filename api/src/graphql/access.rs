//! Permissions as data: who has which role in a space, and why.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use entity::id::{AssignmentId, BreakGlassId, PersonId, PositionId, SpaceGrantId, UnitGrantId};
use entity::person;
use uuid::Uuid;

use super::context::{Request, related, request};
use super::id::parse;
use super::page::{Cursor, Page, Rows, connection, cost};
use super::person::Person;
use super::space::SpaceRole;
use super::time::DateTime;
use crate::access::policy::{ExplainAccess, SeeRoster};
use crate::error::{Error, Result};
use crate::store::{Reason, Seen};

/// What a role rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AccessSource {
    /// An office (rules R2, R6, R18).
    Position,
    /// A membership of a unit (rules R3, R6).
    Assignment,
    /// A grant on the space (rule R4).
    SpaceGrant,
    /// A grant on a unit (rule R5).
    UnitGrant,
    /// The space's visibility alone (rule R6).
    Visibility,
    /// Break-glass (rule R14).
    BreakGlass,
}

/// One reason for which somebody has a role in a space.
pub struct AccessReason(Reason);

/// One reason for which somebody has a role in a space.
#[Object]
impl AccessReason {
    /// The permission rule, as `R4`.
    async fn rule(&self) -> &str {
        &self.0.rule
    }

    /// The role that this reason gives by itself.
    async fn role(&self) -> Option<Result<SpaceRole>> {
        Some(self.0.role().map(Into::into))
    }

    /// What it rests on.
    async fn source(&self) -> Option<Result<AccessSource>> {
        Some(source(&self.0).map(|(kind, _)| kind))
    }

    /// The id of what it rests on; null for visibility.
    async fn reference(&self) -> Option<Result<ID>> {
        source(&self.0).map(|(_, id)| id.map(Into::into)).transpose()
    }

    /// From when it holds; null for visibility.
    async fn starts_at(&self) -> Option<DateTime> {
        self.0.from_at.map(Into::into)
    }

    /// Until when, exclusive; null for no end.
    async fn ends_at(&self) -> Option<DateTime> {
        [self.0.until_at, self.0.lapse_at].into_iter().flatten().min().map(Into::into)
    }

    /// Who gave it; null for the operator, a directory, or visibility.
    async fn given_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.given_by?, Person).await
    }
}

fn source(reason: &Reason) -> Result<(AccessSource, Option<String>)> {
    let id = |text: fn(Uuid) -> String| reason.source_id.map(text);
    Ok(match reason.kind.as_str() {
        "POSITION" => (AccessSource::Position, id(|id| PositionId::from(id).to_string())),
        "ASSIGNMENT" => (AccessSource::Assignment, id(|id| AssignmentId::from(id).to_string())),
        "SPACE_GRANT" => (AccessSource::SpaceGrant, id(|id| SpaceGrantId::from(id).to_string())),
        "UNIT_GRANT" => (AccessSource::UnitGrant, id(|id| UnitGrantId::from(id).to_string())),
        "BREAK_GLASS" => (AccessSource::BreakGlass, id(|id| BreakGlassId::from(id).to_string())),
        "VISIBILITY" => (AccessSource::Visibility, None),
        other => return Err(Error::internal(format!("a role by {other}"))),
    })
}

/// A person's role in a space with the reasons for it.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct AccessReport {
    #[graphql(skip)]
    person_id: PersonId,
    /// The highest of the reasons' roles; null for none.
    role: Option<SpaceRole>,
    /// Why, the reasons for the highest role first.
    reasons: Vec<AccessReason>,
}

#[async_graphql::ComplexObject]
impl AccessReport {
    /// Whose role it is.
    async fn person(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.person_id, Person).await
    }
}

impl AccessReport {
    fn of(person_id: PersonId, reasons: Vec<Reason>) -> Result<Self> {
        let roles = reasons.iter().map(Reason::role).collect::<Result<Vec<_>>>()?;
        let role = roles.into_iter().max().map(Into::into);
        Ok(Self { person_id, role, reasons: reasons.into_iter().map(AccessReason).collect() })
    }
}

/// What counts a roster.
pub struct RosterTotal(Seen<entity::space::Model>);

impl RosterTotal {
    async fn count(&self, request: &Request) -> Result<u64> {
        request.db.roster_size(self.0.id, request.access().now).await
    }
}

connection! {
    /// A page of a space's roster.
    RosterConnection, RosterEdge of AccessReport, total RosterTotal
}

const LIST: &str = "roster";

/// Asks about permissions.
#[derive(Default)]
pub struct AccessQuery;

#[Object]
impl AccessQuery {
    /// A person's role in a space and why; null if you may not know of the space. For the person, the
    /// space's leader and deputies, and auditors unless the space is SECRET.
    async fn access(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id of the person.")] person_id: ID,
        #[graphql(desc = "Global id of the space.")] space_id: ID,
    ) -> Option<Result<AccessReport>> {
        async {
            let request = request(ctx)?;
            let access = request.access();
            let person = request.look_up::<person::Entity>(&person_id).await?;
            let space = request.db.explained_space(&access, parse(&space_id)?).await?;
            let (Some(person), Some(space)) = (person, space) else { return Ok(None) };
            let person_id = person.id;
            let permit = access.permit::<ExplainAccess>(Seen::pair(space, person))?;
            AccessReport::of(person_id, request.db.reasons(&permit).await?).map(Some)
        }
        .await
        .transpose()
    }

    /// Everyone with a role in a space other than by its visibility, with the reasons for it; null if you
    /// may not know of the space. For its leader and deputies, and auditors unless it is SECRET.
    #[graphql(complexity = "1000 + cost(first, child_complexity)")]
    async fn roster(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id of the space.")] space_id: ID,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the person before.")] after: Option<String>,
    ) -> Option<Result<RosterConnection>> {
        async {
            let request = request(ctx)?;
            let access = request.access();
            let space = request.db.explained_space(&access, parse(&space_id)?).await?;
            let Some(space) = space else { return Ok(None) };
            let permit = access.permit::<SeeRoster>(space.clone())?;
            let page = Page::of(LIST, first, after)?;
            let after = page.after.as_ref().map(|cursor| cursor.key);
            let reasons = request.db.roster(&permit, after, page.first + 1).await?;
            let mut reports = Vec::new();
            for reasons in reasons.chunk_by(|one, other| one.person_id == other.person_id) {
                let Some(first) = reasons.first() else { continue };
                let cursor =
                    Cursor { list: LIST, sort: String::new(), key: first.person_id.into() };
                reports.push((cursor, AccessReport::of(first.person_id, reasons.to_vec())?));
            }
            let has_next = reports.len() > page.first;
            reports.truncate(page.first);
            let rows = Rows { rows: reports, has_next, page };
            Ok(Some(RosterConnection::new(rows, RosterTotal(space))))
        }
        .await
        .transpose()
    }
}
