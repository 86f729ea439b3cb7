//! The invented organisation: a tree of units with leaders, deputies and members, and their spaces.

use entity::id::{PersonId, SpaceId, UnitId};
use entity::space::{self, Visibility};
use fastrand::Rng;
use parvis::content::tag_slug;
use sea_orm::{ActiveEnum, DatabaseConnection};

use crate::rows::{Cell, Rows};
use crate::{Result, random};

/// 2016-01-01 and 2026-01-01, in microseconds since 1970: all that is invented lies between.
pub(crate) const START: i64 = 1_451_606_400_000_000;
pub(crate) const END: i64 = 1_767_225_600_000_000;

/// People at the end of the list who hold nothing but what the readers are given.
pub(crate) const READERS: usize = 4;

/// How the spaces may be read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doors {
    /// About 45 % OPEN, 17 % UNIT, 30 % RESTRICTED, 8 % SECRET.
    Mixed,
    /// All RESTRICTED, so that a reader reads what is granted to them and no more.
    Closed,
}

pub(crate) struct Unit {
    pub(crate) id: UnitId,
    pub(crate) parent: Option<usize>,
    pub(crate) slug: String,
}

pub(crate) struct Space {
    pub(crate) id: SpaceId,
    pub(crate) unit: usize,
    pub(crate) visibility: Visibility,
    pub(crate) key: i64,
}

pub(crate) struct Organisation {
    pub(crate) units: Vec<Unit>,
    pub(crate) spaces: Vec<Space>,
    pub(crate) people: Vec<PersonId>,
}

impl Organisation {
    /// Two units for three spaces; each unit has one, the home space, before any has a second.
    pub(crate) fn invent(spaces: u32, people: u32, doors: Doors, rng: &mut Rng) -> Self {
        Self::of_units(spaces * 2 / 3, spaces, people, doors, rng)
    }

    /// With so many units: where they are more than spaces, the last ones have none.
    pub(crate) fn of_units(
        units: u32,
        spaces: u32,
        people: u32,
        doors: Doors,
        rng: &mut Rng,
    ) -> Self {
        let units: Vec<Unit> = (0..units.max(1) as usize)
            .map(|place| Unit {
                id: random::id(rng, START),
                // Three below each: six levels at 300 spaces.
                parent: place.checked_sub(1).map(|before| before / 3),
                slug: format!("{}-{place}", random::word(rng)),
            })
            .collect();
        let spaces = (0..spaces as usize)
            .map(|place| {
                let id: SpaceId = random::id(rng, START);
                let visibility = match (doors, rng.u32(0..100)) {
                    (Doors::Closed, _) | (_, 62..=91) => Visibility::Restricted,
                    (_, 0..=44) => Visibility::Open,
                    (_, 45..=61) => Visibility::Unit,
                    _ => Visibility::Secret,
                };
                Space {
                    id,
                    unit: place % units.len(),
                    visibility,
                    key: space::Model::audience_key_of(id),
                }
            })
            .collect();
        let people = (0..people as usize + READERS).map(|_| random::id(rng, START)).collect();
        Self { units, spaces, people }
    }

    /// The address of a person, by which tokens are issued.
    pub(crate) fn address(person: usize) -> String {
        format!("person{person}@example.org")
    }

    pub(crate) async fn write(&self, connection: &DatabaseConnection, rng: &mut Rng) -> Result<()> {
        self.write_people(connection, rng).await?;
        self.write_units(connection, rng).await?;
        self.write_offices(connection, rng).await?;
        self.write_members(connection, rng).await?;
        self.write_spaces(connection, rng).await
    }

    async fn write_people(&self, connection: &DatabaseConnection, rng: &mut Rng) -> Result<()> {
        let columns =
            "id, display_name, sort_name, email, status, tokens_valid_from, created_at, updated_at";
        let mut rows = Rows::of(connection, "person", columns);
        for (place, id) in self.people.iter().enumerate() {
            let (name, address) = (random::person_name(rng), Self::address(place));
            let sort = tag_slug(&name);
            let [name, sort, address, status] =
                [&*name, &*sort, &*address, "ACTIVE"].map(Cell::Text);
            let [valid, made, changed] =
                [Cell::Number(0), Cell::Number(START), Cell::Number(START)];
            rows.push(&[Cell::Id((*id).into()), name, sort, address, status, valid, made, changed])
                .await?;
        }
        rows.end().await
    }

    async fn write_units(&self, connection: &DatabaseConnection, rng: &mut Rng) -> Result<()> {
        let columns = "id, parent_id, kind, name, sort_name, slug, created_at, updated_at";
        let mut rows = Rows::of(connection, "unit", columns);
        let mut closure =
            Rows::of(connection, "unit_closure", "ancestor_id, descendant_id, distance");
        for unit in &self.units {
            let name = format!("{} {}", random::word(rng), random::word(rng));
            let parent = unit.parent.map(|place| self.unit(place)).transpose()?;
            let kind = match parent {
                None => "COMPANY",
                Some(parent) if parent.parent.is_none() => "DIRECTION",
                Some(_) => "TEAM",
            };
            let parent = Cell::from(parent.map(|parent| uuid::Uuid::from(parent.id)));
            let sort = tag_slug(&name);
            let [kind, name, sort, slug] = [kind, &*name, &*sort, &*unit.slug].map(Cell::Text);
            let [made, changed] = [Cell::Number(START); 2];
            rows.push(&[Cell::Id(unit.id.into()), parent, kind, name, sort, slug, made, changed])
                .await?;

            let mut above = Some(unit);
            for distance in 0.. {
                let Some(ancestor) = above else { break };
                let [ancestor_id, id] = [ancestor.id, unit.id].map(|id| Cell::Id(id.into()));
                closure.push(&[ancestor_id, id, Cell::Number(distance)]).await?;
                above = ancestor.parent.map(|place| self.unit(place)).transpose()?;
            }
        }
        rows.end().await?;
        closure.end().await
    }

