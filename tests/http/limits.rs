//! What a request may ask for, alone and in a batch.

use std::fmt::Write as _;

use poem::http::StatusCode;
use poem::test::TestClient;
use serde_json::{Value, json};

use super::stub::{AUTHORIZATION, Stub};
use parvis::config::Config;

/// Posts this body to a fresh stub: status, body, mutations executed.
async fn post(change: impl FnOnce(&mut Config), body: &Value) -> (u16, Value, i32) {
    let stub = Stub::new(change);
    let client = TestClient::new(parvis::http::endpoint(stub.clone()));
    let request = client.post("/graphql").header("Authorization", AUTHORIZATION);
    let request = request.header("Accept", "application/graphql-response+json");
    let response = request.header("X-Parvis-Cost", "1").body_json(body).send().await;
    let status = response.0.status().as_u16();
    let body = response.0.into_body().into_bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap(), stub.mutations())
}

/// The code of a refusal of the whole request.
async fn refused(change: impl FnOnce(&mut Config), body: Value) -> String {
    let (status, body, mutations) = post(change, &body).await;
    assert_eq!((status, mutations), (400, 0), "{body}");
    body["errors"][0]["extensions"]["code"].as_str().unwrap().to_owned()
}

fn small(config: &mut Config) {
    config.max_aliases = 4;
    config.max_directives = 3;
    config.max_fields = 8;
    config.max_batch = 3;
    config.max_complexity = 10;
}

#[tokio::test]
async fn each_limit_refuses_one_more_and_not_the_limit() {
    let aliases =
        |n: usize| (0..n).fold("{".to_owned(), |q, i| q + &format!(" a{i}: __typename")) + "}";
    let directives = |n: usize| format!("{{ hello{} }}", " @include(if: true)".repeat(n));
    let fields = |n: usize| format!("{{ {} }}", "hello ".repeat(n));
    let arguments = |n: usize| format!("{{ hello({}) }}", "a: 1 ".repeat(n));
    for (name, query) in [
        ("aliases", aliases(5)),
        ("directives", directives(4)),
        ("fields", fields(8)),
        ("arguments", arguments(7)),
    ] {
        assert_eq!(refused(small, json!({ "query": query })).await, "TOO_LARGE", "{name}");
    }
    // An operation is one part of the eight.
    for query in [aliases(4), fields(7)] {
        let (status, body, _) = post(small, &json!({ "query": query })).await;
        assert_eq!(status, 200, "{query}: {body}");
    }
}

#[tokio::test]
async fn a_batch_shares_every_limit() {
    let each = |query: &str, n: usize| Value::from(vec![json!({ "query": query }); n]);
    let mutation = "mutation { a: count b: count }";
    let (status, body, mutations) = post(small, &each(mutation, 2)).await;
    assert_eq!((status, mutations, body.as_array().unwrap().len()), (200, 4, 2), "{body}");
    assert_eq!(refused(small, each(mutation, 3)).await, "TOO_LARGE", "aliases, before any runs");
    assert_eq!(refused(small, each("{hello}", 4)).await, "TOO_LARGE", "operations");
    assert_eq!(refused(small, each("{hello hello}", 3)).await, "TOO_LARGE", "fields");
}

#[tokio::test]
async fn a_batch_shares_one_budget_of_complexity() {
    let cheap = json!({ "query": "{ items(first: 4) { name } }" });
    let (status, body, _) =
        post(|config| config.max_complexity = 10, &Value::from(vec![cheap; 3])).await;
    assert_eq!(status, 200, "{body}");
    let spent = |answer: &Value| answer["extensions"]["cost"]["complexity"].as_u64().unwrap();
    assert_eq!(spent(&body[1]), 2 * spent(&body[0]), "the cost is the request's so far");
    assert_eq!(body[1]["data"]["items"][0]["name"], "item");
    assert_eq!(body[2]["errors"][0]["extensions"]["code"], "TOO_COMPLEX");
    assert_eq!(body[2].get("data"), None);
}

