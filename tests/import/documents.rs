//! Documents that scripts send: each has a result, the same again changes nothing, and a run is taken back.

use poem::http::StatusCode;
use serde_json::{Value, json};

use crate::support::{Cast, Who};

pub(super) const SELECTION: &str = "imported { batch { id state }
    results { externalId outcome post { id title } problems { code } } }";

pub(super) fn document(id: &str, title: &str) -> Value {
    json!({
        "externalId": id, "title": title, "body": "<p>Text. <a href=\"parvis:document/2\">two</a></p>",
        "author": "Marie", "publishedAt": "2010-03-04T09:00:00Z", "tags": ["old"],
        "oldUrls": [format!("http://www.old.example/{id}.html")],
    })
}

pub(super) async fn send(cast: &Cast, space: &str, documents: Value) -> Value {
    let input = json!({ "spaceId": space, "source": "old", "documents": documents });
    cast.done(Who::Leader, "documentsImport", input, SELECTION).await["imported"].take()
}

pub(super) fn outcomes(imported: &Value) -> Vec<&str> {
    let results = imported["results"].as_array().unwrap();
    results.iter().map(|one| one["outcome"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn each_has_a_result_and_the_same_again_changes_nothing() {
    let cast = Cast::start().await;
    let all = json!([document("1", "One"), document("2", "Two"), document("", "None")]);
    let first = send(&cast, &cast.home, all.clone()).await;
    assert_eq!(outcomes(&first), ["IMPORTED", "IMPORTED", "FAILED"]);
    assert_eq!(first["results"][2]["problems"][0]["code"], "INVALID_RECORD");
    let post = first["results"][0]["post"]["id"].as_str().unwrap();
    let two = first["results"][1]["post"]["id"].as_str().unwrap();
    let query =
        "query($id: ID!) { post(id: $id) { bodyHtml originalAuthor imported author { id } } }";
    let read = cast.ask(Who::Member, query, json!({ "id": post })).await;
    assert!(read["post"]["bodyHtml"].as_str().unwrap().contains(&format!("/posts/{two}")));
    assert_eq!(read["post"]["originalAuthor"], "Marie");
    assert_eq!(read["post"]["author"]["id"], cast.id(Who::Leader));
    assert_eq!(outcomes(&send(&cast, &cast.home, all).await), ["UNCHANGED", "UNCHANGED", "FAILED"]);
    // A person's change is kept.
    let change = json!({ "id": post, "title": "Ours" });
    cast.done(Who::Leader, "postUpdate", change, "post { id }").await;
    let newer = json!([document("1", "Theirs"), document("2", "Newer")]);
    let third = send(&cast, &cast.home, newer).await;
    assert_eq!(outcomes(&third), ["SKIPPED", "UPDATED"]);
    assert_eq!(third["results"][0]["problems"][0]["code"], "CONFLICT");
    assert_eq!(third["results"][0]["post"]["title"], Value::Null);
    // Taken back: what the run changed is as before.
    let undo = json!({ "id": third["batch"]["id"] });
    let undone = cast.done(Who::Leader, "importUndo", undo, "undone { restored removed }").await;
    assert_eq!(undone["undone"]["restored"], 1);
    let query = "query($id: ID!) { post(id: $id) { title } }";
    assert_eq!(cast.ask(Who::Member, query, json!({ "id": two })).await["post"]["title"], "Two");
    // The first run made both: the one that a person changed stays.
    let undo = json!({ "id": first["batch"]["id"] });
    let selection = "undone { removed kept { externalId reason } }";
    let undone = cast.done(Who::Leader, "importUndo", undo, selection).await;
    assert_eq!(undone["undone"]["kept"][0]["externalId"], "1", "{undone}");
    assert_eq!(cast.ask(Who::Member, query, json!({ "id": post })).await["post"]["title"], "Ours");
}

#[tokio::test]
async fn from_one_to_five_hundred_by_who_may() {
    let cast = Cast::start().await;
    for documents in [json!([]), Value::from(vec![document("1", "One"); 501])] {
        let input = json!({ "spaceId": cast.home, "source": "old", "documents": documents });
        cast.refused(Who::Leader, "documentsImport", input, "INVALID").await;
    }
    let input =
        json!({ "spaceId": cast.home, "source": "old", "documents": [document("1", "One")] });
    let refused = cast.refused(Who::Editor, "documentsImport", input, "FORBIDDEN").await;
    assert_eq!(refused["rule"], "R1");
}

#[tokio::test]
async fn old_addresses_lead_those_who_read_and_nobody_else() {
    let cast = Cast::start().await;
    send(&cast, &cast.merger, json!([document("1", "Closed")])).await;
    let open = send(&cast, &cast.news, json!([document("2", "Open")])).await;
    let post = open["results"][0]["post"]["id"].as_str().unwrap();
    let query = "query($url: String!) { redirect(url: $url) { path } }";
    for spelling in ["https://old.example/2.html?utm_source=x#y", "http://WWW.old.example/2.html/"]
    {
        let found = cast.ask(Who::Outsider, query, json!({ "url": spelling })).await;
        assert_eq!(found["redirect"]["path"], format!("/posts/{post}"), "{spelling}");
    }
    let closed = json!({ "url": "http://old.example/1.html" });
    assert_eq!(cast.ask(Who::Outsider, query, closed.clone()).await["redirect"], Value::Null);
    assert_ne!(cast.ask(Who::Member, query, closed).await["redirect"], Value::Null);
    let get = async |path: &str| {
        let request = cast.app.client.get(path).header("Host", "old.example");
        let response = request.send().await.0;
        (response.status(), response.header("Location").map(ToOwned::to_owned))
    };
    assert_eq!(get("/1.html").await, (StatusCode::NOT_FOUND, None));
    assert_eq!(get("/absent.html").await, (StatusCode::NOT_FOUND, None));
    let (status, to) = get("/2.html").await;
    let expected = (StatusCode::MOVED_PERMANENTLY, Some(format!("/posts/{post}")));
    assert_eq!((status, to), expected);
}

#[tokio::test]
async fn a_date_that_is_none_is_the_fault_of_one_document() {
    let cast = Cast::start().await;
    let mut bad = document("2", "Two");
    bad["publishedAt"] = json!("2013-13-45T08:00:00Z");
    let sent = send(&cast, &cast.home, json!([document("1", "One"), bad])).await;
    assert_eq!(outcomes(&sent), ["IMPORTED", "IMPORTED"]);
    let problems = sent["results"][1]["problems"].as_array().unwrap();
    assert!(problems.iter().any(|problem| problem["code"] == "DATE_INVALID"), "{sent}");
}

/// PostgreSQL takes no text with U+0000, and C libraries end it there: it is dropped, or its document refused.
#[tokio::test]
async fn a_character_that_no_text_may_hold_is_the_fault_of_one_document() {
    let cast = Cast::start().await;
    let mut bad = document("2", "T\0wo");
    for field in ["body", "author", "slug", "lang", "excerpt", "coverId", "parentId", "publishedAt"]
    {
        bad[field] = json!("a\0b");
    }
    bad["tags"] = json!(["a\0b"]);
    bad["oldUrls"] = json!(["http://old.example/a\0b"]);
    let all = json!([document("1", "One"), bad, document("3\0", "Three")]);
    let sent = send(&cast, &cast.home, all).await;
    assert_eq!(outcomes(&sent), ["IMPORTED", "IMPORTED", "FAILED"]);
    assert_eq!(sent["results"][2]["problems"][0]["code"], "INVALID_RECORD");
    assert_eq!(sent["results"][1]["post"]["title"], "Two");
    let input =
        json!({ "spaceId": cast.home, "source": "o\0ld", "documents": [document("1", "One")] });
    cast.refused(Who::Leader, "documentsImport", input, "INVALID").await;
}

/// Of two with one id in a call, the first comes in, and each result is of its own document.
#[tokio::test]
async fn a_second_of_one_id_is_refused_by_itself() {
    let cast = Cast::start().await;
    let all = json!([document("1", "First"), document("2", "Other"), document("1", "Second")]);
    let sent = send(&cast, &cast.home, all).await;
    assert_eq!(outcomes(&sent), ["IMPORTED", "IMPORTED", "FAILED"]);
    let results = &sent["results"];
    assert_eq!(results[0]["post"]["title"], "First");
    let codes = |at: usize| -> Vec<&str> {
        let problems = results[at]["problems"].as_array().unwrap().iter();
        problems.map(|problem| problem["code"].as_str().unwrap()).collect()
    };
    assert!(!codes(0).contains(&"DUPLICATE_ID"), "{results}");
    assert_eq!((codes(2), &results[2]["post"]), (vec!["DUPLICATE_ID"], &Value::Null));
}

/// A trial says what the run would: what a person has changed since, too.
#[tokio::test]
async fn a_dry_run_foretells_conflicts() {
    let cast = Cast::start().await;
    let sent = send(&cast, &cast.home, json!([document("1", "One"), document("2", "Two")])).await;
    let change = json!({ "id": sent["results"][0]["post"]["id"], "title": "Ours" });
    cast.done(Who::Leader, "postUpdate", change, "post { id }").await;
    let newer = json!([document("1", "Theirs"), document("2", "Newer"), document("3", "Three")]);
    let input =
        json!({ "spaceId": cast.home, "source": "old", "documents": newer, "dryRun": true });
    let dry = cast.done(Who::Leader, "documentsImport", input, SELECTION).await;
    let real = send(&cast, &cast.home, newer).await;
    assert_eq!(outcomes(&dry["imported"]), ["SKIPPED", "UPDATED", "IMPORTED"]);
    assert_eq!(outcomes(&real), outcomes(&dry["imported"]));
    let problems = |imported: &Value| imported["results"][0]["problems"].clone();
    assert_eq!(problems(&real), problems(&dry["imported"]));
}

#[tokio::test]
async fn what_was_not_public_stays_with_who_imports() {
    let cast = Cast::start().await;
    let states = ["DRAFT", "PRIVATE", "PROTECTED", "PENDING", "SCHEDULED"];
    let all = states.map(|state| {
        let mut one = document(state, state);
        one["state"] = json!(state);
        one
    });
    let sent = send(&cast, &cast.home, json!(all)).await;
    let query = "query($id: ID!) { post(id: $id) { id } }";
    for result in sent["results"].as_array().unwrap() {
        let id = json!({ "id": result["post"]["id"] });
        assert_eq!(cast.ask(Who::Member, query, id.clone()).await["post"], Value::Null, "{result}");
        assert_eq!(cast.ask(Who::Leader, query, id.clone()).await["post"], id);
    }
    assert_eq!(cast.feed(Who::Member).await, Vec::<String>::new());
}

/// Who imported a draft reads it as its author, on the roster or not: nobody else writes into it.
#[tokio::test]
async fn a_draft_stays_with_who_imported_it() {
    let cast = Cast::start().await;
    let mut draft = document("1", "One");
    draft["state"] = json!("DRAFT");
    let sent = send(&cast, &cast.merger, json!([draft])).await;
    draft["body"] = json!("<p>Secret since.</p>");
    let input = json!({ "spaceId": cast.merger, "source": "old", "documents": [draft] });
    let again = cast.done(Who::Deputy, "documentsImport", input, SELECTION).await;
    assert_eq!(outcomes(&again["imported"]), ["SKIPPED"]);
    let problems = again["imported"]["results"][0]["problems"].as_array().unwrap();
    assert!(problems.iter().any(|problem| problem["code"] == "CONFLICT"), "{again}");
    let query = "query($id: ID!) { post(id: $id) { bodyHtml } }";
    let id = json!({ "id": sent["results"][0]["post"]["id"] });
    let read = cast.ask(Who::Leader, query, id).await;
    assert!(!read["post"]["bodyHtml"].as_str().unwrap().contains("Secret"), "{read}");
}
