//! What people get from the program by every road, and what the oracle says of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering::Relaxed;

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::check::{DECISIONS, SEALED};
use super::need::{Application, Limit};
use super::{PEOPLE, Run};
use crate::access::oracle::{Post, Visibility};

/// What one person gets.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Answers {
    /// The posts of the feed.
    pub(crate) feed: BTreeSet<String>,
    /// The posts of the feed of one space.
    one: BTreeSet<String>,
    /// The posts found by their ids, and parts of them.
    pub(crate) by_id: BTreeSet<String>,
    /// How many posts have each tag.
    tags: BTreeMap<String, u64>,
    /// How many spaces there are.
    total: u64,
    /// The spaces listed, with the person's role.
    pub(crate) spaces: BTreeMap<String, Option<String>>,
}

const QUERY: &str = "query($posts: [ID!]!, $one: ID!) {
    feed(first: 100) { nodes { id } }
    one: feed(first: 100, filter: { space: $one }) { nodes { id } }
    tags(first: 100, days: 366) { slug postCount }
    posts: nodes(ids: $posts) { id ... on Post { revisions(first: 1) { nodes { id } } } }
    spaces(first: 100) { totalCount nodes { id viewerRole } }
}";

/// The most ids that one `nodes` takes, and how far back `tags` counts, in minutes.
const NODES: usize = 100;
const COUNTED: u32 = 366 * 24 * 60;

impl Run {
    /// What one person gets now, and for `one` space of it.
    async fn answers(&self, person: usize, one: usize) -> Answers {
        let world = &self.world;
        let of_post = |post: &'_ Post| [vec![post.id.clone()], post.parts.clone()].concat();
        let all: Vec<String> = world.posts.iter().flat_map(of_post).collect();
        let (first, rest) = all.split_at(all.len().min(NODES));
        let variables = json!({ "posts": first, "one": world.spaces[one].id });
        let answer = self.app.ask(&world.people[person], QUERY, variables).await;
        let mut by_id = ids(&answer["posts"]);
        for more in rest.chunks(NODES) {
            let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
            let found = self.app.ask(&world.people[person], query, json!({ "ids": more })).await;
            by_id.extend(ids(&found["nodes"]));
        }
        let tags = answer["tags"].as_array().unwrap().iter().map(|tag| {
            (tag["slug"].as_str().unwrap().to_owned(), tag["postCount"].as_u64().unwrap())
        });
        let spaces = answer["spaces"]["nodes"].as_array().unwrap().iter().map(|space| {
            let role = space["viewerRole"].as_str().map(str::to_owned);
            (space["id"].as_str().unwrap().to_owned(), role)
        });
        Answers {
            feed: ids(&answer["feed"]["nodes"]),
            one: ids(&answer["one"]["nodes"]),
            by_id,
            tags: tags.collect(),
            total: answer["spaces"]["totalCount"].as_u64().unwrap(),
            spaces: spaces.collect(),
        }
    }

    /// What each of these people gets now.
    pub(crate) async fn everybody(&self, people: &[usize]) -> BTreeMap<usize, Answers> {
        let here = people.iter().copied().filter(|person| self.here(*person));
        self.all(here, 0).await.into_iter().collect()
    }

    /// What each gets. All at once: what finds nothing waits for its instant (rule R17).
    async fn all(&self, people: impl Iterator<Item = usize>, one: usize) -> Vec<(usize, Answers)> {
        join_all(people.map(async |person| (person, self.answers(person, one).await))).await
    }

    /// What the oracle says that one person gets.
    fn expected(&self, person: usize, one: usize) -> Answers {
        let world = &self.world;
        let of = |keep: &dyn Fn(&Post) -> bool| {
            world.posts.iter().filter(|post| keep(post)).map(|post| post.id.clone()).collect()
        };
        let spaces = world.spaces.iter().enumerate().filter_map(|(at, space)| {
            let role = world.role(person, at).map(|role| format!("{role:?}").to_uppercase());
            let listed = role.is_some() || space.visibility == Visibility::Restricted;
            listed.then(|| (space.id.clone(), role))
        });
        let seen = world.posts.iter().filter(|post| world.sees(person, post));
        let by_id = seen.flat_map(|post| [vec![post.id.clone()], post.parts.clone()].concat());
        let spaces: BTreeMap<_, _> = spaces.collect();
        let mut tags = BTreeMap::new();
        for post in world.posts.iter().filter(|post| world.reads(person, post)) {
            if world.now <= post.term.0 + COUNTED {
                *tags.entry(post.tag.clone()).or_default() += 1;
            }
        }
        Answers {
            feed: of(&|post| world.reads(person, post)),
            one: of(&|post| post.space == one && world.reads(person, post)),
            by_id: by_id.collect(),
            tags,
            total: spaces.len() as u64,
            spaces,
        }
    }

    /// An application reads what its owner reads, within its limits, of what is live.
    async fn compare_applications(&self) {
        let world = &self.world;
        for Application { token, owner, limit } in &self.applications {
            let query = "{ feed(first: 100) { nodes { id } } spaces(first: 100) { totalCount } }";
            let (status, answer) = self.app.post_with(token, query, json!({})).await;
            if !self.here(*owner) {
                assert_eq!(status, 401, "an application of somebody deactivated{self}");
                continue;
            }
            let reaches = |post: &Post| match limit {
                Limit::None => true,
                Limit::Space(space) => post.space == *space,
                Limit::Branch(top) => world.within(world.spaces[post.space].unit, *top),
            };
            let live = world.posts.iter().filter(|p| reaches(p) && world.reads(*owner, p));
            let expected: BTreeSet<String> = live.map(|post| post.id.clone()).collect();
            let got = ids(&answer["data"]["feed"]["nodes"]);
            assert_eq!(got, expected, "application of {owner}, {limit:?}{self}");
            DECISIONS.fetch_add(world.posts.len() as u64, Relaxed);
        }
    }

    /// Everybody is asked by every road, and the oracle too.
    pub(super) async fn compare(&mut self) {
        if !std::mem::take(&mut self.changed) {
            return;
        }
        let one = self.compared % self.world.spaces.len();
        self.compared += 1;
        self.compare_applications().await;
        let here = (0..PEOPLE).filter(|person| self.here(*person));
        for (person, got) in self.all(here, one).await {
            let expected = self.expected(person, one);
            let roads = [
                ("feed", got.feed == expected.feed),
                ("one space", got.one == expected.one),
                ("by id", got.by_id == expected.by_id),
                ("tags with counts", got.tags == expected.tags),
                ("how many spaces", got.total == expected.total),
                ("spaces and roles", got.spaces == expected.spaces),
            ];
            for (road, same) in roads {
                assert!(
                    same,
                    "{road}, person {person} at {}: got {got:#?}, expected {expected:#?}{self}",
                    self.world.now
                );
            }
            let posts = self.world.posts.iter();
            let sealed = posts.filter(|post| self.world.kept_from(person, post)).count();
            SEALED.fetch_add(sealed, Relaxed);
            let of_one = self.world.posts.iter().filter(|post| post.space == one).count();
            // By the feed, by tags, by the post's id and those of its parts; and of one space.
            DECISIONS.fetch_add((5 * self.world.posts.len() + of_one) as u64, Relaxed);
        }
    }
}

/// The ids of these, without what is hidden.
fn ids(nodes: &Value) -> BTreeSet<String> {
    let found = nodes.as_array().into_iter().flatten();
    found.filter_map(|node| node["id"].as_str().map(str::to_owned)).collect()
}
