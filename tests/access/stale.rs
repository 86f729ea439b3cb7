//! Two changes at once: the one that was decided on what is no more writes nothing.
//!
//! The permit is given on a row as it is, then the row changes by another's request, and only then
//! comes the write.

use std::sync::Arc;

use entity::platform_role::Role as Platform;
use entity::{assignment, person, position, post, space, unit};
use parvis::access::Access;
use parvis::access::policy::{
    ChangePersonStatus, ChangeUnit, ConfirmAssignment, ConfirmPosition, EditPost, EndPosition,
    GrantOnSpace,
};
use parvis::auth::Viewer;
use parvis::fault::{Fault, Outcome, RefusalCode};
use parvis::store::{Grantee, NewGrant, PostChange, Seen, UnitChange};
use sea_orm::ColumnTrait;
use serde_json::json;

use super::ask::{grant, home};
use crate::support::{Cast, Who};

async fn access(cast: &Cast, who: Who, platform: &[Platform]) -> Access {
    let viewer = Viewer {
        person: cast.id(who).parse().unwrap(),
        platform: platform.to_vec(),
        application: None,
        // Of no request: it is resolved anew.
        access_version: -1,
    };
    cast.app.db.access(Arc::new(viewer), cast.app.clock.now()).await.unwrap()
}

#[track_caller]
fn conflicts<T: std::fmt::Debug>(outcome: Outcome<T>) {
    match outcome {
        Err(Fault::Refused(refused)) => assert_eq!(refused.code, RefusalCode::Conflict),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_has_ended_is_not_confirmed() {
    let cast = Cast::start().await;
    let input = json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider) });
    let made =
        cast.done(Who::Administrator, "personAssign", input.clone(), "assignment { id }").await;
    let deputy = access(&cast, Who::Deputy, &[]).await;
    let id: entity::id::AssignmentId = made["assignment"]["id"].as_str().unwrap().parse().unwrap();
    let seen = cast.app.db.visible::<assignment::Entity>(&deputy);
    let seen = seen.filter(assignment::Column::Id.eq(id)).one().await.unwrap().unwrap();
    let permit = deputy.permit::<ConfirmAssignment>(seen).unwrap();
    cast.done(Who::Leader, "assignmentEnd", json!({ "id": id.to_string() }), "").await;
    conflicts(cast.app.db.confirm_assignment(permit, &cast.app.clock).await);

    cast.app.wait(60);
    let made = cast.done(Who::Administrator, "leaderAppoint", input, "position { id }").await;
    let id: entity::id::PositionId = made["position"]["id"].as_str().unwrap().parse().unwrap();
    let seen = || async {
        let seen = cast.app.db.visible::<position::Entity>(&deputy);
        seen.filter(position::Column::Id.eq(id)).one().await.unwrap().unwrap()
    };
    let no_other: Option<Seen<position::Model>> = None;
    let permit = deputy.permit::<ConfirmPosition>(seen().await.with(no_other)).unwrap();
    let admin = access(&cast, Who::Administrator, &[Platform::Admin]).await;
    let ending = admin.permit::<EndPosition>(seen().await).unwrap();
    cast.done(Who::Administrator, "positionEnd", json!({ "id": id.to_string() }), "").await;
    conflicts(cast.app.db.confirm_position(permit, &cast.app.clock).await);
    conflicts(cast.app.db.end_position(ending, &cast.app.clock).await);
}

#[tokio::test]
async fn a_unit_that_moved_is_not_renamed_back() {
    let cast = Cast::start().await;
    let admin = access(&cast, Who::Administrator, &[Platform::Admin]).await;
    let id: entity::id::UnitId = cast.shops.parse().unwrap();
    let seen = cast.app.db.visible::<unit::Entity>(&admin).filter(unit::Column::Id.eq(id));
    let permit = admin.permit::<ChangeUnit>(seen.one().await.unwrap().unwrap()).unwrap();
    let input = json!({ "id": cast.shops, "parentId": cast.finance });
    cast.done(Who::Administrator, "unitMove", input, "unit { id }").await;
    let change = UnitChange { name: Some("Stores".into()), parent: None };
    conflicts(cast.app.db.change_unit(permit, change, &cast.app.clock).await);
    let query = "query($id: ID!) { unit(id: $id) { name parent { id } } }";
    let found = cast.ask(Who::Outsider, query, json!({ "id": cast.shops })).await;
    assert_eq!(found["unit"]["parent"]["id"], cast.finance.as_str());
}

