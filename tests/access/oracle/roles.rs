//! Who has which role in a space: R1 to R8, R12, R14 and R18.

use super::{Assignment, Grantee, MONTH, Minute, Position, Role, Visibility, World};

/// An office that counts now: the unit's, possibly as leader for want of one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Office {
    pub(crate) unit: usize,
    pub(crate) role: Role,
    pub(crate) confirmed: bool,
}

impl World {
    /// R2, R18: whether a position holds now. Not a deputy's beyond its lapse, nor of somebody away.
    pub(crate) fn position_holds(&self, position: &Position) -> bool {
        position.term.holds(self.now)
            && position.lapse.is_none_or(|lapse| self.now < lapse)
            && self.absent[position.person].is_none()
    }

    /// R2, R18: the offices of a person that hold.
    pub(crate) fn offices(&self, person: usize) -> Vec<Office> {
        let mut offices = Vec::new();
        for held in &self.positions {
            if held.person != person || !self.position_holds(held) {
                continue;
            }
            let acts = held.role == Role::Deputy && self.acts(held);
            let role = if acts { Role::Leader } else { held.role };
            offices.push(Office { unit: held.unit, role, confirmed: held.confirmed });
        }
        offices
    }

    /// R18: whether a deputy acts as leader: the unit is vacant, for less than thirty days, and they are
    /// the first of its deputies.
    fn acts(&self, deputy: &Position) -> bool {
        let of_unit = || self.positions.iter().filter(|held| held.unit == deputy.unit);
        let leaders = || of_unit().filter(|held| held.role == Role::Leader);
        if leaders().any(|held| self.position_holds(held)) {
            return false;
        }
        let left = |held: &Position| -> Option<Minute> {
            [held.term.1, self.absent[held.person]].into_iter().flatten().min()
        };
        // Not one called off before it began.
        let some_time = |held: &&Position| held.term.1.is_none_or(|end| end > held.term.0);
        let begun = leaders().filter(some_time).filter(|held| held.term.0 <= self.now);
        let vacant_since = begun.filter_map(left).max();
        let first = of_unit()
            .filter(|held| held.role == Role::Deputy && self.position_holds(held))
            .min_by_key(|held| (held.term.0, held.id.clone()));
        vacant_since.is_some_and(|since| self.now < since + MONTH)
            && first.is_some_and(|first| first.id == deputy.id)
    }

    fn memberships(&self, person: usize) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(move |a| a.person == person && a.term.holds(self.now))
    }

    /// R12: whether a unit is of a branch that somebody helps.
    pub(crate) fn helps(&self, person: usize, unit: usize) -> bool {
        let theirs = self.helpers.iter().filter(|h| h.person == person && h.term.holds(self.now));
        theirs.into_iter().any(|h| self.within(unit, h.unit))
    }

    /// R12: the role that counts, of one that is given: in a branch that one helps, reading alone, but
    /// for plain membership of one's own unit, that of the oldest membership.
    fn counts(&self, person: usize, unit: usize, role: Role, member: bool) -> Role {
        let own = self.memberships(person).min_by_key(|a| (a.term.0, a.id.clone()));
        let plain = member && own.is_some_and(|own| own.unit == unit);
        if self.helps(person, unit) && !plain { Role::Reader } else { role }
    }

    fn is(&self, person: usize, to: Grantee) -> bool {
        match to {
            Grantee::Person(named) => named == person,
            Grantee::Members(unit) => self.memberships(person).any(|a| a.unit == unit),
            Grantee::Branch(top) => self.memberships(person).any(|a| self.within(a.unit, top)),
            Grantee::Group(group) => self.groups[group].1.contains(&person),
        }
    }

    /// R14: whether a space is opened to somebody in need.
    fn opened(&self, person: usize, space: usize) -> bool {
        let theirs = self.openings.iter().filter(|o| o.person == person && o.space == space);
        theirs.into_iter().any(|o| o.term.holds(self.now))
    }

    /// R2, R3 as confirmed, and R4 to persons: what a closed space takes (R8); and R14.
    pub(crate) fn closed_role(&self, person: usize, space: usize) -> Option<Role> {
        let place = &self.spaces[space];
        let mut roles = Vec::new();
        for office in self.offices(person) {
            if office.unit == place.unit && office.confirmed {
                roles.push(self.counts(person, place.unit, office.role, false));
            }
        }
        for held in self.memberships(person).filter(|a| a.unit == place.unit) {
            if held.confirmed || held.confirmed_in.contains(&space) {
                roles.push(self.counts(person, place.unit, place.member_role, true));
            }
        }
        for grant in self.space_grants.iter().filter(|g| g.on == space) {
            if grant.term.holds(self.now) && grant.to == Grantee::Person(person) {
                roles.push(self.counts(person, place.unit, grant.role, false));
            }
        }
        if self.opened(person, space) {
            roles.push(Role::Reader);
        }
        roles.into_iter().max()
    }

    /// R2 to R5: the roster; and R14.
    pub(crate) fn roster_role(&self, person: usize, space: usize) -> Option<Role> {
        let place = &self.spaces[space];
        if place.visibility.closed() {
            return self.closed_role(person, space);
        }
        let mut roles: Vec<Role> = Vec::new();
        for office in self.offices(person).into_iter().filter(|o| o.unit == place.unit) {
            roles.push(self.counts(person, place.unit, office.role, false));
        }
        if self.memberships(person).any(|a| a.unit == place.unit) {
            roles.push(self.counts(person, place.unit, place.member_role, true));
        }
        for grant in self.space_grants.iter().filter(|g| g.on == space) {
            if grant.term.holds(self.now) && self.is(person, grant.to) {
                roles.push(self.counts(person, place.unit, grant.role, false));
            }
        }
        for grant in &self.unit_grants {
            if !grant.term.holds(self.now) || !self.is(person, grant.to) {
                continue;
            }
            if grant.on == place.unit {
                roles.push(self.counts(person, place.unit, grant.role, false));
            } else if grant.subtree && place.inherits && self.within(place.unit, grant.on) {
                roles.push(Role::Reader);
            }
        }
        if self.opened(person, space) {
            roles.push(Role::Reader);
        }
        roles.into_iter().max()
    }

    /// Branch of the space's unit, and leaders and deputies of it and of the units above.
    pub(crate) fn of_the_unit(&self, person: usize, space: usize) -> bool {
        let unit = self.spaces[space].unit;
        self.memberships(person).any(|a| self.within(a.unit, unit))
            || self.offices(person).iter().any(|o| self.within(unit, o.unit))
    }

    /// R1: the highest of R2 to R6.
    pub(crate) fn role(&self, person: usize, space: usize) -> Option<Role> {
        let seen = match self.spaces[space].visibility {
            Visibility::Open => true,
            Visibility::Unit => self.of_the_unit(person, space),
            Visibility::Restricted | Visibility::Secret => false,
        };
        self.roster_role(person, space).max(seen.then_some(Role::Reader))
    }
}
