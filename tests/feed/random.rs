//! Posts of every state in many spaces, the same in every run, written as rows: mutations would
//! take minutes.

use entity::id::{PersonId, PostId};
use entity::post::{self, Audience, State};
use entity::{Timestamp, post_tag, space};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::json;

use crate::support::{Cast, Who};

/// A small generator with a fixed seed (Knuth's MMIX constants): the same data in every run.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.roll(all.len())]
    }
}

pub(super) const TAGS: [&str; 4] = ["sales", "ete", "budget", "velo"];
pub(super) const AUTHORS: [Who; 3] = [Who::OtherLeader, Who::Leader, Who::Child];

/// Forty spaces of every visibility in four units.
pub(super) async fn spaces(cast: &Cast) -> Vec<space::Model> {
    let units = [
        (&cast.sales, Who::Leader),
        (&cast.shops, Who::ChildLeader),
        (&cast.finance, Who::OtherLeader),
        (&cast.board, Who::Boss),
    ];
    let connection = cast.app.rows().await;
    let there = space::Entity::find().all(&connection).await.unwrap().len();
    for number in there..40 {
        let (unit, leader) = units[number % units.len()];
        let visibility = ["OPEN", "UNIT", "RESTRICTED", "SECRET"][number / units.len() % 4];
        let name = format!("Space {number}");
        let input = json!({ "unitId": unit, "name": name, "visibility": visibility });
        cast.done(leader, "spaceOpen", input, "space { id }").await;
    }
    let spaces = space::Entity::find().all(&connection).await.unwrap();
    assert_eq!(spaces.len(), 40);
    spaces
}

/// What is random of a post, and its tags.
pub(super) struct Written {
    pub(super) post: post::Model,
    pub(super) tags: Vec<&'static str>,
}

/// So many posts in these spaces.
pub(super) async fn fill(
    cast: &Cast,
    spaces: &[space::Model],
    count: usize,
    dice: &mut Dice,
) -> Vec<Written> {
    let now = cast.app.clock.now();
    let states = [State::Draft, State::Proposed, State::Withdrawn, State::Deleted];
    let mut all = Vec::new();
    for number in 0..count {
        let space = dice.pick(spaces);
        let audience = *dice.pick(&[Audience::Everyone, Audience::Unit, Audience::Roster]);
        let author: PersonId = cast.id(*dice.pick(&AUTHORS)).parse().unwrap();
        let mut post = blank(cast, space, author, &format!("Post {number}"));
        post.audience = audience;
        if dice.roll(5) > 1 {
            // One for two seconds: some at the same instant, some still to come.
            let ago = i64::try_from(dice.roll(count / 2)).unwrap() - 20;
            publish(&mut post, space, now.plus_seconds(-ago));
            if dice.roll(8) == 0 {
                let left = i64::try_from(dice.roll(200)).unwrap() - 100;
                post.expires_at = Some(now.plus_seconds(left));
            }
        } else {
            post.state = *dice.pick(&states);
        }
        let tags = TAGS.into_iter().filter(|_| dice.roll(3) == 0).collect();
        all.push(Written { post, tags });
    }
    insert(cast, &all).await;
    all
}

/// Newer posts of this space: so many that the newest thousand entries of all hold no others.
pub(super) async fn bury(cast: &Cast, space: &space::Model, count: usize) {
    let now = cast.app.clock.now();
    let author: PersonId = cast.id(Who::OtherLeader).parse().unwrap();
    let newer = (0..count).map(|number| {
        let mut post = blank(cast, space, author, &format!("Newer {number}"));
        post.audience = Audience::Roster;
        publish(&mut post, space, now.plus_seconds(-i64::try_from(number).unwrap() / 1_000));
        Written { post, tags: vec!["sales"] }
    });
    insert(cast, &newer.collect::<Vec<_>>()).await;
}

fn blank(cast: &Cast, space: &space::Model, author_id: PersonId, title: &str) -> post::Model {
    let now = cast.app.clock.now();
    let id: PostId = cast.app.clock.new_id();
    post::Model {
        id,
        space_id: space.id,
        author_id,
        state: State::Draft,
        title: title.into(),
        excerpt: String::new(),
        lang: None,
        audience: Audience::Everyone,
        audience_key: space.audience_key,
        feed_key: None,
        published_at: None,
        expires_at: None,
        held_at: None,
        pinned_at: None,
        accepted_by: None,
        withdrawn_reason: None,
        revision: 1,
        comment_count: 0,
        imported_author: None,
        imported_by: None,
        imported_author_id: None,
        created_at: now,
        updated_at: now,
    }
}

fn publish(post: &mut post::Model, space: &space::Model, at: Timestamp) {
    post.state = State::Published;
    post.audience_key += post.audience.within(space.visibility) as i64;
    post.feed_key = Some(post::feed_key(at, post.id));
    post.published_at = Some(at);
}

async fn insert(cast: &Cast, all: &[Written]) {
    let connection = cast.app.rows().await;
    for part in all.chunks(400) {
        let rows = part.iter().map(|one| one.post.clone().into_active_model().reset_all());
        post::Entity::insert_many(rows).exec(&connection).await.unwrap();
    }
    let tags: Vec<_> = all
        .iter()
        .flat_map(|one| one.tags.iter().map(move |tag| tag_of(&one.post, tag)))
        .map(|row| row.into_active_model().reset_all())
        .collect();
    for part in tags.chunks(400) {
        post_tag::Entity::insert_many(part.to_vec()).exec(&connection).await.unwrap();
    }
}

fn tag_of(post: &post::Model, tag: &str) -> post_tag::Model {
    post_tag::Model {
        post_id: post.id,
        slug: tag.into(),
        name: tag.into(),
        audience_key: post.audience_key,
        feed_key: post.feed_key,
    }
}
