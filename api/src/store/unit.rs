//! Writes the org chart. The closure of "is above" is kept with it, in the same transaction.

use entity::id::{PersonId, UnitId};
use entity::unit::{self, Kind};
use entity::unit_closure;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Statement};
use serde_json::json;

use super::audit::Line;
use super::space::home_of;
use super::transaction::Transaction;
use super::{Db, Seen, Touched};
use crate::access::Permit;
use crate::access::policy::{ChangeUnit, CreateUnit};
use crate::clock::Clock;
use crate::content::{slug, tag_slug};
use crate::error::Result;
use crate::fault::{Outcome, Refused};

/// A unit to be.
#[derive(Clone, Debug)]
pub struct NewUnit {
    /// What it is.
    pub kind: Kind,
    /// For people.
    pub name: String,
    /// For addresses; made from the name if none.
    pub slug: Option<String>,
}

/// What may change of a unit; none leaves it.
#[derive(Clone, Debug, Default)]
pub struct UnitChange {
    /// A new name.
    pub name: Option<String>,
    /// A new parent.
    pub parent: Option<Seen<unit::Model>>,
}

impl Db {
    /// Whether the installation has its company, for the operator.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn has_company(&self) -> Result<bool> {
        Ok(unit::Entity::find().count(&self.reader()).await? > 0)
    }

    /// Creates the company, the root of an empty installation, for the operator.
    pub async fn operator_create_company(
        &self,
        new: NewUnit,
        clock: &Clock,
    ) -> Outcome<Seen<unit::Model>> {
        let transaction = self.begin_operator_change(Touched::Nothing, clock).await?;
        if unit::Entity::find().count(&transaction).await? > 0 {
            return Err(Refused::conflict("", "The company is there already.").into());
        }
        let row = insert_unit(&transaction, None, new, None, clock).await?;
        transaction.audited(clock, None, created(&row)).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Creates a unit below another, with its home space.
    pub async fn create_unit(
        &self,
        permit: Permit<CreateUnit>,
        new: NewUnit,
        clock: &Clock,
    ) -> Outcome<Seen<unit::Model>> {
        let transaction = self.begin_change(Touched::Nothing, permit.access(), clock).await?;
        check_place(new.kind, permit.row())?;
        let row =
            insert_unit(&transaction, Some(permit.row()), new, Some(permit.access().me()), clock)
                .await?;
        transaction.audited(clock, Some(permit.access()), created(&row)).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Renames a unit, or moves it with all that is below.
    pub async fn change_unit(
        &self,
        permit: Permit<ChangeUnit>,
        change: UnitChange,
        clock: &Clock,
    ) -> Outcome<Seen<unit::Model>> {
        // A name changes nobody's role.
        let touched = if change.parent.is_some() { Touched::Everything } else { Touched::Nothing };
        let transaction = self.begin_change(touched, permit.access(), clock).await?;
        let row = changed(&transaction, &permit, change, clock).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// The ids of a unit and of all below it.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn branch_of(&self, unit: UnitId) -> Result<Vec<UnitId>> {
        Ok(unit_closure::Entity::find()
            .filter(unit_closure::Column::AncestorId.eq(unit))
            .all(&self.reader())
            .await?
            .into_iter()
            .map(|row| row.descendant_id)
            .collect())
    }

    /// The ids of a unit and of all above it.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn line_of(&self, unit: UnitId) -> Result<Vec<UnitId>> {
        Ok(unit_closure::Entity::find()
            .filter(unit_closure::Column::DescendantId.eq(unit))
            .all(&self.reader())
            .await?
            .into_iter()
            .map(|row| row.ancestor_id)
            .collect())
    }
}

/// Writes a unit's new name or place.
pub(in crate::store) async fn changed(
    transaction: &Transaction,
    permit: &Permit<ChangeUnit>,
    change: UnitChange,
    clock: &Clock,
) -> Outcome<unit::Model> {
    let before = permit.row().clone();
    let mut row = before.clone();
    transaction.still(&before).await?;
    if let Some(name) = change.name {
        row.sort_name = tag_slug(&name);
        row.name = name;
    }
    if let Some(parent) = change.parent {
        if row.parent_id.is_none() {
            return Err(Refused::conflict("parentId", "The company has no parent.").into());
        }
        check_place(row.kind, &parent)?;
        if is_above(transaction, row.id, parent.id).await? {
            let message = "A unit cannot move below itself.";
            return Err(Refused::conflict("parentId", message).into());
        }
        row.parent_id = Some(parent.id);
        move_subtree(transaction, row.id, parent.id).await?;
    }
    row.updated_at = clock.now();
    transaction.update(row.clone()).await?;
    let line = Line {
        act: "UNIT_CHANGED",
        unit: Some(row.id),
        before: Some(described(&before)),
        after: Some(described(&row)),
        ..Line::default()
    };
    transaction.audited(clock, Some(permit.access()), line).await?;
    Ok(row)
}

