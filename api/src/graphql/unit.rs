//! Units: the org chart as a tree.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use entity::{assignment, position, unit, unit_grant};
use sea_orm::ColumnTrait;

use super::context::{Request, related, request};
use super::evangelist::{Evangelist, evangelists_of, helper_of};
use super::loaders::{ChildrenOf, LastLeaderOf, OfficesOf, SpacesOf};
use super::membership::{Assignment, AssignmentConnection, Office, Position};
use super::mutation::{UnitGrant, UnitGrantConnection};
use super::page::{Cursor, Page, Rows, Sort, connection, cost, list};
use super::participation::{Participation, since};
use super::person::{Person, lasting};
use super::space::Space;
use super::time::DateTime;
use crate::access::Role;
use crate::access::policy::{
    AppointEvangelist, AppointLeader, AskForHelp, AssignPerson, ChangeUnit, CreateUnit,
    GrantOnUnit, NameDeputy, OpenSpace, SeeParticipation,
};
use crate::error::Result;
use crate::store::Seen;

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "unit::Kind")]
pub enum UnitKind {
    /// The root, one per installation.
    Company,
    /// A department.
    Direction,
    /// A part of a department.
    SubDirection,
    /// A team.
    Team,
    /// A project.
    Project,
    /// A committee: a leaf directly under the company.
    Committee,
}

/// A node of the org chart.
pub struct Unit(pub Seen<unit::Model>);

/// What you may do to a unit, by the same rules that the mutations check.
#[derive(SimpleObject)]
#[expect(clippy::struct_excessive_bools, reason = "a button each")]
pub struct UnitCapabilities {
    /// `unitCreate` below it.
    create_child: bool,
    /// `unitUpdate` and `unitMove`.
    update: bool,
    /// `leaderAppoint`.
    appoint_leader: bool,
    /// `evangelistAppoint`.
    appoint_evangelist: bool,
    /// `deputyName` and `deputyKeep`.
    name_deputy: bool,
    /// `personAssign`.
    assign: bool,
    /// `spaceOpen`.
    open_space: bool,
    /// `unitGrant`.
    grant: bool,
    /// `helpRequestCreate`, where somebody helps the unit.
    ask_for_help: bool,
}

/// A node of the org chart.
#[Object]
impl Unit {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it is.
    async fn kind(&self) -> UnitKind {
        self.0.kind.into()
    }

    /// Name for people.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Name for addresses: unique among units.
    async fn slug(&self) -> &str {
        &self.0.slug
    }

    /// When it was created.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// The unit above; null for the company.
    async fn parent(&self, ctx: &Context<'_>) -> Option<Result<Unit>> {
        let parent = self.0.parent_id?;
        related(ctx, parent, Unit).await
    }

