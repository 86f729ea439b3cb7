//! `personDeactivate` and `personReactivate`.

use entity::id::PersonId;
use serde_json::json;

use crate::support::{Cast, Who};

const VIEWER: &str = "{ viewer { person { id } } }";

#[tokio::test]
async fn refused_at_once_and_the_old_tokens_for_ever() {
    let cast = Cast::start().await;
    let person = json!({ "id": cast.id(Who::Author) });
    let status = async |token: &str| cast.app.post_with(token, VIEWER, json!({})).await.0;
    let mut old = Vec::new();
    for round in 0..3 {
        cast.app.wait(60);
        let token = cast.app.token(cast.id(Who::Author));
        assert_eq!(status(&token).await, 200, "{round}");
        old.push(token);
        cast.app.wait(1);
        let out = cast
            .done(Who::Administrator, "personDeactivate", person.clone(), "person { status }")
            .await;
        assert_eq!(out["person"]["status"], "DEACTIVATED");
        // One issued while they are out is refused too, then and later.
        cast.app.wait(1);
        let between = cast.app.token(cast.id(Who::Author));
        for token in old.iter().chain([&between]) {
            assert_eq!(status(token).await, 401, "{round}");
        }
        cast.app.wait(60);
        let back = cast
            .done(Who::Administrator, "personReactivate", person.clone(), "person { status }")
            .await;
        assert_eq!(back["person"]["status"], "ACTIVE");
        for token in &old {
            assert_eq!(status(token).await, 401, "reactivated, {round}");
        }
    }
    cast.app.wait(1);
    assert_eq!(status(&cast.app.token(cast.id(Who::Author))).await, 200);
}

#[tokio::test]
async fn what_they_wrote_and_hold_is_there_when_they_return() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Leader, &cast.home, "Kept").await;
    let query = "query($id: ID!) { unit(id: $id) { leader { displayName status } } }";
    for (field, status) in [("personDeactivate", "DEACTIVATED"), ("personReactivate", "ACTIVE")] {
        cast.app.wait(60);
        let person = json!({ "id": cast.id(Who::Leader) });
        cast.done(Who::Administrator, field, person, "person { id }").await;
        assert!(cast.reads(Who::Member, &post).await);
        assert_eq!(cast.feed(Who::Member).await, ["Kept"]);
        let unit = cast.ask(Who::Member, query, json!({ "id": cast.sales })).await;
        // While its leader is away, the unit is vacant.
        let leader = json!({ "displayName": "Leader", "status": "ACTIVE" });
        let expected = if status == "ACTIVE" { leader } else { json!(null) };
        assert_eq!(unit["unit"]["leader"], expected);
    }
    cast.app.wait(1);
    let input = json!({ "id": post, "title": "Kept and changed" });
    cast.done(Who::Leader, "postUpdate", input, "post { id }").await;
}

#[tokio::test]
async fn administrators_alone_and_not_themselves() {
    let cast = Cast::start().await;
    let out = json!({ "id": cast.id(Who::Member) });
    let back = json!({ "id": cast.id(Who::Deactivated) });
    for who in Who::ALL {
        if [Who::Administrator, Who::Deactivated].contains(&who) {
            continue;
        }
        let own = json!({ "id": cast.id(who) });
        for (field, input) in [
            ("personDeactivate", &out),
            ("personDeactivate", &own),
            ("personDeactivate", &back),
            ("personReactivate", &back),
            ("personReactivate", &out),
        ] {
            let error = cast.refused(who, field, input.clone(), "FORBIDDEN").await;
            assert_eq!(error["rule"], "R13", "{who:?} {field}");
        }
    }
    let nobody = json!({ "id": cast.app.clock.new_id::<PersonId>().to_string() });
    let me = json!({ "id": cast.id(Who::Administrator) });
    for (field, input, code) in [
        ("personDeactivate", &me, "CONFLICT"),
        ("personDeactivate", &back, "CONFLICT"),
        ("personReactivate", &out, "CONFLICT"),
        ("personDeactivate", &nobody, "NOT_FOUND"),
        ("personReactivate", &nobody, "NOT_FOUND"),
    ] {
        let error = cast.refused(Who::Administrator, field, input.clone(), code).await;
        assert_eq!(error["field"], json!(["id"]), "{field}");
    }
    assert_eq!(cast.app.post(cast.id(Who::Administrator), VIEWER, json!({})).await.0, 200);
    assert_eq!(cast.app.post(cast.id(Who::Deactivated), VIEWER, json!({})).await.0, 401);
}
