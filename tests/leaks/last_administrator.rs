//! Leak: the last administrator locked out. Whatever administrators do to each other and at the same
//! moment, one who may sign in is left.

use std::sync::Arc;

use entity::id::PersonId;
use entity::person;
use entity::platform_role::{self, Role};
use parvis::access::Permit;
use parvis::access::policy::ChangePersonStatus;
use parvis::auth::Viewer;
use parvis::fault::{Fault, RefusalCode};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::access::ask::mutation;
use crate::support::{Cast, Who};

/// The permit of one administrator to deactivate another, given before anything else happens.
async fn permit(cast: &Cast, by: &str, whom: &str) -> Permit<ChangePersonStatus> {
    let viewer = Viewer {
        person: by.parse().unwrap(),
        platform: vec![Role::Admin],
        application: None,
        // Of no request: it is resolved anew.
        access_version: -1,
    };
    let access = cast.app.db.access(Arc::new(viewer), cast.app.clock.now()).await.unwrap();
    let seen = cast.app.db.visible::<person::Entity>(&access);
    let id: PersonId = whom.parse().unwrap();
    let seen = seen.filter(person::Column::Id.eq(id)).one().await.unwrap().unwrap();
    access.permit::<ChangePersonStatus>(seen).unwrap()
}

async fn is_kept(cast: &Cast, permit: Permit<ChangePersonStatus>) -> bool {
    let out = person::Status::Deactivated;
    match cast.app.db.set_person_status(permit, out, &cast.app.clock).await {
        Ok(_) => false,
        Err(Fault::Refused(refused)) => {
            assert_eq!(refused.code, RefusalCode::Conflict);
            // Or whoever asks is no administrator by now, which is found out first.
            let words = [
                "The last administrator cannot be deactivated.",
                "Your rights have changed meanwhile.",
            ];
            assert!(words.contains(&refused.message.as_str()), "{refused:?}");
            true
        }
        Err(Fault::Error(error)) => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn of_two_who_deactivate_each_other_one_is_kept() {
    let cast = Cast::start().await;
    let first = cast.id(Who::Administrator);
    let second = cast.app.person("Second", &[Role::Admin]).await;
    let one = permit(&cast, first, &second).await;
    let other = permit(&cast, &second, first).await;
    assert!(!is_kept(&cast, one).await, "the first is left");
    assert!(is_kept(&cast, other).await);
    let query = "{ viewer { platformRoles } }";
    let answer = cast.app.ask(first, query, json!({})).await;
    assert_eq!(answer["viewer"]["platformRoles"], json!(["ADMIN"]));
    // Anyone else may still be deactivated.
    let guardian = json!({ "id": cast.id(Who::Guardian) });
    cast.done(Who::Administrator, "personDeactivate", guardian, "person { id }").await;
}

#[tokio::test]
async fn a_role_that_does_not_hold_now_does_not_count() {
    let cast = Cast::start().await;
    let first = cast.id(Who::Administrator);
    let rows = cast.app.rows().await;
    let (now, hour) = (cast.app.clock.now(), cast.app.clock.now().plus_seconds(3600));
    for (name, column, at) in [
        ("Former", platform_role::Column::UntilAt, now),
        ("Future", platform_role::Column::FromAt, hour),
    ] {
        let other = cast.app.person(name, &[Role::Admin, Role::Guardian]).await;
        let allowed = permit(&cast, &other, first).await;
        platform_role::Entity::update_many()
            .col_expr(column, Expr::value(at))
            .filter(platform_role::Column::PersonId.eq(other.parse::<PersonId>().unwrap()))
            .exec(&rows)
            .await
            .unwrap();
        assert!(is_kept(&cast, allowed).await, "{name}");
    }
    cast.app.wait(3600);
    let future = cast.app.person("Now", &[Role::Admin]).await;
    let allowed = permit(&cast, &future, first).await;
    assert!(!is_kept(&cast, allowed).await, "two others hold the role now");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn through_the_router_at_the_same_moment() {
    let cast = Cast::start().await;
    let deactivate = mutation("personDeactivate");
    let mut first = cast.id(Who::Administrator).to_owned();
    for round in 0..15 {
        let second = cast.app.person(&format!("Second {round}"), &[Role::Admin]).await;
        let by = async |by: &str, whom: &str| {
            let input = json!({ "input": { "id": whom } });
            let (status, answer) = cast.app.post(by, &deactivate, input).await;
            status == 200 && answer["data"]["personDeactivate"]["errors"] == json!([])
        };
        let done = tokio::join!(by(&first, &second), by(&second, &first));
        assert!(done.0 != done.1, "round {round}: {done:?}");
        if done.1 {
            first = second;
        }
        let own = json!({ "id": first });
        let error = cast.app.refused(&first, "personDeactivate", own, "CONFLICT").await;
        assert_eq!(error["field"], json!(["id"]));
    }
}
