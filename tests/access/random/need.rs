//! Random helpers of branches, openings in need, groups and applications.

use entity::id::{GroupId, MediaId};
use entity::{directory_group, group_member, media, post_media};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::{PEOPLE, Run, UNITS};
use crate::access::oracle::{Helper, Opening, Role, Term};

/// An application's token, with whose it is and to what it is limited.
pub(crate) struct Application {
    pub(super) token: String,
    pub(super) owner: usize,
    pub(super) limit: Limit,
}

/// What an application reaches of what its owner has.
#[derive(Clone, Copy, Debug)]
pub(super) enum Limit {
    None,
    Space(usize),
    Branch(usize),
}

impl Run {
    /// Two groups of the directory, as tokens would have named them.
    pub(super) async fn found_groups(&mut self) {
        let rows = self.app.rows().await;
        let now = self.app.clock.now();
        for (number, members) in [vec![0, 2], vec![1, 2, 3]].into_iter().enumerate() {
            let id: GroupId = self.app.clock.new_id();
            let name = format!("group {number}");
            let group = directory_group::Model {
                id,
                issuer: "https://idp.example".into(),
                external_key: name.clone(),
                name,
                created_at: now,
            };
            let row = group.into_active_model().reset_all();
            directory_group::Entity::insert(row).exec(&rows).await.unwrap();
            for person in &members {
                let member = group_member::Model {
                    person_id: self.world.people[*person].parse().unwrap(),
                    group_id: id,
                    source: entity::assignment::Source::Sso,
                };
                let row = member.into_active_model().reset_all();
                group_member::Entity::insert(row).exec_without_returning(&rows).await.unwrap();
            }
            self.world.groups.push((id.to_string(), members));
        }
    }

    /// The first version of a post that has just been written, and a picture put into it.
    pub(super) async fn parts(&self, post: &str, author: usize) -> Vec<String> {
        let query = "query($id: ID!) { post(id: $id) { revisions { nodes { id } } space { id } } }";
        let author = &self.world.people[author];
        let found = self.app.ask(author, query, json!({ "id": post })).await;
        let id: MediaId = self.app.clock.new_id();
        let rows = self.app.rows().await;
        let picture = media::Model {
            id,
            space_id: found["post"]["space"]["id"].as_str().unwrap().parse().unwrap(),
            sha256: id.to_string(),
            content_type: "image/png".into(),
            byte_size: 3,
            name: "plan.png".into(),
            width: None,
            height: None,
            added_by: author.parse().unwrap(),
            created_at: self.app.clock.now(),
        };
        let picture = picture.into_active_model().reset_all();
        media::Entity::insert(picture).exec(&rows).await.unwrap();
        let shown = post_media::Model { media_id: id, post_id: post.parse().unwrap() };
        let shown = shown.into_active_model().reset_all();
        post_media::Entity::insert(shown).exec(&rows).await.unwrap();
        let revision = found["post"]["revisions"]["nodes"][0]["id"].as_str().unwrap();
        vec![revision.to_owned(), id.to_string()]
    }

    /// Whether somebody helps a branch of `unit` at an instant or later.
    pub(super) fn helps_later(&self, person: usize, unit: usize, from: u32) -> bool {
        let lasting = |h: &Helper| h.term.1.is_none_or(|end| end > from);
        let theirs = self.world.helpers.iter().filter(|h| h.person == person && lasting(h));
        theirs.into_iter().any(|h| self.world.within(unit, h.unit))
    }

    /// Appoints an evangelist, or ends it.
    pub(super) async fn help(&mut self) {
        let (unit, person, now) = (self.dice.below(UNITS), self.dice.below(PEOPLE), self.world.now);
        let held: Vec<usize> = (0..self.world.helpers.len())
            .filter(|at| self.world.helpers[*at].term.holds(now))
            .collect();
        if let Some(at) = self.dice.of(&held).filter(|_| self.dice.below(2) == 0) {
            let input = json!({ "id": self.world.helpers[at].id });
            self.done(&self.admin.clone(), "evangelistEnd", input, "evangelist").await;
            self.world.helpers[at].term.1 = Some(now);
            return;
        }
        let again = held.iter().map(|at| &self.world.helpers[*at]);
        if again.into_iter().any(|h| h.person == person && h.unit == unit) {
            return;
        }
        let leads = self.world.positions.iter().any(|p| {
            p.person == person
                && p.term.1.is_none_or(|end| end > now)
                && self.world.within(p.unit, unit)
        });
        if leads {
            return;
        }
        let until = self.end();
        let input = json!({
            "unitId": self.world.units[unit].0, "personId": self.world.people[person],
            "endsAt": until.map(Self::when)
        });
        let id = self.done(&self.admin.clone(), "evangelistAppoint", input, "evangelist").await;
        self.world.helpers.push(Helper { id, person, unit, term: Term(now, until) });
    }

    /// The administrator among the people asks to read a space, and a guardian approves.
    pub(super) async fn break_glass(&mut self) {
        let (space, asker) = (self.dice.below(self.world.spaces.len()), PEOPLE - 1);
        let known = self.holder(space, Role::Contributor).filter(|_| self.here(asker));
        let Some(known) = known else { return };
        let query = "query($id: ID!) { space(id: $id) { reference } }";
        let id = json!({ "id": self.world.spaces[space].id });
        let named = self.app.ask(&self.world.people[known], query, id).await;
        let input = json!({
            "spaceId": named["space"]["reference"], "reason": "LEGAL_ORDER", "explanation": "E"
        });
        let id = self.by(asker, "breakGlassAsk", input, "breakGlass").await;
        let minutes = 1 + u32::try_from(self.dice.below(3)).unwrap();
        let input = json!({ "id": id, "minutes": minutes });
        self.done(&self.guardian.clone(), "breakGlassApprove", input, "breakGlass").await;
        let term = Term(self.world.now, Some(self.world.now + minutes));
        self.world.openings.push(Opening { space, person: asker, term });
    }

    /// Somebody makes an application, limited to a space, to a branch, or not.
    pub(super) async fn make_application(&mut self) {
        let (owner, unit) = (self.dice.below(PEOPLE), self.dice.below(UNITS));
        let space = self.dice.below(self.world.spaces.len());
        if !self.here(owner) || self.applications.len() > 4 {
            return;
        }
        let mut input = json!({
            "name": "App", "scopes": ["POSTS_READ"], "expiresAt": "2027-01-10T00:00:00Z"
        });
        let limit = match self.dice.below(3) {
            0 => Limit::None,
            1 if self.world.role(owner, space).is_some() => {
                input["spaceIds"] = json!([self.world.spaces[space].id]);
                Limit::Space(space)
            }
            _ => {
                input["branchId"] = json!(self.world.units[unit].0);
                Limit::Branch(unit)
            }
        };
        let who = self.world.people[owner].clone();
        let made = self.app.done(&who, "applicationCreate", input, "issued { token }").await;
        let token = made["issued"]["token"].as_str().unwrap().to_owned();
        self.applications.push(Application { token, owner, limit });
        self.changed = true;
    }
}
