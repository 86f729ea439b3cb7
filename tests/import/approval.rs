//! R15: an administrator's application imports into spaces whose leaders approve of it, and into those of
//! units that the administrator has made while nobody has led them; and reads nothing by it.

use entity::id::{ApplicationId, PersonId};
use entity::platform_role;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::sent;
use crate::access::ask::made;
use crate::application::titles;
use crate::support::{Cast, Who};

/// An importer of this person: its id and its token.
async fn importer(cast: &Cast, who: Who, limits: Value) -> (String, String) {
    let mut input = json!({
        "name": "Importer", "scopes": ["POSTS_READ", "IMPORT_WRITE"],
        "expiresAt": "2026-12-31T00:00:00Z"
    });
    input.as_object_mut().unwrap().extend(limits.as_object().unwrap().clone());
    let made =
        cast.done(who, "applicationCreate", input, "issued { token application { id } }").await;
    let text =
        |pointer: &str| made["issued"].pointer(pointer).unwrap().as_str().unwrap().to_owned();
    (text("/application/id"), text("/token"))
}

async fn approve(cast: &Cast, who: Who, space: &str, application: &str) {
    let input = json!({ "spaceId": space, "applicationId": application });
    cast.done(who, "importApprovalCreate", input, "approval { approvedAt }").await;
}

/// What an import of one document into the space comes to: `ok`, or the code of the refusal.
async fn import(cast: &Cast, token: &str, space: &str) -> String {
    let input = json!({ "spaceId": space, "source": "wiki", "documents": [
        { "externalId": "1", "title": "Old", "body": "<p>Text.</p>", "author": "Marie" }
    ] });
    let selection = "imported { batch { id } results { outcome post { id } } }";
    let done = sent(cast, token, "documentsImport", input, selection).await;
    match done["errors"][0]["code"].as_str() {
        Some(code) => code.to_owned(),
        None => {
            let outcome = &done["imported"]["results"][0]["outcome"];
            assert!(["IMPORTED", "UNCHANGED"].contains(&outcome.as_str().unwrap()), "{done}");
            "ok".to_owned()
        }
    }
}

