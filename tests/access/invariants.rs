//! What must hold whatever the rules say in detail, on random organisations: what the program says
//! to everybody before an act is compared with what it says after. The oracle is not asked.

mod published;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::oracle::{Post, Visibility, World};
use super::random::{Answers, Deed, Organisation, PEOPLE, Run, few};

/// What everybody gets.
type Seen = BTreeMap<usize, Answers>;

/// The organisation before an act, and what came of it.
struct Act<'a> {
    before: &'a Seen,
    after: &'a Seen,
    deeds: &'a [Deed],
    /// How visible each space was before.
    visibility_before: &'a [Visibility],
    world: &'a World,
}

#[test]
fn an_act_changes_no_more_than_its_kind_may() {
    few(100, async |organisation: Organisation| {
        let everybody: Vec<usize> = (0..PEOPLE).collect();
        let mut run = Run::found(&organisation).await;
        let mut before = run.everybody(&everybody).await;
        for tape in &organisation.acts {
            let (now, done) = (run.world.now, run.deeds.len());
            let visibility: Vec<Visibility> =
                run.world.spaces.iter().map(|space| space.visibility).collect();
            run.act(tape).await;
            let passed = run.world.now != now;
            if !passed && run.deeds.len() == done {
                continue;
            }
            let after = run.everybody(&everybody).await;
            let act = Act {
                before: &before,
                after: &after,
                deeds: &run.deeds[done..],
                visibility_before: &visibility,
                world: &run.world,
            };
            let broken = act.writes_below().or_else(|| act.reads_closed()).or_else(|| act.widens());
            assert!(passed || broken.is_none(), "{}{run}", broken.unwrap());
            before = after;
        }
        removing_people_removes_nothing(&run).await;
        run.close().await;
    });
}

/// Offices, and grants on units and on their spaces, given or ended.
const GIVES: [&str; 7] = [
    "leaderAppoint",
    "deputyName",
    "positionEnd",
    "unitGrant",
    "unitRevoke",
    "spaceGrant",
    "spaceRevoke",
];

impl Act<'_> {
    /// (i) No office or grant on a unit changes who has CONTRIBUTOR or more below it.
    fn writes_below(&self) -> Option<String> {
        let given = self.deeds.iter().filter(|deed| GIVES.contains(&deed.field.as_str()));
        let tops = given.map(|deed| unit_of(self.world, deed));
        tops.flat_map(|top| below(self.world, top))
            .find(|space| writers(self.before, space) != writers(self.after, space))
            .map(|space| format!("(i) who writes in {space} has changed by an act above it"))
    }

    /// (ii) Only leaders and deputies of its unit add a reader to a post of a closed space.
    fn reads_closed(&self) -> Option<String> {
        let by = self.deeds.first()?.by;
        // R14 is what two persons do for one reader and an hour.
        if self.deeds.iter().any(|deed| deed.field == "breakGlassApprove") {
            return None;
        }
        self.gained(|post, at| {
            let unit = self.world.spaces[post.space].unit;
            let holds =
                |by: usize| self.world.offices(by).iter().any(|o| o.unit == unit && o.confirmed);
            let serves = by.is_some_and(holds);
            at.closed() && !serves
        })
        .map(|post| format!("(ii) {post} of a closed space has a reader more, by {by:?}"))
    }

    /// (iii) Widening adds no reader to a post that is there already. One of wider days, which a
    /// narrowing hid, comes back to those it was published for (R9).
    fn widens(&self) -> Option<String> {
        self.deeds.iter().find(|deed| deed.field == "spaceChangeVisibility")?;
        self.gained(|post, at| {
            self.world.spaces[post.space].visibility < at && post.published_under >= at
        })
        .map(|post| format!("(iii) {post} of before the widening has a reader more"))
    }

    /// A post of before the act that somebody gets after it and did not before, among those
    /// `wanted`, who is told how visible its space was.
    fn gained(&self, wanted: impl Fn(&Post, Visibility) -> bool) -> Option<String> {
        let known = self.world.posts.iter().filter(|post| {
            let made = self.deeds.iter().any(|deed| deed.input["id"] == post.id.as_str());
            let of_space = self.visibility_before.get(post.space);
            !made && of_space.is_some_and(|at| wanted(post, *at))
        });
        let reads = |seen: &Seen, person: usize, id: &str| seen[&person].feed.contains(id);
        known.map(|post| post.id.as_str()).find_map(|id| {
            // Who was away or has come back is compared with nothing.
            let there = |p: &usize| self.before.contains_key(p) && self.after.contains_key(p);
            let new =
                |person: &usize| reads(self.after, *person, id) && !reads(self.before, *person, id);
            (0..PEOPLE)
                .filter(there)
                .find(new)
                .map(|person| format!("post {id}, read by P{person},"))
        })
    }
}

/// (iv) Deactivating a person takes no space and no post from the others.
async fn removing_people_removes_nothing(run: &Run) {
    let here = run.everybody(&(0..PEOPLE).collect::<Vec<_>>()).await;
    for gone in (0..PEOPLE - 1).filter(|gone| here.contains_key(gone)) {
        let others: Vec<usize> = (gone + 1..PEOPLE).collect();
        let before = run.everybody(&others).await;
        run.deactivate(gone).await;
        let after = run.everybody(&others).await;
        for (person, had) in before {
            let has = &after[&person];
            assert!(
                had.feed.is_subset(&has.feed) && had.by_id.is_subset(&has.by_id),
                "(iv) posts went from P{person} with P{gone}{run}"
            );
            assert!(
                had.spaces.keys().all(|space| has.spaces.contains_key(space)),
                "(iv) spaces went from P{person} with P{gone}{run}"
            );
        }
    }
}

/// The unit that an office or a grant is on.
fn unit_of(world: &World, deed: &Deed) -> usize {
    let text = |name: &str| deed.input[name].as_str().unwrap_or_default();
    let unit = world.units.iter().position(|(id, _)| id == text("unitId"));
    let space = world.spaces.iter().find(|space| space.id == text("spaceId"));
    let position = world.positions.iter().find(|position| position.id == text("id"));
    let grant = world.unit_grants.iter().find(|grant| grant.id == text("id"));
    let of_space = world.space_grants.iter().find(|grant| grant.id == text("id"));
    unit.or(space.map(|space| space.unit))
        .or(position.map(|position| position.unit))
        .or(grant.map(|grant| grant.on))
        .or(of_space.map(|grant| world.spaces[grant.on].unit))
        .unwrap_or_else(|| panic!("{} is on no unit known: {}", deed.field, json!(deed.input)))
}

/// The spaces of the units strictly below.
fn below(world: &World, top: usize) -> impl Iterator<Item = &str> {
    let spaces = world.spaces.iter();
    let under = move |unit: usize| unit != top && world.within(unit, top);
    spaces.filter(move |space| under(space.unit)).map(|space| space.id.as_str())
}

fn writers(seen: &Seen, space: &str) -> BTreeSet<usize> {
    let writes = |answers: &Answers| {
        let role = answers.spaces.get(space).and_then(Option::as_deref);
        role.is_some_and(|role| role != "READER")
    };
    seen.iter().filter(|(_, answers)| writes(answers)).map(|(person, _)| *person).collect()
}
