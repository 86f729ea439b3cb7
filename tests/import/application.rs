//! Scripts import with an application's token: with its scope, within its limits, and no further.

use serde_json::{Value, json};

use super::{applied, apply, sent};
use crate::support::{Cast, Who};

const READ_AND_IMPORT: [&str; 2] = ["POSTS_READ", "IMPORT_WRITE"];

fn documents(space: &str) -> Value {
    json!({ "spaceId": space, "source": "wiki", "documents": [
        { "externalId": "1", "title": "One", "body": "<p>Text.</p>", "author": "Marie" }
    ] })
}

const RESULTS: &str = "imported { batch { id } results { outcome post { id } } }";

async fn works(cast: &Cast, token: &str, space: &str) {
    let done = sent(cast, token, "documentsImport", documents(space), RESULTS).await;
    assert_eq!(done["errors"], json!([]), "{done}");
    let result = &done["imported"]["results"][0];
    assert!(["IMPORTED", "UNCHANGED"].contains(&result["outcome"].as_str().unwrap()), "{done}");
    assert!(result["post"]["id"].is_string(), "its own posts are read with it: {done}");
}

/// Its first error, without the message's own words.
async fn refused(cast: &Cast, token: &str, space: &str) -> Value {
    let mut payload = sent(cast, token, "documentsImport", documents(space), RESULTS).await;
    assert_eq!(payload["imported"], Value::Null, "{payload}");
    payload["errors"][0].take()
}

fn absent(cast: &Cast) -> String {
    cast.app.clock.new_id::<entity::id::SpaceId>().to_string()
}

async fn no_posts(cast: &Cast, spaces: &[&String]) {
    for space in spaces {
        assert_eq!(super::posts(cast, Who::Leader, space).await, Vec::<Value>::new(), "{space}");
    }
}

#[tokio::test]
async fn limited_to_a_space_it_imports_there_and_nowhere_else() {
    let cast = Cast::start().await;
    let limits = json!({ "spaceIds": [cast.home] });
    let token = apply(&cast, Who::Leader, &READ_AND_IMPORT, limits).await;
    works(&cast, &token, &cast.home).await;
    // Its owner may import into all of these: the limit is the token's.
    for space in [&cast.news, &cast.deals] {
        let code = refused(&cast, &token, space).await["code"].take();
        assert!(["FORBIDDEN", "NOT_FOUND"].contains(&code.as_str().unwrap()), "{code}");
    }
    // A SECRET space is not even there.
    let nothing = refused(&cast, &token, &absent(&cast)).await;
    assert_eq!(nothing["code"], "NOT_FOUND");
    assert_eq!(refused(&cast, &token, &cast.merger).await, nothing);
    no_posts(&cast, &[&cast.news, &cast.deals, &cast.merger]).await;
    let posts = super::posts(&cast, Who::Member, &cast.home).await;
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0]["originalAuthor"], "Marie");
    assert_eq!(posts[0]["author"]["id"], cast.id(Who::Leader), "its owner imports (rule R10)");
}

#[tokio::test]
async fn limited_to_a_branch_it_imports_where_the_branch_is() {
    let cast = Cast::start().await;
    let limits = json!({ "branchId": cast.sales });
    let token = apply(&cast, Who::Leader, &READ_AND_IMPORT, limits).await;
    for space in [&cast.home, &cast.news, &cast.deals, &cast.merger] {
        works(&cast, &token, space).await;
    }
    let limits = json!({ "branchId": cast.shops });
    let below = apply(&cast, Who::Leader, &READ_AND_IMPORT, limits).await;
    let nothing = refused(&cast, &below, &absent(&cast)).await;
    assert_eq!(refused(&cast, &below, &cast.merger).await, nothing);
    for space in [&cast.home, &cast.news] {
        let code = refused(&cast, &below, space).await["code"].take();
        assert!(["FORBIDDEN", "NOT_FOUND"].contains(&code.as_str().unwrap()), "{code}");
    }
    assert_eq!(super::posts(&cast, Who::Leader, &cast.home).await.len(), 1);
}

#[tokio::test]
async fn it_has_no_more_than_its_owner() {
    let cast = Cast::start().await;
    // Off the roster of a SECRET space: like an id that never was.
    for who in [Who::OtherLeader, Who::ChildLeader, Who::Boss] {
        let token = apply(&cast, who, &READ_AND_IMPORT, json!({})).await;
        let nothing = refused(&cast, &token, &absent(&cast)).await;
        assert_eq!(nothing["code"], "NOT_FOUND");
        assert_eq!(refused(&cast, &token, &cast.merger).await, nothing, "{who:?}");
    }
    // Who reads and does not lead is told so, with the rule.
    for who in [Who::Member, Who::Editor, Who::Reader] {
        let token = apply(&cast, who, &READ_AND_IMPORT, json!({})).await;
        let error = refused(&cast, &token, &cast.home).await;
        assert_eq!(error["code"], "FORBIDDEN", "{who:?}: {error}");
    }
    no_posts(&cast, &[&cast.home, &cast.merger]).await;
    // A deputy's works until the deputy is none any more.
    let token = apply(&cast, Who::Deputy, &READ_AND_IMPORT, json!({})).await;
    works(&cast, &token, &cast.home).await;
    let query = "query($id: ID!) { unit(id: $id) { positions { id office } } }";
    let unit = cast.ask(Who::Leader, query, json!({ "id": cast.sales })).await;
    let held = unit["unit"]["positions"].as_array().unwrap();
    let deputy = held.iter().find(|position| position["office"] == "DEPUTY").unwrap();
    cast.done(Who::Leader, "positionEnd", json!({ "id": deputy["id"] }), "position { id }").await;
    let error = refused(&cast, &token, &cast.home).await;
    assert!(["FORBIDDEN", "NOT_FOUND"].contains(&error["code"].as_str().unwrap()), "{error}");
}