async fn spaces(cast: &Cast, token: &str) -> Vec<String> {
    let query = "{ spaces(first: 50) { nodes { id viewerRole viewerCan { import } } } }";
    let (_, answer) = cast.app.post_with(token, query, json!({})).await;
    let nodes = answer["data"]["spaces"]["nodes"].as_array().unwrap();
    let importable = nodes.iter().filter(|node| node["viewerCan"]["import"] == true);
    importable.map(|node| node["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_leaders_approval_lets_it_import_and_read_nothing() {
    let cast = Cast::start().await;
    let (id, token) = importer(&cast, Who::Administrator, json!({})).await;
    for (space, code) in [
        (&cast.home, "NOT_FOUND"),
        (&cast.news, "FORBIDDEN"),
        (&cast.deals, "FORBIDDEN"),
        (&cast.merger, "NOT_FOUND"),
    ] {
        assert_eq!(import(&cast, &token, space).await, code);
        cast.publish(Who::Author, space, "Ours").await;
    }
    assert_eq!(spaces(&cast, &token).await, Vec::<String>::new());
    let feed = titles(&cast, &token).await;
    cast.app.wait(60);
    for space in [&cast.home, &cast.news, &cast.deals, &cast.merger] {
        approve(&cast, Who::Leader, space, &id).await;
        assert_eq!(import(&cast, &token, space).await, "ok");
        let posts = super::posts(&cast, Who::Leader, space).await;
        let old = posts.iter().find(|post| post["title"] == "Old").unwrap();
        assert_eq!(old["originalAuthor"], "Marie");
        assert_eq!(old["author"]["id"], cast.id(Who::Administrator), "who imports is named (R10)");
    }
    assert_eq!(spaces(&cast, &token).await.len(), 4);
    // Only what is OPEN is read, as before: neither the administrator nor the application gains a word.
    let read = titles(&cast, &token).await;
    assert_eq!((feed, read), (vec!["Ours".to_owned()], vec!["Old".into(), "Ours".into()]));
    assert_eq!(cast.feed(Who::Administrator).await, ["Old", "Ours"]);
    let query = "query($id: ID!) { space(id: $id) { viewerRole description reference
        posts { nodes { id } } importApprovals { approvedAt } } }";
    let (_, seen) = cast.app.post_with(&token, query, json!({ "id": cast.merger })).await;
    assert_eq!(
        seen["data"]["space"],
        json!({ "viewerRole": null, "description": null, "reference": null,
            "posts": { "nodes": [] }, "importApprovals": [] })
    );
    let own = cast.ask(Who::Administrator, query, json!({ "id": cast.merger })).await;
    assert_eq!(own["space"], Value::Null, "the administrator in person has not heard of it");
    // It takes back what it has imported, and nothing else of the space's, nor writes over that.
    let theirs = json!({ "spaceId": cast.merger, "source": "ours", "documents": [
        { "externalId": "1", "title": "Theirs", "body": "<p>Text.</p>" }
    ] });
    let theirs =
        cast.done(Who::Leader, "documentsImport", theirs, "imported { batch { id } }").await;
    let theirs = json!({ "id": theirs["imported"]["batch"]["id"] });
    let query = "query($id: ID!) { importBatch(id: $id) { id } node(id: $id) { id } }";
    let (_, hidden) = cast.app.post_with(&token, query, theirs.clone()).await;
    assert_eq!(hidden["data"], json!({ "importBatch": null, "node": null }));
    let undone = sent(&cast, &token, "importUndo", theirs, "undone { removed }").await;
    assert_eq!(undone["errors"][0]["code"], "NOT_FOUND", "{undone}");
    let over = |source: &str, more: Value| {
        let mut input = json!({ "spaceId": cast.merger, "source": source, "documents": [
            { "externalId": "1", "title": "Written over", "body": "<p>Other text.</p>" }
        ] });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        input
    };
    for dry in [true, false] {
        let over = over("ours", json!({ "dryRun": dry }));
        let over = sent(&cast, &token, "documentsImport", over, "imported { batch { id } }").await;
        let error = &over["errors"][0];
        let told = json!([error["code"], error["field"], error["rule"]]);
        assert_eq!(told, json!(["CONFLICT", ["source"], "R15"]), "{over}");
    }
    let batches = "query($id: ID!) { space(id: $id) { importBatches { nodes { id } } } }";
    let (_, runs) = cast.app.post_with(&token, batches, json!({ "id": cast.merger })).await;
    let run = runs["data"]["space"]["importBatches"]["nodes"][0]["id"].clone();
    let undone =
        sent(&cast, &token, "importUndo", json!({ "id": run }), "undone { removed }").await;
    assert_eq!(undone["undone"]["removed"], 1, "{undone}");
    assert_eq!(super::posts(&cast, Who::Leader, &cast.merger).await.len(), 2);
    // Nor by going on with a run of its own, once the leader has brought the same source.
    let own = sent(
        &cast,
        &token,
        "documentsImport",
        over("shared", json!({})),
        "imported { batch { id } }",
    )
    .await;
    let own = json!({ "batchId": own["imported"]["batch"]["id"] });
    let on = |own: &Value| over("shared", own.clone());
    let selection = "imported { results { outcome } }";
    let again = sent(&cast, &token, "documentsImport", on(&own), selection).await;
    assert_eq!(again["imported"]["results"][0]["outcome"], "UNCHANGED", "{again}");
    cast.done(Who::Leader, "documentsImport", over("shared", json!({})), selection).await;
    let again = sent(&cast, &token, "documentsImport", on(&own), selection).await;
    assert_eq!(again["errors"][0]["rule"], "R15", "{again}");
}

