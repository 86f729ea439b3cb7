//! Random organisations: after every few random acts, what each person reads by each road is what
//! the oracle says. `PARVIS_RANDOM_ORGANISATIONS` sets how many, `PARVIS_RANDOM_SEED` the first.

mod content;
mod people;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::ask::made;
use super::oracle::{Minute, Position, Post, Role, Space, Visibility, World};
use crate::support::TestApp;
use entity::platform_role::Role as Platform;

const UNITS: usize = 4;
const PEOPLE: usize = 5;
const ACTS: usize = 100;

#[tokio::test]
async fn what_people_read_is_what_the_rules_say() {
    let number = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().unwrap())
    };
    let first = number("PARVIS_RANDOM_SEED", 1);
    let mut sealed = 0;
    for seed in first..first + number("PARVIS_RANDOM_ORGANISATIONS", 12) {
        let mut run = Run::found(seed).await;
        for act in 0..ACTS {
            run.act().await;
            if act % 5 == 4 {
                run.compare().await;
            }
        }
        sealed += run.sealed;
    }
    assert!(sealed > 0, "no post of closed days was kept from a reader of the widened space");
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap()
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| all[self.below(all.len())])
    }
}

struct Run {
    seed: u64,
    dice: Dice,
    app: TestApp,
    admin: String,
    world: World,
    log: Vec<String>,
    /// How often R9 alone kept a live post from somebody who reads its space.
    sealed: usize,
}

const VISIBILITIES: [(Visibility, &str); 4] = [
    (Visibility::Open, "OPEN"),
    (Visibility::Unit, "UNIT"),
    (Visibility::Restricted, "RESTRICTED"),
    (Visibility::Secret, "SECRET"),
];
const ROLES: [(Role, &str); 4] = [
    (Role::Reader, "READER"),
    (Role::Contributor, "CONTRIBUTOR"),
    (Role::Author, "AUTHOR"),
    (Role::Editor, "EDITOR"),
];

impl Run {
    async fn found(seed: u64) -> Self {
        let app = TestApp::start().await;
        let root = app.found("Root").await;
        let admin = app.person("Admin", &[Platform::Admin]).await;
        let world = World { units: vec![(root, None)], ..World::default() };
        let mut run =
            Self { seed, dice: Dice(seed), app, admin, world, log: Vec::new(), sealed: 0 };
        for number in 0..PEOPLE {
            run.world.people.push(run.app.person(&format!("P{number}"), &[]).await);
        }
        for number in 1..UNITS {
            let parent = run.dice.below(run.world.units.len());
            let input = json!({ "parentId": run.world.units[parent].0, "kind": "TEAM", "name": format!("U{number}") });
            let unit = run.app.done(&run.admin, "unitCreate", input, "unit { id }").await;
            run.world.units.push((made(unit, "unit"), Some(parent)));
        }
        let query = "{ units(first: 50) { nodes { id name } } }";
        assert_eq!(
            run.app.ask(&run.admin, query, json!({})).await["units"]["nodes"]
                .as_array()
                .unwrap()
                .len(),
            UNITS
        );
        for unit in 0..UNITS {
            run.appoint(unit).await;
            // The home space, known to its leader.
            let leader = run.leader(unit).unwrap();
            let query = "query($id: ID!) { unit(id: $id) { spaces { id } } }";
            let id = json!({ "id": run.world.units[unit].0 });
            let spaces = run.app.ask(&run.world.people[leader], query, id).await;
            let id = spaces["unit"]["spaces"][0]["id"].as_str().unwrap().to_owned();
            let (visibility, member_role) = (Visibility::Unit, Role::Author);
            run.world.spaces.push(Space { id, unit, visibility, member_role, inherits: true });
        }
        run
    }

    fn leader(&self, unit: usize) -> Option<usize> {
        let holds = |p: &&Position| {
            p.unit == unit && p.role == Role::Leader && p.term.holds(self.world.now)
        };
        self.world.positions.iter().find(holds).map(|p| p.person)
    }

    fn leader_confirmed(&self, unit: usize) -> bool {
        let leader = self.leader(unit);
        leader
            .is_some_and(|person| self.world.offices(person).any(|p| p.unit == unit && p.confirmed))
    }

    fn when(minute: Minute) -> String {
        let start: entity::Timestamp = crate::support::app::START.parse().unwrap();
        start.plus_seconds(i64::from(minute) * 60).to_string()
    }

