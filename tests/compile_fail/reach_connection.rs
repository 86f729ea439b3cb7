//! The connection is the store's.

use parvis::store::Db;

pub async fn reach(db: &Db) {
    let _ = &db.read;
    let _ = db.reader();
    let _ = db.begin().await;
    let _ = db.owner();
}

fn main() {}
