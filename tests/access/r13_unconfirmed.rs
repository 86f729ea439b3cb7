//! R13: an office that waits for its confirmation opens nothing of closed days, by no road, even where the
//! space has been widened since; and whom it waits for does not tell where there was a closed space (R17).

use entity::import_item;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use super::ask::{assign, change, grant, made, role};
use crate::support::{Cast, Who};

/// An administrator appoints somebody, themself too, to lead Sales. The office's id.
async fn appoint(cast: &Cast, unit: &str, who: Who) -> (String, Value) {
    cast.app.wait(1);
    let input = json!({ "unitId": unit, "personId": cast.id(who) });
    let selection = "position { id confirmed }";
    let made = cast.done(Who::Administrator, "leaderAppoint", input, selection).await;
    let position = &made["position"];
    (position["id"].as_str().unwrap().to_owned(), position["confirmed"].clone())
}

fn document(title: &str) -> Value {
    json!([{ "externalId": "1", "title": title, "body": "<p>Names.</p>", "publishedAt": "2010-03-04T09:00:00Z" }])
}

async fn import(cast: &Cast, who: Who, space: &str, title: &str) -> Value {
    let input = json!({ "spaceId": space, "source": "plan", "documents": document(title) });
    let selection = "imported { batch { id } results { outcome post { id } } }";
    cast.app.mutate(cast.id(who), "documentsImport", input, selection).await
}

#[tokio::test]
async fn nobody_lets_themself_or_another_in() {
    let cast = Cast::start().await;
    let closed = cast.publish(Who::Author, &cast.merger, "Closed").await;
    change(&cast, Who::Leader, &cast.merger, "UNIT").await;
    let (position, _) = appoint(&cast, &cast.sales, Who::Administrator).await;
    assert_eq!(role(&cast, Who::Administrator, &cast.merger).await.as_deref(), Some("LEADER"));
    for to in [Who::Administrator, Who::Outsider] {
        let grantee = json!({ "person": cast.id(to) });
        let input = json!({ "spaceId": cast.merger, "grantee": grantee, "role": "READER" });
        let refused = cast.refused(Who::Administrator, "spaceGrant", input, "FORBIDDEN").await;
        assert_eq!(refused["rule"], "R13");
        assert!(!cast.reads(to, &closed).await, "{to:?}");
    }
    // Where no days were closed, an office counts at once.
    let to = json!({ "person": cast.id(Who::Outsider) });
    grant(&cast, Who::Administrator, &cast.home, to.clone(), "READER").await;
    // Nor by what the leader before has granted them: an office lets others in, not a reader.
    cast.done(Who::Deputy, "positionConfirm", json!({ "id": position }), "").await;
    grant(&cast, Who::Administrator, &cast.merger, to, "READER").await;
    assert!(cast.reads(Who::Outsider, &closed).await);
    let (_, confirmed) = appoint(&cast, &cast.sales, Who::Outsider).await;
    assert_eq!(confirmed, Value::Null, "not for who appoints");
    let guardian = json!({ "person": cast.id(Who::Guardian) });
    let input = json!({ "spaceId": cast.merger, "grantee": guardian, "role": "READER" });
    cast.refused(Who::Outsider, "spaceGrant", input, "FORBIDDEN").await;
}

/// An import's label that no post carries.
async fn label(cast: &Cast, space: &str, batch: &str, name: &str) {
    let row = import_item::Model {
        space_id: space.parse().unwrap(),
        source: "plan".into(),
        kind: "term".into(),
        external_id: name.into(),
        target_id: uuid::Uuid::nil(),
        content_hash: String::new(),
        revision: 0,
        stored_at: None,
        batch_id: batch.parse().unwrap(),
        meta: Some(json!({ "name": name }).to_string()),
    };
    let row = row.into_active_model().reset_all();
    import_item::Entity::insert(row).exec(&cast.app.rows().await).await.unwrap();
}

#[tokio::test]
async fn labels_of_imports_of_closed_days_go_out_with_no_export() {
    let cast = Cast::start().await;
    let imported = import(&cast, Who::Leader, &cast.merger, "Names").await;
    let batch = imported["imported"]["batch"]["id"].as_str().unwrap();
    label(&cast, &cast.merger, batch, "Layoffs").await;
    change(&cast, Who::Leader, &cast.merger, "OPEN").await;
    appoint(&cast, &cast.sales, Who::Administrator).await;
    cast.publish(Who::Deputy, &cast.merger, "Open").await;
    let query = "query($id: ID!) { spaceExport(spaceId: $id) { nodes { records } } }";
    for (who, told) in [(Who::Administrator, false), (Who::Deputy, true)] {
        let export = cast.ask(who, query, json!({ "id": cast.merger })).await.to_string();
        assert!(export.contains("Open"), "{who:?}: {export}");
        assert_eq!(export.contains("Layoffs"), told, "{who:?}: {export}");
    }
}

