//! Resolves a viewer's rights in one statement, and keeps them as long as nothing has changed.
//!
//! Kept rights are used again only if the access version read by the request's identity query is
//! the one they were resolved under, and no dated right has started or ended since: any change
//! holds from the next request on, in every process (rule R16). The version is a sum: what changes
//! anybody's rights counts for all, and a grant to one person or a membership for that person.

use std::collections::HashMap;
use std::sync::Arc;

use entity::Timestamp;
use entity::id::{ApplicationId, PersonId, SpaceId, UnitId};
use entity::post::Reach;
use entity::{person, platform_role};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryResult, Statement,
    Value,
};

use super::Db;
use super::scheduled::Touched;
use super::transaction::Transaction;
use crate::access::rights::{self, OfficeRight, SpaceRight};
use crate::access::{Access, Rights, Role};
use crate::auth::Viewer;
use crate::error::{Error, Result};

/// Spaces in all kept rights together: about 160 bytes each, so at most some 50 MB.
const CACHED_SPACES: u64 = 300_000;

type Key = (PersonId, Option<ApplicationId>);
type Entry = (i64, Arc<Rights>);

#[derive(Clone, Debug)]
struct BySpaces;

impl Weighter<Key, Entry> for BySpaces {
    fn weight(&self, _: &Key, entry: &Entry) -> u64 {
        entry.1.weight()
    }
}

/// Rights by viewer, with the access version that they were resolved under.
#[derive(Debug)]
pub(in crate::store) struct RightsCache(Cache<Key, Entry, BySpaces>);

impl Default for RightsCache {
    fn default() -> Self {
        Self(Cache::with_weighter(10_000, CACHED_SPACES, BySpaces))
    }
}

impl Db {
    /// The viewer with their rights at `now`: at most one statement.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn access(&self, viewer: Arc<Viewer>, now: Timestamp) -> Result<Access> {
        let key = (viewer.person, viewer.application.as_ref().map(|app| app.id));
        let kept = self.rights_cache().0.get(&key);
        let rights = match kept {
            Some((version, rights)) if version == viewer.access_version && rights.hold_at(now) => {
                rights
            }
            _ => {
                let rights = Arc::new(self.resolve(&viewer, now).await?);
                self.rights_cache().0.insert(key, (viewer.access_version, rights.clone()));
                rights
            }
        };
        Ok(Access { viewer, rights, now, dialect: self.dialect() })
    }

    /// The same viewer as they are now, after a mutation: reads the access version anew.
    ///
    /// # Errors
    /// `UNAVAILABLE` or `INTERNAL`.
    pub async fn access_now(&self, access: &Access, now: Timestamp) -> Result<Access> {
        let version = "SELECT v.version + COALESCE(o.version, 0) AS version
FROM access_version v LEFT JOIN person_access o ON o.person_id = $1";
        let backend = self.dialect().backend();
        let statement = Statement::from_sql_and_values(backend, version, [access.me().into()]);
        let row = self.reader().query_one_raw(statement).await?;
        let row = row.ok_or_else(|| Error::internal("no access version"))?;
        let viewer =
            Viewer { access_version: row.try_get("", "version")?, ..(*access.viewer).clone() };
        self.access(Arc::new(viewer), now).await
    }

    async fn resolve(&self, viewer: &Viewer, now: Timestamp) -> Result<Rights> {
        resolve(&self.reader(), viewer, now).await
    }
}

