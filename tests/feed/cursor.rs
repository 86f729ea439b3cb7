//! A cursor is of one kind of list: its place is none in another.

use serde_json::json;

use crate::support::{Cast, Who};

const PAGE: &str =
    "query($after: String) { feed(first: 2, after: $after) { pageInfo { endCursor } } }";

#[tokio::test]
async fn a_cursor_of_another_list_is_none_of_this() {
    let cast = Cast::start().await;
    for title in ["First", "Second", "Third"] {
        cast.publish(Who::Leader, &cast.news, title).await;
    }
    let query = "{ spaces(first: 1) { pageInfo { endCursor } } people(first: 1) { pageInfo { endCursor } }
        units(first: 1) { pageInfo { endCursor } } viewer { drafts(first: 1) { pageInfo { endCursor } } } }";
    let draft = json!({ "spaceId": cast.news, "title": "Draft", "body": "Text." });
    cast.done(Who::Leader, "postCreate", draft, "post { id }").await;
    let lists = cast.ask(Who::Leader, query, json!({})).await;
    let leader = cast.id(Who::Leader);
    for list in [&lists["spaces"], &lists["people"], &lists["units"], &lists["viewer"]["drafts"]] {
        let after = &list["pageInfo"]["endCursor"];
        assert!(after.is_string(), "{list}");
        let code = cast.app.error(leader, PAGE, json!({ "after": after })).await;
        assert_eq!(code, "INVALID_CURSOR", "{list}");
    }
    let feed = cast.ask(Who::Leader, PAGE, json!({})).await;
    for field in ["spaces", "people", "units"] {
        let query =
            format!("query($after: String) {{ {field}(after: $after) {{ nodes {{ id }} }} }}");
        let after = json!({ "after": feed["feed"]["pageInfo"]["endCursor"] });
        assert_eq!(cast.app.error(leader, &query, after).await, "INVALID_CURSOR", "{field}");
    }
}
