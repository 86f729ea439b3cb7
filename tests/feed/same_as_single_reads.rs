//! The feed is exactly what single reads say, narrowed by any filter, for people who read little
//! and people who read much, by both of its ways: the newest thousand entries, and a seek for each
//! audience.

use std::collections::{BTreeMap, BTreeSet};

use entity::id::{SpaceId, UnitId};
use entity::{Timestamp, unit_closure};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::random::{AUTHORS, Dice, TAGS, Written, bury, fill, spaces};
use crate::support::{Cast, Who};

const READERS: [Who; 8] = [
    Who::Outsider,
    Who::Boss,
    Who::Member,
    Who::Leader,
    Who::Child,
    Who::Reader,
    Who::OtherLeader,
    Who::Administrator,
];

/// The ids in the order of the feed, page by page.
async fn feed(cast: &Cast, who: Who, filter: &Value) -> Vec<String> {
    let query = "query($after: String, $filter: FeedFilterInput) {
        feed(first: 37, after: $after, filter: $filter) { nodes { id } pageInfo { hasNextPage endCursor } }
    }";
    let (mut ids, mut after) = (Vec::new(), json!(null));
    loop {
        let page = cast.ask(who, query, json!({ "after": after, "filter": filter })).await;
        let nodes = page["feed"]["nodes"].as_array().unwrap();
        ids.extend(nodes.iter().map(|post| post["id"].as_str().unwrap().to_owned()));
        after = page["feed"]["pageInfo"]["endCursor"].clone();
        if page["feed"]["pageInfo"]["hasNextPage"] == false {
            return ids;
        }
    }
}

/// The posts that a single read shows as live, newest first.
async fn single_reads<'a>(cast: &Cast, who: Who, all: &'a [Written]) -> Vec<&'a Written> {
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Post { state } } }";
    let mut live: Vec<&Written> = Vec::new();
    for part in all.chunks(100) {
        let ids: Vec<String> = part.iter().map(|one| one.post.id.to_string()).collect();
        let found = cast.ask(who, query, json!({ "ids": ids })).await;
        let nodes = found["nodes"].as_array().unwrap();
        let shown = part.iter().zip(nodes).filter(|(_, node)| node["state"] == "PUBLISHED");
        live.extend(shown.map(|(one, _)| one));
    }
    live.sort_by_key(|one| (one.post.published_at, one.post.feed_key));
    live.reverse();
    live
}

