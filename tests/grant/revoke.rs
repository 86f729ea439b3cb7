//! `spaceRevoke` and `unitRevoke`.

use entity::id::{SpaceGrantId, UnitGrantId};
use serde_json::{Value, json};

use super::{give, role};
use crate::support::{Cast, Who};

fn to(cast: &Cast, who: Who, place: (&str, &str)) -> Value {
    let grantee = json!({ "person": cast.id(who) });
    json!({ place.0: place.1, "grantee": grantee, "role": "AUTHOR", "endsAt": "2026-02-01T00:00:00Z" })
}

#[tokio::test]
async fn it_ends_now_and_once() {
    let cast = Cast::start().await;
    let on_space =
        give(&cast, "spaceGrant", to(&cast, Who::Auditor, ("spaceId", &cast.home))).await;
    let on_unit = give(&cast, "unitGrant", to(&cast, Who::Guardian, ("unitId", &cast.sales))).await;
    cast.app.wait(60);
    for (field, id, who, by) in [
        ("spaceRevoke", &on_space, Who::Auditor, Who::Deputy),
        ("unitRevoke", &on_unit, Who::Guardian, Who::Leader),
    ] {
        assert_eq!(role(&cast, who, &cast.home).await, "AUTHOR");
        let post = cast.publish(who, &cast.home, "Mine").await;
        let ended = cast.done(by, field, json!({ "id": id }), "grant { id endsAt }").await;
        assert_eq!(ended["grant"], json!({ "id": id, "endsAt": "2026-01-15T08:01:00Z" }));
        assert_eq!(role(&cast, who, &cast.home).await, Value::Null, "{field}");
        let input = json!({ "spaceId": cast.home, "title": "T", "body": "B" });
        cast.refused(who, "postCreate", input, "NOT_FOUND").await;
        assert!(cast.reads(Who::Member, &post).await, "what was written stays");
        cast.refused(Who::Leader, field, json!({ "id": id }), "CONFLICT").await;
    }
    let on_space =
        give(&cast, "spaceGrant", to(&cast, Who::Auditor, ("spaceId", &cast.home))).await;
    cast.app.wait_until("2026-02-01T00:00:00Z");
    cast.refused(Who::Leader, "spaceRevoke", json!({ "id": on_space }), "CONFLICT").await;
}

#[tokio::test]
async fn others_neither_end_it_nor_learn_of_it() {
    let cast = Cast::start().await;
    let on_space =
        give(&cast, "spaceGrant", to(&cast, Who::Auditor, ("spaceId", &cast.merger))).await;
    let on_unit = give(&cast, "unitGrant", to(&cast, Who::Guardian, ("unitId", &cast.sales))).await;
    let clock = &cast.app.clock;
    let no_space = clock.new_id::<SpaceGrantId>().to_string();
    let no_unit = clock.new_id::<UnitGrantId>().to_string();
    for who in Who::ALL {
        if [Who::Leader, Who::Deputy, Who::Deactivated].contains(&who) {
            continue;
        }
        for (field, id, nothing) in
            [("spaceRevoke", &on_space, &no_space), ("unitRevoke", &on_unit, &no_unit)]
        {
            let there = cast.refused(who, field, json!({ "id": id }), "NOT_FOUND").await;
            let absent = cast.refused(who, field, json!({ "id": nothing }), "NOT_FOUND").await;
            assert_eq!(there.to_string(), absent.to_string(), "{who:?} {field}");
        }
        let query = "query($a: ID!, $b: ID!) { a: node(id: $a) { id } b: node(id: $b) { id } }";
        let seen = cast.ask(who, query, json!({ "a": on_space, "b": on_unit })).await;
        assert_eq!(seen, json!({ "a": null, "b": null }), "{who:?}");
    }
    // A deputy manages grants on spaces, and sees the leader's on the unit.
    let error =
        cast.refused(Who::Deputy, "unitRevoke", json!({ "id": on_unit }), "FORBIDDEN").await;
    assert_eq!(error["rule"], "R2");
    assert_eq!(role(&cast, Who::Auditor, &cast.merger).await, "AUTHOR");
    assert_eq!(role(&cast, Who::Guardian, &cast.home).await, "AUTHOR");
}