    async fn write_offices(&self, connection: &DatabaseConnection, rng: &mut Rng) -> Result<()> {
        let columns = "id, unit_id, person_id, office, from_at, confirmed_at, created_at";
        let mut rows = Rows::of(connection, "position", columns);
        let staff = self.people.len() - READERS;
        for (place, unit) in self.units.iter().enumerate() {
            let deputies = usize::from(place % 3 == 0);
            for (office, person) in [("LEADER", place), ("DEPUTY", place + self.units.len())]
                .into_iter()
                .take(1 + deputies)
            {
                let ids =
                    [random::id(rng, START), unit.id.into(), self.person(person % staff)?.into()];
                let [id, unit, person] = ids.map(Cell::Id);
                let [from, confirmed, made] = [Cell::Number(START); 3];
                rows.push(&[id, unit, person, Cell::Text(office), from, confirmed, made]).await?;
            }
        }
        rows.end().await
    }

    /// Everyone is a member of one unit, one in ten of a second. The readers are members of the last
    /// alone, all confirmed.
    async fn write_members(&self, connection: &DatabaseConnection, rng: &mut Rng) -> Result<()> {
        let columns = "id, unit_id, person_id, source, from_at, confirmed_at, created_at";
        let mut rows = Rows::of(connection, "assignment", columns);
        let staff = self.people.len() - READERS;
        for (place, person) in self.people.iter().enumerate() {
            let (first, last) = (rng.usize(0..self.units.len()), self.units.len() - 1);
            let second = (rng.u8(0..10) == 0).then_some((first + 1) % self.units.len());
            let units = if place < staff { [Some(first), second] } else { [Some(last), None] };
            for unit in units.into_iter().flatten() {
                let unit = self.unit(unit)?;
                let [id, unit, person] =
                    [random::id(rng, START), unit.id.into(), (*person).into()].map(Cell::Id);
                let [from, confirmed, made] = [Cell::Number(START); 3];
                rows.push(&[id, unit, person, Cell::Text("DIRECTORY"), from, confirmed, made])
                    .await?;
            }
        }
        rows.end().await
    }

    async fn write_spaces(&self, connection: &DatabaseConnection, rng: &mut Rng) -> Result<()> {
        let columns = "id, unit_id, slug, name, sort_name, description, visibility, member_role, \
                       comment_policy, inherits, is_home, audience_key, opaque_id, was_sealed, created_at, updated_at";
        let mut rows = Rows::of(connection, "space", columns);
        let mut grants = Grants::of(connection);
        let staff = self.people.len() - READERS;
        for (place, space) in self.spaces.iter().enumerate() {
            let name = format!("{} {}", random::word(rng), random::word(rng));
            let home = place < self.units.len();
            let slug = if home { "home".to_owned() } else { format!("space-{place}") };
            let (sort, about) = (tag_slug(&name), random::text(rng, 80));
            let visibility = space.visibility.to_value();
            let [id, unit] = [space.id.into(), self.unit(space.unit)?.id.into()].map(Cell::Id);
            let [slug, name, sort, about, visibility, role, comments] =
                [&*slug, &*name, &*sort, &*about, &*visibility, "AUTHOR", "READERS"]
                    .map(Cell::Text);
            let sealed = matches!(space.visibility, Visibility::Restricted | Visibility::Secret);
            let [inherits, home, sealed] = [true, home, sealed].map(Cell::Flag);
            let opaque = Cell::Id(random::id(rng, START));
            let [key, made, changed] = [space.key, START, START].map(Cell::Number);
            let row = [
                id, unit, slug, name, sort, about, visibility, role, comments, inherits, home, key,
                opaque, sealed, made, changed,
            ];
            rows.push(&row).await?;
            for _ in 0..rng.u8(0..6) {
                grants
                    .push(space.id, self.person(rng.usize(0..staff))?, self.person(0)?, rng)
                    .await?;
            }
        }
        rows.end().await?;
        grants.end().await
    }

    pub(crate) fn unit(&self, place: usize) -> Result<&Unit> {
        self.units.get(place).ok_or_else(|| format!("there is no unit {place}").into())
    }

    pub(crate) fn person(&self, place: usize) -> Result<PersonId> {
        self.people.get(place).copied().ok_or_else(|| format!("there is no person {place}").into())
    }
}

/// Grants of READER to persons (rule R4).
pub(crate) struct Grants<'a>(Rows<'a>);

impl<'a> Grants<'a> {
    pub(crate) fn of(connection: &'a DatabaseConnection) -> Self {
        let columns =
            "id, space_id, role, grantee_kind, grantee_id, from_at, granted_by, created_at";
        Self(Rows::of(connection, "space_grant", columns))
    }

    pub(crate) async fn push(
        &mut self,
        space: SpaceId,
        to: PersonId,
        by: PersonId,
        rng: &mut Rng,
    ) -> Result<()> {
        let ids = [random::id(rng, START), space.into(), to.into(), by.into()];
        let [id, space, to, by] = ids.map(Cell::Id);
        let [role, kind] = ["READER", "PERSON"].map(Cell::Text);
        let [from, made] = [Cell::Number(START); 2];
        self.0.push(&[id, space, role, kind, to, from, by, made]).await
    }

    pub(crate) async fn end(self) -> Result<()> {
        self.0.end().await
    }
}
