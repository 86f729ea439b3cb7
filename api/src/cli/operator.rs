//! By whom the operator's commands act on a space: its leader, a deputy, or who is named.

use std::sync::Arc;

use entity::id::{PersonId, SpaceId};
use entity::{Timestamp, space};
use sea_orm::ColumnTrait;

use super::failed;
use crate::access::Access;
use crate::auth::Viewer;
use crate::error::Result;
use crate::store::{Db, Seen};

/// The space at an address.
pub(super) async fn find_space(db: &Db, address: &str) -> Result<SpaceId> {
    let found = db.operator_find_space(address).await?;
    found.ok_or_else(|| failed(address, "no space has this address"))
}

/// A space as this person sees it, or whoever leads its unit where none is named.
pub(super) async fn view(
    db: &Db,
    space: SpaceId,
    named: Option<&str>,
    now: Timestamp,
) -> Result<(Access, Seen<space::Model>)> {
    let person = match named {
        Some(email) => db.operator_find_person(email).await?,
        None => db.operator_leader_of(space, now).await?,
    };
    let Some(person) = person else {
        return Err(match named {
            Some(email) => failed(email, "nobody here has this address"),
            None => failed(
                "The unit of the space has no leader",
                "name a deputy or leader of it by their address",
            ),
        });
    };
    let access = db.access(Arc::new(operator(person)), now).await?;
    let seen = db.visible::<space::Entity>(&access).filter(space::Column::Id.eq(space));
    match seen.one().await? {
        Some(row) => Ok((access, row)),
        None => Err(failed("The person named", "has no role in that space")),
    }
}

/// The person as the rules see them. Access version 0 is never kept, so nothing is reused.
fn operator(person: PersonId) -> Viewer {
    Viewer { person, platform: Vec::new(), application: None, access_version: 0 }
}
