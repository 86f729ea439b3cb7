//! Random acts on memberships and offices, each done by somebody who may.

use serde_json::json;

use super::{PEOPLE, Run, UNITS};
use crate::access::oracle::{Assignment, Position, Role, Term};

impl Run {
    pub(super) async fn assign(&mut self) {
        let (unit, person) = (self.dice.below(UNITS), self.dice.below(PEOPLE));
        let now = self.world.now;
        let lasting = |a: &Assignment| {
            a.unit == unit && a.person == person && a.term.1.is_none_or(|end| end > now)
        };
        if self.world.assignments.iter().any(lasting) {
            return;
        }
        let leader = self.leader(unit).filter(|_| self.dice.below(2) == 0);
        let by = leader.map_or(self.admin.clone(), |leader| self.world.people[leader].clone());
        let confirmed = leader.is_some() && self.leader_confirmed(unit);
        let until = self.end();
        let input = json!({
            "unitId": self.world.units[unit].0, "personId": self.world.people[person],
            "endsAt": until.map(Self::when)
        });
        let id = self.done(&by, "personAssign", input, "assignment").await;
        let (term, confirmed_in) = (Term(now, until), Vec::new());
        self.world.assignments.push(Assignment { id, unit, person, term, confirmed, confirmed_in });
    }

    pub(super) async fn end_or_confirm_assignment(&mut self) {
        let now = self.world.now;
        let held = |a: &Assignment| a.term.holds(now);
        let all: Vec<usize> = (0..self.world.assignments.len())
            .filter(|at| held(&self.world.assignments[*at]))
            .collect();
        let Some(at) = self.dice.of(&all) else { return };
        let (unit, confirmed) =
            (self.world.assignments[at].unit, self.world.assignments[at].confirmed);
        let input = json!({ "id": self.world.assignments[at].id });
        if confirmed || !self.leader_confirmed(unit) || self.dice.below(3) == 0 {
            self.done(&self.admin.clone(), "assignmentEnd", input, "assignment").await;
            self.world.assignments[at].term.1 = Some(now);
        } else {
            let leader = self.world.people[self.leader(unit).unwrap()].clone();
            self.done(&leader, "assignmentConfirm", input, "assignment").await;
            self.world.assignments[at].confirmed = true;
        }
    }

    pub(super) async fn appoint(&mut self, unit: usize) {
        let (now, person) = (self.world.now, self.dice.below(PEOPLE));
        let leads =
            |p: &&mut Position| p.unit == unit && p.role == Role::Leader && p.term.holds(now);
        let mut before = self.world.positions.iter_mut().filter(leads);
        match before.next() {
            Some(before) if before.term.0 == now => return,
            Some(before) => before.term.1 = Some(now),
            None => {}
        }
        let sealed = self.world.spaces.iter().any(|s| s.unit == unit && s.visibility.closed());
        let input =
            json!({ "unitId": self.world.units[unit].0, "personId": self.world.people[person] });
        let id = self.done(&self.admin.clone(), "leaderAppoint", input, "position").await;
        let (role, term, confirmed) = (Role::Leader, Term(now, None), !sealed);
        self.world.positions.push(Position { id, unit, person, role, term, confirmed });
    }

    pub(super) async fn deputise(&mut self) {
        let (unit, person, now) = (self.dice.below(UNITS), self.dice.below(PEOPLE), self.world.now);
        let Some(leader) = self.leader(unit) else { return };
        let by = self.world.people[leader].clone();
        let deputies: Vec<usize> = (0..self.world.positions.len())
            .filter(|at| {
                let held = &self.world.positions[*at];
                held.unit == unit && held.role == Role::Deputy && held.term.holds(now)
            })
            .collect();
        let already = deputies.iter().any(|at| self.world.positions[*at].person == person);
        if already || deputies.len() == 3 {
            let Some(at) = self.dice.of(&deputies) else { return };
            let input = json!({ "id": self.world.positions[at].id });
            self.done(&by, "positionEnd", input, "position").await;
            self.world.positions[at].term.1 = Some(now);
            return;
        }
        let until = self.end();
        let input = json!({
            "unitId": self.world.units[unit].0, "personId": self.world.people[person],
            "endsAt": until.map(Self::when)
        });
        let id = self.done(&by, "deputyName", input, "position").await;
        let confirmed = self.leader_confirmed(unit);
        let (role, term) = (Role::Deputy, Term(now, until));
        self.world.positions.push(Position { id, unit, person, role, term, confirmed });
    }

    /// Of this the oracle's world knows nothing: it is for after the last act.
    pub(crate) async fn deactivate(&self, person: usize) {
        let input = json!({ "id": self.world.people[person] });
        self.app.done(&self.admin, "personDeactivate", input, "person { id }").await;
    }
}
