//! A table is read through a scope: one that has none is not read, and none is read past it.

use entity::{identity, post};
use parvis::access::Access;
use parvis::store::Db;
use sea_orm::EntityTrait;

pub async fn read(db: &Db, access: &Access) {
    let _ = db.visible::<identity::Entity>(access).all().await;
    let _ = post::Entity::find().all(db).await;
    let _ = db.visible::<post::Entity>().all().await;
}

fn main() {}
