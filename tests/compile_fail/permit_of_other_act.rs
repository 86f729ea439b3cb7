//! A permit is for one act.

use parvis::access::Permit;
use parvis::access::policy::{DeletePost, DraftPost};
use parvis::clock::Clock;
use parvis::store::Db;

pub async fn publish(db: &Db, own: Permit<DeletePost>, space: Permit<DraftPost>, clock: &Clock) {
    let _ = db.publish_post(own, None, None, clock).await;
    let _ = db.publish_post(space, None, None, clock).await;
}

fn main() {}
