//! Leak: stale permission caches. What a change takes away is gone in the very request that makes it,
//! and under load: no reader who began before a change leaves rights behind for those who begin after.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use super::send;
use crate::access::ask::grant;
use crate::support::{Cast, Who};

const UNIT: &str = "spaces { name posts { nodes { title } } grants { nodes { id } } }";

/// An administrator who leads Sales, SECRET spaces included, and gives that up. The office's id.
async fn leading_administrator(cast: &Cast) -> Value {
    cast.app.wait(1);
    let input = json!({ "unitId": cast.sales, "personId": cast.id(Who::Administrator) });
    let made = cast.done(Who::Administrator, "leaderAppoint", input, "position { id }").await;
    let id = made["position"]["id"].clone();
    cast.done(Who::Guardian, "positionConfirm", json!({ "id": id }), "position { id }").await;
    id
}

#[tokio::test]
async fn in_the_request_that_takes_it_away() {
    let cast = Cast::start().await;
    cast.publish(Who::Author, &cast.merger, "Merger").await;
    let admin = cast.id(Who::Administrator);
    let read = json!({
        "query": format!("query($id: ID!) {{ unit(id: $id) {{ {UNIT} }} }}"),
        "variables": { "id": cast.sales },
    });
    for aliased in [false, true] {
        let id = leading_administrator(&cast).await;
        let payload = format!("position {{ unit {{ {UNIT} }} }} errors {{ code }}");
        let end = format!("positionEnd(input: {{ id: {id} }}) {{ {payload} }}");
        // In a batch, what is read before is kept by nobody who reads after.
        let end = if aliased { format!("a: {end} b: {end}") } else { end };
        let end = json!({ "query": format!("mutation {{ {end} }}") });
        let (status, answers) = send(&cast.app, admin, &json!([read, end, read])).await;
        assert_eq!(status, 200, "{answers}");
        assert!(answers[0].to_string().contains("Merger"), "{answers}");
        let field = if aliased { "a" } else { "positionEnd" };
        assert_eq!(answers[1]["data"][field]["errors"], json!([]), "{answers}");
        for after in [&answers[1], &answers[2]] {
            let told = after.to_string();
            assert!(told.contains("Sales news") && !told.contains("erger"), "{told}");
        }
        let (_, later) = send(&cast.app, admin, &read).await;
        assert_eq!(later["data"], answers[2]["data"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn under_readers_who_never_stop() {
    let cast = Cast::start().await;
    let second = cast.app.second().await;
    let post = cast.publish(Who::Author, &cast.merger, "Merger").await;
    let query = "query($id: ID!) { post(id: $id) { id } }";
    let (outsider, done) = (cast.id(Who::Outsider), AtomicBool::new(false));
    let reads = async || {
        let mut answers = Vec::new();
        for app in [&cast.app, &second] {
            let found = app.ask(outsider, query, json!({ "id": post })).await;
            answers.push(!found["post"].is_null());
        }
        answers
    };
    let load = async || {
        while !done.load(Ordering::Relaxed) {
            reads().await;
        }
    };
    let changes = async {
        for round in 0..40 {
            let to = json!({ "person": outsider });
            let given = grant(&cast, Who::Leader, &cast.merger, to, "READER").await;
            assert_eq!(reads().await, [true, true], "granted, {round}");
            let given = json!({ "id": given });
            cast.done(Who::Leader, "spaceRevoke", given, "grant { id }").await;
            for _ in 0..3 {
                assert_eq!(reads().await, [false, false], "revoked, {round}");
            }
        }
        done.store(true, Ordering::Relaxed);
    };
    tokio::join!(changes, load(), load(), load(), load());
}