impl Transaction {
    /// Whether somebody still has the rights by which this change was permitted: they may sign in, and have
    /// lost no role, office or platform role. A change in one space rests on no role elsewhere: the writer is
    /// not kept while all are resolved.
    pub(in crate::store) async fn still_holds(
        &self,
        access: &Access,
        touched: Touched,
        now: Timestamp,
    ) -> Result<bool> {
        let person = person::Entity::find_by_id(access.me()).one(self).await?;
        if person.is_none_or(|person| person.status != person::Status::Active) {
            return Ok(false);
        }
        let held = platform_role::Entity::find()
            .filter(platform_role::Column::PersonId.eq(access.me()))
            .filter(platform_role::Column::FromAt.lte(now))
            .filter(
                Condition::any()
                    .add(platform_role::Column::UntilAt.is_null())
                    .add(platform_role::Column::UntilAt.gt(now)),
            )
            .all(self)
            .await?;
        let platform =
            access.viewer.platform.iter().all(|role| held.iter().any(|it| it.role == *role));
        if !platform {
            return Ok(false);
        }
        Ok(match touched {
            Touched::Space(space) if access.viewer.application.is_none() => {
                resolve_in_space(self, access.me(), space, now)
                    .await?
                    .cover(&access.rights.at(space))
            }
            _ => resolve(self, &access.viewer, now).await?.cover(&access.rights),
        })
    }
}

async fn resolve(
    connection: &impl ConnectionTrait,
    viewer: &Viewer,
    now: Timestamp,
) -> Result<Rights> {
    let dialect = connection.get_database_backend().into();
    let application = viewer.application.as_ref();
    let branch = application.and_then(|app| app.branch);
    let rights = match branch {
        None => {
            let values = [viewer.person.into(), now.into()];
            summed(connection, rights::summary(dialect), values, now).await?
        }
        Some(branch) => {
            let values = [viewer.person.into(), now.into(), branch.into()];
            summed(connection, rights::summary_in_branch(dialect), values, now).await?
        }
    };
    Ok(match (application.and_then(|app| app.spaces.as_deref()), branch) {
        (Some(limit), _) => rights.limited_to(limit),
        (None, Some(_)) => rights.without_offices(),
        (None, None) => rights,
    })
}

/// A person's role in one space, and all their offices.
async fn resolve_in_space(
    connection: &impl ConnectionTrait,
    person: PersonId,
    space: SpaceId,
    now: Timestamp,
) -> Result<Rights> {
    let dialect = connection.get_database_backend().into();
    let values = [person.into(), now.into(), space.into()];
    summed(connection, rights::summary_in_space(dialect), values, now).await
}

async fn summed(
    connection: &impl ConnectionTrait,
    sql: &'static str,
    values: impl IntoIterator<Item = Value>,
    now: Timestamp,
) -> Result<Rights> {
    let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, values);
    let mut spaces = HashMap::new();
    let mut offices = HashMap::new();
    // Without a row there is no boundary either: such rights are not kept.
    let mut valid_until = Some(now);
    for row in connection.query_all_raw(statement).await? {
        valid_until = row.try_get("", "valid_until")?;
        let unit: UnitId = row.try_get("", "unit_id")?;
        match row.try_get::<Option<SpaceId>>("", "space_id")? {
            Some(space) => {
                spaces.insert(space, space_right(&row, unit)?);
            }
            None => {
                offices.insert(unit, office_right(&row)?);
            }
        }
    }
    Ok(Rights::new(spaces, offices, valid_until))
}

fn space_right(row: &QueryResult, unit: UnitId) -> Result<SpaceRight> {
    Ok(SpaceRight {
        role: role(row)?,
        sealed_role: Role::of_rank(row.try_get::<i32>("", "sealed_rank")?.into()),
        reach: match row.try_get::<i32>("", "reach")? {
            0 => Reach::Everyone,
            1 => Reach::Unit,
            2 => Reach::Roster,
            _ => Reach::Sealed,
        },
        unit,
        audience_key: row.try_get("", "audience_key")?,
        closed: row.try_get("", "closed")?,
        sealed: row.try_get("", "sealed")?,
    })
}

fn office_right(row: &QueryResult) -> Result<OfficeRight> {
    Ok(OfficeRight { role: role(row)?, confirmed: row.try_get::<i32>("", "reach")? == 3 })
}

fn role(row: &QueryResult) -> Result<Role> {
    let rank: i32 = row.try_get("", "rank")?;
    Role::of_rank(i64::from(rank)).ok_or_else(|| Error::internal(format!("no role of rank {rank}")))
}