#[tokio::test]
async fn a_space_that_was_narrowed_takes_no_wide_grant() {
    let cast = Cast::start().await;
    let leader = access(&cast, Who::Leader, &[]).await;
    let id: entity::id::SpaceId = cast.news.parse().unwrap();
    let seen = cast.app.db.visible::<space::Entity>(&leader).filter(space::Column::Id.eq(id));
    let permit = leader.permit::<GrantOnSpace>(seen.one().await.unwrap().unwrap()).unwrap();
    let acme: entity::id::UnitId = cast.acme.parse().unwrap();
    let acme = cast.app.db.visible::<unit::Entity>(&leader).filter(unit::Column::Id.eq(acme));
    let grantee = Grantee::Branch(acme.one().await.unwrap().unwrap());
    let narrow = json!({ "id": cast.news, "visibility": "SECRET" });
    cast.done(Who::Leader, "spaceChangeVisibility", narrow, "").await;
    let new = NewGrant { grantee, role: entity::space_grant::GrantRole::Author, until: None };
    conflicts(cast.app.db.grant_on_space(permit, new, &cast.app.clock).await);
}

#[tokio::test]
async fn a_post_that_is_a_draft_again_is_its_authors_alone() {
    let cast = Cast::start().await;
    let id = cast.publish(Who::Author, &cast.home, "Post").await;
    let editor = access(&cast, Who::Editor, &[]).await;
    let key: entity::id::PostId = id.parse().unwrap();
    let seen = cast.app.db.visible::<post::Entity>(&editor).filter(post::Column::Id.eq(key));
    let permit = editor.permit::<EditPost>(seen.one().await.unwrap().unwrap().with(None)).unwrap();
    cast.done(Who::Author, "postUnpublish", json!({ "id": id }), "").await;
    let change = PostChange { title: Some("The editor's".into()), ..PostChange::default() };
    conflicts(cast.app.db.change_post(permit, change, &cast.app.clock).await);
    let query = "query($id: ID!) { post(id: $id) { title } }";
    let found = cast.ask(Who::Author, query, json!({ "id": id })).await;
    assert_eq!(found["post"]["title"], "Post");
}

/// Else the tokens of the time between would be good again.
#[tokio::test]
async fn a_person_who_came_and_went_is_not_let_in_by_the_older_word() {
    let cast = Cast::start().await;
    let admin = access(&cast, Who::Administrator, &[Platform::Admin]).await;
    let id: entity::id::PersonId = cast.id(Who::Deactivated).parse().unwrap();
    let seen = cast.app.db.visible::<person::Entity>(&admin).filter(person::Column::Id.eq(id));
    let seen = seen.one().await.unwrap().unwrap();
    let permit = admin.permit::<ChangePersonStatus>(seen).unwrap();
    for field in ["personReactivate", "personDeactivate"] {
        cast.app.wait(60);
        let input = json!({ "id": cast.id(Who::Deactivated) });
        cast.done(Who::Administrator, field, input, "").await;
    }
    let active = person::Status::Active;
    conflicts(cast.app.db.set_person_status(permit, active, &cast.app.clock).await);
}

/// A change in one space rests on the roles there, on the offices and on the person, and on nothing else.
#[tokio::test]
async fn what_was_lost_meanwhile_permits_no_grant() {
    for loses in ["positionEnd", "personDeactivate", "spaceRevoke"] {
        let cast = Cast::start().await;
        let to = json!({ "person": cast.id(Who::Deputy) });
        let finance = home(&cast, Who::OtherLeader, &cast.finance).await;
        let elsewhere = grant(&cast, Who::OtherLeader, &finance, to, "EDITOR").await;
        let deputy = access(&cast, Who::Deputy, &[]).await;
        let id: entity::id::SpaceId = cast.home.parse().unwrap();
        let seen = cast.app.db.visible::<space::Entity>(&deputy).filter(space::Column::Id.eq(id));
        let permit = deputy.permit::<GrantOnSpace>(seen.one().await.unwrap().unwrap()).unwrap();
        let child: entity::id::PersonId = cast.id(Who::Child).parse().unwrap();
        let child =
            cast.app.db.visible::<person::Entity>(&deputy).filter(person::Column::Id.eq(child));
        let grantee = Grantee::Person(child.one().await.unwrap().unwrap());
        let query = "query($id: ID!) { person(id: $id) { positions { id } } }";
        let office = cast.ask(Who::Leader, query, json!({ "id": cast.id(Who::Deputy) })).await;
        let office = office["person"]["positions"][0]["id"].clone();
        let (by, id) = match loses {
            "spaceRevoke" => (Who::OtherLeader, json!(elsewhere)),
            "personDeactivate" => (Who::Administrator, json!(cast.id(Who::Deputy))),
            _ => (Who::Leader, office),
        };
        cast.done(by, loses, json!({ "id": id }), "").await;
        let role = entity::space_grant::GrantRole::Reader;
        let new = NewGrant { grantee, role, until: None };
        let granted = cast.app.db.grant_on_space(permit, new, &cast.app.clock).await;
        if loses == "spaceRevoke" {
            granted.unwrap();
        } else {
            conflicts(granted);
        }
    }
}