#[tokio::test]
async fn only_the_leader_approves_of_an_administrators_importer() {
    let cast = Cast::start().await;
    let (id, token) = importer(&cast, Who::Administrator, json!({})).await;
    let input = |space: &str, id: &str| json!({ "spaceId": space, "applicationId": id });
    for who in Who::ALL {
        let code = match who {
            Who::Leader | Who::Deactivated => continue,
            Who::Deputy | Who::Author | Who::Member => "FORBIDDEN",
            _ => "NOT_FOUND",
        };
        cast.refused(who, "importApprovalCreate", input(&cast.merger, &id), code).await;
    }
    let absent = cast.app.clock.new_id::<ApplicationId>().to_string();
    let (others, _) = importer(&cast, Who::Author, json!({})).await;
    let reads =
        json!({ "name": "R", "scopes": ["POSTS_READ"], "expiresAt": "2026-03-01T00:00:00Z" });
    let reads = cast
        .done(Who::Administrator, "applicationCreate", reads, "issued { application { id } }")
        .await;
    let reads = reads["issued"]["application"]["id"].as_str().unwrap();
    let nothing = cast
        .refused(Who::Leader, "importApprovalCreate", input(&cast.merger, &absent), "NOT_FOUND")
        .await;
    for id in [&*others, reads] {
        let input = input(&cast.merger, id);
        let error = cast.refused(Who::Leader, "importApprovalCreate", input, "NOT_FOUND").await;
        assert_eq!(error, nothing);
    }
    approve(&cast, Who::Leader, &cast.merger, &id).await;
    let twice = cast
        .refused(Who::Leader, "importApprovalCreate", input(&cast.merger, &id), "CONFLICT")
        .await;
    assert_eq!(twice["field"], json!(["applicationId"]));
    let query = "query($id: ID!) { space(id: $id) { importApprovals {
        application { name owner { displayName } } approvedBy { displayName } approvedAt space { id } }
        auditLog(first: 3) { nodes { act } } } }";
    for who in [Who::Leader, Who::Deputy] {
        let seen = cast.ask(who, query, json!({ "id": cast.merger })).await;
        let expected = json!({
            "application": { "name": "Importer", "owner": { "displayName": "Administrator" } },
            "approvedBy": { "displayName": "Leader" }, "approvedAt": "2026-01-15T08:00:00Z",
            "space": { "id": cast.merger },
        });
        assert_eq!(seen["space"]["importApprovals"], json!([expected]));
        assert_eq!(seen["space"]["auditLog"]["nodes"][0]["act"], "IMPORT_APPROVED");
    }
    let seen = cast.ask(Who::Member, query, json!({ "id": cast.merger })).await;
    assert_eq!(seen["space"]["importApprovals"], json!([]));
    assert_eq!(import(&cast, &token, &cast.merger).await, "ok");
    assert_eq!(import(&cast, &token, &cast.home).await, "NOT_FOUND", "of that space alone");
}

