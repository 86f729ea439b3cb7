//! Publishes the posts and their comments in the order in which they were written, each at its time
//! and by its author.

use std::collections::HashMap;

use entity::Timestamp;
use serde_json::json;

use super::plan::{Comment, Post, posts};
use super::stage::{Stage, text};
use super::{DAY, find};
use crate::error::{Error, Result};

const MICROS: i64 = 1_000_000;

/// Something that is written at its time.
enum Text<'a> {
    Post(&'a Post),
    Comment(&'a Comment),
}

/// A post that is there, and its last comment.
struct Thread<'a> {
    post: String,
    author: &'a str,
    last: Option<String>,
}

/// Writes everything up to `now` into the spaces, whose ids are by name.
pub(super) async fn publish(
    stage: &Stage,
    spaces: &HashMap<String, String>,
    now: Timestamp,
) -> Result<()> {
    let posts = posts()?;
    let mut threads = HashMap::new();
    for (at, number, text) in in_order(&posts, now) {
        stage.clock.set(at);
        match text {
            Text::Post(post) => {
                let id = publish_post(stage, find(spaces, &post.space)?, post).await?;
                threads.insert(number, Thread { post: id, author: &post.by, last: None });
            }
            Text::Comment(comment) => {
                let thread = threads.get_mut(&number);
                let thread = thread.ok_or_else(|| Error::internal(&comment.text))?;
                let id = add_comment(stage, thread, comment).await?;
                thread.last = Some(id);
            }
        }
    }
    Ok(())
}

async fn publish_post(stage: &Stage, space: &str, post: &Post) -> Result<String> {
    let input = json!({
        "spaceId": space,
        "title": post.title,
        "body": post.body.trim(),
        "locale": post.lang,
        "tags": post.tags,
        "publish": true,
    });
    let made = stage.act(&post.by, "postCreate", input, "post { id }").await?;
    text(&made, "/post/id")
}

/// Comments; the post's author answers the comment before.
async fn add_comment(stage: &Stage, thread: &Thread<'_>, comment: &Comment) -> Result<String> {
    let parent = thread.last.as_ref().filter(|_| comment.by == thread.author);
    let input = json!({ "postId": thread.post, "body": comment.text, "parentId": parent });
    let made = stage.act(&comment.by, "commentAdd", input, "comment { id }").await?;
    text(&made, "/comment/id")
}

/// Every text with its time and the number of its post; a comment comes after its post.
fn in_order(posts: &[Post], now: Timestamp) -> Vec<(Timestamp, i64, Text<'_>)> {
    let mut texts = Vec::new();
    for (number, post) in (0..).zip(posts) {
        let mut at = working_time(now, post.days, number);
        texts.push((at, number, Text::Post(post)));
        for (nth, comment) in (1..).zip(&post.comments) {
            at = at.plus_seconds(900 + (number * 613 + nth * 1_999) % 7_000).min(now);
            texts.push((at, number, Text::Comment(comment)));
        }
    }
    texts.sort_by_key(|(at, ..)| *at);
    texts
}

/// A time between 6:00 and 14:20 UTC, some days ago or on the working day before that.
fn working_time(now: Timestamp, days: i64, number: i64) -> Timestamp {
    let day = now.micros().div_euclid(DAY * MICROS) - days;
    // Day 0 was a Thursday.
    let weekend = match day.rem_euclid(7) {
        2 => 1,
        3 => 2,
        _ => 0,
    };
    let midnight = Timestamp::from_micros((day - weekend) * DAY * MICROS);
    midnight.plus_seconds(6 * 3_600 + number * 2_741 % 30_000)
}