/// A filter and, in plain words, which posts pass it.
struct Narrowed {
    filter: Value,
    branch: Option<BTreeSet<SpaceId>>,
    space: Option<SpaceId>,
    tag: Option<&'static str>,
    author: Option<String>,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Narrowed {
    fn takes(&self, one: &Written) -> bool {
        let post = &one.post;
        let at = post.published_at.unwrap();
        self.branch.as_ref().is_none_or(|branch| branch.contains(&post.space_id))
            && self.space.is_none_or(|space| space == post.space_id)
            && self.tag.is_none_or(|tag| one.tags.contains(&tag))
            && self.author.as_ref().is_none_or(|author| *author == post.author_id.to_string())
            && self.since.is_none_or(|since| at >= since)
            && self.until.is_none_or(|until| at < until)
    }
}

/// Any combination of filters. `branches` are the spaces of each unit and of all below it.
fn narrow(
    cast: &Cast,
    branches: &BTreeMap<UnitId, BTreeSet<SpaceId>>,
    all: &[Written],
    dice: &mut Dice,
) -> Narrowed {
    let mut sometimes = |one_in: usize| dice.roll(one_in) == 0;
    let [by_branch, by_space, by_tag, by_author] =
        [sometimes(3), sometimes(6), sometimes(3), sometimes(3)];
    let [since, until] = [sometimes(3), sometimes(3)];
    let units: Vec<_> = branches.keys().copied().collect();
    let unit = *dice.pick(&units);
    let instant = |dice: &mut Dice| dice.pick(all).post.published_at;
    let narrowed = Narrowed {
        filter: json!({}),
        branch: by_branch.then(|| branches[&unit].clone()),
        space: by_space.then(|| dice.pick(all).post.space_id),
        tag: by_tag.then(|| *dice.pick(&TAGS)),
        author: by_author.then(|| cast.id(*dice.pick(&AUTHORS)).to_owned()),
        since: if since { instant(dice) } else { None },
        until: if until { instant(dice) } else { None },
    };
    let filter = json!({
        "branchOf": by_branch.then(|| unit.to_string()),
        "space": narrowed.space.map(|space| space.to_string()),
        "tag": narrowed.tag,
        "author": narrowed.author,
        "since": narrowed.since.map(|at| at.to_string()),
        "until": narrowed.until.map(|at| at.to_string()),
    });
    Narrowed { filter, ..narrowed }
}

async fn branches(
    cast: &Cast,
    spaces: &[entity::space::Model],
) -> BTreeMap<UnitId, BTreeSet<SpaceId>> {
    let connection = cast.app.rows().await;
    let mut branches: BTreeMap<UnitId, BTreeSet<SpaceId>> = BTreeMap::new();
    for row in unit_closure::Entity::find().all(&connection).await.unwrap() {
        let below = spaces.iter().filter(|space| space.unit_id == row.descendant_id);
        branches.entry(row.ancestor_id).or_default().extend(below.map(|space| space.id));
    }
    branches
}

#[tokio::test]
async fn for_everyone_narrowed_by_anything_by_both_ways() {
    let cast = Cast::start().await;
    let spaces = spaces(&cast).await;
    let mut dice = Dice(2026);
    let all = fill(&cast, &spaces, 600, &mut dice).await;
    let branches = branches(&cast, &spaces).await;
    let mut sizes = BTreeSet::new();
    let mut reads = Vec::new();
    for who in READERS {
        let live = single_reads(&cast, who, &all).await;
        sizes.insert(live.len());
        reads.push((who, live));
    }
    assert!(sizes.len() >= 6 && sizes.first() > Some(&0), "{sizes:?}");

    let merger: SpaceId = cast.merger.parse().unwrap();
    let closed = spaces.iter().find(|space| space.id == merger).unwrap();
    let ours: BTreeSet<String> = all.iter().map(|one| one.post.id.to_string()).collect();
    for way in ["the newest thousand", "seeking"] {
        if way == "seeking" {
            bury(&cast, closed, 1_200).await;
        }
        let mut taken = 0;
        for (who, live) in &reads {
            for round in 0..12 {
                let narrowed = narrow(&cast, &branches, &all, &mut dice);
                let nothing = json!({});
                let filter = if round == 0 { &nothing } else { &narrowed.filter };
                let mut found = feed(&cast, *who, filter).await;
                // Leader and Member are on the closed roster: they read what is newer, too.
                if [Who::Leader, Who::Member].contains(who) {
                    if round == 0 && way == "seeking" {
                        assert_eq!(found.len(), live.len() + 1_200);
                    }
                    found.retain(|id| ours.contains(id));
                }
                let expected: Vec<String> = live
                    .iter()
                    .filter(|one| round == 0 || narrowed.takes(one))
                    .map(|one| one.post.id.to_string())
                    .collect();
                taken += usize::from(round > 0 && !expected.is_empty());
                assert_eq!(found, expected, "{who:?}, by {way}: {filter}");
            }
        }
        assert!(taken > 30, "filters that let something through: {taken}");
    }
}

#[tokio::test]
async fn lists_of_a_space_and_of_a_person_are_the_feed_narrowed() {
    let cast = Cast::start().await;
    let spaces = spaces(&cast).await;
    fill(&cast, &spaces, 300, &mut Dice(7)).await;
    let space = "query($id: ID!) { space(id: $id) { posts(first: 100) { nodes { id } } } }";
    let person = "query($id: ID!) { person(id: $id) { posts(first: 100) { nodes { id } } } }";
    let ids = |list: &Value| -> Vec<String> {
        let nodes = list["posts"]["nodes"].as_array().unwrap();
        nodes.iter().map(|post| post["id"].as_str().unwrap().to_owned()).collect()
    };
    for who in READERS {
        for place in spaces.iter().map(|space| space.id.to_string()) {
            let listed = cast.ask(who, space, json!({ "id": place })).await;
            let fed = feed(&cast, who, &json!({ "space": place })).await;
            if listed["space"].is_null() {
                assert_eq!(fed, Vec::<String>::new(), "{who:?}");
            } else {
                assert_eq!(ids(&listed["space"]), fed, "{who:?}");
            }
        }
        for author in AUTHORS {
            let listed = cast.ask(who, person, json!({ "id": cast.id(author) })).await;
            let fed = feed(&cast, who, &json!({ "author": cast.id(author) })).await;
            assert!(fed.len() < 100);
            assert_eq!(ids(&listed["person"]), fed, "{who:?}");
        }
    }
}
