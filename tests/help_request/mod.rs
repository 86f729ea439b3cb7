//! R12: who writes in a unit asks the evangelists of its branch, and they answer.

mod answer;
mod create;
mod read;

use serde_json::{Value, json};

use crate::access::ask::made;
use crate::support::{Cast, Who};

/// Asks for the unit Sales. The request's id.
async fn asked(cast: &Cast, who: Who, question: &str) -> String {
    let input = json!({ "unitId": cast.sales, "question": question });
    made(cast.done(who, "helpRequestCreate", input, "helpRequest { id }").await, "helpRequest")
}

/// The questions that somebody is shown.
async fn questions(cast: &Cast, who: Who) -> Vec<String> {
    let answer = cast.ask(who, "{ helpRequests { nodes { question } } }", json!({})).await;
    texts(&answer["helpRequests"]["nodes"], "question")
}

/// The answers to a request, as somebody is shown them.
async fn answers(cast: &Cast, who: Who, id: &str) -> Vec<String> {
    let query = "query($id: ID!) { node(id: $id) { ... on HelpRequest {
        answers { nodes { body author { displayName } writtenAt } } } } }";
    let answer = cast.ask(who, query, json!({ "id": id })).await;
    texts(&answer["node"]["answers"]["nodes"], "body")
}

fn texts(nodes: &Value, field: &str) -> Vec<String> {
    let nodes = nodes.as_array().map(Vec::as_slice).unwrap_or_default();
    nodes.iter().map(|node| node[field].as_str().unwrap().to_owned()).collect()
}
