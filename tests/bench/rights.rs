//! What a person may read, by the very statement that the server asks.

use entity::Timestamp;
use entity::id::{PersonId, SpaceId};
use parvis::access::rights::summary;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use crate::Result;

/// A space that may be read, with the audience keys of its posts that may be.
pub(crate) struct Readable {
    pub(crate) space: SpaceId,
    pub(crate) keys: Vec<i64>,
}

/// The statement for a person at an instant.
pub(crate) fn statement(
    person: PersonId,
    now: Timestamp,
    connection: &DatabaseConnection,
) -> Statement {
    let backend = connection.get_database_backend();
    Statement::from_sql_and_values(backend, summary(backend.into()), [person.into(), now.into()])
}

/// The spaces that a person may read.
pub(crate) async fn of(
    person: PersonId,
    now: Timestamp,
    connection: &DatabaseConnection,
) -> Result<Vec<Readable>> {
    let statement = statement(person, now, connection);
    let mut readable = Vec::new();
    for row in connection.query_all_raw(statement).await? {
        let Some(space) = row.try_get::<Option<SpaceId>>("", "space_id")? else { continue };
        let key: i64 = row.try_get("", "audience_key")?;
        let reach: i32 = row.try_get("", "reach")?;
        readable.push(Readable {
            space,
            keys: (0..=i64::from(reach)).map(|reach| key + reach).collect(),
        });
    }
    Ok(readable)
}

/// All their audience keys, in ascending order as the server passes them.
pub(crate) fn keys(readable: &[Readable]) -> Vec<i64> {
    let mut keys: Vec<i64> = readable.iter().flat_map(|space| space.keys.iter().copied()).collect();
    keys.sort_unstable();
    keys
}
