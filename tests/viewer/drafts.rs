//! `viewer.drafts`: all of one's own that is not live, and nothing else, page by page.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

async fn drafts(cast: &Cast, who: Who) -> Vec<(String, String)> {
    let query = "{ viewer { drafts(first: 100) { nodes { title state } } } }";
    let found = cast.ask(who, query, json!({})).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let nodes = found["viewer"]["drafts"]["nodes"].as_array().unwrap();
    nodes.iter().map(|post| (text(&post["title"]), text(&post["state"]))).collect()
}

async fn draft(cast: &Cast, who: Who, title: &str) -> Value {
    cast.app.wait(1);
    let input = json!({ "spaceId": cast.home, "title": title, "body": "Text." });
    let made = cast.done(who, "postCreate", input, "post { id }").await;
    json!({ "id": made["post"]["id"] })
}

#[tokio::test]
async fn every_state_but_live_and_deleted_oldest_first() {
    let cast = Cast::start().await;
    draft(&cast, Who::Author, "Draft").await;
    let proposed = draft(&cast, Who::Author, "Proposed").await;
    cast.done(Who::Author, "postPropose", proposed, "").await;
    let mut scheduled = draft(&cast, Who::Author, "Scheduled").await;
    scheduled["publishAt"] = json!("2026-01-16T00:00:00Z");
    cast.done(Who::Author, "postPublish", scheduled, "").await;
    let mut expired = draft(&cast, Who::Author, "Expired").await;
    expired["expiresAt"] = json!("2026-01-15T09:00:00Z");
    cast.done(Who::Author, "postPublish", expired, "").await;
    let mut withdrawn = draft(&cast, Who::Author, "Withdrawn").await;
    cast.done(Who::Author, "postPublish", withdrawn.clone(), "").await;
    withdrawn["reason"] = json!("Wrong.");
    cast.done(Who::Editor, "postWithdraw", withdrawn, "").await;
    let deleted = draft(&cast, Who::Author, "Deleted").await;
    cast.done(Who::Author, "postDelete", deleted, "").await;
    cast.publish(Who::Author, &cast.home, "Live").await;
    draft(&cast, Who::Member, "Another's").await;

    let is = |title: &str, state: &str| (title.to_owned(), state.to_owned());
    let mut expected = vec![
        is("Draft", "DRAFT"),
        is("Proposed", "PROPOSED"),
        is("Scheduled", "SCHEDULED"),
        is("Withdrawn", "WITHDRAWN"),
    ];
    assert_eq!(drafts(&cast, Who::Author).await, expected);
    cast.app.wait_until("2026-01-15T09:00:00Z");
    expected.insert(3, is("Expired", "EXPIRED"));
    assert_eq!(drafts(&cast, Who::Author).await, expected);
    cast.app.wait_until("2026-01-16T00:00:00Z");
    expected.remove(2);
    assert_eq!(drafts(&cast, Who::Author).await, expected);
    assert_eq!(drafts(&cast, Who::Member).await, [is("Another's", "DRAFT")]);
    for who in [Who::Leader, Who::Editor, Who::Boss, Who::Administrator] {
        assert_eq!(drafts(&cast, who).await, [], "{who:?}");
    }
}

#[tokio::test]
async fn pages_joined_are_the_list() {
    let cast = Cast::start().await;
    for number in 0..7 {
        draft(&cast, Who::Author, &format!("Draft {number}")).await;
    }
    let whole: Vec<String> = drafts(&cast, Who::Author).await.into_iter().map(|(t, _)| t).collect();
    assert_eq!(whole, (0..7).map(|number| format!("Draft {number}")).collect::<Vec<_>>());
    let query = "query($first: Int, $after: String) { viewer { drafts(first: $first, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } } } }";
    for first in [1, 3, 7] {
        let (mut joined, mut after) = (Vec::new(), Value::Null);
        loop {
            let variables = json!({ "first": first, "after": after });
            let found = cast.ask(Who::Author, query, variables).await;
            let page = &found["viewer"]["drafts"];
            let nodes = page["nodes"].as_array().unwrap();
            joined.extend(nodes.iter().map(|post| post["title"].as_str().unwrap().to_owned()));
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(joined, whole, "pages of {first}");
    }
    for first in [0, 101] {
        let code = cast.app.error(cast.id(Who::Author), query, json!({ "first": first })).await;
        assert_eq!(code, "INVALID_ARGUMENT");
    }
}

/// Who no longer writes in the space still finds what they wrote there.
#[tokio::test]
async fn a_role_that_ends_takes_no_draft_with_it() {
    let cast = Cast::start().await;
    let id = draft(&cast, Who::Contributor, "Kept").await;
    let query = "query($id: ID!) { space(id: $id) { grants(first: 100) { nodes { id role } } } }";
    let grants = cast.ask(Who::Leader, query, json!({ "id": cast.home })).await;
    let grants = grants["space"]["grants"]["nodes"].as_array().unwrap().clone();
    let grant = grants.iter().find(|grant| grant["role"] == "CONTRIBUTOR").unwrap();
    cast.done(Who::Leader, "spaceRevoke", json!({ "id": grant["id"] }), "grant { id }").await;
    assert_eq!(drafts(&cast, Who::Contributor).await, [("Kept".to_owned(), "DRAFT".to_owned())]);
    for field in ["postPropose", "postPublish", "postUpdate"] {
        cast.refused(Who::Contributor, field, id.clone(), "FORBIDDEN").await;
    }
    cast.done(Who::Contributor, "postDelete", id, "deletedId").await;
}