#[tokio::test]
async fn imports_of_closed_days_are_neither_told_nor_written_over_nor_taken_back() {
    let cast = Cast::start().await;
    let imported = import(&cast, Who::Leader, &cast.merger, "Names").await;
    let post = imported["imported"]["results"][0]["post"]["id"].as_str().unwrap();
    let batch = json!({ "id": imported["imported"]["batch"]["id"] });
    change(&cast, Who::Leader, &cast.merger, "OPEN").await;
    appoint(&cast, &cast.sales, Who::Administrator).await;
    let query = "query($id: ID!) { space(id: $id) { importBatches(first: 5) { nodes { id } } } }";
    let told = async |who: Who| {
        let seen = cast.ask(who, query, json!({ "id": cast.merger })).await;
        seen["space"]["importBatches"]["nodes"].as_array().unwrap().len()
    };
    assert_eq!((told(Who::Administrator).await, told(Who::Deputy).await), (0, 1));
    let node = "query($id: ID!) { node(id: $id) { id } }";
    assert_eq!(cast.ask(Who::Administrator, node, batch.clone()).await["node"], Value::Null);
    cast.refused(Who::Administrator, "importUndo", batch.clone(), "NOT_FOUND").await;
    let over = import(&cast, Who::Administrator, &cast.merger, "Other").await;
    assert_eq!(over["errors"][0]["code"], "FORBIDDEN");
    let query = "query($id: ID!) { post(id: $id) { title } }";
    let kept = cast.ask(Who::Deputy, query, json!({ "id": post })).await;
    assert_eq!(kept["post"]["title"], "Names");
    cast.done(Who::Deputy, "importUndo", batch, "undone { removed }").await;
}

#[tokio::test]
async fn a_proposal_of_closed_days_waits_for_who_edits_by_a_role_of_closed_days() {
    let cast = Cast::start().await;
    let propose = async |title: &str| {
        let input = json!({ "spaceId": cast.merger, "title": title, "body": "Text." });
        let post = cast.done(Who::Author, "postCreate", input, "post { id }").await;
        let post = json!({ "id": made(post, "post") });
        cast.done(Who::Author, "postPropose", post.clone(), "").await;
        post
    };
    let (closed, query) = (propose("Closed").await, "query($id: ID!) { post(id: $id) { title } }");
    let sees =
        async |who: Who, post: &Value| !cast.ask(who, query, post.clone()).await["post"].is_null();
    assert!(sees(Who::Deputy, &closed).await);
    change(&cast, Who::Leader, &cast.merger, "UNIT").await;
    grant(&cast, Who::Leader, &cast.merger, json!({ "membersOf": cast.finance }), "EDITOR").await;
    appoint(&cast, &cast.sales, Who::Administrator).await;
    let open = propose("Open").await;
    for who in [Who::Outsider, Who::Administrator] {
        assert!(!sees(who, &closed).await, "{who:?}");
        cast.refused(who, "postAccept", closed.clone(), "NOT_FOUND").await;
        assert!(sees(who, &open).await, "{who:?}");
    }
    for who in [Who::Deputy, Who::Author] {
        assert!(sees(who, &closed).await, "{who:?}");
    }
    cast.done(Who::Deputy, "postReturn", closed, "").await;
}

#[tokio::test]
async fn who_appoints_themself_waits_everywhere_and_learns_nothing_by_it() {
    let cast = Cast::start().await;
    let query = "query($id: ID!) { unit(id: $id) { positions { person { id } confirmed } } }";
    // Sales has a SECRET space, Finance never had one.
    for unit in [&cast.sales, &cast.finance] {
        let (_, confirmed) = appoint(&cast, unit, Who::Administrator).await;
        assert_eq!(confirmed, false);
        let seen = cast.ask(Who::Administrator, query, json!({ "id": unit })).await;
        let mine = seen["unit"]["positions"].as_array().unwrap().iter();
        let mine = mine.filter(|it| it["person"]["id"] == cast.id(Who::Administrator));
        assert!(mine.clone().count() == 1 && mine.into_iter().all(|it| it["confirmed"] == false));
        let input = json!({ "unitId": unit, "name": "Closed", "visibility": "RESTRICTED" });
        cast.refused(Who::Administrator, "spaceOpen", input, "FORBIDDEN").await;
    }
    assign(&cast, Who::Administrator, &cast.finance, Who::Guardian).await;
}

