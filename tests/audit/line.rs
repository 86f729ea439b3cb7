//! What a line of the audit log says: who, through what, which act, to which unit, space and row,
//! what was and what is; and that what was refused leaves none.

use entity::audit_log;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use super::version;
use crate::access::ask::{change, grant};
use crate::support::{Cast, Who};

async fn last(cast: &Cast) -> audit_log::Model {
    let rows = cast.app.rows().await;
    let newest = audit_log::Entity::find().order_by_desc(audit_log::Column::At);
    newest.one(&rows).await.unwrap().unwrap()
}

fn json_of(text: Option<String>) -> Value {
    text.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap())
}

async fn made(cast: &Cast, who: Who, field: &str, input: Value, noun: &str) -> Value {
    let made = cast.done(who, field, input, &format!("{noun} {{ id }}")).await;
    json!({ "id": made[noun]["id"] })
}

#[tokio::test]
async fn endings_confirmations_and_revocations_leave_theirs() {
    let cast = Cast::start().await;
    let person = cast.id(Who::Outsider);
    cast.app.wait(1);
    let leader = json!({ "unitId": cast.sales, "personId": person });
    let leader = made(&cast, Who::Administrator, "leaderAppoint", leader, "position").await;
    let member = json!({ "unitId": cast.sales, "personId": cast.id(Who::Auditor) });
    let member = made(&cast, Who::Administrator, "personAssign", member, "assignment").await;
    let grantee = json!({ "person": person });
    let grant = json!({ "spaceId": cast.home, "grantee": grantee, "role": "READER" });
    let grant = made(&cast, Who::Deputy, "spaceGrant", grant, "grant").await;
    let unit_grant = json!({ "unitId": cast.sales, "grantee": grantee, "role": "READER" });
    let unit_grant = made(&cast, Who::Outsider, "unitGrant", unit_grant, "grant").await;
    let app =
        json!({ "name": "App", "scopes": ["POSTS_READ"], "expiresAt": "2026-02-01T00:00:00Z" });
    cast.app.wait(1);
    let app = cast
        .done(Who::Author, "applicationCreate", app, "issued { token application { id } }")
        .await;
    let created = last(&cast).await;
    assert_eq!(created.act, "APPLICATION_CREATED");
    let secret = app["issued"]["token"].as_str().unwrap();
    let tail = &secret[secret.len() - 20..];
    assert!(!created.after_json.unwrap().contains(tail), "the token is nowhere");
    let app = json!({ "id": app["issued"]["application"]["id"] });
    let gone = json!({ "id": cast.id(Who::Deactivated) });
    let rows = cast.app.rows().await;
    for (who, field, input, act, unit, space) in [
        (Who::Deputy, "positionConfirm", &leader, "POSITION_CONFIRMED", true, false),
        (Who::Deputy, "assignmentConfirm", &member, "ASSIGNMENT_CONFIRMED", true, false),
        (Who::Outsider, "assignmentEnd", &member, "ASSIGNMENT_ENDED", true, false),
        (Who::Deputy, "spaceRevoke", &grant, "SPACE_GRANT_REVOKED", true, true),
        (Who::Outsider, "unitRevoke", &unit_grant, "UNIT_GRANT_REVOKED", true, false),
        (Who::Administrator, "applicationRevoke", &app, "APPLICATION_REVOKED", false, false),
        (Who::Administrator, "personReactivate", &gone, "PERSON_STATUS", false, false),
        (Who::Administrator, "positionEnd", &leader, "POSITION_ENDED", true, false),
    ] {
        cast.app.wait(1);
        let before = version(&rows).await;
        cast.done(who, field, input.clone(), "").await;
        let line = last(&cast).await;
        assert_eq!(line.act, act);
        assert_eq!(line.at, cast.app.clock.now(), "{act}");
        assert_eq!(line.actor_id.map(|id| id.to_string()).as_deref(), Some(cast.id(who)), "{act}");
        assert_eq!(
            line.unit_id.map(|id| id.to_string()),
            unit.then(|| cast.sales.clone()),
            "{act}"
        );
        assert_eq!(
            line.space_id.map(|id| id.to_string()),
            space.then(|| cast.home.clone()),
            "{act}"
        );
        assert!(line.subject_id.is_some(), "{act}");
        if act.ends_with("_ENDED") || act.ends_with("_GRANT_REVOKED") {
            let (was, is) = (json_of(line.before_json), json_of(line.after_json));
            assert_ne!(was["until"], is["until"], "{act}");
            assert!(is["until"].is_string(), "{act}");
        }
        assert!(version(&rows).await > before, "{act}");
    }
}

