//! Random acts on spaces, grants, units and posts, each done by somebody who may.

use serde_json::json;

use super::{PEOPLE, ROLES, Run, UNITS, VISIBILITIES};
use crate::access::oracle::{
    Audience, Grant, Grantee, Position, Post, Role, Space, State, Term, Visibility,
};

impl Run {
    /// Somebody with at least this role in the space.
    pub(super) fn holder(&mut self, space: usize, least: Role) -> Option<usize> {
        let all: Vec<usize> = (0..PEOPLE)
            .filter(|p| self.here(*p) && self.world.role(*p, space) >= Some(least))
            .collect();
        self.dice.of(&all)
    }

    pub(super) async fn open(&mut self) {
        let unit = self.dice.below(UNITS);
        let Some(leader) = self.leader(unit) else { return };
        if self.world.spaces.len() > 7 {
            return;
        }
        let (visibility, name) = VISIBILITIES[self.dice.below(4)];
        if visibility.closed() && !self.leader_confirmed(unit) {
            return;
        }
        let input = json!({
            "unitId": self.world.units[unit].0, "visibility": name,
            "name": format!("S{}", self.world.spaces.len())
        });
        let by = self.world.people[leader].clone();
        let id = self.done(&by, "spaceOpen", input, "space").await;
        let member_role = Role::Author;
        let was_closed = visibility.closed();
        self.world.spaces.push(Space {
            id,
            unit,
            visibility,
            member_role,
            inherits: true,
            was_closed,
        });
        if visibility.closed() {
            self.world.unconfirm_ahead(unit);
        }
    }

    /// Who may change how visible a space is.
    fn confirmed_leader_of(&self, space: usize) -> Option<usize> {
        let unit = self.world.spaces[space].unit;
        // Who leads unconfirmed, and is deputy besides, is deputy in a closed space.
        let leads = |leader: &usize| self.world.role(*leader, space) == Some(Role::Leader);
        self.leader(unit).filter(leads).filter(|_| self.leader_confirmed(unit))
    }

    /// A post of closed days in a space that is then widened: acts of one kind at a time come to it
    /// too seldom to prove R9.
    pub(super) async fn publish_closed_then_widen(&mut self) {
        let space = self.dice.below(self.world.spaces.len());
        let Some(leader) = self.confirmed_leader_of(space) else { return };
        let (closed, wide) = (2 + self.dice.below(2), self.dice.below(2));
        self.show_to(space, leader, closed).await;
        self.publish_as(space, leader).await;
        self.show_to(space, leader, wide).await;
    }

    pub(super) async fn change_space(&mut self) {
        let space = self.dice.below(self.world.spaces.len());
        let id = self.world.spaces[space].id.clone();
        if self.dice.below(3) == 0 {
            let Some(by) = self.holder(space, Role::Deputy) else { return };
            let (role, name) = ROLES[self.dice.below(3)];
            let by = self.world.people[by].clone();
            self.done(&by, "spaceUpdate", json!({ "id": id, "memberRole": name }), "space").await;
            self.world.spaces[space].member_role = role;
            return;
        }
        let Some(leader) = self.confirmed_leader_of(space) else { return };
        let by = self.world.people[leader].clone();
        if self.dice.below(4) == 0 {
            let inherits = !self.world.spaces[space].inherits;
            let input = json!({ "id": id, "inherits": inherits });
            self.done(&by, "spaceChangeVisibility", input, "space").await;
            self.world.spaces[space].inherits = inherits;
            return;
        }
        let visibility = self.dice.below(4);
        self.show_to(space, leader, visibility).await;
    }

    /// The leader makes a space as visible as the list says at `visibility`.
    async fn show_to(&mut self, space: usize, leader: usize, visibility: usize) {
        let (visibility, name) = VISIBILITIES[visibility];
        let (by, unit) = (self.world.people[leader].clone(), self.world.spaces[space].unit);
        let input = json!({ "id": self.world.spaces[space].id, "visibility": name });
        self.done(&by, "spaceChangeVisibility", input, "space").await;
        let before = std::mem::replace(&mut self.world.spaces[space].visibility, visibility);
        self.world.spaces[space].was_closed |= visibility.closed();
        if visibility.closed() && !before.closed() {
            self.confirm_those_there(space, unit);
        }
        self.world.narrow_to_come(space);
    }