fn created(row: &unit::Model) -> Line {
    Line { act: "UNIT_CREATED", unit: Some(row.id), after: Some(described(row)), ..Line::default() }
}

fn described(row: &unit::Model) -> serde_json::Value {
    json!({ "name": row.name, "parent": row.parent_id.map(|id| id.to_string()) })
}

/// A committee is a leaf under the root; the company is the root and only the root.
fn check_place(kind: Kind, parent: &unit::Model) -> Result<(), Refused> {
    match (kind, parent.kind) {
        (Kind::Company, _) => Err(Refused::invalid("kind", "There is one company: the root.")),
        (_, Kind::Committee) => {
            Err(Refused::conflict("parentId", "A committee has no units below it."))
        }
        (Kind::Committee, above) if above != Kind::Company => {
            Err(Refused::conflict("parentId", "A committee stands directly under the company."))
        }
        _ => Ok(()),
    }
}

async fn insert_unit(
    transaction: &Transaction,
    parent: Option<&unit::Model>,
    new: NewUnit,
    created_by: Option<PersonId>,
    clock: &Clock,
) -> Outcome<unit::Model> {
    let now = clock.now();
    let id: UnitId = clock.new_id();
    let slug = slug(new.slug.as_deref().unwrap_or(&new.name), "unit");
    let taken = unit::Entity::find().filter(unit::Column::Slug.eq(&slug)).one(transaction).await?;
    if taken.is_some() {
        let message = format!("Another unit has the address `{slug}`: give a slug.");
        return Err(Refused::conflict("slug", message).into());
    }
    let row = unit::Model {
        id,
        parent_id: parent.map(|parent| parent.id),
        kind: new.kind,
        sort_name: tag_slug(&new.name),
        name: new.name,
        slug,
        created_at: now,
        created_by,
        updated_at: now,
    };
    transaction.insert(row.clone()).await?;
    let itself = unit_closure::Model { ancestor_id: id, descendant_id: id, distance: 0 };
    transaction.insert(itself).await?;
    if let Some(parent) = parent {
        link(transaction, id, parent.id).await?;
    }
    transaction.insert(home_of(&row, clock)).await?;
    Ok(row)
}

async fn is_above(transaction: &Transaction, upper: UnitId, lower: UnitId) -> Result<bool> {
    Ok(unit_closure::Entity::find_by_id((upper, lower)).one(transaction).await?.is_some())
}

/// Takes the branch out from under its old ancestors and puts it under the new parent's.
async fn move_subtree(transaction: &Transaction, unit: UnitId, parent: UnitId) -> Result<()> {
    const CUT: &str = "
DELETE FROM unit_closure
WHERE descendant_id IN (SELECT descendant_id FROM unit_closure WHERE ancestor_id = $1)
  AND ancestor_id IN (SELECT ancestor_id FROM unit_closure WHERE descendant_id = $1 AND distance > 0)";
    let backend = transaction.get_database_backend();
    let cut = Statement::from_sql_and_values(backend, CUT, [unit.into()]);
    transaction.execute_raw(cut).await?;
    link(transaction, unit, parent).await
}

/// Puts the branch of `unit` under `parent` and all above it.
async fn link(transaction: &Transaction, unit: UnitId, parent: UnitId) -> Result<()> {
    const LINK: &str = "
INSERT INTO unit_closure (ancestor_id, descendant_id, distance)
SELECT above.ancestor_id, below.descendant_id, above.distance + below.distance + 1
FROM unit_closure above, unit_closure below
WHERE above.descendant_id = $2 AND below.ancestor_id = $1";
    let backend = transaction.get_database_backend();
    let link = Statement::from_sql_and_values(backend, LINK, [unit.into(), parent.into()]);
    transaction.execute_raw(link).await?;
    Ok(())
}
