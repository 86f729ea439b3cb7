//! Finds whose a verified token is, and keeps what the provider says of them.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::id::{GroupId, PersonId};
use entity::{Timestamp, directory_group, group_member, identity, person, platform_role};
use sea_orm::{ActiveEnum, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set, Statement};
use sha2::{Digest, Sha256};

use super::audit::Line;
use super::transaction::Transaction;
use super::{Db, Touched};
use crate::auth::Viewer;
use crate::auth::claims::{Claims, Groups};
use crate::clock::Clock;
use crate::content::input::MAX_NAME;
use crate::content::tag_slug;
use crate::error::Result;

/// Whose a token is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// As the request goes on with.
    pub viewer: Viewer,
    /// The person may sign in.
    pub active: bool,
    /// Tokens issued before are refused.
    pub tokens_valid_from: Timestamp,
    /// Of the claims last applied.
    pub claims_hash: String,
}

/// Changes when anything changes that [`Db::apply_claims`] would apply.
#[must_use]
pub fn claims_hash(claims: &Claims) -> String {
    let text = format!("{:?}", (&claims.name, &claims.email, &claims.locale, &claims.groups));
    URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

const IDENTIFY: &str = "
SELECT v.version + COALESCE(o.version, 0) AS version, p.id, p.status, p.tokens_valid_from, i.claims_hash, r.role
FROM access_version v
JOIN identity i ON i.issuer = $1 AND i.subject = $2
JOIN person p ON p.id = i.person_id
LEFT JOIN person_access o ON o.person_id = p.id
LEFT JOIN platform_role r ON r.person_id = p.id AND r.from_at <= $3 AND (r.until_at IS NULL OR r.until_at > $3)";

impl Db {
    /// Person, status, platform roles and access version of (issuer, subject): one statement.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn identity(
        &self,
        issuer: &str,
        subject: &str,
        now: Timestamp,
    ) -> Result<Option<Identity>> {
        let statement = Statement::from_sql_and_values(
            self.dialect().backend(),
            IDENTIFY,
            [issuer.into(), subject.into(), now.into()],
        );
        let rows = self.reader().query_all_raw(statement).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let mut platform = Vec::new();
        for row in &rows {
            if let Some(role) = row.try_get::<Option<String>>("", "role")? {
                platform.push(platform_role::Role::try_from_value(&role)?);
            }
        }
        Ok(Some(Identity {
            viewer: Viewer {
                person: first.try_get("", "id")?,
                platform,
                application: None,
                access_version: first.try_get("", "version")?,
            },
            active: first.try_get::<person::Status>("", "status")? == person::Status::Active,
            tokens_valid_from: first.try_get("", "tokens_valid_from")?,
            claims_hash: first.try_get("", "claims_hash")?,
        }))
    }

    /// Creates the person on first sight, or brings name, address and groups up to date. Groups
    /// that a token does not list in full are kept (an absent claim never means "none").
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn apply_claims(
        &self,
        claims: &Claims,
        known: Option<&Identity>,
        clock: &Clock,
    ) -> Result<()> {
        let touched = known.map_or(Touched::Nothing, |known| Touched::Person(known.viewer.person));
        let transaction = self.begin_operator_change(touched, clock).await?;
        let person = match known {
            Some(known) => {
                update_person(&transaction, known.viewer.person, claims, clock).await?;
                Some(known.viewer.person)
            }
            None => create_person(&transaction, claims, clock).await?,
        };
        // None: another request created the person a moment ago, with the same claims.
        if let Some(person) = person {
            let changed = match &claims.groups {
                Groups::Listed(groups) => {
                    sync_groups(&transaction, person, &claims.issuer, groups, clock).await?
                }
                Groups::Unknown => None,
            };
            let row = identity::ActiveModel {
                issuer: Set(claims.issuer.clone()),
                subject: Set(claims.subject.clone()),
                claims_hash: Set(claims_hash(claims)),
                groups_incomplete: Set(claims.groups == Groups::Unknown),
                ..Default::default()
            };
            identity::Entity::update(row).exec(&transaction).await?;
            if let Some(before) = changed {
                let line = Line {
                    act: "GROUPS_CLAIMED",
                    subject: Some(person.into()),
                    before: Some(serde_json::json!(before)),
                    after: Some(serde_json::json!(match &claims.groups {
                        Groups::Listed(groups) => groups.as_slice(),
                        Groups::Unknown => &[],
                    })),
                    ..Line::default()
                };
                transaction.audited(clock, None, line).await?;
            }
        }
        transaction.commit().await
    }
}