    /// A space is closed: its members of now are confirmed for it, and wide grants on it end.
    fn confirm_those_there(&mut self, space: usize, unit: usize) {
        self.world.unconfirm_ahead(unit);
        let now = self.world.now;
        for member in &mut self.world.assignments {
            if member.unit == unit && member.term.holds(now) {
                member.confirmed_in.push(space);
            }
        }
        for grant in self.world.space_grants.iter_mut().filter(|grant| grant.on == space) {
            let wide = !matches!(grant.to, Grantee::Person(_));
            if wide && grant.term.1.is_none_or(|end| end > now) {
                grant.term.1 = Some(now);
            }
        }
    }

    /// Somebody or some unit, as the program takes it too.
    fn grantee(&mut self, person_only: bool) -> (Grantee, serde_json::Value) {
        let (person, unit) = (self.dice.below(PEOPLE), self.dice.below(UNITS));
        let group = self.dice.below(self.world.groups.len());
        match if person_only { 0 } else { self.dice.below(4) } {
            0 => (Grantee::Person(person), json!({ "person": self.world.people[person] })),
            1 => (Grantee::Members(unit), json!({ "membersOf": self.world.units[unit].0 })),
            2 => (Grantee::Branch(unit), json!({ "branchOf": self.world.units[unit].0 })),
            _ => (Grantee::Group(group), json!({ "group": self.world.groups[group].0 })),
        }
    }

    pub(super) async fn grant_on_space(&mut self) {
        let on = self.dice.below(self.world.spaces.len());
        let Some(by) = self.holder(on, Role::Deputy) else { return };
        // R13: who leads unconfirmed lets nobody in where posts of closed days are.
        let unit = self.world.spaces[on].unit;
        let counts = self.world.offices(by).iter().any(|o| o.unit == unit && o.confirmed);
        if self.world.spaces[on].was_closed && !counts {
            return;
        }
        let (to, grantee) = self.grantee(self.world.spaces[on].visibility.closed());
        let ((role, name), until) = (ROLES[self.dice.below(4)], self.end());
        let input = json!({
            "spaceId": self.world.spaces[on].id, "grantee": grantee, "role": name,
            "endsAt": until.map(Self::when)
        });
        let by = self.world.people[by].clone();
        let id = self.done(&by, "spaceGrant", input, "grant").await;
        let term = Term(self.world.now, until);
        self.world.space_grants.push(Grant { id, on, to, role, subtree: false, term });
    }

    pub(super) async fn grant_on_unit(&mut self) {
        let on = self.dice.below(UNITS);
        let Some(leader) = self.leader(on) else { return };
        let (to, grantee) = self.grantee(false);
        let ((role, name), until) = (ROLES[self.dice.below(4)], self.end());
        let subtree = self.dice.below(2) == 0;
        let input = json!({
            "unitId": self.world.units[on].0, "grantee": grantee, "role": name, "subtree": subtree,
            "endsAt": until.map(Self::when)
        });
        let by = self.world.people[leader].clone();
        let id = self.done(&by, "unitGrant", input, "grant").await;
        let term = Term(self.world.now, until);
        self.world.unit_grants.push(Grant { id, on, to, role, subtree, term });
    }

    pub(super) async fn revoke(&mut self) {
        let now = self.world.now;
        let on_unit = self.dice.below(2) == 0;
        let all = if on_unit { &self.world.unit_grants } else { &self.world.space_grants };
        let held: Vec<usize> = (0..all.len()).filter(|at| all[*at].term.holds(now)).collect();
        let Some(at) = self.dice.of(&held) else { return };
        let (id, on) = if on_unit {
            (self.world.unit_grants[at].id.clone(), self.world.unit_grants[at].on)
        } else {
            (self.world.space_grants[at].id.clone(), self.world.space_grants[at].on)
        };
        let by = if on_unit { self.leader(on) } else { self.holder(on, Role::Deputy) };
        let Some(by) = by.map(|by| self.world.people[by].clone()) else { return };
        let field = if on_unit { "unitRevoke" } else { "spaceRevoke" };
        self.done(&by, field, json!({ "id": id }), "grant").await;
        let all = if on_unit { &mut self.world.unit_grants } else { &mut self.world.space_grants };
        all[at].term.1 = Some(now);
    }

