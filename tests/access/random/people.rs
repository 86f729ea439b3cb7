//! Random acts on memberships and offices, each done by somebody who may.

use serde_json::json;

use super::{PEOPLE, Run, UNITS};
use crate::access::oracle::{Assignment, MONTH, Position, Role, Term};

/// A deputy's longest term, in minutes.
const YEAR: u32 = 365 * 24 * 60;

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

    /// Appoints a leader, now or for a minute to come.
    pub(super) async fn appoint(&mut self, unit: usize) {
        let from = self.world.now + u32::from(self.dice.below(4) == 3);
        self.appoint_from(unit, from).await;
    }

    pub(super) async fn appoint_from(&mut self, unit: usize, from: u32) {
        let person = self.dice.below(PEOPLE);
        let sealed = self.world.spaces.iter().any(|s| s.unit == unit && s.was_closed);
        let lasting: Vec<usize> = (0..self.world.positions.len())
            .filter(|at| {
                let held = &self.world.positions[*at];
                held.unit == unit
                    && held.role == Role::Leader
                    && held.term.1.is_none_or(|end| end > from && end > held.term.0)
            })
            .collect();
        let later = lasting.iter().any(|at| self.world.positions[*at].term.0 >= from);
        if later || !self.here(person) || self.helps_later(person, unit, from) {
            return;
        }
        let input = json!({
            "unitId": self.world.units[unit].0, "personId": self.world.people[person],
            "startsAt": Self::when(from)
        });
        let id = self.done(&self.admin.clone(), "leaderAppoint", input, "position").await;
        let mut another = true;
        for at in lasting {
            another = self.world.positions[at].person != person;
            self.world.positions[at].term.1 = Some(from);
        }
        if another {
            for held in &mut self.world.positions {
                let deputy = held.unit == unit && held.role == Role::Deputy;
                if deputy && held.term.1.is_none_or(|end| end > from) {
                    held.lapse = Some(held.lapse.unwrap_or(u32::MAX).min(from + MONTH));
                }
            }
            self.world.hold_for_leader(unit, from);
        }
        let (role, term, confirmed) = (Role::Leader, Term(from, None), !sealed);
        let position = Position { id, unit, person, role, term, lapse: None, confirmed };
        self.world.positions.push(position);
    }

    /// Names a deputy, keeps one who would lapse, or ends one.
    pub(super) async fn deputise(&mut self) {
        let (unit, person, now) = (self.dice.below(UNITS), self.dice.below(PEOPLE), self.world.now);
        let Some(by) = self.leader(unit) else { return };
        let deputies: Vec<usize> = (0..self.world.positions.len())
            .filter(|at| {
                let held = &self.world.positions[*at];
                held.unit == unit
                    && held.role == Role::Deputy
                    && held.term.1.is_none_or(|end| end > now)
                    && held.lapse.is_none_or(|lapse| lapse > now)
            })
            .collect();
        let already = deputies.iter().any(|at| self.world.positions[*at].person == person);
        if already || deputies.len() == 3 {
            let Some(at) = self.dice.of(&deputies) else { return };
            let input = json!({ "id": self.world.positions[at].id });
            let held = self.world.positions[at].clone();
            if held.lapse.is_some_and(|lapse| lapse > now) {
                // R18: who acts for want of a leader keeps nobody.
                let leads =
                    |p: &Position| p.unit == unit && p.role == Role::Leader && p.person == by;
                if !self.world.positions.iter().any(|p| leads(p) && self.world.position_holds(p)) {
                    return;
                }
                if held.person == by {
                    return;
                }
                self.by(by, "deputyKeep", input, "position").await;
                self.world.positions[at].lapse = self.next_lapse(unit);
                return;
            }
            self.by(by, "positionEnd", input, "position").await;
            self.world.positions[at].term.1 = Some(now);
            return;
        }
        if !self.here(person) || self.helps_later(person, unit, now) {
            return;
        }
        let until = self.end();
        let input = json!({
            "unitId": self.world.units[unit].0, "personId": self.world.people[person],
            "endsAt": until.map(Self::when)
        });
        // As far as the leader's own office counts; who acts for want of one gives nothing in closed spaces.
        let leads = |p: &Position| p.unit == unit && p.role == Role::Leader && p.person == by;
        let confirmed = self
            .world
            .positions
            .iter()
            .any(|p| leads(p) && p.confirmed && self.world.position_holds(p));
        let id = self.by(by, "deputyName", input, "position").await;
        let (role, term) = (Role::Deputy, Term(now, until.or(Some(now + YEAR))));
        let lapse = self.next_lapse(unit);
        let position = Position { id, unit, person, role, term, lapse, confirmed };
        self.world.positions.push(position);
    }

    /// When deputies of now lapse by the next change of leader.
    fn next_lapse(&self, unit: usize) -> Option<u32> {
        let now = self.world.now;
        let lasting = |p: &&Position| {
            let some_time = p.term.1.is_none_or(|end| end > now && end > p.term.0);
            p.unit == unit && p.role == Role::Leader && some_time
        };
        let all: Vec<&Position> = self.world.positions.iter().filter(lasting).collect();
        let leads = all.iter().find(|p| p.term.0 <= now).map(|p| p.person);
        let next = all.iter().filter(|p| p.term.0 > now && Some(p.person) != leads);
        next.map(|p| p.term.0 + MONTH).min()
    }

    /// When the leader begins who is appointed for after an instant.
    fn next_leader_after(&self, unit: usize, from: u32) -> Option<u32> {
        let later = |p: &&Position| {
            let some_time = p.term.1.is_none_or(|end| end > p.term.0);
            p.unit == unit && p.role == Role::Leader && p.term.0 > from && some_time
        };
        self.world.positions.iter().filter(later).map(|p| p.term.0).min()
    }

    /// Ends the office of a leader, who holds it or will.
    pub(super) async fn end_office(&mut self) {
        let now = self.world.now;
        let ends = |p: &Position| p.role == Role::Leader && p.term.1.is_none_or(|end| end > now);
        let all: Vec<usize> =
            (0..self.world.positions.len()).filter(|at| ends(&self.world.positions[*at])).collect();
        let Some(at) = self.dice.of(&all) else { return };
        let input = json!({ "id": self.world.positions[at].id });
        let (unit, from) = (self.world.positions[at].unit, self.world.positions[at].term.0);
        // What was held for a leader who does not come is scheduled again, which the world does not
        // tell apart from what was held for its author: those are left alone.
        if from > now
            && self.world.posts.iter().any(|p| p.held && self.world.spaces[p.space].unit == unit)
        {
            return;
        }
        self.done(&self.admin.clone(), "positionEnd", input, "position").await;
        self.world.positions[at].term.1 = Some(now.max(from));
        if from > now {
            let next = self.next_leader_after(unit, from);
            for held in &mut self.world.positions {
                let leader = held.unit == unit && held.role == Role::Leader;
                if leader && held.term.1 == Some(from) && held.term.0 < from {
                    held.term.1 = next;
                }
                let deputy = held.unit == unit && held.role == Role::Deputy;
                if deputy && held.lapse == Some(from + MONTH) {
                    held.lapse = None;
                }
            }
        }
    }

    /// Deactivates somebody, or lets them in again.
    pub(super) async fn leave_or_return(&mut self) {
        let (person, now) = (self.dice.below(PEOPLE), self.world.now);
        let away = self.world.absent[person].is_some();
        let field = if away { "personReactivate" } else { "personDeactivate" };
        let input = json!({ "id": self.world.people[person] });
        self.done(&self.admin.clone(), field, input, "person").await;
        self.world.absent[person] = (!away).then_some(now);
    }

    /// Of this the oracle's world knows nothing: it is for after the last act.
    pub(crate) async fn deactivate(&self, person: usize) {
        let input = json!({ "id": self.world.people[person] });
        self.app.done(&self.admin, "personDeactivate", input, "person { id }").await;
    }
}