#[tokio::test]
async fn it_ends_with_the_approval_the_office_the_space_and_the_token() {
    let cast = Cast::start().await;
    let (id, token) = importer(&cast, Who::Administrator, json!({})).await;
    let gone = "NOT_FOUND";
    approve(&cast, Who::Leader, &cast.home, &id).await;
    assert_eq!(import(&cast, &token, &cast.home).await, "ok");
    let approval = json!({ "spaceId": cast.home, "applicationId": id });
    cast.refused(Who::Author, "importApprovalRevoke", approval.clone(), "NOT_FOUND").await;
    cast.done(Who::Deputy, "importApprovalRevoke", approval.clone(), "approval { approvedAt }")
        .await;
    assert_eq!(import(&cast, &token, &cast.home).await, gone);
    cast.refused(Who::Deputy, "importApprovalRevoke", approval, "NOT_FOUND").await;
    approve(&cast, Who::Leader, &cast.home, &id).await;
    cast.done(Who::Leader, "spaceClose", json!({ "id": cast.home }), "").await;
    assert_eq!(import(&cast, &token, &cast.home).await, "FORBIDDEN", "closed to writing");
    cast.done(Who::Leader, "spaceReopen", json!({ "id": cast.home }), "").await;
    assert_eq!(import(&cast, &token, &cast.home).await, "ok");
    // R12: nobody imports into a branch that they help.
    let helps = json!({ "unitId": cast.sales, "personId": cast.id(Who::Administrator) });
    let second = cast.app.person("Second", &[platform_role::Role::Admin]).await;
    let helps = cast.app.done(&second, "evangelistAppoint", helps, "evangelist { id }").await;
    assert_eq!(import(&cast, &token, &cast.home).await, gone);
    let helps = json!({ "id": helps["evangelist"]["id"] });
    cast.done(Who::Administrator, "evangelistEnd", helps, "").await;
    assert_eq!(import(&cast, &token, &cast.home).await, "ok");
    let administrator: PersonId = cast.id(Who::Administrator).parse().unwrap();
    platform_role::Entity::update_many()
        .col_expr(platform_role::Column::UntilAt, Expr::value(cast.app.clock.now()))
        .filter(platform_role::Column::PersonId.eq(administrator))
        .exec(&cast.app.rows().await)
        .await
        .unwrap();
    assert_eq!(import(&cast, &token, &cast.home).await, gone, "no administrator any more");
}

#[tokio::test]
async fn its_own_limits_hold() {
    let cast = Cast::start().await;
    for (limits, may) in [
        (json!({ "spaceIds": [cast.news] }), [true, false]),
        (json!({ "branchId": cast.sales }), [true, true]),
        (json!({ "branchId": cast.finance }), [false, false]),
    ] {
        let (id, token) = importer(&cast, Who::Administrator, limits.clone()).await;
        for (space, may) in [&cast.news, &cast.home].into_iter().zip(may) {
            approve(&cast, Who::Leader, space, &id).await;
            let outcome = import(&cast, &token, space).await;
            assert_eq!(outcome == "ok", may, "{limits}: {outcome}");
        }
    }
}

#[tokio::test]
async fn a_unit_that_it_made_takes_imports_until_somebody_has_led_it() {
    let cast = Cast::start().await;
    let create = |name: &str| json!({ "parentId": cast.sales, "kind": "TEAM", "name": name });
    let selection = "unit { id spaces { id } }";
    let unit = cast.done(Who::Administrator, "unitCreate", create("Archive"), selection).await;
    let home = {
        // The home is its members' alone; whoever imports is told its id by the application's own list.
        let (_, token) = importer(&cast, Who::Administrator, json!({})).await;
        let list = spaces(&cast, &token).await;
        assert_eq!(list.len(), 1);
        list[0].clone()
    };
    let unit = json!({ "unit": unit["unit"] });
    let unit = made(unit, "unit");
    let (_, token) = importer(&cast, Who::Administrator, json!({})).await;
    let second = cast.app.person("Second", &[platform_role::Role::Admin]).await;
    let others = json!({
        "name": "Other", "scopes": ["POSTS_READ", "IMPORT_WRITE"], "expiresAt": "2026-12-31T00:00:00Z"
    });
    let others = cast.app.done(&second, "applicationCreate", others, "issued { token }").await;
    let others = others["issued"]["token"].as_str().unwrap();
    assert_eq!(import(&cast, others, &home).await, "NOT_FOUND", "another administrator made it");
    assert_eq!(import(&cast, &token, &home).await, "ok");
    let appoint = json!({
        "unitId": unit, "personId": cast.id(Who::Outsider), "startsAt": "2026-02-01T00:00:00Z"
    });
    cast.done(Who::Administrator, "leaderAppoint", appoint, "").await;
    cast.app.wait_until("2026-01-31T23:59:59Z");
    assert_eq!(import(&cast, &token, &home).await, "ok");
    cast.app.wait_until("2026-02-01T00:00:00Z");
    assert_eq!(import(&cast, &token, &home).await, "NOT_FOUND", "its leader decides now");
}
