//! R17: whatever happens in a SECRET space, no answer to those off its roster changes by a byte.

use entity::id::{CommentId, ImportBatchId, MediaId, PostId, RevisionId, SpaceGrantId, SpaceId};
use serde_json::{Value, json};

use super::ask::{Sdl, bytes, grant, open};
use crate::support::{Cast, Who};

const OFF_ROSTER: [Who; 9] = [
    Who::Boss,
    Who::ChildLeader,
    Who::Child,
    Who::Outsider,
    Who::Editor,
    Who::Evangelist,
    Who::Administrator,
    Who::Guardian,
    Who::Auditor,
];

/// Lists, counts and connections that could tell, around everything that the cast knows of.
const ROADS: [&str; 5] = [
    "{ spaces(first: 50) { totalCount pageInfo { endCursor hasNextPage }
        edges { cursor node { id name visibility viewerRole closedAt posts(first: 5) { nodes { id } pageInfo { endCursor } } } } } }",
    "{ feed(first: 100) { edges { cursor node { id title commentCount comments(first: 5) { nodes { body } } } } pageInfo { hasNextPage endCursor } } }",
    "{ units(first: 20) { totalCount nodes { name leader { id } spaces { id name isHome grants(first: 5) { nodes { id } } proposals(first: 5) { nodes { id } } }
        positions { id confirmed } assignments(first: 10) { nodes { id } } } } }",
    "{ people(first: 20) { totalCount nodes { displayName posts(first: 10) { nodes { id } pageInfo { hasNextPage } } assignments { id } positions { id } } } }",
    "{ company { children(first: 10) { totalCount nodes { id spaces { id slug } children(first: 10) { nodes { spaces { id } } } } } } viewer { drafts(first: 5) { nodes { id } } } }",
];

#[tokio::test]
async fn nothing_that_happens_in_a_secret_space_shows_outside() {
    let cast = Cast::start().await;
    for space in [&cast.home, &cast.news, &cast.deals] {
        cast.publish(Who::Author, space, "Known").await;
    }
    let mut before = Vec::new();
    for who in OFF_ROSTER {
        for road in ROADS {
            before.push((
                who,
                road,
                bytes(&cast.app, &cast.app.token(cast.id(who)), road, json!({})).await,
            ));
        }
    }
    // A second secret space, posts of every state, comments, tags, grants, a pin, a renaming.
    let other = open(&cast, Who::Leader, &cast.sales, "Aardvark", "SECRET").await;
    for space in [&cast.merger, &other] {
        let post = cast.publish(Who::Author, space, "Known").await;
        let input = json!({ "postId": post, "body": "Psst." });
        cast.done(Who::Member, "commentAdd", input, "comment { id }").await;
        cast.done(Who::Leader, "postPin", json!({ "id": post }), "post { id }").await;
        let input = json!({ "spaceId": space, "title": "T", "body": "B", "tags": ["secret"] });
        let draft = cast.done(Who::Member, "postCreate", input, "post { id }").await;
        let draft = json!({ "id": draft["post"]["id"] });
        cast.done(Who::Member, "postPropose", draft, "post { id }").await;
        let input = json!({ "id": space, "name": "Zebra" });
        cast.done(Who::Deputy, "spaceUpdate", input, "space { id }").await;
        let to = json!({ "person": cast.id(Who::Leader) });
        grant(&cast, Who::Leader, space, to, "EDITOR").await;
    }
    for (who, road, answer) in before {
        let now = bytes(&cast.app, &cast.app.token(cast.id(who)), road, json!({})).await;
        assert_eq!(now, answer, "{who:?}: {road}");
    }
    let roster = cast.ask(Who::Member, ROADS[0], json!({})).await;
    assert_eq!(roster["spaces"]["totalCount"], 6, "the roster does see both: {roster:#}");
}

