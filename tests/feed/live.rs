//! What leaves the feed and what comes into it, by acts and by the clock alone.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

/// The titles in the feed, in the author's posts, in the space's posts and by tag: always the same.
async fn everywhere(cast: &Cast, who: Who) -> Vec<String> {
    let query = "query($author: ID!, $space: ID!, $by: ID!) {
        feed: feed(first: 100) { nodes { title } }
        tag: feed(first: 100, filter: { tag: \"all\" }) { nodes { title } }
        written: feed(first: 100, filter: { author: $author }) { nodes { title } }
        inside: feed(first: 100, filter: { space: $space }) { nodes { title } }
        person(id: $by) { posts(first: 100) { nodes { title } } }
        space(id: $space) { posts(first: 100) { nodes { title } } }
    }";
    let author = cast.id(Who::Author);
    let variables = json!({ "author": author, "by": author, "space": cast.home });
    let found = cast.ask(who, query, variables).await;
    let titles = |list: &Value| -> Vec<String> {
        let nodes = list["nodes"].as_array().unwrap();
        nodes.iter().map(|post| post["title"].as_str().unwrap().to_owned()).collect()
    };
    let feed = titles(&found["feed"]);
    for (road, list) in [
        ("tag", &found["tag"]),
        ("author", &found["written"]),
        ("space", &found["inside"]),
        ("person.posts", &found["person"]["posts"]),
        ("space.posts", &found["space"]["posts"]),
    ] {
        assert_eq!(titles(list), feed, "{who:?}, {road}");
    }
    feed
}

async fn write(cast: &Cast, title: &str) -> Value {
    let input = json!({ "spaceId": cast.home, "title": title, "body": "Text.", "tags": ["all"] });
    let made = cast.done(Who::Author, "postCreate", input, "post { id }").await;
    json!({ "id": made["post"]["id"] })
}

async fn publish(cast: &Cast, title: &str) -> Value {
    let post = write(cast, title).await;
    cast.done(Who::Author, "postPublish", post.clone(), "post { id }").await;
    cast.app.wait(60);
    post
}

#[tokio::test]
async fn taken_back_withdrawn_and_deleted_posts_leave_at_once_by_every_road() {
    let cast = Cast::start().await;
    let mut posts = Vec::new();
    for number in 0..5 {
        posts.push(publish(&cast, &format!("Post {number}")).await);
    }
    write(&cast, "Draft").await;
    let proposed = write(&cast, "Proposed").await;
    cast.done(Who::Author, "postPropose", proposed, "post { id }").await;
    // The author, who reads the drafts one by one, has no more of them in the feed.
    let readers = [Who::Member, Who::Author, Who::Editor, Who::Boss, Who::Child];
    let mut expected = vec!["Post 4", "Post 3", "Post 2", "Post 1", "Post 0"];
    for (who, field, number) in [
        (Who::Author, "postUnpublish", 3),
        (Who::Editor, "postWithdraw", 1),
        (Who::Author, "postDelete", 0),
    ] {
        for reader in readers {
            assert_eq!(everywhere(&cast, reader).await, expected, "{reader:?} before {field}");
        }
        let mut input = posts[number].clone();
        if field == "postWithdraw" {
            input["reason"] = json!("Wrong.");
        }
        cast.done(who, field, input, "").await;
        let title = format!("Post {number}");
        expected.retain(|kept| **kept != title);
    }
    for reader in readers {
        assert_eq!(everywhere(&cast, reader).await, expected, "{reader:?}");
    }
    // Published again, a post is as new as its publication, and a change moves none.
    cast.done(Who::Author, "postPublish", posts[1].clone(), "post { id }").await;
    cast.app.wait(60);
    let mut change = posts[2].clone();
    change["title"] = json!("Post two");
    cast.done(Who::Author, "postUpdate", change, "post { id }").await;
    cast.done(Who::Editor, "postPin", posts[2].clone(), "post { id }").await;
    assert_eq!(everywhere(&cast, Who::Member).await, ["Post 1", "Post 4", "Post two"]);
}

#[tokio::test]
async fn scheduled_and_expiring_posts_come_and_go_by_the_clock() {
    let cast = Cast::start().await;
    publish(&cast, "Always").await;
    for (title, from, to) in [
        ("Nine to eleven", "09:00", json!("2026-01-15T11:00:00Z")),
        ("From ten", "10:00", json!(null)),
        ("From ten, too", "10:00", json!("2026-01-15T10:00:00.000001Z")),
    ] {
        let mut input = write(&cast, title).await;
        input["publishAt"] = json!(format!("2026-01-15T{from}:00Z"));
        input["expiresAt"] = to;
        cast.done(Who::Author, "postPublish", input, "post { id }").await;
    }
    for (at, mut expected) in [
        ("2026-01-15T08:59:59.999999Z", vec!["Always"]),
        ("2026-01-15T09:00:00Z", vec!["Nine to eleven", "Always"]),
        ("2026-01-15T10:00:00Z", vec!["From ten", "From ten, too", "Nine to eleven", "Always"]),
        ("2026-01-15T10:00:00.000001Z", vec!["From ten", "Nine to eleven", "Always"]),
        ("2026-01-15T10:59:59.999999Z", vec!["From ten", "Nine to eleven", "Always"]),
        ("2026-01-15T11:00:00Z", vec!["From ten", "Always"]),
        ("2027-01-15T11:00:00Z", vec!["From ten", "Always"]),
    ] {
        cast.app.wait_until(at);
        for who in [Who::Member, Who::Author, Who::Editor, Who::Boss] {
            let mut found = everywhere(&cast, who).await;
            if found.len() == 4 {
                // Two of the same instant stand side by side, in either order.
                found[..2].sort();
                expected[..2].sort_unstable();
            }
            assert_eq!(found, expected, "{who:?} {at}");
        }
    }
}
