//! `unitHandover`: what passes when a unit's leader changes, before it happens.

use serde_json::{Value, json};

use crate::access::ask::{grant, made};
use crate::support::{Cast, Who};

const HANDOVER: &str = "query($unit: ID!) { unitHandover(unitId: $unit) {
    unit { name } successor { startsAt person { displayName } }
    positions { office lapsesAt } spaces { name }
    proposals { nodes { title } } scheduled { nodes { title state } } pinned { nodes { title } } } }";

async fn handover(cast: &Cast, who: Who) -> Value {
    cast.ask(who, HANDOVER, json!({ "unit": cast.sales })).await["unitHandover"].take()
}

/// The offices, made at one instant, in an order.
fn sort(told: &mut Value) {
    let offices = told["positions"].as_array_mut().unwrap();
    offices.sort_by_key(|held| held["office"].as_str().unwrap().to_owned());
}

async fn draft(cast: &Cast, title: &str) -> Value {
    let input = json!({ "spaceId": cast.merger, "title": title, "body": "B" });
    let draft = cast.done(Who::Author, "postCreate", input, "post { id }").await;
    json!({ "id": made(draft, "post") })
}

#[tokio::test]
async fn spaces_proposals_scheduled_posts_pins_and_deputies_are_shown_to_who_sees_them() {
    let cast = Cast::start().await;
    cast.done(Who::Author, "postPropose", draft(&cast, "Proposed").await, "").await;
    draft(&cast, "Mine alone").await;
    let mut scheduled = draft(&cast, "Scheduled").await;
    scheduled["publishAt"] = json!("2026-03-15T00:00:00Z");
    cast.done(Who::Author, "postPublish", scheduled.clone(), "").await;
    let pinned = cast.publish(Who::Author, &cast.home, "Pinned").await;
    cast.done(Who::Leader, "postPin", json!({ "id": pinned }), "").await;
    let next = json!({
        "unitId": cast.sales, "personId": cast.id(Who::Outsider), "startsAt": "2026-03-01T00:00:00Z"
    });
    cast.done(Who::Administrator, "leaderAppoint", next, "position { id }").await;
    let mut told = handover(&cast, Who::Leader).await;
    sort(&mut told);
    let expected = json!({
        "unit": { "name": "Sales" },
        "successor": { "startsAt": "2026-03-01T00:00:00Z", "person": { "displayName": "Outsider" } },
        "positions": [
            { "office": "DEPUTY", "lapsesAt": "2026-03-31T00:00:00Z" },
            { "office": "LEADER", "lapsesAt": null },
        ],
        "spaces": [{ "name": "Sales" }, { "name": "Sales deals" }, { "name": "Sales merger" }, { "name": "Sales news" }],
        "proposals": { "nodes": [{ "title": "Proposed" }] },
        "scheduled": { "nodes": [{ "title": "Scheduled", "state": "SCHEDULED" }] },
        "pinned": { "nodes": [{ "title": "Pinned" }] }
    });
    assert_eq!(told, expected);
    let mut told = handover(&cast, Who::Deputy).await;
    sort(&mut told);
    assert_eq!(told, expected);
    // Whoever comes, and administrators, see what they may see now.
    for who in [Who::Outsider, Who::Administrator] {
        let told = handover(&cast, who).await;
        assert_eq!(
            told["spaces"],
            json!([{ "name": "Sales deals" }, { "name": "Sales news" }]),
            "{who:?}"
        );
        for part in ["proposals", "scheduled", "pinned"] {
            assert_eq!(told[part], json!({ "nodes": [] }), "{who:?} {part}");
        }
    }
    for who in [Who::Member, Who::Boss, Who::Editor] {
        let code = cast.app.error(cast.id(who), HANDOVER, json!({ "unit": cast.sales })).await;
        assert_eq!(code, "FORBIDDEN", "{who:?}");
    }
    // At its date all of it is the new leader's, once confirmed as the closed spaces need.
    cast.app.wait_until("2026-03-01T00:00:00Z");
    let held =
        cast.ask(Who::Outsider, "{ viewer { person { positions { id } } } }", json!({})).await;
    let office = &held["viewer"]["person"]["positions"][0]["id"];
    cast.done(Who::Guardian, "positionConfirm", json!({ "id": office }), "").await;
    let told = handover(&cast, Who::Outsider).await;
    assert_eq!(told["proposals"]["nodes"], json!([{ "title": "Proposed" }]));
    assert_eq!(told["scheduled"]["nodes"], json!([{ "title": "Scheduled", "state": "HELD" }]));
    let id = json!({ "id": scheduled["id"] });
    let confirmed = cast.done(Who::Outsider, "postConfirm", id, "post { state }").await;
    assert_eq!(confirmed["post"]["state"], "SCHEDULED");
}

#[tokio::test]
async fn what_waits_and_is_pinned_is_for_editors_and_not_for_an_author_who_comes() {
    let cast = Cast::start().await;
    for (space, title) in [(&cast.home, "Home"), (&cast.merger, "Merger")] {
        // In this order.
        cast.app.wait(1);
        let pinned = cast.publish(Who::Member, space, title).await;
        cast.done(Who::Leader, "postPin", json!({ "id": pinned }), "").await;
    }
    // Their own, which they see themself: as posts, not as what passes.
    cast.done(Who::Author, "postPropose", draft(&cast, "Proposed").await, "").await;
    let mut scheduled = draft(&cast, "Scheduled").await;
    scheduled["publishAt"] = json!("2026-02-15T00:00:00Z");
    cast.done(Who::Author, "postPublish", scheduled, "").await;
    let next = json!({
        "unitId": cast.sales, "personId": cast.id(Who::Author), "startsAt": "2026-03-01T00:00:00Z"
    });
    cast.done(Who::Administrator, "leaderAppoint", next, "").await;
    let told = handover(&cast, Who::Author).await;
    for part in ["proposals", "scheduled", "pinned"] {
        assert_eq!(told[part], json!({ "nodes": [] }), "{part}");
    }
    // As editor, in that space alone.
    for (space, pinned, scheduled) in [
        (&cast.home, json!([{ "title": "Home" }]), json!([])),
        (
            &cast.merger,
            json!([{ "title": "Home" }, { "title": "Merger" }]),
            json!([{ "title": "Scheduled", "state": "SCHEDULED" }]),
        ),
    ] {
        let to = json!({ "person": cast.id(Who::Author) });
        grant(&cast, Who::Leader, space, to, "EDITOR").await;
        let told = handover(&cast, Who::Author).await;
        assert_eq!(told["pinned"]["nodes"], pinned);
        assert_eq!(told["scheduled"]["nodes"], scheduled);
    }
}
