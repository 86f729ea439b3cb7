//! Random moves: whatever the order, the closure is the tree's, and what would close a circle is
//! refused and changes nothing.

use serde_json::{Value, json};

use super::moved::closures;
use crate::support::{Cast, Who};

/// Numbers that look random and are the same in every run (Knuth's MMIX generator).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

/// The parent of each unit, by number; none for the company.
fn is_above(parents: &[Option<usize>], upper: usize, lower: usize) -> bool {
    let mut at = Some(lower);
    while let Some(unit) = at {
        if unit == upper {
            return true;
        }
        at = parents[unit];
    }
    false
}

#[tokio::test]
async fn the_closure_is_the_trees_after_every_move() {
    let cast = Cast::start().await;
    let mut random = Random(2026);
    let mut units =
        vec![cast.acme.clone(), cast.sales.clone(), cast.shops.clone(), cast.finance.clone()];
    let mut parents = vec![None, Some(0), Some(1), Some(0)];
    for number in 0..8 {
        let parent = random.below(units.len());
        let input =
            json!({ "parentId": units[parent], "kind": "TEAM", "name": format!("Team {number}") });
        let made = cast.done(Who::Administrator, "unitCreate", input, "unit { id }").await;
        units.push(made["unit"]["id"].as_str().unwrap().to_owned());
        parents.push(Some(parent));
    }
    let (mut moved, mut refused) = (0, 0);
    for _ in 0..60 {
        let (unit, parent) = (random.below(units.len()), random.below(units.len()));
        let input = json!({ "id": units[unit], "parentId": units[parent] });
        let payload =
            cast.app.mutate(cast.id(Who::Administrator), "unitMove", input, "unit { id }").await;
        if unit == 0 || is_above(&parents, unit, parent) {
            assert_eq!(payload["errors"][0]["code"], "CONFLICT", "{unit} under {parent}");
            assert_eq!(payload["unit"], Value::Null);
            refused += 1;
        } else {
            assert_eq!(payload["errors"], json!([]), "{unit} under {parent}");
            parents[unit] = Some(parent);
            moved += 1;
        }
        let [walked, kept] = closures(&cast).await;
        assert_eq!(kept, walked, "{unit} under {parent}");
        for upper in 0..units.len() {
            for lower in 0..units.len() {
                let linked = kept.iter().any(|(a, d, _)| *a == units[upper] && *d == units[lower]);
                assert_eq!(linked, is_above(&parents, upper, lower), "{upper} above {lower}");
            }
        }
    }
    assert!(moved > 20 && refused > 5, "{moved} {refused}");
}

#[tokio::test]
async fn a_move_changes_at_once_whose_branch_reads_and_never_who_is_on_a_closed_roster() {
    let cast = Cast::start().await;
    let home = cast.publish(Who::Leader, &cast.home, "Home").await;
    let deal = cast.publish(Who::Leader, &cast.deals, "Deal").await;
    let branch = [Who::Child, Who::Outsider, Who::OtherLeader, Who::Boss];
    let readers = async |post: &str| {
        let mut found = Vec::new();
        for who in branch {
            if cast.reads(who, post).await {
                found.push(who);
            }
        }
        found
    };
    for (unit, parent, expected) in [
        (&cast.shops, &cast.acme, vec![Who::Boss]),
        (&cast.finance, &cast.sales, vec![Who::Outsider, Who::Boss]),
        (&cast.shops, &cast.finance, vec![Who::Child, Who::Outsider, Who::Boss]),
        (&cast.finance, &cast.acme, vec![Who::Boss]),
        (&cast.sales, &cast.finance, vec![Who::OtherLeader, Who::Boss]),
        (&cast.shops, &cast.sales, vec![Who::Child, Who::OtherLeader, Who::Boss]),
    ] {
        let input = json!({ "id": unit, "parentId": parent });
        cast.done(Who::Administrator, "unitMove", input, "unit { id }").await;
        assert_eq!(readers(&home).await, expected);
        assert_eq!(readers(&deal).await, []);
    }
}