    /// The units directly below, by name.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn children(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the unit before.")] after: Option<String>,
    ) -> Option<Result<UnitConnection>> {
        Some(
            async {
                let page = Page::of(LIST, first, after)?;
                let all = request(ctx)?
                    .loaders
                    .load_one(ChildrenOf(self.0.id))
                    .await?
                    .unwrap_or_default();
                let total = all.len();
                let mut rows: Vec<_> =
                    all.into_iter().map(|row| (place(&row), Unit(row))).collect();
                rows.sort_by(|(one, _), (other, _)| one.cmp(other));
                if let Some(after) = &page.after {
                    // By place, not by row: the cursor's may have moved away since.
                    rows.retain(|(cursor, _)| cursor > after);
                }
                let has_next = rows.len() > page.first;
                rows.truncate(page.first);
                let rows = Rows { rows, has_next, page };
                Ok(UnitConnection::new(rows, UnitTotal::Known(total)))
            }
            .await,
        )
    }

    /// The person who leads it now; null when it is vacant.
    async fn leader(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        async {
            let request = request(ctx)?;
            let offices = request.loaders.load_one(OfficesOf(self.0.id)).await?.unwrap_or_default();
            let leader = offices.iter().find(|held| held.office == position::Office::Leader);
            let Some(leader) = leader else { return Ok(None) };
            Ok(request.loaders.load_one(leader.person_id).await?.map(Person))
        }
        .await
        .transpose()
    }

    /// The offices held now: the leader's and the deputies'.
    async fn positions(&self, ctx: &Context<'_>) -> Option<Result<Vec<Position>>> {
        Some(
            async {
                let held = request(ctx)?.loaders.load_one(OfficesOf(self.0.id)).await?;
                Ok(held.unwrap_or_default().into_iter().map(Position).collect())
            }
            .await,
        )
    }

    /// Your office in it; null for none.
    async fn viewer_office(&self, ctx: &Context<'_>) -> Option<Result<Office>> {
        async {
            let office = request(ctx)?.access().rights.in_unit(self.0.id);
            Ok(office.map(|office| {
                if office.role == Role::Leader { Office::Leader } else { Office::Deputy }
            }))
        }
        .await
        .transpose()
    }

    /// Who helps it as evangelist now: appointed to it or to a unit above.
    async fn evangelists(&self, ctx: &Context<'_>) -> Option<Result<Vec<Evangelist>>> {
        Some(
            async {
                let rows = evangelists_of(request(ctx)?, self.0.id).await?;
                Ok(rows.into_iter().map(Evangelist).collect())
            }
            .await,
        )
    }

    /// How many took part in its OPEN and UNIT spaces in the last days; null unless you hold an office in
    /// it or help it as evangelist. For an evangelist, groups under five people are left out.
    async fn participation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of how many days until now, 1 to 366.", default = 28)] days: i32,
    ) -> Option<Result<Participation>> {
        async {
            let request = request(ctx)?;
            let access = request.access();
            let helper = helper_of(request, self.0.id).await?;
            let helps = helper.is_some();
            let row = self.0.clone().with(helper);
            let Ok(permit) = access.permit::<SeeParticipation>(row) else { return Ok(None) };
            let figures = request.db.unit_participation(&permit, since(request, days)?).await?;
            Ok(Some(if helps {
                Participation::of_groups(figures)
            } else {
                Participation::whole(figures)
            }))
        }
        .await
        .transpose()
    }

    /// The memberships of the unit itself that hold now.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn assignments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the assignment before.")] after: Option<String>,
    ) -> Option<Result<AssignmentConnection>> {
        let rows = list::<assignment::Entity, _>(
            ctx,
            (first, after),
            Sort::ById,
            |all, access| {
                all.filter(assignment::Column::UnitId.eq(self.0.id))
                    .filter(assignment::Column::FromAt.lte(access.now))
                    .filter(lasting(assignment::Column::UntilAt, access.now))
            },
            Assignment,
        )
        .await;
        Some(rows.map(AssignmentConnection::new))
    }

    /// The grants on it that have not ended; empty unless you hold an office in it.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn grants(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the grant before.")] after: Option<String>,
    ) -> Option<Result<UnitGrantConnection>> {
        let rows = list::<unit_grant::Entity, _>(
            ctx,
            (first, after),
            Sort::ById,
            |all, access| {
                all.filter(unit_grant::Column::UnitId.eq(self.0.id))
                    .filter(lasting(unit_grant::Column::UntilAt, access.now))
            },
            UnitGrant,
        )
        .await;
        Some(rows.map(UnitGrantConnection::new))
    }

    /// The unit's spaces that you may know of, its home first.
    async fn spaces(&self, ctx: &Context<'_>) -> Option<Result<Vec<Space>>> {
        Some(
            async {
                let all = request(ctx)?.loaders.load_one(SpacesOf(self.0.id)).await?;
                Ok(all.unwrap_or_default().into_iter().map(Space).collect())
            }
            .await,
        )
    }

    /// What you may do to it.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Option<Result<UnitCapabilities>> {
        Some(
            async {
                let request = request(ctx)?;
                let access = request.access();
                let unit = &*self.0;
                let last = request.loaders.load_one(LastLeaderOf(unit.id)).await?;
                let last = last.map(|last| (*last).clone());
                Ok(UnitCapabilities {
                    create_child: access.decide::<CreateUnit>(unit).is_ok(),
                    update: access.decide::<ChangeUnit>(unit).is_ok(),
                    appoint_leader: access.decide::<AppointLeader>(&(unit.clone(), last)).is_ok(),
                    appoint_evangelist: access.decide::<AppointEvangelist>(unit).is_ok(),
                    name_deputy: access.decide::<NameDeputy>(unit).is_ok(),
                    assign: access.decide::<AssignPerson>(unit).is_ok(),
                    open_space: access.decide::<OpenSpace>(unit).is_ok(),
                    grant: access.decide::<GrantOnUnit>(unit).is_ok(),
                    ask_for_help: access.decide::<AskForHelp>(unit).is_ok(),
                })
            }
            .await,
        )
    }
}

/// The kind of list, as for [`list`].
const LIST: &str = "unit";

fn place(row: &unit::Model) -> Cursor {
    Cursor { list: LIST, sort: row.sort_name.clone(), key: row.id.into() }
}

/// What counts a list of units.
pub enum UnitTotal {
    /// The list is the whole organisation.
    All,
    /// The list has been read whole.
    Known(usize),
}

impl UnitTotal {
    async fn count(&self, request: &Request) -> Result<u64> {
        match self {
            Self::Known(count) => Ok(*count as u64),
            Self::All => request.db.visible::<unit::Entity>(&request.access()).count().await,
        }
    }
}

connection! {
    /// A page of units.
    UnitConnection, UnitEdge of Unit, total UnitTotal
}

/// Looks up units.
#[derive(Default)]
pub struct UnitQuery;

#[Object]
impl UnitQuery {
    /// A unit by id.
    async fn unit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id of the unit.")] id: ID,
    ) -> Option<Result<Unit>> {
        async { Ok(request(ctx)?.look_up::<unit::Entity>(&id).await?.map(Unit)) }.await.transpose()
    }

    /// The company: the root of the tree. Null in an empty installation.
    async fn company(&self, ctx: &Context<'_>) -> Option<Result<Unit>> {
        async {
            let request = request(ctx)?;
            let root = request
                .db
                .visible::<unit::Entity>(&request.access())
                .filter(unit::Column::ParentId.is_null())
                .one()
                .await?;
            Ok(root.map(Unit))
        }
        .await
        .transpose()
    }

    /// All units of the organisation, by name.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn units(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the unit before.")] after: Option<String>,
    ) -> Option<Result<UnitConnection>> {
        let rows = list::<unit::Entity, _>(
            ctx,
            (first, after),
            Sort::ByText(unit::Column::SortName),
            |all, _| all,
            Unit,
        )
        .await;
        Some(rows.map(|rows| UnitConnection::new(rows, UnitTotal::All)))
    }
}
