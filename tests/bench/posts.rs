//! Invented posts over ten years, spread over the spaces by Zipf's law, with texts, tags and comments.

use entity::Timestamp;
use entity::id::PostId;
use entity::post::{self, Audience};
use fastrand::Rng;
use sea_orm::{ActiveEnum, DatabaseConnection};
use uuid::Uuid;

use crate::organisation::{END, Organisation, START};
use crate::random::Zipf;
use crate::rows::{Cell, Rows};
use crate::{Result, random};

/// Bytes of a post's text.
const TEXT: usize = 2_000;
const YEAR: i64 = 365 * 86_400 * 1_000_000;
const TAGS: usize = 200;

struct Post {
    id: PostId,
    at: i64,
    feed_key: Option<Uuid>,
    audience_key: i64,
}

/// Writes `count` posts; one in fifty is a draft, one in fifty has expired. Without `texts` they have
/// neither text nor comments: nothing that the feed reads.
pub(crate) async fn write(
    connection: &DatabaseConnection,
    organisation: &Organisation,
    count: u32,
    texts: bool,
    rng: &mut Rng,
) -> Result<()> {
    let mut writer = Writer::new(connection, organisation);
    let tags: Vec<String> =
        (0..TAGS).map(|number| format!("{}-{number}", random::word(rng))).collect();
    let step = (END - START) / i64::from(count);
    for number in 0..i64::from(count) {
        let at = START + number * step + rng.i64(0..step);
        let comments = if texts && rng.u8(0..10) < 3 { rng.u8(1..4) } else { 0 };
        let text = random::text(rng, if texts { TEXT } else { 160 });
        let post = writer.post(at, comments, &text, rng).await?;
        writer.tags(&post, &tags, rng).await?;
        if texts {
            writer.text(&post, &text).await?;
        }
        for _ in 0..comments {
            writer.comment(&post, rng).await?;
        }
    }
    writer.end().await
}

struct Writer<'a> {
    organisation: &'a Organisation,
    spread: Zipf,
    posts: Rows<'a>,
    texts: Rows<'a>,
    tags: Rows<'a>,
    comments: Rows<'a>,
}

impl<'a> Writer<'a> {
    fn new(connection: &'a DatabaseConnection, organisation: &'a Organisation) -> Self {
        let posts = "id, space_id, author_id, state, title, excerpt, audience, audience_key, feed_key, \
                     published_at, expires_at, revision, comment_count, created_at, updated_at";
        let comments = "id, post_id, author_id, source, html, created_at, updated_at";
        Self {
            organisation,
            spread: Zipf::new(u32::try_from(organisation.spaces.len()).unwrap_or(u32::MAX)),
            posts: Rows::of(connection, "post", posts),
            texts: Rows::of(connection, "post_body", "post_id, format, source, html, plain"),
            tags: Rows::of(connection, "post_tag", "post_id, slug, name, feed_key, audience_key"),
            comments: Rows::of(connection, "comment", comments),
        }
    }

    async fn post(&mut self, at: i64, comments: u8, text: &str, rng: &mut Rng) -> Result<Post> {
        let space =
            self.organisation.spaces.get(self.spread.draw(rng)).ok_or("there is no space")?;
        let id: PostId = random::id(rng, at);
        let draft = rng.u8(0..50) == 0;
        let audience = match rng.u8(0..100) {
            0..=79 => Audience::Everyone,
            80..=91 => Audience::Unit,
            _ => Audience::Roster,
        };
        let post = Post {
            id,
            at,
            feed_key: (!draft).then(|| post::feed_key(Timestamp::from_micros(at), id)),
            audience_key: space.key + audience.within(space.visibility) as i64,
        };
        let expires = (rng.u8(0..50) == 0).then_some((at + YEAR).min(END));
        let author = self.organisation.person(rng.usize(0..self.organisation.people.len()))?;
        let (title, audience) = (random::text(rng, 40), audience.to_value());
        let excerpt = text.get(..160).unwrap_or(text);
        let [id, space, author] = [id.into(), space.id.into(), author.into()].map(Cell::Id);
        let state = if draft { "DRAFT" } else { "PUBLISHED" };
        let [state, title, excerpt, audience] =
            [state, &*title, excerpt, &*audience].map(Cell::Text);
        let [key, revision, comments, made, changed] =
            [post.audience_key, 1, comments.into(), at, at].map(Cell::Number);
        let (feed_key, published) = (post.feed_key.into(), (!draft).then_some(at).into());
        let row = [
            id,
            space,
            author,
            state,
            title,
            excerpt,
            audience,
            key,
            feed_key,
            published,
            expires.into(),
            revision,
            comments,
            made,
            changed,
        ];
        self.posts.push(&row).await?;
        Ok(post)
    }

    async fn text(&mut self, post: &Post, text: &str) -> Result<()> {
        let html = format!("<p>{text}</p>\n");
        let [format, source, html, plain] = ["MARKDOWN", text, &*html, text].map(Cell::Text);
        self.texts.push(&[Cell::Id(post.id.into()), format, source, html, plain]).await
    }

    /// None to three.
    async fn tags(&mut self, post: &Post, tags: &[String], rng: &mut Rng) -> Result<()> {
        let start = rng.usize(0..tags.len());
        for tag in tags.iter().cycle().skip(start).step_by(7).take(rng.usize(0..4)) {
            let [slug, name] = [Cell::Text(tag); 2];
            let (id, key) = (Cell::Id(post.id.into()), Cell::Number(post.audience_key));
            self.tags.push(&[id, slug, name, post.feed_key.into(), key]).await?;
        }
        Ok(())
    }

    async fn comment(&mut self, post: &Post, rng: &mut Rng) -> Result<()> {
        let at = post.at + rng.i64(1..86_400_000_000);
        let author = self.organisation.person(rng.usize(0..self.organisation.people.len()))?;
        let (source, id) = (random::text(rng, 120), random::id(rng, at));
        let html = format!("<p>{source}</p>\n");
        let [id, post, author] = [id, post.id.into(), author.into()].map(Cell::Id);
        let [source, html] = [&*source, &*html].map(Cell::Text);
        let [made, changed] = [Cell::Number(at); 2];
        self.comments.push(&[id, post, author, source, html, made, changed]).await
    }

    async fn end(self) -> Result<()> {
        self.posts.end().await?;
        self.texts.end().await?;
        self.tags.end().await?;
        self.comments.end().await
    }
}