#[tokio::test]
async fn it_says_what_was_and_what_is() {
    let cast = Cast::start().await;
    for (who, field, input, path, was, is) in [
        (
            Who::Deputy,
            "spaceUpdate",
            json!({ "id": cast.home, "memberRole": "READER" }),
            "/memberRole",
            json!("Author"),
            json!("Reader"),
        ),
        (
            Who::Deputy,
            "spaceUpdate",
            json!({ "id": cast.home, "commentPolicy": "NOBODY" }),
            "/comments",
            json!("Readers"),
            json!("Nobody"),
        ),
        (
            Who::Leader,
            "spaceChangeVisibility",
            json!({ "id": cast.home, "visibility": "SECRET" }),
            "/visibility",
            json!("Unit"),
            json!("Secret"),
        ),
        (
            Who::Leader,
            "spaceChangeVisibility",
            json!({ "id": cast.home, "inherits": false }),
            "/inherits",
            json!(true),
            json!(false),
        ),
        (
            Who::Leader,
            "spaceClose",
            json!({ "id": cast.home }),
            "/closed",
            json!(false),
            json!(true),
        ),
        (
            Who::Administrator,
            "unitMove",
            json!({ "id": cast.sales, "parentId": cast.finance }),
            "/parent",
            json!(cast.acme),
            json!(cast.finance),
        ),
        (
            Who::Administrator,
            "unitUpdate",
            json!({ "id": cast.sales, "name": "Ventes" }),
            "/name",
            json!("Sales"),
            json!("Ventes"),
        ),
        (
            Who::Administrator,
            "personDeactivate",
            json!({ "id": cast.id(Who::Child) }),
            "",
            json!("Active"),
            json!("Deactivated"),
        ),
    ] {
        cast.app.wait(1);
        cast.done(who, field, input, "").await;
        let line = last(&cast).await;
        let (before, after) = (json_of(line.before_json), json_of(line.after_json));
        assert_eq!((before.pointer(path), after.pointer(path)), (Some(&was), Some(&is)), "{field}");
    }
}

#[tokio::test]
async fn narrowing_says_whom_it_confirmed_and_which_grants_it_ended() {
    let cast = Cast::start().await;
    grant(&cast, Who::Leader, &cast.home, json!({ "branchOf": cast.finance }), "EDITOR").await;
    cast.app.wait(1);
    change(&cast, Who::Leader, &cast.home, "RESTRICTED").await;
    let after = json_of(last(&cast).await.after_json);
    let mut members = [cast.id(Who::Author), cast.id(Who::Member)];
    members.sort_unstable();
    let mut told: Vec<_> = after["confirmedMembers"].as_array().unwrap().clone();
    told.sort_by_key(ToString::to_string);
    assert_eq!(told, members);
    let ended =
        json!([{ "to": "Branch", "role": "Editor", "until": null, "grantee": cast.finance }]);
    assert_eq!(after["endedGrants"], ended);
}

#[tokio::test]
async fn a_run_that_another_goes_on_with_says_so_once() {
    let cast = Cast::start().await;
    let send = async |who: Who, id: &str, batch: &Value, dry: bool| {
        let document = json!({ "externalId": id, "title": id, "body": "<p>Text.</p>" });
        let input = json!({
            "spaceId": cast.home, "source": "old", "documents": [document], "batchId": batch, "dryRun": dry
        });
        let sent = cast.done(who, "documentsImport", input, "imported { batch { id } }").await;
        sent["imported"]["batch"]["id"].clone()
    };
    cast.app.wait(1);
    let batch = send(Who::Leader, "1", &Value::Null, false).await;
    send(Who::Leader, "2", &batch, false).await;
    send(Who::Deputy, "3", &batch, true).await;
    assert_eq!(last(&cast).await.act, "IMPORT_STARTED");
    cast.app.wait(1);
    send(Who::Deputy, "3", &batch, false).await;
    let line = last(&cast).await;
    assert_eq!(line.act, "IMPORT_CONTINUED");
    assert_eq!(line.actor_id.map(|id| id.to_string()).as_deref(), Some(cast.id(Who::Deputy)));
    cast.app.wait(1);
    send(Who::Deputy, "4", &batch, false).await;
    assert_eq!(last(&cast).await.at, line.at, "once");
}

#[tokio::test]
async fn what_is_refused_leaves_none_and_raises_nothing() {
    let cast = Cast::start().await;
    let rows = cast.app.rows().await;
    let count = async || audit_log::Entity::find().all(&rows).await.unwrap().len();
    let before = (count().await, version(&rows).await);
    let to = json!({ "membersOf": cast.finance });
    for (who, field, input, code) in [
        (
            Who::Member,
            "spaceUpdate",
            json!({ "id": cast.home, "memberRole": "READER" }),
            "FORBIDDEN",
        ),
        (Who::Leader, "spaceUpdate", json!({ "id": cast.home, "name": "" }), "INVALID"),
        (
            Who::Leader,
            "spaceGrant",
            json!({ "spaceId": cast.deals, "grantee": to, "role": "READER" }),
            "CONFLICT",
        ),
        (Who::Outsider, "spaceClose", json!({ "id": cast.merger }), "NOT_FOUND"),
        (
            Who::Administrator,
            "unitMove",
            json!({ "id": cast.sales, "parentId": cast.shops }),
            "CONFLICT",
        ),
        (
            Who::Leader,
            "personAssign",
            json!({ "unitId": cast.sales, "personId": cast.id(Who::Member) }),
            "CONFLICT",
        ),
        (
            Who::Administrator,
            "personDeactivate",
            json!({ "id": cast.id(Who::Administrator) }),
            "CONFLICT",
        ),
    ] {
        cast.refused(who, field, input, code).await;
        assert_eq!((count().await, version(&rows).await), before, "{field}");
    }
}
