//! Random acts on drafts, proposals and held posts, each done by somebody who may.

use serde_json::json;

use super::{PEOPLE, Run};
use crate::access::oracle::{Audience, Post, Role, State, Term};

/// A day, in minutes: how long an invitation holds.
const DAY: u32 = 24 * 60;

impl Run {
    /// Writes a draft, possibly with somebody, and possibly proposes it.
    pub(super) async fn draft(&mut self) {
        let space = self.dice.below(self.world.spaces.len());
        let Some(author) = self.holder(space, Role::Contributor) else { return };
        let place = &self.world.spaces[space];
        let published_under = place.visibility;
        let title = format!("T{}", self.world.posts.len());
        let tag = format!("tag-{}", self.world.posts.len() % 3);
        let input = json!({ "spaceId": place.id, "title": title, "body": "B", "tags": [tag] });
        let id = self.by(author, "postCreate", input, "post").await;
        let mut post = Post {
            parts: self.parts(&id, author).await,
            id,
            tag,
            space,
            author,
            coauthors: Vec::new(),
            invited: None,
            audience: Audience::Everyone,
            state: State::Draft,
            accepted: false,
            published_under,
            term: Term(self.world.now, None),
            held: false,
        };
        let with = self.dice.below(PEOPLE);
        let unit = self.world.spaces[space].unit;
        if with != author && !self.helps_later(with, unit, self.world.now) {
            let input = json!({ "postId": post.id, "personId": self.world.people[with] });
            self.by(author, "coauthorAdd", input, "post").await;
            post.coauthors.push(with);
        }
        let helpers: Vec<usize> = (0..PEOPLE).filter(|p| self.world.helps(*p, unit)).collect();
        if let Some(helper) = self.dice.of(&helpers) {
            let input = json!({ "postId": post.id, "evangelistId": self.world.people[helper] });
            self.by(author, "invitationCreate", input, "invitation").await;
            post.invited = Some((helper, Term(self.world.now, Some(self.world.now + DAY))));
        }
        if self.dice.below(2) == 0 {
            self.by(author, "postPropose", json!({ "id": post.id }), "post").await;
            post.state = State::Proposed;
        }
        self.world.posts.push(post);
    }

    /// Accepts or returns a proposal, confirms what is held, or takes back.
    pub(super) async fn decide(&mut self) {
        let open = |post: &Post| post.state == State::Proposed || post.held;
        let all: Vec<usize> =
            (0..self.world.posts.len()).filter(|at| open(&self.world.posts[*at])).collect();
        let Some(at) = self.dice.of(&all) else { return };
        let post = self.world.posts[at].clone();
        let now = self.world.now;
        let input = json!({ "id": post.id });
        if post.state == State::Proposed {
            let editors: Vec<usize> = (0..PEOPLE)
                .filter(|p| self.here(*p) && self.world.edits(*p, &post))
                .filter(|p| self.world.sees(*p, &post))
                .collect();
            let Some(editor) = self.dice.of(&editors) else { return };
            let accepted = Post { accepted: true, ..post.clone() };
            if self.dice.below(3) == 0 || !self.world.may_publish(&accepted, now) {
                self.by(editor, "postReturn", input, "post").await;
                self.world.posts[at].state = State::Draft;
                self.world.posts[at].accepted = false;
                return;
            }
            self.by(editor, "postAccept", input, "post").await;
            let published_under = self.world.spaces[post.space].visibility;
            let term = Term(now, None);
            let state = State::Published;
            self.world.posts[at] = Post { state, term, published_under, ..accepted };
            return;
        }
        let from = post.term.0.max(now);
        let author = self.here(post.author) && self.world.sees(post.author, &post);
        if !author || !self.world.may_publish(&post, from) || !self.world.may_publish(&post, now) {
            return;
        }
        if post.term.1.is_some_and(|end| end <= from) {
            return;
        }
        self.by(post.author, "postConfirm", input, "post").await;
        let published_under = self.world.spaces[post.space].visibility;
        let term = Term(from, post.term.1);
        self.world.posts[at] = Post { held: false, term, published_under, ..post };
    }
}