#[tokio::test]
async fn an_operation_of_a_batch_that_is_no_graphql_fails_alone() {
    let batch = json!([{ "query": "{ hello" }, { "query": "{ hello }" }]);
    let (status, body, _) = post(|_| {}, &batch).await;
    assert_eq!(status, 200);
    assert_eq!(body[0]["errors"][0]["extensions"]["code"], "PARSE_FAILED");
    assert_eq!(body[1]["data"], json!({ "hello": "world" }));
}

#[tokio::test]
async fn fragments_that_unfold_without_end_are_refused_at_once() {
    let started = std::time::Instant::now();
    let mut doubling = "{ ...f0 }".to_owned();
    for i in 0..30 {
        let next = i + 1;
        write!(doubling, "fragment f{i} on Query {{ ...f{next} ...f{next} }}").unwrap();
    }
    doubling += "fragment f30 on Query { hello }";
    assert_eq!(refused(|_| {}, json!({ "query": doubling })).await, "TOO_LARGE");
    let circle = "{...a} fragment a on Query {...b ...b} fragment b on Query {...a ...a}";
    assert_eq!(refused(|_| {}, json!({ "query": circle })).await, "VALIDATION_FAILED");
    assert!(started.elapsed().as_secs() < 2);
}

/// On a thread with the stack of a server's worker. An overflow would end the whole test run.
#[tokio::test]
async fn deep_nesting_does_not_overflow_the_stack() {
    let nested = |open: &str, close: &str, n: usize| open.repeat(n) + &close.repeat(n);
    let inline = |n: usize| format!("{{{}hello{}}}", "...{".repeat(n), "}".repeat(n));
    let list = |n: usize| format!("{{ echo(text: {}) }}", nested("[", "]", n));
    let object = |n: usize| format!("{{ echo(text: {}1{}) }}", "{a:".repeat(n), "}".repeat(n));
    let kind =
        |n: usize| format!("query($a: {}) {{ hello }}", "[".repeat(n) + "Int" + &"]".repeat(n));
    for n in [40, 55, 62, 63, 64, 65, 1_000, 40_000] {
        for query in [inline(n), list(n), object(n), kind(n)] {
            let body = json!({ "query": query });
            let task = tokio::task::spawn_blocking(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                runtime.unwrap().block_on(post(|config| config.max_fields = 10_000, &body))
            });
            let (status, body, _) = task.await.unwrap();
            assert_eq!(status, 400, "{n}");
            let code = &body["errors"][0]["extensions"]["code"];
            if n > 64 {
                assert_eq!(code, "TOO_DEEP", "{n}");
            }
        }
    }
    // Brackets in a text are no nesting.
    let text = json!({ "query": format!("{{ echo(text: \"{}\") #{}\n }}", "[".repeat(500), "{".repeat(500)) });
    assert_eq!(post(|_| {}, &text).await.0, StatusCode::OK);
    let block =
        json!({ "query": format!("{{ echo(text: \"\"\" \\\"\"\" {} \"\"\") }}", "[".repeat(500)) });
    assert_eq!(post(|_| {}, &block).await.0, StatusCode::OK);
}

#[tokio::test]
async fn many_errors_are_not_all_told() {
    let query = json!({ "query": format!("{{ {} }}", "no ".repeat(500)) });
    let (_, body, _) = post(|_| {}, &query).await;
    assert_eq!(body["errors"].as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn the_cost_is_told_when_asked_for() {
    let (_, body, _) =
        post(|_| {}, &json!({ "query": "{ items(first: 4) { name } statements }" })).await;
    let cost = &body["extensions"]["cost"];
    assert_eq!(cost["complexity"], 5);
    assert_eq!((&cost["depth"], &cost["statements"]), (&json!(2), &json!(1)));
    assert!(cost["milliseconds"].is_u64());
}
