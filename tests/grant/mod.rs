//! Grants on spaces and on units: given, read by who manages them, ended.

mod read;
mod revoke;
mod space;
mod unit;

use serde_json::{Value, json};

use crate::support::{Cast, Who};

/// The person's role in a space; null for none.
async fn role(cast: &Cast, who: Who, space: &str) -> Value {
    let query = "query($id: ID!) { space(id: $id) { viewerRole } }";
    cast.ask(who, query, json!({ "id": space })).await["space"]["viewerRole"].take()
}

/// Grants on a space or a unit, by its leader. The grant's id.
async fn give(cast: &Cast, field: &str, input: Value) -> String {
    let made = cast.done(Who::Leader, field, input, "grant { id }").await;
    made["grant"]["id"].as_str().unwrap().to_owned()
}
