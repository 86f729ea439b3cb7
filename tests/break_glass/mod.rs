//! Break-glass (rule R14): an administrator reads one closed space for an hour at most, if a guardian
//! approves; and spaces as administrators know them (rule R13).

mod administered;
mod approve;
mod ask;
mod end;
mod told;

use serde_json::{Value, json};

use crate::access::ask::made;
use crate::support::{Cast, Who};

/// By which id administrators know a space, as its leader is told it.
async fn opaque(cast: &Cast, space: &str) -> String {
    let query = "query($id: ID!) { space(id: $id) { reference } }";
    let seen = cast.ask(Who::Leader, query, json!({ "id": space })).await;
    seen["space"]["reference"].as_str().unwrap().to_owned()
}

/// What asks for the SECRET space.
async fn request(cast: &Cast) -> Value {
    json!({
        "spaceId": opaque(cast, &cast.merger).await,
        "reason": "MISCONDUCT_REPORT", "explanation": "A report of Monday."
    })
}

/// The person asks for the SECRET space. The request, as input.
async fn asked_by(cast: &Cast, person: &str) -> Value {
    let input = request(cast).await;
    let asked = cast.app.done(person, "breakGlassAsk", input, "breakGlass { id }").await;
    json!({ "id": made(asked, "breakGlass") })
}

/// The administrator asks and the guardian approves, for an hour. The request, as input.
async fn opened(cast: &Cast) -> Value {
    let asked = asked_by(cast, cast.id(Who::Administrator)).await;
    cast.done(Who::Guardian, "breakGlassApprove", asked.clone(), "").await;
    asked
}