fn display_name(claims: &Claims) -> String {
    let said = claims.name.as_deref().or(claims.email.as_deref()).unwrap_or(&claims.subject);
    said.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect()
}

async fn create_person(
    transaction: &Transaction,
    claims: &Claims,
    clock: &Clock,
) -> Result<Option<PersonId>> {
    let now = clock.now();
    let id: PersonId = clock.new_id();
    let row = person::Model {
        id,
        sort_name: tag_slug(&display_name(claims)),
        display_name: display_name(claims),
        email: claims.email.clone(),
        locale: claims.locale.clone(),
        status: person::Status::Active,
        tokens_valid_from: Timestamp::from_micros(0),
        created_at: now,
        updated_at: now,
    };
    transaction.insert(row).await?;
    let row = identity::Model {
        issuer: claims.issuer.clone(),
        subject: claims.subject.clone(),
        person_id: id,
        claims_hash: String::new(),
        groups_incomplete: true,
        created_at: now,
    };
    if !transaction.insert_new(row).await? {
        // Two first requests at once: the other one's person stays, this one's is taken back.
        person::Entity::delete_by_id(id).exec(transaction).await?;
        return Ok(None);
    }
    let line = Line { act: "PERSON_ADDED", subject: Some(id.into()), ..Line::default() };
    transaction.audited(clock, None, line).await?;
    Ok(Some(id))
}

async fn update_person(
    transaction: &Transaction,
    id: PersonId,
    claims: &Claims,
    clock: &Clock,
) -> Result<()> {
    let mut row = person::ActiveModel { id: Set(id), ..Default::default() };
    row.updated_at = Set(clock.now());
    if claims.name.is_some() {
        row.sort_name = Set(tag_slug(&display_name(claims)));
        row.display_name = Set(display_name(claims));
    }
    if claims.email.is_some() {
        row.email = Set(claims.email.clone());
    }
    if claims.locale.is_some() {
        row.locale = Set(claims.locale.clone());
    }
    person::Entity::update(row).exec(transaction).await?;
    Ok(())
}

/// Makes the person's memberships that this issuer claims exactly `keys`. If any changed, what they were.
async fn sync_groups(
    transaction: &Transaction,
    person: PersonId,
    issuer: &str,
    keys: &[String],
    clock: &Clock,
) -> Result<Option<Vec<String>>> {
    let mut wanted = Vec::with_capacity(keys.len());
    for key in keys {
        wanted.push(group(transaction, issuer, key, clock).await?);
    }
    let theirs: HashMap<GroupId, String> = directory_group::Entity::find()
        .filter(directory_group::Column::Issuer.eq(issuer))
        .all(transaction)
        .await?
        .into_iter()
        .map(|group| (group.id, group.external_key))
        .collect();
    let held = group_member::Entity::find()
        .filter(group_member::Column::PersonId.eq(person))
        .filter(group_member::Column::Source.eq(entity::assignment::Source::Sso))
        .all(transaction)
        .await?;
    let (mut changed, mut before) = (false, Vec::new());
    for member in held {
        let Some(key) = theirs.get(&member.group_id) else { continue };
        before.push(key.clone());
        if !wanted.contains(&member.group_id) {
            group_member::Entity::delete_by_id((person, member.group_id)).exec(transaction).await?;
            changed = true;
        }
    }
    for group_id in wanted {
        let source = entity::assignment::Source::Sso;
        let row = group_member::Model { person_id: person, group_id, source };
        changed |= transaction.insert_new(row).await?;
    }
    Ok(changed.then_some(before))
}

async fn group(
    transaction: &Transaction,
    issuer: &str,
    key: &str,
    clock: &Clock,
) -> Result<GroupId> {
    let row = directory_group::Model {
        id: clock.new_id(),
        issuer: issuer.to_owned(),
        external_key: key.to_owned(),
        name: key.to_owned(),
        created_at: clock.now(),
    };
    transaction.insert_new(row).await?;
    let found = directory_group::Entity::find()
        .filter(directory_group::Column::Issuer.eq(issuer))
        .filter(directory_group::Column::ExternalKey.eq(key))
        .one(transaction)
        .await?;
    found.map(|group| group.id).ok_or_else(|| crate::error::Error::internal("group not kept"))
}
