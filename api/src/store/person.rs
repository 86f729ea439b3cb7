//! Writes people.

use entity::id::{PersonId, UnitId};
use entity::{Timestamp, identity, person, platform_role, unit};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::audit::Line;
use super::position::mark_absent;
use super::transaction::Transaction;
use super::{Db, Seen, Touched};
use crate::access::Permit;
use crate::access::policy::{AddPerson, ChangePersonStatus};
use crate::auth::local;
use crate::clock::Clock;
use crate::content::tag_slug;
use crate::error::{Code, Error, Result};
use crate::fault::{Fault, Outcome, Refused};

impl Db {
    /// Adds a person, who can sign in by a token of the local issuer or, once a provider's token
    /// names them, through it.
    pub async fn add_person(
        &self,
        permit: Permit<AddPerson>,
        name: String,
        email: Option<String>,
        clock: &Clock,
    ) -> Outcome<Seen<person::Model>> {
        self.insert_person(Some(permit), name, email, &[], clock).await
    }

    /// Adds a person with platform roles, for the operator of the installation.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn operator_add_person(
        &self,
        name: String,
        email: Option<String>,
        roles: &[platform_role::Role],
        clock: &Clock,
    ) -> Result<Seen<person::Model>> {
        match self.insert_person(None, name, email, roles, clock).await {
            Ok(added) => Ok(added),
            Err(Fault::Error(error)) => Err(error),
            Err(Fault::Refused(refused)) => Err(Error::internal(refused.message)),
        }
    }

    async fn insert_person(
        &self,
        permit: Option<Permit<AddPerson>>,
        name: String,
        email: Option<String>,
        roles: &[platform_role::Role],
        clock: &Clock,
    ) -> Outcome<Seen<person::Model>> {
        let now = clock.now();
        let row = person::Model {
            id: clock.new_id(),
            sort_name: tag_slug(&name),
            display_name: name,
            email,
            locale: None,
            status: person::Status::Active,
            tokens_valid_from: Timestamp::from_micros(0),
            created_at: now,
            updated_at: now,
        };
        let transaction = match &permit {
            Some(permit) => self.begin_change(Touched::Nothing, permit.access(), clock).await?,
            None => self.begin_operator_change(Touched::Nothing, clock).await?,
        };
        transaction.insert(row.clone()).await?;
        transaction.insert(local_identity(row.id, now)).await?;
        for role in roles {
            let given = platform_role::Model {
                id: clock.new_id(),
                person_id: row.id,
                role: *role,
                unit_id: branch_of(&transaction, *role).await?,
                from_at: now,
                until_at: None,
                given_by: None,
                created_at: now,
            };
            transaction.insert(given).await?;
        }
        let line = Line {
            act: "PERSON_ADDED",
            subject: Some(row.id.into()),
            after: Some(
                json!({ "roles": roles.iter().map(|r| format!("{r:?}")).collect::<Vec<_>>() }),
            ),
            ..Line::default()
        };
        let access = permit.as_ref().map(Permit::access);
        transaction.audited(clock, access, line).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Deactivates a person, who is refused from the next request on, or lets them in again.
    /// What they wrote and led stays (rule R18). The last administrator stays too: nobody could let
    /// anyone in again.
    pub async fn set_person_status(
        &self,
        permit: Permit<ChangePersonStatus>,
        status: person::Status,
        clock: &Clock,
    ) -> Outcome<Seen<person::Model>> {
        let mut row = permit.row().clone();
        let before = row.status;
        row.status = status;
        row.updated_at = clock.now();
        if status == person::Status::Deactivated {
            // Tokens issued until now stay refused even after a reactivation.
            row.tokens_valid_from = clock.now();
        }
        let transaction =
            self.begin_change(Touched::Person(row.id), permit.access(), clock).await?;
        transaction.still(permit.row()).await?;
        if status == person::Status::Deactivated
            && last_administrator(&transaction, row.id, clock.now()).await?
        {
            let message = "The last administrator cannot be deactivated.";
            return Err(Refused::conflict("id", message).into());
        }
        transaction.update(row.clone()).await?;
        let since = (status == person::Status::Deactivated).then(|| clock.now());
        mark_absent(&transaction, row.id, since).await?;
        let line = Line {
            act: "PERSON_STATUS",
            subject: Some(row.id.into()),
            before: Some(json!(format!("{before:?}"))),
            after: Some(json!(format!("{status:?}"))),
            ..Line::default()
        };
        transaction.audited(clock, Some(permit.access()), line).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// The one active person with this address, for the operator's commands: whoever runs them
    /// holds the database. None if there is none, or more than one.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn operator_find_person(&self, email: &str) -> Result<Option<PersonId>> {
        let found = person::Entity::find()
            .filter(person::Column::Email.eq(email))
            .filter(person::Column::Status.eq(person::Status::Active))
            .order_by_asc(person::Column::Id)
            .all(&self.reader())
            .await?;
        Ok(match found.as_slice() {
            [one] => Some(one.id),
            _ => None,
        })
    }

    /// Lets the local issuer's tokens name this person, if they were first seen elsewhere.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn operator_link_local(&self, person: PersonId, clock: &Clock) -> Result<()> {
        let transaction = self.begin_noted(clock).await?;
        if transaction.insert_new(local_identity(person, clock.now())).await? {
            let subject = Some(person.into());
            let line = Line { act: "IDENTITY_LINKED", subject, ..Line::default() };
            transaction.audited(clock, None, line).await?;
        }
        transaction.commit().await
    }
}

/// An evangelist whom the operator names helps the whole company.
async fn branch_of(transaction: &Transaction, role: platform_role::Role) -> Result<Option<UnitId>> {
    if role != platform_role::Role::Evangelist {
        return Ok(None);
    }
    let company = unit::Entity::find().filter(unit::Column::ParentId.is_null());
    let company = company.one(transaction).await?;
    let missing = || Error::new(Code::InvalidArgument, "an evangelist needs a company to help");
    Ok(Some(company.ok_or_else(missing)?.id))
}

/// Whether this person is an administrator now, and no other active person is one.
async fn last_administrator(
    transaction: &Transaction,
    id: PersonId,
    now: Timestamp,
) -> Result<bool> {
    let lasting = Condition::any()
        .add(platform_role::Column::UntilAt.is_null())
        .add(platform_role::Column::UntilAt.gt(now));
    let active = Query::select()
        .column(person::Column::Id)
        .from(person::Entity)
        .and_where(person::Column::Status.eq(person::Status::Active))
        .take();
    let held = platform_role::Entity::find()
        .filter(platform_role::Column::Role.eq(platform_role::Role::Admin))
        .filter(platform_role::Column::FromAt.lte(now))
        .filter(lasting)
        .filter(platform_role::Column::PersonId.in_subquery(active))
        .all(transaction)
        .await?;
    Ok(!held.is_empty() && held.iter().all(|role| role.person_id == id))
}

fn local_identity(person: PersonId, now: Timestamp) -> identity::Model {
    identity::Model {
        issuer: local::ISSUER.to_owned(),
        subject: person.to_string(),
        person_id: person,
        claims_hash: String::new(),
        groups_incomplete: true,
        created_at: now,
    }
}