/// Who reads closed days by one role and has a higher one that does not reach to them does there what the
/// lower one lets.
#[tokio::test]
async fn roles_do_not_add_up_to_what_none_of_them_gives() {
    let cast = Cast::start().await;
    let closed = cast.publish(Who::Author, &cast.merger, "Closed").await;
    let input = json!({ "spaceId": cast.merger, "title": "Proposed", "body": "Text." });
    let proposal = cast.done(Who::Author, "postCreate", input, "post { id }").await;
    let proposal = json!({ "id": made(proposal, "post") });
    cast.done(Who::Author, "postPropose", proposal.clone(), "").await;
    let imported = import(&cast, Who::Leader, &cast.merger, "Names").await;
    let batch = json!({ "id": imported["imported"]["batch"]["id"] });
    let members = json!({ "id": cast.merger, "memberRole": "READER" });
    cast.done(Who::Leader, "spaceUpdate", members, "").await;
    let reader = json!({ "person": cast.id(Who::Outsider) });
    grant(&cast, Who::Leader, &cast.merger, reader.clone(), "READER").await;
    change(&cast, Who::Leader, &cast.merger, "OPEN").await;
    // A member who reads them, made leader by an administrator; and a reader, made editor by a grant on the unit.
    appoint(&cast, &cast.sales, Who::Member).await;
    let editor = json!({ "unitId": cast.sales, "grantee": reader, "role": "EDITOR" });
    cast.done(Who::Member, "unitGrant", editor, "").await;
    let query = "query($id: ID!) { post(id: $id) { title } }";
    let node = "query($id: ID!) { node(id: $id) { id } }";
    for (who, role_now) in [(Who::Member, "LEADER"), (Who::Outsider, "EDITOR")] {
        assert_eq!(role(&cast, who, &cast.merger).await.as_deref(), Some(role_now));
        assert!(cast.reads(who, &closed).await, "{who:?}");
        let seen = cast.ask(who, query, proposal.clone()).await;
        assert_eq!(seen["post"], Value::Null, "{who:?}");
        cast.refused(who, "postAccept", proposal.clone(), "NOT_FOUND").await;
        let withdraw = json!({ "id": closed, "reason": "Wrong." });
        cast.refused(who, "postWithdraw", withdraw, "FORBIDDEN").await;
        let update = json!({ "id": closed, "title": "Theirs" });
        cast.refused(who, "postUpdate", update, "FORBIDDEN").await;
        cast.refused(who, "postPin", json!({ "id": closed }), "FORBIDDEN").await;
        assert_eq!(cast.ask(who, node, batch.clone()).await["node"], Value::Null, "{who:?}");
    }
    let over = import(&cast, Who::Member, &cast.merger, "Other").await;
    assert_eq!(over["errors"][0]["code"], "FORBIDDEN");
    // Nor through an application of theirs.
    let scopes = ["POSTS_READ", "IMPORT_WRITE"];
    let app = json!({ "name": "App", "scopes": scopes, "expiresAt": "2026-02-01T00:00:00Z", "spaceIds": [cast.merger] });
    let app = cast.done(Who::Member, "applicationCreate", app, "issued { token }").await;
    let token = app["issued"]["token"].as_str().unwrap();
    let query = "mutation($input: DocumentsImportInput!) { documentsImport(input: $input) { errors { code } } }";
    let input = json!({ "input": { "spaceId": cast.merger, "source": "plan", "documents": document("Other") } });
    let (_, answer) = cast.app.post_with(token, query, input).await;
    assert_eq!(answer["data"]["documentsImport"]["errors"][0]["code"], "FORBIDDEN", "{answer}");
    // Once confirmed, an office counts for closed days too.
    let query = "query($id: ID!) { unit(id: $id) { positions { id person { id } } } }";
    let unit = cast.ask(Who::Guardian, query, json!({ "id": cast.sales })).await;
    let mut positions = unit["unit"]["positions"].as_array().unwrap().iter();
    let office = positions.find(|it| it["person"]["id"] == cast.id(Who::Member)).unwrap();
    cast.done(Who::Guardian, "positionConfirm", json!({ "id": office["id"] }), "").await;
    cast.done(Who::Member, "postReturn", proposal, "").await;
}

/// Who was to lead and was called off before has led nothing, and confirms nobody.
#[tokio::test]
async fn who_never_came_is_no_outgoing_leader() {
    let cast = Cast::start().await;
    let ahead = json!({
        "unitId": cast.sales, "personId": cast.id(Who::Outsider), "startsAt": "2026-02-01T00:00:00Z"
    });
    let never = cast.done(Who::Administrator, "leaderAppoint", ahead, "position { id }").await;
    let never = json!({ "id": made(never, "position") });
    cast.done(Who::Guardian, "positionConfirm", never.clone(), "").await;
    cast.done(Who::Administrator, "positionEnd", never, "").await;
    cast.app.wait_until("2026-02-02T00:00:00Z");
    let (office, _) = appoint(&cast, &cast.sales, Who::Administrator).await;
    let office = json!({ "id": office });
    cast.refused(Who::Outsider, "positionConfirm", office.clone(), "FORBIDDEN").await;
    cast.done(Who::Leader, "positionConfirm", office, "").await;
}