#[tokio::test]
async fn without_the_scope_it_is_refused_and_without_that_to_read_too() {
    let cast = Cast::start().await;
    let reads = apply(&cast, Who::Leader, &["POSTS_READ"], json!({})).await;
    let error = refused(&cast, &reads, &cast.home).await;
    assert_eq!((&error["code"], &error["rule"]), (&json!("FORBIDDEN"), &json!("R15")));
    let imports = apply(&cast, Who::Leader, &["IMPORT_WRITE"], json!({})).await;
    let (status, answer) =
        applied(&cast, &imports, "documentsImport", documents(&cast.home), RESULTS).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{status}: {answer}");
    no_posts(&cast, &[&cast.home]).await;
    // What it imports is all that it writes: no post in its owner's name (rule R15).
    let both = apply(&cast, Who::Leader, &READ_AND_IMPORT, json!({})).await;
    let input = json!({ "spaceId": cast.home, "title": "T", "body": "B", "publish": true });
    let made = sent(&cast, &both, "postCreate", input, "post { id }").await;
    assert_eq!(made["errors"][0]["rule"], "R15", "{made}");
    no_posts(&cast, &[&cast.home]).await;
}

#[tokio::test]
async fn many_calls_are_one_run_which_it_follows_and_takes_back() {
    let cast = Cast::start().await;
    let token =
        apply(&cast, Who::Leader, &READ_AND_IMPORT, json!({ "spaceIds": [cast.home] })).await;
    let done = sent(&cast, &token, "documentsImport", documents(&cast.home), RESULTS).await;
    let batch = done["imported"]["batch"]["id"].clone();
    let more = json!({ "spaceId": cast.home, "source": "wiki", "batchId": batch, "documents": [
        { "externalId": "2", "title": "Two", "body": "" , "state": "DRAFT" },
        { "externalId": "3", "title": "Three", "body": "<p>3</p>" }
    ] });
    let done = sent(&cast, &token, "documentsImport", more.clone(), RESULTS).await;
    assert_eq!(done["imported"]["batch"]["id"], batch, "{done}");
    let query = "query($id: ID!) { importBatch(id: $id) { source format state space { id } startedBy { id } report } }";
    let ask = async |token: &str| {
        let (_, mut answer) = cast.app.post_with(token, query, json!({ "id": batch })).await;
        answer["data"]["importBatch"].take()
    };
    let mut told = ask(&token).await;
    let report: Value = serde_json::from_str(told["report"].take().as_str().unwrap()).unwrap();
    assert!(report["totals"]["post"]["in"].is_u64(), "{report}");
    assert_eq!(
        told,
        json!({ "source": "wiki", "format": "jsonl", "state": "FINISHED",
        "space": { "id": cast.home }, "startedBy": { "id": cast.id(Who::Leader) }, "report": null })
    );
    // Those who may not import, and tokens for elsewhere, are told of no run, and take none back.
    let other =
        apply(&cast, Who::Leader, &READ_AND_IMPORT, json!({ "spaceIds": [cast.news] })).await;
    assert_eq!(ask(&other).await, Value::Null);
    assert_eq!(ask(&cast.app.token(cast.id(Who::Member))).await, Value::Null);
    let undo = json!({ "id": batch });
    let refused = sent(&cast, &other, "importUndo", undo.clone(), "undone { removed }").await;
    assert_eq!(refused["errors"][0]["code"], "NOT_FOUND", "{refused}");
    cast.refused(Who::Member, "importUndo", undo.clone(), "NOT_FOUND").await;
    assert_eq!(super::posts(&cast, Who::Leader, &cast.home).await.len(), 2);
    assert_eq!(super::drafts(&cast, Who::Leader).await.len(), 1);
    let undone = sent(
        &cast,
        &token,
        "importUndo",
        undo,
        "undone { removed restored kept { reason } batch { state } }",
    )
    .await;
    assert_eq!(
        undone["undone"],
        json!({ "removed": 3, "restored": 0, "kept": [], "batch": { "state": "UNDONE" } })
    );
    no_posts(&cast, &[&cast.home]).await;
    assert_eq!(super::drafts(&cast, Who::Leader).await, Vec::<Value>::new());
    assert_eq!(ask(&token).await["state"], "UNDONE");
    // What was taken back goes on no more; the same again is a new import.
    let again = sent(&cast, &token, "documentsImport", more, RESULTS).await;
    assert_eq!(again["errors"][0]["code"], "CONFLICT", "{again}");
    works(&cast, &token, &cast.home).await;
}
