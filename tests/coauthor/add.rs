//! `coauthorAdd`: the author's alone; at most twenty, and never who writes already or helps.

use entity::id::{PersonId, PostId};
use serde_json::json;

use super::{draft, name};
use crate::support::{Cast, Who};

#[tokio::test]
async fn the_author_names_them_and_readers_see_whom() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.home).await;
    let input = json!({ "postId": post, "personId": cast.id(Who::Member) });
    let selection = "post { coauthors { displayName } }";
    let named = cast.done(Who::Author, "coauthorAdd", input.clone(), selection).await;
    let names = json!([{ "displayName": "Member" }]);
    assert_eq!(named["post"]["coauthors"], names);
    let error = cast.refused(Who::Author, "coauthorAdd", input, "CONFLICT").await;
    assert_eq!(error["field"], json!(["personId"]));
    cast.done(Who::Author, "postPublish", json!({ "id": post }), "").await;
    let query =
        "query($id: ID!) { post(id: $id) { coauthors { displayName } author { displayName } } }";
    let seen = cast.ask(Who::Reader, query, json!({ "id": post })).await;
    let expected = json!({ "coauthors": names, "author": { "displayName": "Author" } });
    assert_eq!(seen["post"], expected);
}

#[tokio::test]
async fn nobody_else_names_any() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.home).await;
    name(&cast, &post, Who::Member).await;
    let input = json!({ "postId": post, "personId": cast.id(Who::Child) });
    for who in Who::ALL {
        let code = match who {
            Who::Author | Who::Deactivated => continue,
            Who::Member => "FORBIDDEN",
            _ => "NOT_FOUND",
        };
        cast.refused(who, "coauthorAdd", input.clone(), code).await;
    }
    cast.done(Who::Author, "postPublish", json!({ "id": post }), "").await;
    for who in [Who::Leader, Who::Editor, Who::Member, Who::Reader] {
        let error = cast.refused(who, "coauthorAdd", input.clone(), "FORBIDDEN").await;
        assert_eq!(error["rule"], "R10", "{who:?}");
    }
}

#[tokio::test]
async fn neither_themself_nor_an_evangelist_of_the_branch() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.home).await;
    let input = |who: Who| json!({ "postId": post, "personId": cast.id(who) });
    cast.refused(Who::Author, "coauthorAdd", input(Who::Author), "CONFLICT").await;
    let error = cast.refused(Who::Author, "coauthorAdd", input(Who::Evangelist), "CONFLICT").await;
    assert_eq!((&error["rule"], &error["field"]), (&json!("R12"), &json!(["personId"])));
    assert!(!cast.reads(Who::Evangelist, &post).await);
    let elsewhere = json!({ "unitId": cast.finance, "personId": cast.id(Who::Outsider) });
    cast.done(Who::Administrator, "evangelistAppoint", elsewhere, "").await;
    cast.done(Who::Author, "coauthorAdd", input(Who::Outsider), "").await;
}

#[tokio::test]
async fn at_most_twenty() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.home).await;
    for number in 1..=20 {
        let person = cast.app.person(&format!("Writer {number}"), &[]).await;
        let input = json!({ "postId": post, "personId": person });
        cast.done(Who::Author, "coauthorAdd", input, "").await;
    }
    let input = json!({ "postId": post, "personId": cast.id(Who::Member) });
    let error = cast.refused(Who::Author, "coauthorAdd", input, "TOO_LONG").await;
    assert_eq!(error["field"], json!(["personId"]));
    assert!(!cast.reads(Who::Member, &post).await);
}

#[tokio::test]
async fn who_or_what_is_not_there_is_not_found() {
    let cast = Cast::start().await;
    let post = draft(&cast, &cast.home).await;
    let person = cast.app.clock.new_id::<PersonId>().to_string();
    let nothing = cast.app.clock.new_id::<PostId>().to_string();
    for (input, field) in [
        (json!({ "postId": post, "personId": person }), "personId"),
        (json!({ "postId": nothing, "personId": cast.id(Who::Member) }), "postId"),
    ] {
        let error = cast.refused(Who::Author, "coauthorAdd", input, "NOT_FOUND").await;
        assert_eq!(error["field"], json!([field]));
    }
}
