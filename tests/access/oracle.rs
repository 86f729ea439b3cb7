//! The permission rules in plain loops over plain lists, written from their words alone: what the
//! random organisations are compared with. It shares no code with the program.
//!
//! The facts are here; `roles.rs` says who has which role, `posts.rs` who reads what.

mod posts;
mod roles;

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
    Group(usize),
}

/// Thirty days, in minutes: how long a vacant unit's first deputy acts, and deputies last after a change of
/// leader.
pub(crate) const MONTH: Minute = 30 * 24 * 60;

#[derive(Clone, Debug)]
pub(crate) struct Position {
    pub(crate) id: String,
    pub(crate) unit: usize,
    pub(crate) person: usize,
    pub(crate) role: Role,
    pub(crate) term: Term,
    /// Of a deputy whose leader has changed: when it ends if the new one does nothing.
    pub(crate) lapse: Option<Minute>,
    pub(crate) confirmed: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Assignment {
    pub(crate) id: String,
    pub(crate) unit: usize,
    pub(crate) person: usize,
    pub(crate) term: Term,
    pub(crate) confirmed: bool,
    /// The spaces whose narrowing confirmed it.
    pub(crate) confirmed_in: Vec<usize>,
}

#[derive(Clone, Debug)]
pub(crate) struct Space {
    pub(crate) id: String,
    pub(crate) unit: usize,
    pub(crate) visibility: Visibility,
    pub(crate) member_role: Role,
    pub(crate) inherits: bool,
    /// It is or was RESTRICTED or SECRET.
    pub(crate) was_closed: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) id: String,
    /// The space, or for a grant on a unit the unit.
    pub(crate) on: usize,
    pub(crate) to: Grantee,
    pub(crate) role: Role,
    pub(crate) subtree: bool,
    pub(crate) term: Term,
}

/// Somebody who helps a branch, invited to a draft of it or not (R12).
#[derive(Clone, Debug)]
pub(crate) struct Helper {
    pub(crate) id: String,
    pub(crate) person: usize,
    pub(crate) unit: usize,
    pub(crate) term: Term,
}

/// A space opened to an administrator in need (R14).
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    pub(crate) space: usize,
    pub(crate) person: usize,
    pub(crate) term: Term,
}

/// How far a post is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Draft,
    Proposed,
    Published,
    Withdrawn,
}

#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) id: String,
    /// What is read as far as the post is: its first version, and a picture.
    pub(crate) parts: Vec<String>,
    pub(crate) tag: String,
    pub(crate) space: usize,
    pub(crate) author: usize,
    pub(crate) coauthors: Vec<usize>,
    /// Who is invited to help, and when.
    pub(crate) invited: Option<(usize, Term)>,
    pub(crate) audience: Audience,
    pub(crate) state: State,
    /// An editor has accepted it: its contributor may publish it.
    pub(crate) accepted: bool,
    /// Of the space, when the post was published.
    pub(crate) published_under: Visibility,
    /// When it is live, if published and not held.
    pub(crate) term: Term,
    /// Somebody must confirm it before it goes live.
    pub(crate) held: bool,
}

/// An organisation.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub(crate) now: Minute,
    pub(crate) people: Vec<String>,
    /// Since when each person is deactivated.
    pub(crate) absent: Vec<Option<Minute>>,
    pub(crate) units: Vec<(String, Option<usize>)>,
    /// The members of each directory group.
    pub(crate) groups: Vec<(String, Vec<usize>)>,
    pub(crate) positions: Vec<Position>,
    pub(crate) assignments: Vec<Assignment>,
    pub(crate) spaces: Vec<Space>,
    pub(crate) space_grants: Vec<Grant>,
    pub(crate) unit_grants: Vec<Grant>,
    pub(crate) helpers: Vec<Helper>,
    pub(crate) openings: Vec<Opening>,
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

    /// The same facts at another instant.
    fn at(&self, now: Minute) -> Self {
        Self { now, ..self.clone() }
    }

    /// R13: a unit has a closed space from now on: whom an administrator appointed ahead must be
    /// confirmed.
    pub(crate) fn unconfirm_ahead(&mut self, unit: usize) {
        for position in self.positions.iter_mut().filter(|p| p.unit == unit) {
            position.confirmed &= position.term.0 <= self.now;
        }
    }
}
