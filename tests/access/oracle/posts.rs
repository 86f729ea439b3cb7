//! Who reads which post: R9, the states, and what becomes of a post whose time is to come.

use super::{Audience, Minute, Post, Role, State, Visibility, World};

impl World {
    pub(crate) fn live(&self, post: &Post) -> bool {
        post.state == State::Published && !post.held && post.term.holds(self.now)
    }

    /// Whether a post's time is to come, or would have come had nobody had to confirm it.
    fn waits(&self, post: &Post) -> bool {
        post.state == State::Published && (post.held || self.now < post.term.0)
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

    /// Whether a person sees a post by its id: one they read; a draft of theirs, or that they are invited
    /// to; another post of theirs, whether taken back, to come or over, if it is still for them; as
    /// editor, what waits to be accepted, confirmed or for its time.
    pub(crate) fn sees(&self, person: usize, post: &Post) -> bool {
        let own = post.author == person || post.coauthors.contains(&person);
        let editor = self.edits(person, post);
        match post.state {
            State::Draft => {
                // R12: by who is evangelist of the branch, no longer than they are.
                let helps = self.helps(person, self.spaces[post.space].unit);
                let invited = |(helper, term): (usize, super::Term)| {
                    helps && helper == person && term.holds(self.now)
                };
                own || post.invited.is_some_and(invited)
            }
            // R9: what is proposed in closed days waits for who edits by a role that counts in them.
            State::Proposed => {
                let kept =
                    post.published_under.closed() && self.closed_role(person, post.space).is_none();
                !kept && (editor || (own && self.role(person, post.space).is_some()))
            }
            State::Published => {
                self.reads(person, post)
                    || (own && self.is_for(person, post))
                    || (editor && self.waits(post) && self.is_for(person, post))
            }
            State::Withdrawn => own && self.is_for(person, post),
        }
    }

    /// Whether a person is editor for a post: of one of closed days, by a role that a closed space takes.
    pub(crate) fn edits(&self, person: usize, post: &Post) -> bool {
        let role = match post.published_under.closed() {
            true => self.closed_role(person, post.space),
            false => self.role(person, post.space),
        };
        role >= Some(Role::Editor)
    }

    /// Whether a post's author may publish it at an instant, as the facts go now.
    pub(crate) fn may_publish(&self, post: &Post, at: Minute) -> bool {
        let least = if post.accepted { Role::Contributor } else { Role::Author };
        self.absent[post.author].is_none()
            && self.at(at).role(post.author, post.space) >= Some(least)
    }

    /// Something has changed: posts to come, whose authors will not be those who may publish, are held.
    pub(crate) fn settle(&mut self) {
        for at in 0..self.posts.len() {
            let post = &self.posts[at];
            let to_come = post.state == State::Published && !post.held && self.now < post.term.0;
            if to_come && !self.may_publish(post, post.term.0) {
                self.posts[at].held = true;
            }
        }
    }

    /// A space is another: what goes live in narrower days than it was scheduled in is of those (R9), unless it is
    /// held from now on.
    pub(crate) fn narrow_to_come(&mut self, space: usize) {
        self.settle();
        let visibility = self.spaces[space].visibility;
        for post in self.posts.iter_mut().filter(|post| post.space == space) {
            let to_come = post.state == State::Published && !post.held && self.now < post.term.0;
            if to_come && post.published_under < visibility {
                post.published_under = visibility;
            }
        }
    }

    /// A unit gets another leader: what is scheduled there for after is held.
    pub(crate) fn hold_for_leader(&mut self, unit: usize, from: Minute) {
        for post in &mut self.posts {
            let there = self.spaces[post.space].unit == unit;
            if there && post.state == State::Published && !post.held && from < post.term.0 {
                post.held = true;
            }
        }
    }
}
