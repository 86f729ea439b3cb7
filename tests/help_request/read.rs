//! `helpRequests`: one's own, and those of the branch that one helps, from the appointment to its end.

use serde_json::json;

use super::{answers, asked, questions};
use crate::support::{Cast, Who};

#[tokio::test]
async fn who_asks_and_who_helps_read_it_and_nobody_else() {
    let cast = Cast::start().await;
    let id = asked(&cast, Who::Member, "One").await;
    cast.app.wait(1);
    asked(&cast, Who::Author, "Two").await;
    for who in Who::ALL {
        let expected: &[&str] = match who {
            Who::Member => &["One"],
            Who::Author => &["Two"],
            Who::Evangelist => &["One", "Two"],
            Who::Deactivated => continue,
            // Not even who leads: people ask freely.
            _ => &[],
        };
        assert_eq!(questions(&cast, who).await, expected, "{who:?}");
    }
    let input = json!({ "id": id, "body": "So." });
    cast.done(Who::Evangelist, "helpRequestAnswer", input, "").await;
    assert_eq!(answers(&cast, Who::Leader, &id).await, Vec::<String>::new());
}

#[tokio::test]
async fn it_comes_with_the_appointment_and_goes_with_it() {
    let cast = Cast::start().await;
    let id = asked(&cast, Who::Member, "One").await;
    let appoint = json!({
        "unitId": cast.sales, "personId": cast.id(Who::Outsider), "endsAt": "2026-02-01T00:00:00Z"
    });
    cast.done(Who::Administrator, "evangelistAppoint", appoint, "").await;
    assert_eq!(questions(&cast, Who::Outsider).await, ["One"]);
    let answer = json!({ "id": id, "body": "So." });
    cast.done(Who::Outsider, "helpRequestAnswer", answer.clone(), "").await;
    cast.app.wait_until("2026-01-31T23:59:59Z");
    assert_eq!(questions(&cast, Who::Outsider).await, ["One"]);
    cast.app.wait_until("2026-02-01T00:00:00Z");
    assert_eq!(questions(&cast, Who::Outsider).await, Vec::<String>::new());
    assert_eq!(answers(&cast, Who::Outsider, &id).await, Vec::<String>::new());
    cast.refused(Who::Outsider, "helpRequestAnswer", answer, "NOT_FOUND").await;
    assert_eq!(answers(&cast, Who::Member, &id).await, ["So."], "what was answered stays");
    // The unit leaves the branch of whom it was asked.
    let below = json!({ "unitId": cast.finance, "personId": cast.id(Who::Reader) });
    cast.done(Who::Administrator, "evangelistAppoint", below, "").await;
    assert_eq!(questions(&cast, Who::Reader).await, Vec::<String>::new());
    let moved = json!({ "id": cast.sales, "parentId": cast.finance });
    cast.done(Who::Administrator, "unitMove", moved, "").await;
    assert_eq!(questions(&cast, Who::Reader).await, ["One"]);
}

#[tokio::test]
async fn narrowed_and_paged() {
    let cast = Cast::start().await;
    for question in ["One", "Two", "Three"] {
        cast.app.wait(1);
        let id = asked(&cast, Who::Member, question).await;
        if question == "Two" {
            cast.done(Who::Member, "helpRequestClose", json!({ "id": id }), "").await;
        }
    }
    let query = "query($unit: ID, $open: Boolean, $after: String) {
        helpRequests(unitId: $unit, open: $open, first: 1, after: $after) {
            nodes { question } pageInfo { hasNextPage endCursor } } }";
    let mut cases = vec![(json!({}), vec!["One", "Two", "Three"])];
    cases.push((json!({ "open": true, "unit": cast.sales }), vec!["One", "Three"]));
    cases.push((json!({ "open": false }), vec!["Two"]));
    cases.push((json!({ "unit": cast.finance }), vec![]));
    for (mut variables, expected) in cases {
        let mut found = Vec::new();
        loop {
            let page = cast.ask(Who::Evangelist, query, variables.clone()).await;
            found.extend(super::texts(&page["helpRequests"]["nodes"], "question"));
            let info = &page["helpRequests"]["pageInfo"];
            if info["hasNextPage"] == false {
                break;
            }
            variables["after"] = info["endCursor"].clone();
        }
        assert_eq!(found, expected);
    }
    let wrong = json!({ "unit": cast.home });
    assert_eq!(cast.app.error(cast.id(Who::Member), query, wrong).await, "INVALID_ID");
}
