//! Whether an imported document is live, for whom, and pinned, goes by its source until a person decides, and is as
//! before when a run is taken back.

use serde_json::{Value, json};

use super::documents::{document, outcomes, send};
use crate::support::{Cast, Who};

const POST: &str = "query($id: ID!) { post(id: $id) {
    title state pinnedAt publishedAt tags { name } originalAuthor } }";

fn in_state(id: &str, title: &str, state: &str) -> Value {
    let mut one = document(id, title);
    one["state"] = json!(state);
    one
}

async fn brought(cast: &Cast, space: &str, one: Value) -> Value {
    let sent = send(cast, space, json!([one])).await;
    json!({ "id": sent["results"][0]["post"]["id"], "batch": sent["batch"]["id"] })
}

async fn read(cast: &Cast, who: Who, post: &Value) -> Value {
    cast.ask(who, POST, json!({ "id": post["id"] })).await["post"].take()
}

#[tokio::test]
async fn whether_it_is_published_is_kept_as_a_person_left_it() {
    let cast = Cast::start().await;
    let mut secret = document("2", "Two");
    secret["state"] = json!("PRIVATE");
    let sent = send(&cast, &cast.home, json!([document("1", "One"), secret])).await;
    let id = |at: usize| json!({ "id": sent["results"][at]["post"]["id"] });
    cast.app.wait(1);
    cast.done(Who::Leader, "postUnpublish", id(0), "").await;
    cast.done(Who::Leader, "postPublish", id(1), "").await;
    let (mut one, mut two) = (document("1", "One again"), document("2", "Two again"));
    two["state"] = json!("PRIVATE");
    let again = send(&cast, &cast.home, json!([one, two])).await;
    assert_eq!(outcomes(&again), ["UPDATED", "UPDATED"]);
    let query = "query($id: ID!) { post(id: $id) { title } }";
    let read = async |at: usize| cast.ask(Who::Member, query, id(at)).await["post"].take();
    assert_eq!(read(0).await, Value::Null, "taken back");
    assert_eq!(read(1).await["title"], "Two again", "published");
    // What the source itself makes of it, where nobody has.
    one["externalId"] = json!("3");
    let sent = send(&cast, &cast.home, json!([one])).await;
    let id = json!({ "id": sent["results"][0]["post"]["id"] });
    for (state, public) in [("PRIVATE", false), ("PUBLISHED", true)] {
        one["state"] = json!(state);
        one["title"] = json!(state);
        assert_eq!(outcomes(&send(&cast, &cast.home, json!([one])).await), ["UPDATED"]);
        let read = cast.ask(Who::Member, query, id.clone()).await;
        assert_eq!(!read["post"].is_null(), public, "{state}");
    }
}

#[tokio::test]
async fn what_a_person_took_back_stays_so_whatever_the_source_had_in_between() {
    let cast = Cast::start().await;
    let post = brought(&cast, &cast.home, document("1", "One")).await;
    cast.app.wait(1);
    cast.done(Who::Leader, "postUnpublish", json!({ "id": post["id"] }), "").await;
    for (title, state) in [("Two", "DRAFT"), ("Three", "PUBLISHED"), ("Four", "PUBLISHED")] {
        cast.app.wait(1);
        let sent = send(&cast, &cast.home, json!([in_state("1", title, state)])).await;
        assert_eq!(outcomes(&sent), ["UPDATED"]);
        let post = read(&cast, Who::Leader, &post).await;
        assert_eq!((&post["title"], &post["state"]), (&json!(title), &json!("DRAFT")));
    }
}

#[tokio::test]
async fn an_audience_or_a_time_that_a_person_chose_is_kept() {
    let cast = Cast::start().await;
    let chosen = brought(&cast, &cast.news, in_state("1", "One", "DRAFT")).await;
    let timed = brought(&cast, &cast.news, in_state("2", "Two", "DRAFT")).await;
    cast.app.wait(1);
    let input = json!({ "id": chosen["id"], "audience": "ROSTER" });
    cast.done(Who::Leader, "postUpdate", input, "").await;
    let at = "2026-02-01T00:00:00Z";
    let input = json!({ "id": timed["id"], "publishAt": at });
    cast.done(Who::Leader, "postPublish", input, "").await;
    cast.app.wait(1);
    let again = json!([document("1", "One again"), document("2", "Two again")]);
    assert_eq!(outcomes(&send(&cast, &cast.news, again).await), ["UPDATED", "UPDATED"]);
    for post in [&chosen, &timed] {
        assert_eq!(read(&cast, Who::Outsider, post).await, Value::Null);
    }
    assert_eq!(read(&cast, Who::Leader, &timed).await["publishedAt"], at);
    cast.done(Who::Leader, "postPublish", json!({ "id": chosen["id"] }), "").await;
    assert_eq!(read(&cast, Who::Outsider, &chosen).await, Value::Null, "for the roster");
    assert_eq!(read(&cast, Who::Member, &chosen).await["title"], "One again");
}

