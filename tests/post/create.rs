//! `postCreate`.

use serde_json::json;

use crate::support::{Cast, Who};

#[tokio::test]
async fn from_nothing_to_a_published_post_in_one_call() {
    let cast = Cast::start().await;
    let input = json!({
        "spaceId": cast.home, "title": "  Réunion  ", "body": "# Ordre\n\n- un\n- deux", "locale": "fr",
        "tags": ["Été", "ete", "Réunion"], "publish": true,
    });
    let selection = "post { state title body bodyFormat bodyHtml bodyText excerpt locale author { displayName } \
        space { id } tags { name slug } publishedAt revision imported originalAuthor }";
    let made = cast.done(Who::Author, "postCreate", input, selection).await;
    assert_eq!(
        made["post"],
        json!({
            "state": "PUBLISHED", "title": "Réunion", "body": "# Ordre\n\n- un\n- deux", "bodyFormat": "MARKDOWN",
            "bodyHtml": "<h1>Ordre</h1>\n<ul>\n<li>un</li>\n<li>deux</li>\n</ul>\n", "bodyText": "Ordre un deux",
            "excerpt": "Ordre un deux", "locale": "fr", "author": { "displayName": "Author" },
            "space": { "id": cast.home }, "tags": [{ "name": "Été", "slug": "ete" }, { "name": "Réunion", "slug": "reunion" }],
            "publishedAt": "2026-01-15T08:00:00Z", "revision": 1, "imported": false, "originalAuthor": null,
        })
    );
    assert_eq!(cast.feed(Who::Member).await, ["Réunion"]);
}

#[tokio::test]
async fn a_draft_is_its_authors_alone() {
    let cast = Cast::start().await;
    let input = json!({ "spaceId": cast.home, "title": "Draft", "body": "B" });
    let made = cast.done(Who::Author, "postCreate", input, "post { id state publishedAt }").await;
    assert_eq!(
        (&made["post"]["state"], &made["post"]["publishedAt"]),
        (&json!("DRAFT"), &json!(null))
    );
    let id = made["post"]["id"].as_str().unwrap();
    for who in Who::ALL.into_iter().filter(|who| *who != Who::Deactivated) {
        assert_eq!(cast.reads(who, id).await, who == Who::Author, "{who:?}");
    }
    let drafts = cast
        .ask(Who::Author, "{ viewer { drafts { nodes { id } } } feed { nodes { id } } }", json!({}))
        .await;
    assert_eq!(
        drafts,
        json!({ "viewer": { "drafts": { "nodes": [{ "id": id }] } }, "feed": { "nodes": [] } })
    );
}

#[tokio::test]
async fn each_role_writes_as_far_as_it_reaches() {
    let cast = Cast::start().await;
    for (who, draft, publish) in [
        (Who::Leader, true, true),
        (Who::Deputy, true, true),
        (Who::Author, true, true),
        (Who::Editor, true, true),
        (Who::Contributor, true, false),
        (Who::Reader, false, false),
        (Who::Boss, false, false),
        (Who::Child, false, false),
    ] {
        for (live, may) in [(false, draft), (true, publish)] {
            let input = json!({ "spaceId": cast.home, "title": "T", "body": "B", "publish": live });
            if may {
                cast.done(who, "postCreate", input, "post { id }").await;
            } else {
                let error = cast.refused(who, "postCreate", input, "FORBIDDEN").await;
                assert_eq!(error["rule"], "R1", "{who:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_space_that_is_not_known_is_not_there() {
    let cast = Cast::start().await;
    let input =
        |space: &str| json!({ "spaceId": space, "title": "T", "body": "B", "publish": true });
    for who in [Who::Outsider, Who::Administrator, Who::Boss, Who::Reader] {
        let secret = cast.refused(who, "postCreate", input(&cast.merger), "NOT_FOUND").await;
        let absent = cast
            .refused(who, "postCreate", input("space_01jd3k8m0q5v7x9y2z4a6b8c0d"), "NOT_FOUND")
            .await;
        assert_eq!(secret.to_string(), absent.to_string(), "{who:?}");
    }
    // A RESTRICTED space is listed to all, and says so.
    cast.refused(Who::Outsider, "postCreate", input(&cast.deals), "FORBIDDEN").await;
}

#[tokio::test]
async fn a_closed_space_takes_no_more_posts() {
    let cast = Cast::start().await;
    cast.publish(Who::Author, &cast.news, "Before").await;
    cast.done(Who::Leader, "spaceClose", json!({ "id": cast.news }), "space { closedAt }").await;
    let input = json!({ "spaceId": cast.news, "title": "T", "body": "B", "publish": true });
    cast.refused(Who::Leader, "postCreate", input.clone(), "FORBIDDEN").await;
    assert_eq!(cast.feed(Who::Outsider).await, ["Before"], "what is in it stays readable");
    cast.done(Who::Leader, "spaceReopen", json!({ "id": cast.news }), "space { closedAt }").await;
    cast.done(Who::Leader, "postCreate", input, "post { id }").await;
}
