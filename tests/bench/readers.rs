//! Who reads: what each may see follows from rows, as for everyone else.

use std::collections::HashSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::Timestamp;
use entity::id::SpaceId;
use fastrand::Rng;
use parvis::auth::secret;
use parvis::clock::Clock;
use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::database::Data;
use crate::organisation::{Grants, Organisation, START};
use crate::rows::{Cell, Rows};
use crate::{Result, process, random, rights};

/// Someone with a bearer token.
pub(crate) struct Reader {
    pub(crate) name: String,
    pub(crate) spaces: usize,
    /// The audience keys that they may read, in ascending order.
    pub(crate) keys: Vec<i64>,
    pub(crate) token: String,
}

/// Narrow: an application limited to the two spaces with the fewest posts. Ordinary: a member of one
/// unit, with grants until 63 % of the spaces are readable. Wide: the leader of the company, with
/// grants on all that this does not open.
pub(crate) async fn mixed(
    data: &Data,
    connection: &DatabaseConnection,
    organisation: &Organisation,
    rng: &mut Rng,
) -> Result<[Reader; 3]> {
    let now = Clock::system().now();
    let (ordinary, wide) = (organisation.people.len() - 1, organisation.people.len() - 2);
    lead_company(wide, connection, organisation, rng).await?;
    let most = organisation.spaces.len() * 63 / 100;
    let ordinary = person("ordinary", ordinary, most, (connection, organisation), now, rng).await?;
    let wide = person("wide", wide, usize::MAX, (connection, organisation), now, rng).await?;
    let narrow = application(connection, organisation, now, rng).await?;
    Ok([narrow, ordinary.with_token(data).await?, wide.with_token(data).await?])
}

/// One for each number of spaces, who reads what is granted to them.
pub(crate) async fn granted(
    data: &Data,
    connection: &DatabaseConnection,
    organisation: &Organisation,
    sizes: &[usize],
    rng: &mut Rng,
) -> Result<Vec<Reader>> {
    let now = Clock::system().now();
    let mut readers = Vec::new();
    for (back, size) in sizes.iter().enumerate() {
        let place = organisation.people.len() - 1 - back;
        let name = size.to_string();
        let reader = person(&name, place, *size, (connection, organisation), now, rng).await?;
        readers.push(reader.with_token(data).await?);
    }
    Ok(readers)
}

/// Grants the person more spaces until they may read `most`.
async fn person(
    name: &str,
    place: usize,
    most: usize,
    (connection, organisation): (&DatabaseConnection, &Organisation),
    now: Timestamp,
    rng: &mut Rng,
) -> Result<Reader> {
    let id = organisation.person(place)?;
    let known: HashSet<SpaceId> =
        rights::of(id, now, connection).await?.iter().map(|readable| readable.space).collect();
    let mut others: Vec<SpaceId> =
        organisation.spaces.iter().map(|space| space.id).filter(|id| !known.contains(id)).collect();
    rng.shuffle(&mut others);
    let mut grants = Grants::of(connection);
    for space in others.into_iter().take(most.saturating_sub(known.len())) {
        grants.push(space, id, organisation.person(0)?, rng).await?;
    }
    grants.end().await?;
    let readable = rights::of(id, now, connection).await?;
    let token = Organisation::address(place);
    Ok(Reader { name: name.into(), spaces: readable.len(), keys: rights::keys(&readable), token })
}

async fn lead_company(
    place: usize,
    connection: &DatabaseConnection,
    organisation: &Organisation,
    rng: &mut Rng,
) -> Result<()> {
    let columns = "id, unit_id, person_id, office, from_at, confirmed_at, created_at";
    let mut rows = Rows::of(connection, "position", columns);
    let ids = [
        random::id(rng, START),
        organisation.unit(0)?.id.into(),
        organisation.person(place)?.into(),
    ];
    let [id, company, person] = ids.map(Cell::Id);
    let [from, confirmed, made] = [Cell::Number(START); 3];
    connection
        .execute_unprepared("DELETE FROM position WHERE office = 'LEADER' AND unit_id IN (SELECT id FROM unit WHERE parent_id IS NULL)")
        .await?;
    rows.push(&[id, company, person, Cell::Text("LEADER"), from, confirmed, made]).await?;
    rows.end().await
}

/// Limited to the two last spaces by Zipf's law, of those that its owner, who is wide, may read.
async fn application(
    connection: &DatabaseConnection,
    organisation: &Organisation,
    now: Timestamp,
    rng: &mut Rng,
) -> Result<Reader> {
    let leader = organisation.person(organisation.people.len() - 2)?;
    let (id, token, hash) = secret::generate(&Clock::system());
    let limits: Vec<SpaceId> =
        organisation.spaces.iter().rev().take(2).map(|space| space.id).collect();

    let [application, owner] = [random::id(rng, START), leader.into()].map(Cell::Id);
    let [made, until] = [now.micros(), now.plus_seconds(86_400).micros()].map(Cell::Number);
    let mut rows = Rows::of(connection, "application", "id, name, owner_id, created_at");
    rows.push(&[application, Cell::Text("Lobby screen"), owner, made]).await?;
    rows.end().await?;
    let columns = "id, application_id, secret_hash, scopes, created_by, created_at, expires_at";
    let mut rows = Rows::of(connection, "application_token", columns);
    let hash = URL_SAFE_NO_PAD.encode(hash);
    let [hash, scopes] = [&*hash, "posts:read"].map(Cell::Text);
    rows.push(&[Cell::Id(id.into()), application, hash, scopes, owner, made, until]).await?;
    rows.end().await?;
    let mut rows = Rows::of(connection, "application_limit", "application_id, space_id");
    for space in &limits {
        rows.push(&[application, Cell::Id((*space).into())]).await?;
    }
    rows.end().await?;

    let mut readable = rights::of(leader, now, connection).await?;
    readable.retain(|space| limits.contains(&space.space));
    let keys = rights::keys(&readable);
    Ok(Reader { name: "narrow".into(), spaces: readable.len(), keys, token })
}

impl Reader {
    /// Has a token issued for the address that stands in its place.
    async fn with_token(self, data: &Data) -> Result<Self> {
        Ok(Self { token: token(data, &self.token).await?, ..self })
    }
}

/// A token for the person with this address.
pub(crate) async fn token(data: &Data, address: &str) -> Result<String> {
    let mut command = data.parvis()?;
    command.args(["token", "issue", "--ttl", "7200", "--person", address]);
    Ok(process::output(&mut command).await?.trim().to_owned())
}
