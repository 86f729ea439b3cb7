//! Leak: bulk mutations outside the cost limits. Aliases, fragments and batches of mutations are
//! counted like everything else, before the first of them runs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::rows::dump;
use super::send;
use crate::support::{Cast, Who};

/// That many people to add, each asking for `selection` of the new person.
fn additions(count: usize, selection: &str) -> String {
    (0..count).fold(String::new(), |mut all, number| {
        write!(
            all,
            " a{number}: personAdd(input: {{ displayName: \"P\" }}) {{ person {{ id {selection} }} }}"
        )
        .unwrap();
        all
    })
}

fn operation(count: usize, selection: &str) -> Value {
    json!({ "query": format!("mutation {{ {} }}", additions(count, selection)) })
}

/// How many people there are.
async fn people(cast: &Cast) -> u64 {
    let query = "{ people { totalCount } }";
    let answer = cast.ask(Who::Administrator, query, json!({})).await;
    answer["people"]["totalCount"].as_u64().unwrap()
}

/// 1 + 100 × (1 + 20) for each person: three are too many.
const COSTLY: &str =
    "posts(first: 100) { nodes { revisions(first: 20) { pageInfo { endCursor } } } }";

#[tokio::test]
async fn one_more_than_allowed_and_none_runs() {
    let cast = Cast::start().await;
    for space in [&cast.home, &cast.news] {
        cast.publish(Who::Author, space, "Post").await;
    }
    let config = &cast.app.config;
    let limits = (config.max_aliases, config.max_batch, config.max_fields, config.max_complexity);
    assert_eq!(limits, (50, 10, 1_000, 5_000), "the numbers below follow them");
    let half = |from: usize| additions(26, "").replace(" a", &format!(" f{from}_"));
    let fragments = format!(
        "mutation {{ ...first ...second }} fragment first on Mutation {{ {} }} fragment second on Mutation {{ {} }}",
        half(0),
        half(26)
    );
    let again = "personAdd(input: { displayName: \"P\" }) { person { id } } ".repeat(400);
    let again = json!({ "query": format!("mutation {{ {again} }}") });
    let before = dump(&cast.app).await;
    let admin = cast.id(Who::Administrator);
    for (name, body, code) in [
        ("aliases", operation(51, ""), "TOO_LARGE"),
        ("operations", json!(vec![operation(1, ""); 11]), "TOO_LARGE"),
        ("aliases over a batch", json!(vec![operation(6, ""); 10]), "TOO_LARGE"),
        ("fields", operation(50, &"id ".repeat(20)), "TOO_LARGE"),
        ("what is asked of the results", operation(3, COSTLY), "TOO_COMPLEX"),
        ("aliases in fragments", json!({ "query": fragments }), "TOO_LARGE"),
        ("one field many times", again, "TOO_LARGE"),
    ] {
        let (status, answer) = send(&cast.app, admin, &body).await;
        assert_eq!(status, 400, "{name}: {answer}");
        assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{name}: {answer}");
        assert_eq!(dump(&cast.app).await, before, "{name}: none ran");
    }
    // At the limit, all run.
    let (status, answer) = send(&cast.app, admin, &operation(50, "")).await;
    assert_eq!((status, answer["data"].as_object().unwrap().len()), (200, 50));
}

#[tokio::test]
async fn what_a_batch_has_spent_is_spent() {
    let cast = Cast::start().await;
    let admin = cast.id(Who::Administrator);
    let before = people(&cast).await;
    let body =
        json!([operation(1, COSTLY), operation(1, COSTLY), operation(1, COSTLY), operation(1, "")]);
    let (_, answer) = send(&cast.app, admin, &body).await;
    let codes: Vec<&Value> =
        (0..4).map(|place| &answer[place]["errors"][0]["extensions"]["code"]).collect();
    let ran = codes.iter().filter(|code| code.is_null()).count() as u64;
    assert_eq!(codes[2], "TOO_COMPLEX", "{answer}");
    assert_eq!(people(&cast).await, before + ran, "those beyond the budget did not run: {codes:?}");
    assert!(ran < 4, "{codes:?}");
}

/// GraphQL takes fields of one name for one; where each would run, and no alias is counted, none does.
#[tokio::test]
async fn a_mutation_written_twice_under_one_name_does_not_run_twice() {
    let cast = Cast::start().await;
    let admin = cast.id(Who::Administrator);
    let one = "personAdd(input: { displayName: \"Twice\" }) { person { id } }";
    let before = people(&cast).await;
    for query in [
        format!("mutation {{ {one} {one} }}"),
        format!("mutation {{ {one} ... on Mutation {{ {one} }} }}"),
        format!("mutation {{ ...a ...a }} fragment a on Mutation {{ {one} }}"),
        format!(
            "mutation {{ ...a ...b }} fragment a on Mutation {{ {one} }} fragment b on Mutation {{ ...a }}"
        ),
        format!("query Q {{ __typename }} mutation M {{ x: {one} x: {one} }}"),
    ] {
        let body = json!({ "query": query, "operationName": query.contains(" M ").then_some("M") });
        let (status, answer) = send(&cast.app, admin, &body).await;
        let code = &answer["errors"][0]["extensions"]["code"];
        assert_eq!((status, code), (400, &json!("VALIDATION_FAILED")), "{query}: {answer}");
        assert_eq!(people(&cast).await, before, "{query}");
    }
    let query =
        format!("mutation {{ __typename {one} ... on Mutation {{ __typename }} x: {one} }}");
    let (status, answer) = send(&cast.app, admin, &json!({ "query": query })).await;
    assert_eq!((status, people(&cast).await), (200, before + 2), "{answer}");
}
