//! Leak: a resource type added later that escapes the policy. Every type of the schema that has a
//! global id is asked for by those off the roster; a type that this test does not know fails it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::OFF_ROSTER;
use crate::access::ask::{Sdl, grant};
use crate::node::every_kind::one_of_each;
use crate::support::{Cast, Who};

/// The org chart and the directory: for everyone in the organisation.
const FOR_ALL: [&str; 5] = ["Assignment", "Evangelist", "Person", "Position", "Unit"];
/// Who can grant knows the directory's groups.
const GRANTS: [Who; 4] = [Who::Boss, Who::ChildLeader, Who::OtherLeader, Who::Administrator];
/// R14: who decides on break-glass, and who looks.
const WATCHES: [Who; 2] = [Who::Guardian, Who::Auditor];

#[tokio::test]
async fn every_type_with_an_id_is_hidden_off_the_roster_or_for_all() {
    let cast = Cast::start().await;
    let mut all = one_of_each(&cast).await;
    let to = json!({ "person": cast.id(Who::Leader) });
    all.insert("SpaceGrant", grant(&cast, Who::Leader, &cast.merger, to, "READER").await);
    let known: BTreeSet<&str> = all.keys().copied().collect();
    let schema = Sdl::read().nodes;
    let declared: BTreeSet<&str> = schema.iter().map(String::as_str).collect();
    assert_eq!(known, declared, "a type that is new must be asked for here");
    let query = "query($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }";
    for (kind, id) in &all {
        let seen = json!({ "node": { "id": id }, "nodes": [{ "id": id }] });
        let hidden = json!({ "node": null, "nodes": [null] });
        for who in OFF_ROSTER {
            let manages = match *kind {
                "Application" => who == Who::Administrator,
                "DirectoryGroup" => GRANTS.contains(&who),
                "BreakGlass" => WATCHES.contains(&who),
                "HelpRequest" | "HelpAnswer" => who == Who::Evangelist,
                _ => false,
            };
            let expected = if FOR_ALL.contains(kind) || manages { &seen } else { &hidden };
            let found = cast.ask(who, query, json!({ "id": id })).await;
            assert_eq!(&found, expected, "{who:?} {kind}");
        }
        assert_eq!(cast.ask(Who::Leader, query, json!({ "id": id })).await, seen, "{kind}");
    }
}

/// Of each type that is for all, no field says what the SECRET space adds to it.
#[tokio::test]
async fn what_is_for_all_says_nothing_of_the_secret_space() {
    let cast = Cast::start().await;
    let all = one_of_each(&cast).await;
    let query = "query($id: ID!) { node(id: $id) { __typename
        ... on Unit { spaces { id } positions { person { id } } assignments { nodes { confirmed } } }
        ... on Person { posts { nodes { id } } positions { unit { spaces { id } } } }
        ... on Position { confirmed unit { spaces { id } } }
        ... on Assignment { unit { spaces { id } } } } }";
    let secret = [&all["Space"], &all["Post"]];
    for kind in FOR_ALL {
        for who in OFF_ROSTER {
            let told = cast.ask(who, query, json!({ "id": all[kind] })).await;
            assert_ne!(told["node"], Value::Null, "{who:?} {kind}");
            let told = told.to_string();
            assert!(secret.iter().all(|id| !told.contains(id.as_str())), "{who:?} {kind}: {told}");
        }
    }
}
