//! Leak: a permission sub-query silently capped. Whoever may read thousands of spaces reads the last
//! of them like the first.

use entity::id::SpaceId;
use entity::space::{CommentPolicy, MemberRole, Visibility};
use entity::space_grant::{GrantRole, GranteeKind};
use entity::{space, space_grant};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::rows::rights_changed;
use super::tagged;
use crate::support::{Cast, Who};

const SPACES: usize = 5_000;

/// That many SECRET spaces of Finance, each with a grant to the person. The last one's id.
async fn many(cast: &Cast, person: &str) -> String {
    let (rows, clock, now) = (cast.app.rows().await, &cast.app.clock, cast.app.clock.now());
    let mut last = String::new();
    for chunk in 0..SPACES / 500 {
        let mut spaces = Vec::new();
        let mut grants = Vec::new();
        for number in 0..500 {
            let id: SpaceId = clock.new_id();
            let name = format!("many {:04}", chunk * 500 + number);
            last = id.to_string();
            let space = space::Model {
                opaque_id: cast.app.clock.new_id(),
                was_sealed: true,
                id,
                unit_id: cast.finance.parse().unwrap(),
                slug: name.replace(' ', "-"),
                sort_name: name.clone(),
                name,
                description: String::new(),
                visibility: Visibility::Secret,
                member_role: MemberRole::Author,
                comment_policy: CommentPolicy::Readers,
                inherits: true,
                is_home: false,
                audience_key: space::Model::audience_key_of(id),
                closed_at: None,
                created_at: now,
                updated_at: now,
            };
            let grant = space_grant::Model {
                id: clock.new_id(),
                space_id: id,
                role: GrantRole::Reader,
                grantee_kind: GranteeKind::Person,
                grantee_id: person.parse::<entity::id::PersonId>().unwrap().into(),
                from_at: now,
                until_at: None,
                granted_by: cast.id(Who::OtherLeader).parse().unwrap(),
                created_at: now,
            };
            spaces.push(space.into_active_model().reset_all());
            grants.push(grant.into_active_model().reset_all());
        }
        space::Entity::insert_many(spaces).exec(&rows).await.unwrap();
        space_grant::Entity::insert_many(grants).exec(&rows).await.unwrap();
    }
    rights_changed(&cast.app).await;
    last
}

#[tokio::test]
async fn the_last_of_thousands_is_read_like_the_first() {
    let cast = Cast::start().await;
    let (person, none) =
        (cast.app.person("Reader of all", &[]).await, cast.app.person("None", &[]).await);
    let count = async |who: &str| {
        let answer = cast.app.ask(who, "{ spaces { totalCount } }", json!({})).await;
        usize::try_from(answer["spaces"]["totalCount"].as_u64().unwrap()).unwrap()
    };
    let before = count(&person).await;
    let last = many(&cast, &person).await;
    let post = tagged(&cast, Who::OtherLeader, &last, "Last", "rare").await;
    let picture = cast.picture(&last, &post).await;
    assert_eq!((count(&person).await, count(&none).await), (before + SPACES, before));
    let query = "query($post: ID!, $space: ID!, $author: ID!, $unit: ID!) {
        post(id: $post) { title } node(id: $post) { id }
        space(id: $space) { viewerRole posts { nodes { title } } }
        all: feed { nodes { title } }
        tag: feed(filter: { tag: \"rare\" }) { nodes { title } }
        author: feed(filter: { author: $author }) { nodes { title } }
        branch: feed(filter: { branchOf: $unit }) { nodes { title } }
        one: feed(filter: { space: $space }) { nodes { title } }
        person(id: $author) { posts { nodes { title } } }
    }";
    let variables = json!({
        "post": post, "space": last, "author": cast.id(Who::OtherLeader), "unit": cast.finance
    });
    let list = json!({ "nodes": [{ "title": "Last" }] });
    let expected = json!({
        "post": { "title": "Last" }, "node": { "id": post },
        "space": { "viewerRole": "READER", "posts": list },
        "all": list, "tag": list, "author": list, "branch": list, "one": list,
        "person": { "posts": list },
    });
    assert_eq!(cast.app.ask(&person, query, variables.clone()).await, expected);
    let comment = json!({ "postId": post, "body": "Read." });
    cast.app.done(&person, "commentAdd", comment, "comment { id }").await;
    let get = async |who: &str| {
        let token = format!("Bearer {}", cast.app.token(who));
        let request = cast.app.client.get(format!("/media/{picture}"));
        request.header("Authorization", token).send().await.0.status().as_u16()
    };
    assert_eq!((get(&person).await, get(&none).await), (200, 404));
    // Who leads all of them manages the last, too.
    let grants = "query($id: ID!) { space(id: $id) { viewerRole grants { nodes { role } } } }";
    let found = cast.ask(Who::OtherLeader, grants, json!({ "id": last })).await;
    let managed = json!({ "viewerRole": "LEADER", "grants": { "nodes": [{ "role": "READER" }] } });
    assert_eq!(found["space"], managed);
    let empty = json!({ "nodes": [] });
    let nothing = cast.app.ask(&none, query, variables).await;
    assert_eq!((&nothing["post"], &nothing["all"]), (&json!(null), &empty));
}