/// Ids of secret things, each with one of the same kind that never existed.
async fn pairs(cast: &Cast) -> Vec<(String, String)> {
    let clock = &cast.app.clock;
    let post = cast.publish(Who::Author, &cast.merger, "Merger").await;
    let input = json!({ "postId": post, "body": "Psst." });
    let comment = cast.done(Who::Member, "commentAdd", input, "comment { id }").await;
    let query = "query($id: ID!) { post(id: $id) { revisions { nodes { id } } } }";
    let revisions = cast.ask(Who::Author, query, json!({ "id": post })).await;
    let to = json!({ "person": cast.id(Who::Leader) });
    let given = grant(cast, Who::Leader, &cast.merger, to, "READER").await;
    let picture = cast.picture(&cast.merger, &post).await;
    let old = json!({
        "spaceId": cast.merger, "source": "old",
        "documents": [{ "externalId": "1", "title": "Old", "body": "<p>Text.</p>" }],
    });
    let batch = cast.done(Who::Leader, "documentsImport", old, "imported { batch { id } }").await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    vec![
        (cast.merger.clone(), clock.new_id::<SpaceId>().to_string()),
        (post, clock.new_id::<PostId>().to_string()),
        (text(&comment["comment"]["id"]), clock.new_id::<CommentId>().to_string()),
        (
            text(&revisions["post"]["revisions"]["nodes"][0]["id"]),
            clock.new_id::<RevisionId>().to_string(),
        ),
        (given, clock.new_id::<SpaceGrantId>().to_string()),
        (text(&batch["imported"]["batch"]["id"]), clock.new_id::<ImportBatchId>().to_string()),
        (picture, clock.new_id::<MediaId>().to_string()),
    ]
}

