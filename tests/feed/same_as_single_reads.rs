//! The feed is exactly what single reads say, for people who read little and people who read much,
//! by both of its ways: the newest thousand entries, and a seek for each audience.

use std::collections::BTreeMap;

use entity::id::{PostId, SpaceId};
use entity::post::{self, Audience, State};
use entity::{Timestamp, space};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::json;

use crate::support::{Cast, Who};

/// A small generator with a fixed seed (Knuth's MMIX constants): the same data in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// Posts of every state, written as rows: mutations would take a minute.
async fn fill(cast: &Cast, spaces: &[space::Model], count: usize, dice: &mut Dice) {
    let now = cast.app.clock.now();
    let mut rows = Vec::new();
    for number in 0..count {
        let space = &spaces[dice.roll(spaces.len())];
        let id: PostId = cast.app.clock.new_id();
        let audience = [Audience::Everyone, Audience::Unit, Audience::Roster][dice.roll(3)];
        let state = [
            State::Published,
            State::Published,
            State::Published,
            State::Draft,
            State::Withdrawn,
            State::Deleted,
        ][dice.roll(6)];
        let live = state == State::Published;
        // Some at the same instant, some still to come.
        let at = now.plus_seconds(500 - i64::try_from(dice.roll(5_000)).unwrap());
        let reach = if live { audience.within(space.visibility) as i64 } else { 0 };
        let expires = (dice.roll(10) == 0)
            .then(|| now.plus_seconds(i64::try_from(dice.roll(200)).unwrap() - 100));
        rows.push(row(
            cast,
            id,
            space,
            number,
            state,
            audience,
            reach,
            live.then_some(at),
            expires.filter(|_| live),
        ));
    }
    insert(cast, rows).await;
}

#[expect(clippy::too_many_arguments, reason = "the columns that differ")]
fn row(
    cast: &Cast,
    id: PostId,
    space: &space::Model,
    number: usize,
    state: State,
    audience: Audience,
    reach: i64,
    at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
) -> post::Model {
    let now = cast.app.clock.now();
    post::Model {
        id,
        space_id: space.id,
        author_id: cast.id(Who::OtherLeader).parse().unwrap(),
        state,
        title: format!("Post {number}"),
        excerpt: String::new(),
        lang: None,
        audience,
        audience_key: space.audience_key + reach,
        feed_key: at.map(|at| post::feed_key(at, id)),
        published_at: at,
        expires_at,
        pinned_at: None,
        accepted_by: None,
        withdrawn_reason: None,
        revision: 1,
        comment_count: 0,
        imported_author: None,
        imported_by: None,
        created_at: now,
        updated_at: now,
    }
}

async fn insert(cast: &Cast, rows: Vec<post::Model>) {
    let connection = cast.app.rows().await;
    for part in rows.chunks(500) {
        let active = part.iter().cloned().map(|row| row.into_active_model().reset_all());
        post::Entity::insert_many(active).exec(&connection).await.unwrap();
    }
}

/// The ids in the order of the feed, page by page.
async fn feed(cast: &Cast, who: Who) -> Vec<String> {
    let query = "query($after: String) { feed(first: 37, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }";
    let (mut ids, mut after) = (Vec::new(), json!(null));
    loop {
        let page = cast.ask(who, query, json!({ "after": after })).await;
        let nodes = page["feed"]["nodes"].as_array().unwrap();
        ids.extend(nodes.iter().map(|post| post["id"].as_str().unwrap().to_owned()));
        after = page["feed"]["pageInfo"]["endCursor"].clone();
        if page["feed"]["pageInfo"]["hasNextPage"] == false {
            return ids;
        }
    }
}

/// Every post that a single read shows as live, newest first.
async fn single_reads(cast: &Cast, who: Who, posts: &[post::Model]) -> Vec<String> {
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Post { state } } }";
    let mut live = BTreeMap::new();
    for part in posts.chunks(100) {
        let ids: Vec<String> = part.iter().map(|post| post.id.to_string()).collect();
        let found = cast.ask(who, query, json!({ "ids": ids })).await;
        for (post, node) in part.iter().zip(found["nodes"].as_array().unwrap()) {
            if node["state"] == "PUBLISHED" {
                live.insert(post.feed_key.unwrap(), post.id.to_string());
            }
        }
    }
    live.into_values().rev().collect()
}

#[tokio::test]
async fn for_everyone_by_both_ways() {
    let cast = Cast::start().await;
    for number in 0..12 {
        let visibility = ["OPEN", "UNIT", "RESTRICTED", "SECRET"][number % 4];
        let input = json!({ "unitId": cast.sales, "name": format!("Space {number}"), "visibility": visibility });
        cast.done(Who::Leader, "spaceOpen", input, "space { id }").await;
    }
    let connection = cast.app.rows().await;
    let spaces = space::Entity::find().all(&connection).await.unwrap();
    let mut dice = Dice(2026);
    fill(&cast, &spaces, 600, &mut dice).await;
    let posts = post::Entity::find().all(&connection).await.unwrap();
    let readers = [
        Who::Outsider,
        Who::Boss,
        Who::Member,
        Who::Leader,
        Who::Child,
        Who::Reader,
        Who::Administrator,
    ];
    let mut sizes = BTreeMap::new();
    for who in readers {
        let expected = single_reads(&cast, who, &posts).await;
        assert_eq!(feed(&cast, who).await, expected, "{who:?}, among the newest thousand");
        sizes.insert(expected.len(), who);
    }
    assert!(sizes.len() >= 4 && *sizes.keys().next().unwrap() > 0, "{sizes:?}");

    // Twelve hundred newer posts that few read: the newest thousand no longer hold a page.
    let merger: SpaceId = cast.merger.parse().unwrap();
    let secret = spaces.iter().find(|space| space.id == merger).unwrap();
    let now = cast.app.clock.now();
    let newer = (0..1200).map(|number| {
        let id = cast.app.clock.new_id();
        let at = now.plus_seconds(-i64::try_from(number).unwrap() / 100);
        row(&cast, id, secret, number, State::Published, Audience::Roster, 3, Some(at), None)
    });
    insert(&cast, newer.collect()).await;
    for who in readers {
        let expected = single_reads(&cast, who, &posts).await;
        let mut found = feed(&cast, who).await;
        // Leader and members are on the closed roster, so they read the newer ones too.
        if [Who::Leader, Who::Member].contains(&who) {
            assert_eq!(found.len(), expected.len() + 1200, "{who:?}");
            found.retain(|id| posts.iter().any(|post| post.id.to_string() == *id));
        }
        assert_eq!(found, expected, "{who:?}, by seeking");
    }
}
