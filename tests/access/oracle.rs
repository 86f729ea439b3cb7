//! The permission rules R1 to R9 in plain loops over plain lists, written from their words alone:
//! what the random organisations are compared with. It shares no code with the program.

/// An instant: minutes since the start.
pub(crate) type Minute = u32;

/// When something holds: from, and until (not including) if it ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term(pub(crate) Minute, pub(crate) Option<Minute>);

impl Term {
    pub(crate) fn holds(self, now: Minute) -> bool {
        self.0 <= now && self.1.is_none_or(|end| now < end)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    Reader,
    Contributor,
    Author,
    Editor,
    Deputy,
    Leader,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Visibility {
    Open,
    Unit,
    Restricted,
    Secret,
}

impl Visibility {
    pub(crate) fn closed(self) -> bool {
        self >= Self::Restricted
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Audience {
    Everyone,
    Unit,
    Roster,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grantee {
    Person(usize),
    Members(usize),
    Branch(usize),
}

#[derive(Debug)]
pub(crate) struct Position {
    pub(crate) id: String,
    pub(crate) unit: usize,
    pub(crate) person: usize,
    pub(crate) role: Role,
    pub(crate) term: Term,
    pub(crate) confirmed: bool,
}

#[derive(Debug)]
pub(crate) struct Assignment {
    pub(crate) id: String,
    pub(crate) unit: usize,
    pub(crate) person: usize,
    pub(crate) term: Term,
    pub(crate) confirmed: bool,
    /// The spaces whose narrowing confirmed it.
    pub(crate) confirmed_in: Vec<usize>,
}

#[derive(Debug)]
pub(crate) struct Space {
    pub(crate) id: String,
    pub(crate) unit: usize,
    pub(crate) visibility: Visibility,
    pub(crate) member_role: Role,
    pub(crate) inherits: bool,
}

#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) id: String,
    /// The space, or for a grant on a unit the unit.
    pub(crate) on: usize,
    pub(crate) to: Grantee,
    pub(crate) role: Role,
    pub(crate) subtree: bool,
    pub(crate) term: Term,
}

#[derive(Debug)]
pub(crate) struct Post {
    pub(crate) id: String,
    pub(crate) space: usize,
    pub(crate) author: usize,
    pub(crate) audience: Audience,
    /// Of the space, when the post was published.
    pub(crate) published_under: Visibility,
    pub(crate) term: Term,
    pub(crate) withdrawn: bool,
}

/// An organisation.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) now: Minute,
    pub(crate) people: Vec<String>,
    pub(crate) units: Vec<(String, Option<usize>)>,
    pub(crate) positions: Vec<Position>,
    pub(crate) assignments: Vec<Assignment>,
    pub(crate) spaces: Vec<Space>,
    pub(crate) space_grants: Vec<Grant>,
    pub(crate) unit_grants: Vec<Grant>,
    pub(crate) posts: Vec<Post>,
}

impl World {
    /// Whether `unit` is `top` or below it.
    pub(crate) fn within(&self, unit: usize, top: usize) -> bool {
        let mut at = Some(unit);
        while let Some(here) = at {
            if here == top {
                return true;
            }
            at = self.units[here].1;
        }
        false
    }

    pub(crate) fn offices(&self, person: usize) -> impl Iterator<Item = &Position> {
        self.positions.iter().filter(move |p| p.person == person && p.term.holds(self.now))
    }

    fn memberships(&self, person: usize) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(move |a| a.person == person && a.term.holds(self.now))
    }

    fn is(&self, person: usize, to: Grantee) -> bool {
        match to {
            Grantee::Person(named) => named == person,
            Grantee::Members(unit) => self.memberships(person).any(|a| a.unit == unit),
            Grantee::Branch(top) => self.memberships(person).any(|a| self.within(a.unit, top)),
        }
    }

    /// R2, R3 as confirmed, and R4 to persons: what a closed space takes (R8).
    fn closed_role(&self, person: usize, space: usize) -> Option<Role> {
        let place = &self.spaces[space];
        let offices =
            self.offices(person).filter(|p| p.unit == place.unit && p.confirmed).map(|p| p.role);
        let members = self
            .memberships(person)
            .filter(|a| a.unit == place.unit && (a.confirmed || a.confirmed_in.contains(&space)))
            .map(|_| place.member_role);
        let grants = self
            .space_grants
            .iter()
            .filter(|g| g.on == space && g.term.holds(self.now) && g.to == Grantee::Person(person));
        offices.chain(members).chain(grants.map(|g| g.role)).max()
    }

    /// R2 to R5: the roster.
    fn roster_role(&self, person: usize, space: usize) -> Option<Role> {
        let place = &self.spaces[space];
        if place.visibility.closed() {
            return self.closed_role(person, space);
        }
        let mut roles: Vec<Role> = Vec::new();
        roles.extend(self.offices(person).filter(|p| p.unit == place.unit).map(|p| p.role));
        let member = self.memberships(person).any(|a| a.unit == place.unit);
        roles.extend(member.then_some(place.member_role));
        for grant in self.space_grants.iter().filter(|g| g.on == space) {
            if grant.term.holds(self.now) && self.is(person, grant.to) {
                roles.push(grant.role);
            }
        }
        for grant in &self.unit_grants {
            if !grant.term.holds(self.now) || !self.is(person, grant.to) {
                continue;
            }
            if grant.on == place.unit {
                roles.push(grant.role);
            } else if grant.subtree && place.inherits && self.within(place.unit, grant.on) {
                roles.push(Role::Reader);
            }
        }
        roles.into_iter().max()
    }

    /// Branch of the space's unit, and leaders and deputies of it and of the units above.
    fn of_the_unit(&self, person: usize, space: usize) -> bool {
        let unit = self.spaces[space].unit;
        self.memberships(person).any(|a| self.within(a.unit, unit))
            || self.offices(person).any(|p| self.within(unit, p.unit))
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

    pub(crate) fn live(&self, post: &Post) -> bool {
        !post.withdrawn && post.term.holds(self.now)
    }

    /// Whether a post is for this person: the space is readable, and they are within the narrower of
    /// the post's audience and the space's visibility. R9: a post of closed days stays with those
    /// whom a closed space takes.
    fn is_for(&self, person: usize, post: &Post) -> bool {
        if self.role(person, post.space).is_none() {
            return false;
        }
        if post.published_under.closed() {
            return self.closed_role(person, post.space).is_some();
        }
        if self.roster_role(person, post.space).is_some() {
            return true;
        }
        let audience = match post.published_under {
            Visibility::Unit => post.audience.max(Audience::Unit),
            _ => post.audience,
        };
        match audience {
            Audience::Everyone => true,
            Audience::Unit => self.of_the_unit(person, post.space),
            Audience::Roster => false,
        }
    }

    /// Whether R9 alone keeps a live post of closed days from somebody who reads its space now.
    pub(crate) fn kept_from(&self, person: usize, post: &Post) -> bool {
        let widened = post.published_under.closed() && !self.spaces[post.space].visibility.closed();
        widened
            && self.live(post)
            && self.role(person, post.space).is_some()
            && !self.is_for(person, post)
    }

    /// Whether a person reads a post, in feeds and lists as by its id.
    pub(crate) fn reads(&self, person: usize, post: &Post) -> bool {
        self.live(post) && self.is_for(person, post)
    }

    /// Whether a person sees a post by its id: one they read; their own, whether it was taken back, is
    /// to come or over, if it is still for them; as editor, one to come.
    pub(crate) fn sees(&self, person: usize, post: &Post) -> bool {
        let to_come = !post.withdrawn && self.now < post.term.0;
        let own = post.author == person && self.is_for(person, post);
        let editor = self.role(person, post.space) >= Some(Role::Editor);
        self.reads(person, post) || own || (to_come && editor)
    }
}
