//! R7: writing never inherits. No office, grant or role above lets anyone change anything below.

use serde_json::{Value, json};

use super::ask::{assign, grant, grant_on_unit, home};
use super::targets::targets;
use crate::support::{Cast, Who};

/// All that people above may: speak as readers, and have applications of their own.
const AS_ANYONE: [&str; 2] = ["applicationCreate", "commentAdd"];

#[tokio::test]
async fn nobody_above_changes_anything_below_by_any_mutation() {
    let cast = Cast::start().await;
    let above = [
        cast.id(Who::Boss).to_owned(),
        cast.app.person("Above Deputy", &[]).await,
        cast.app.person("Above Member", &[]).await,
        cast.app.person("Above Granted", &[]).await,
        cast.app.person("Above Editor", &[]).await,
    ];
    let [_, deputy, member, granted, editor] = &above;
    let company = home(&cast, Who::Boss, &cast.acme).await;
    let named = json!({ "unitId": cast.acme, "personId": deputy });
    cast.done(Who::Boss, "deputyName", named, "position { id }").await;
    let assigned = json!({ "unitId": cast.acme, "personId": member });
    cast.done(Who::Boss, "personAssign", assigned, "assignment { id }").await;
    let to = json!({ "person": granted });
    grant_on_unit(&cast, Who::Boss, &cast.acme, to, "EDITOR", true).await;
    grant(&cast, Who::Boss, &company, json!({ "person": editor }), "EDITOR").await;
    // And everything at once.
    assign(&cast, Who::Boss, &cast.acme, Who::Boss).await;
    for (field, input) in targets(&cast).await {
        for person in &above {
            let payload = cast.app.mutate(person, field, input.clone(), "").await;
            let code = &payload["errors"][0]["code"];
            let sees = *person != *member && *person != *editor;
            if field == "applicationCreate" || (AS_ANYONE.contains(&field) && sees) {
                assert_eq!(payload["errors"], json!([]), "{field}");
            } else {
                assert!(*code == "FORBIDDEN" || *code == "NOT_FOUND", "{field}: {payload}");
            }
        }
    }
}

#[tokio::test]
async fn nor_does_any_capability_say_so() {
    let cast = Cast::start().await;
    let to = json!({ "branchOf": cast.finance });
    grant_on_unit(&cast, Who::Boss, &cast.acme, to, "EDITOR", true).await;
    let post = cast.publish(Who::Author, &cast.home, "Post").await;
    let query = "query($post: ID!, $space: ID!, $unit: ID!) {
        post(id: $post) { viewerCan { accept delete pin propose publish unpublish update withdraw } }
        space(id: $space) { viewerCan { changeVisibility close draft grant import publish update } }
        unit(id: $unit) { viewerCan { appointLeader assign createChild grant nameDeputy openSpace update } }
    }";
    let ids = json!({ "post": post, "space": cast.home, "unit": cast.sales });
    for (who, may) in [(Who::Boss, false), (Who::Outsider, false), (Who::Leader, true)] {
        let answer = cast.ask(who, query, ids.clone()).await;
        let all: Vec<&Value> = ["post", "space", "unit"]
            .iter()
            .flat_map(|part| answer[part]["viewerCan"].as_object().unwrap().values())
            .collect();
        assert_eq!(all.len(), 22);
        assert_eq!(all.iter().any(|can| **can == true), may, "{who:?}: {answer:#}");
    }
}

#[tokio::test]
async fn whoever_leads_a_branch_reaches_it_from_their_own_space() {
    let cast = Cast::start().await;
    let company = home(&cast, Who::Boss, &cast.acme).await;
    let post = cast.publish(Who::Boss, &company, "To all branches").await;
    for who in [Who::Member, Who::Child, Who::Outsider] {
        assert!(cast.reads(who, &post).await, "{who:?}");
    }
}