    pub(super) async fn move_unit(&mut self) {
        let (unit, parent) = (1 + self.dice.below(UNITS - 1), self.dice.below(UNITS));
        if self.world.within(parent, unit) {
            return;
        }
        let units = &self.world.units;
        let input = json!({ "id": units[unit].0, "parentId": units[parent].0 });
        self.done(&self.admin.clone(), "unitMove", input, "unit").await;
        self.world.units[unit].1 = Some(parent);
    }

    /// Publishes, now or later, for ever or not; or withdraws.
    pub(super) async fn publish(&mut self) {
        let space = self.dice.below(self.world.spaces.len());
        if self.dice.below(5) == 0 {
            return self.withdraw().await;
        }
        let Some(author) = self.holder(space, Role::Author) else { return };
        self.publish_as(space, author).await;
    }

    async fn publish_as(&mut self, space: usize, author: usize) {
        let by = self.world.people[author].clone();
        let (audience, name) = [
            (Audience::Everyone, "EVERYONE"),
            (Audience::Everyone, "EVERYONE"),
            (Audience::Unit, "UNIT"),
            (Audience::Roster, "ROSTER"),
        ][self.dice.below(4)];
        let place = &self.world.spaces[space];
        let published_under: Visibility = place.visibility;
        let title = format!("T{}", self.world.posts.len());
        let tag = format!("tag-{}", self.world.posts.len() % 3);
        let input = json!({ "spaceId": place.id, "title": title, "body": "B", "tags": [tag], "audience": name });
        let id = self.done(&by, "postCreate", input, "post").await;
        let from = self.world.now + u32::try_from(self.dice.below(4) / 3).unwrap();
        let until = (self.dice.below(4) == 0).then_some(from + 2);
        let mut post = Post {
            parts: self.parts(&id, author).await,
            id,
            tag,
            space,
            author,
            coauthors: Vec::new(),
            invited: None,
            audience,
            state: State::Draft,
            accepted: false,
            published_under,
            term: Term(from, until),
            held: false,
        };
        // Later, the role may have ended.
        if self.world.may_publish(&post, from) {
            let input = json!({
                "id": post.id, "publishAt": Self::when(from), "expiresAt": until.map(Self::when)
            });
            self.done(&by, "postPublish", input, "post").await;
            post.state = State::Published;
            post.held = self.next_leader(space).is_some_and(|next| next < from);
        }
        self.world.posts.push(post);
    }

    /// When the unit of a space gets another leader, if one is appointed.
    fn next_leader(&self, space: usize) -> Option<u32> {
        let unit = self.world.spaces[space].unit;
        let lasting = |p: &&Position| p.term.1.is_none_or(|end| end > p.term.0);
        let of_unit =
            self.world.positions.iter().filter(|p| p.unit == unit && p.role == Role::Leader);
        let (begun, to_come): (Vec<_>, Vec<_>) =
            of_unit.filter(lasting).partition(|p| p.term.0 <= self.world.now);
        let last = begun.iter().max_by_key(|p| p.term.0).map(|p| p.person);
        to_come.iter().filter(|p| Some(p.person) != last).map(|p| p.term.0).min()
    }

    async fn withdraw(&mut self) {
        let all: Vec<usize> = (0..self.world.posts.len())
            .filter(|at| self.world.live(&self.world.posts[*at]))
            .collect();
        let Some(at) = self.dice.of(&all) else { return };
        let editors: Vec<usize> = (0..PEOPLE)
            .filter(|person| {
                let post = &self.world.posts[at];
                let editor = self.world.edits(*person, post);
                self.here(*person) && editor && self.world.reads(*person, post)
            })
            .collect();
        let Some(by) = self.dice.of(&editors) else { return };
        let input = json!({ "id": self.world.posts[at].id, "reason": "Wrong." });
        let by = self.world.people[by].clone();
        self.done(&by, "postWithdraw", input, "post").await;
        self.world.posts[at].state = State::Withdrawn;
    }
}
