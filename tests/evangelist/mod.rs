//! Evangelists (rule R12): who they are, what they may not do in their branch, and what they see of it.

mod appoint;
mod end;
mod limits;
mod moved;
mod naming;
mod participation;
mod primary;

use serde_json::json;

use crate::support::{Cast, Who};

/// Makes somebody evangelist of a unit and all below. The appointment's id.
async fn appoint(cast: &Cast, unit: &str, who: Who) -> String {
    let input = json!({ "unitId": unit, "personId": cast.id(who) });
    let made = cast.done(Who::Administrator, "evangelistAppoint", input, "evangelist { id }").await;
    crate::access::ask::made(made, "evangelist")
}

/// The names of the evangelists of a unit, as anybody sees them.
async fn evangelists(cast: &Cast, unit: &str) -> Vec<String> {
    let query = "query($id: ID!) { unit(id: $id) { evangelists { person { displayName } } } }";
    let found = cast.ask(Who::Outsider, query, json!({ "id": unit })).await;
    let all = found["unit"]["evangelists"].as_array().unwrap();
    let mut names: Vec<_> =
        all.iter().map(|it| it["person"]["displayName"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}