    /// An end to come, or none.
    fn end(&mut self) -> Option<Minute> {
        let now = self.world.now;
        (self.dice.below(3) == 0).then(|| now + 1 + u32::try_from(self.dice.below(3)).unwrap())
    }

    async fn done(&mut self, who: &str, field: &str, input: Value, of: &str) -> String {
        let person = self.world.people.iter().position(|id| id == who);
        self.log.push(format!("{} {person:?} {field} {input}", self.world.now));
        let payload = self.app.mutate(who, field, input, &format!("{of} {{ id }}")).await;
        assert_eq!(payload["errors"], json!([]), "seed {}: {:#?}", self.seed, self.log);
        made(payload, of)
    }

    async fn act(&mut self) {
        match self.dice.below(22) {
            0 | 1 => self.assign().await,
            2 => self.end_or_confirm_assignment().await,
            3 => {
                let unit = self.dice.below(UNITS);
                self.appoint(unit).await;
            }
            4 => self.deputise().await,
            5 => self.open().await,
            6..=9 => self.change_space().await,
            10 | 11 => self.grant_on_space().await,
            12 | 13 => self.grant_on_unit().await,
            14 => self.revoke().await,
            15 => self.move_unit().await,
            16..=19 => self.publish().await,
            _ => {
                // Between the two nothing changes but the time.
                self.compare().await;
                self.world.now += 1;
                self.app.wait(60);
                self.compare().await;
            }
        }
    }

    /// Everybody is asked by every road, and the oracle too.
    async fn compare(&mut self) {
        let world = &self.world;
        let one = self.dice.below(world.spaces.len());
        // By id, the lately published and as many others.
        let count = world.posts.len();
        let mut asked: BTreeSet<usize> = (count.saturating_sub(4)..count).collect();
        asked.extend((0..4).filter(|_| count > 0).map(|_| self.dice.below(count)));
        let posts: Vec<&str> = asked.iter().map(|at| world.posts[*at].id.as_str()).collect();
        let query = "query($posts: [ID!]!, $one: ID!) {
            feed(first: 100) { nodes { id } }
            one: feed(first: 100, filter: { space: $one }) { nodes { id } }
            posts: nodes(ids: $posts) { id }
            spaces(first: 100) { nodes { id viewerRole } }
        }";
        let variables = json!({ "posts": posts, "one": world.spaces[one].id });
        for person in 0..PEOPLE {
            let answer = self.app.ask(&world.people[person], query, variables.clone()).await;
            let context = || format!("seed {}, person {person}, {:#?}", self.seed, self.log);
            let live = |space: Option<usize>| -> BTreeSet<&str> {
                let within = |post: &&Post| space.is_none_or(|at| post.space == at);
                let read = world.posts.iter().filter(within).filter(|p| world.reads(person, p));
                read.map(|post| post.id.as_str()).collect()
            };
            assert_eq!(ids(&answer["feed"]["nodes"]), live(None), "feed: {}", context());
            assert_eq!(ids(&answer["one"]["nodes"]), live(Some(one)), "one space: {}", context());
            let seen = asked.iter().map(|at| &world.posts[*at]).filter(|p| world.sees(person, p));
            let seen: BTreeSet<&str> = seen.map(|post| post.id.as_str()).collect();
            assert_eq!(ids(&answer["posts"]), seen, "by id: {}", context());
            let spaces = world.spaces.iter().enumerate().filter_map(|(at, space)| {
                let role = world.role(person, at).map(|role| format!("{role:?}").to_uppercase());
                let listed = role.is_some() || space.visibility == Visibility::Restricted;
                listed.then(|| (space.id.clone(), json!(role)))
            });
            let nodes = answer["spaces"]["nodes"].as_array().unwrap().iter();
            let got =
                nodes.map(|n| (n["id"].as_str().unwrap().to_owned(), n["viewerRole"].clone()));
            let (got, spaces): (BTreeMap<_, _>, BTreeMap<_, _>) = (got.collect(), spaces.collect());
            assert_eq!(got, spaces, "spaces and roles: {}", context());
            let posts = world.posts.iter();
            self.sealed += posts.filter(|post| world.kept_from(person, post)).count();
        }
    }
}

/// The ids of these, without what is hidden.
fn ids(nodes: &Value) -> BTreeSet<&str> {
    nodes.as_array().into_iter().flatten().filter_map(|node| node["id"].as_str()).collect()
}
