//! `evangelistEnd`: by an administrator, or by the evangelist.

use entity::id::PlatformRoleId;
use serde_json::json;

use super::{appoint, evangelists};
use crate::access::ask::roles;
use crate::support::{Cast, Who};

#[tokio::test]
async fn an_administrator_and_the_evangelist_end_it_and_nobody_else() {
    for by in [Who::Administrator, Who::Editor] {
        let cast = Cast::start().await;
        let id = json!({ "id": appoint(&cast, &cast.sales, Who::Editor).await });
        for who in Who::ALL {
            if !matches!(who, Who::Administrator | Who::Editor | Who::Deactivated) {
                cast.refused(who, "evangelistEnd", id.clone(), "FORBIDDEN").await;
            }
        }
        roles(&cast, &cast.home, &[(Who::Editor, Some("READER"))]).await;
        cast.app.wait(60);
        let ended = cast.done(by, "evangelistEnd", id.clone(), "evangelist { endsAt }").await;
        assert_eq!(ended["evangelist"]["endsAt"], "2026-01-15T08:01:00Z", "{by:?}");
        assert_eq!(evangelists(&cast, &cast.sales).await, ["Evangelist"]);
        // What they were granted was never taken away.
        roles(&cast, &cast.home, &[(Who::Editor, Some("EDITOR"))]).await;
        let post = cast.publish(Who::Author, &cast.home, "T").await;
        cast.done(Who::Editor, "postPin", json!({ "id": post }), "").await;
        cast.refused(by, "evangelistEnd", id, "CONFLICT").await;
    }
}

#[tokio::test]
async fn one_that_never_was_is_not_found() {
    let cast = Cast::start().await;
    let nothing = json!({ "id": cast.app.clock.new_id::<PlatformRoleId>().to_string() });
    cast.refused(Who::Administrator, "evangelistEnd", nothing, "NOT_FOUND").await;
}