#[tokio::test]
async fn secret_and_absent_are_one_answer_to_every_root_field() {
    let cast = Cast::start().await;
    let pairs = pairs(&cast).await;
    let mut taking_ids: Vec<String> = Vec::new();
    for (field, arguments) in Sdl::read().queries {
        let ids = arguments.iter().filter(|(_, kind)| kind.contains("ID"));
        taking_ids.extend(ids.map(|(name, _)| format!("{field}.{name}")));
    }
    let asked = [
        "access.personId",
        "access.spaceId",
        "helpRequests.unitId",
        "importBatch.id",
        "node.id",
        "nodes.ids",
        "person.id",
        "post.id",
        "roster.spaceId",
        "space.id",
        "spaceExport.spaceId",
        "tags.space",
        "unit.id",
        "unitHandover.unitId",
    ];
    assert_eq!(taking_ids, asked, "a root field that takes ids is asked below");
    let queries = [
        "query($id: ID!) { node(id: $id) { id __typename } }",
        "query($id: ID!) { nodes(ids: [$id, $id]) { id __typename } }",
        "query($id: ID!) { post(id: $id) { id title comments { nodes { id } } space { id } } }",
        "query($id: ID!) { space(id: $id) { id name unit { leader { id } } posts { nodes { id } } } }",
        "query($id: ID!) { person(id: $id) { id } }",
        "query($id: ID!) { unit(id: $id) { id } }",
        "query($id: ID!) { access(spaceId: $id, personId: \"AUTHOR\") { role reasons { rule } } }",
        "query($id: ID!) { access(spaceId: \"NEWS\", personId: $id) { role } }",
        "query($id: ID!) { roster(spaceId: $id) { totalCount nodes { role } } }",
        "query($id: ID!) { helpRequests(unitId: $id) { nodes { id } } }",
        "query($id: ID!) { importBatch(id: $id) { id space { id } } }",
        "query($id: ID!) { spaceExport(spaceId: $id) { nodes { records } } }",
        "query($id: ID!) { tags(space: $id) { slug postCount } }",
        "query($id: ID!) { unitHandover(unitId: $id) { unit { id } } }",
        "query($id: ID!) { previewChange(input: { memberRole: { spaceId: $id, memberRole: READER } }) { preview { lossCount } errors { code message rule } } }",
        "query($id: ID!) { previewChange(input: { visibility: { id: $id, visibility: OPEN } }) { preview { gainCount } errors { code message rule } } }",
        "query($id: ID!) { feed(filter: { space: $id }) { nodes { id } pageInfo { hasNextPage } } }",
        "query($id: ID!) { feed(filter: { branchOf: $id }) { nodes { id } pageInfo { hasNextPage } } }",
        "query($id: ID!) { feed(filter: { author: $id }) { nodes { id } } }",
    ];
    for who in OFF_ROSTER {
        let token = cast.app.token(cast.id(who));
        for (secret, absent) in &pairs {
            for query in queries {
                let query =
                    query.replace("AUTHOR", cast.id(Who::Author)).replace("NEWS", &cast.news);
                let query = query.as_str();
                let of_secret = bytes(&cast.app, &token, query, json!({ "id": secret })).await;
                let of_absent = bytes(&cast.app, &token, query, json!({ "id": absent })).await;
                assert_eq!(of_secret, of_absent, "{who:?} {query} {secret}");
                assert!(!of_secret.contains(secret.as_str()), "{of_secret}");
            }
        }
    }
    // They are there: the roster is answered.
    let ids: Vec<&str> = pairs.iter().map(|(secret, _)| secret.as_str()).collect();
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let all = cast.ask(Who::Leader, query, json!({ "ids": ids })).await;
    let found: Vec<&str> =
        all["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
    assert_eq!(found, ids);
}

#[tokio::test]
async fn media_of_a_secret_space_are_absent_over_http() {
    let cast = Cast::start().await;
    let pairs = pairs(&cast).await;
    let (secret, absent) = pairs.last().unwrap();
    let get = async |who: Who, id: &str| {
        let request = cast.app.client.get(format!("/media/{id}"));
        let token = format!("Bearer {}", cast.app.token(cast.id(who)));
        let response = request.header("Authorization", token).send().await.0;
        let mut headers: Vec<String> = response
            .headers()
            .iter()
            .filter(|(name, _)| *name != "x-request-id")
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect();
        headers.sort();
        let status = response.status().as_u16();
        (status, headers, response.into_body().into_string().await.unwrap())
    };
    for who in OFF_ROSTER {
        assert_eq!(get(who, secret).await, get(who, absent).await, "{who:?}");
        assert_eq!(get(who, secret).await.0, 404);
    }
    let (status, _, bytes) = get(Who::Member, secret).await;
    assert_eq!((status, bytes.as_str()), (200, "png"));
}

#[tokio::test]
async fn platform_roles_read_no_more_than_a_member_of_nothing() {
    let cast = Cast::start().await;
    let nobody = cast.app.person("Nobody", &[]).await;
    for space in [&cast.home, &cast.news, &cast.deals, &cast.merger] {
        let post = cast.publish(Who::Author, space, "Post").await;
        let input = json!({ "postId": post, "body": "Well." });
        cast.done(Who::Author, "commentAdd", input, "comment { id }").await;
    }
    // What only holders of an office's papers see is no content: positions' confirmation is left out.
    for road in ROADS {
        let road = road.replace(" confirmed", "");
        let expected = bytes(&cast.app, &cast.app.token(&nobody), &road, json!({})).await;
        for who in [Who::Administrator, Who::Guardian, Who::Auditor, Who::Evangelist] {
            let got = bytes(&cast.app, &cast.app.token(cast.id(who)), &road, json!({})).await;
            assert_eq!(got, expected, "{who:?}: {road}");
        }
    }
}

#[tokio::test]
async fn an_unconfirmed_leader_does_not_tell_everyone_of_a_secret_space() {
    let cast = Cast::start().await;
    // Finance gets a secret space; Shops none. Both get a new leader.
    open(&cast, Who::OtherLeader, &cast.finance, "Layoffs", "SECRET").await;
    cast.app.wait(1);
    for unit in [&cast.finance, &cast.shops] {
        let input = json!({ "unitId": unit, "personId": cast.id(Who::Auditor) });
        cast.done(Who::Administrator, "leaderAppoint", input, "position { id }").await;
    }
    let query = "query($id: ID!) { unit(id: $id) { positions { confirmed } } }";
    for who in [Who::Outsider, Who::Boss, Who::Child, Who::Evangelist] {
        let of = async |unit: &str| cast.ask(who, query, json!({ "id": unit })).await;
        assert_eq!(of(&cast.finance).await, of(&cast.shops).await, "{who:?}");
    }
}