#[tokio::test]
async fn pins_follow_the_source_only_where_it_says_another_thing() {
    let cast = Cast::start().await;
    let mut one = document("1", "One");
    let mut pinned = async |title: &str, sticky: bool| {
        one["title"] = json!(title);
        one["sticky"] = json!(sticky);
        let post = brought(&cast, &cast.home, one.clone()).await;
        (!read(&cast, Who::Member, &post).await["pinnedAt"].is_null(), post)
    };
    let (is, post) = pinned("Two", true).await;
    assert!(is, "as there");
    cast.done(Who::Leader, "postUnpin", json!({ "id": post["id"] }), "").await;
    assert!(!pinned("Three", true).await.0, "unpinned here");
    assert!(!pinned("Four", false).await.0);
    cast.done(Who::Leader, "postPin", json!({ "id": post["id"] }), "").await;
    assert!(pinned("Five", false).await.0, "pinned here");
    assert!(pinned("Six", true).await.0);
    assert!(!pinned("Seven", false).await.0, "taken down there");
}

#[tokio::test]
async fn a_run_taken_back_leaves_it_as_it_stood() {
    let cast = Cast::start().await;
    let undo = async |run: &Value, selection: &str| {
        let input = json!({ "id": run["batch"] });
        let undone = format!("undone {{ {selection} }}");
        cast.done(Who::Leader, "importUndo", input, &undone).await["undone"].take()
    };
    for (was, is) in [("DRAFT", "PUBLISHED"), ("PUBLISHED", "PRIVATE")] {
        let mut one = in_state(was, "Old", was);
        let post = brought(&cast, &cast.home, one.clone()).await;
        let before = read(&cast, Who::Leader, &post).await;
        cast.app.wait(1);
        one["state"] = json!(is);
        one["author"] = json!("Paul");
        one["tags"] = json!(["new", "newer"]);
        let run = brought(&cast, &cast.home, one.clone()).await;
        let after = read(&cast, Who::Leader, &post).await;
        for field in ["state", "tags", "originalAuthor"] {
            assert_ne!(after[field], before[field], "{field}");
        }
        cast.app.wait(1);
        assert_eq!(undo(&run, "restored").await["restored"], 1);
        assert_eq!(read(&cast, Who::Leader, &post).await, before, "{was}");
        let readable = !read(&cast, Who::Member, &post).await.is_null();
        assert_eq!(readable, was == "PUBLISHED");
        // And goes with its source again.
        let again = send(&cast, &cast.home, json!([one])).await;
        assert_eq!(outcomes(&again), ["UPDATED"]);
        assert_eq!(read(&cast, Who::Leader, &post).await, after);
    }
}

#[tokio::test]
async fn a_run_taken_back_leaves_the_pins_of_people() {
    let cast = Cast::start().await;
    for (sticky, pinned) in [(false, true), (true, false)] {
        let mut one = document(if sticky { "2" } else { "1" }, "One");
        one["sticky"] = json!(false);
        let post = brought(&cast, &cast.home, one.clone()).await;
        one["title"] = json!("Two");
        one["sticky"] = json!(sticky);
        let run = brought(&cast, &cast.home, one).await;
        if pinned {
            cast.done(Who::Leader, "postPin", json!({ "id": post["id"] }), "").await;
        }
        cast.done(Who::Leader, "importUndo", json!({ "id": run["batch"] }), "").await;
        let post = read(&cast, Who::Member, &post).await;
        assert_eq!((&post["title"], post["pinnedAt"].is_string()), (&json!("One"), pinned));
    }
}

#[tokio::test]
async fn what_a_person_published_is_not_taken_back() {
    let cast = Cast::start().await;
    let run = brought(&cast, &cast.home, in_state("1", "One", "DRAFT")).await;
    cast.app.wait(1);
    cast.done(Who::Leader, "postPublish", json!({ "id": run["id"] }), "").await;
    let input = json!({ "id": run["batch"] });
    let selection = "undone { removed kept { externalId reason } }";
    let undone = cast.done(Who::Leader, "importUndo", input, selection).await;
    let reason = "a person has changed it since";
    let kept = json!({ "removed": 0, "kept": [{ "externalId": "1", "reason": reason }] });
    assert_eq!(undone["undone"], kept);
    assert_eq!(read(&cast, Who::Member, &run).await["title"], "One");
}
