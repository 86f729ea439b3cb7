//! The way of every request: see, permit, change.

use entity::{Timestamp, post};
use parvis::access::Access;
use parvis::access::policy::PublishPost;
use parvis::clock::Clock;
use parvis::fault::Outcome;
use parvis::graphql::post::Post;
use parvis::store::{Db, Seen, When};

pub(super) async fn publish(db: &Db, access: &Access, clock: &Clock) -> Outcome<Option<Post>> {
    let seen: Option<Seen<post::Model>> = db.visible::<post::Entity>(access).one().await?;
    let Some(seen) = seen else { return Ok(None) };
    let at: Option<Timestamp> = None;
    let permit = access.permit::<PublishPost>(seen)?;
    Ok(Some(Post(db.publish_post(permit, When { at, until: None }, clock).await?)))
}
