//! Exports of what people wrote here: in every state, to nobody who could not read it, and by GraphQL
//! the same as by the command.

use std::fs;

use serde_json::{Value, json};

use super::export::{export, import, named, text};
use crate::support::{Cast, Who};

/// A post of the leader's in the space, published if there is something to publish it with.
async fn post(
    cast: &Cast,
    space: &str,
    title: &str,
    audience: &str,
    publish: Option<Value>,
) -> String {
    let input = json!({ "spaceId": space, "title": title, "audience": audience,
        "body": "Some **text**.", "tags": ["Tag"] });
    let made = cast.done(Who::Leader, "postCreate", input, "post { id }").await;
    let id = made["post"]["id"].as_str().unwrap().to_owned();
    if let Some(mut input) = publish {
        input["id"] = json!(id);
        cast.done(Who::Leader, "postPublish", input, "post { id }").await;
    }
    id
}

/// One post of every state in this space, with comments on the one for everyone, whose id it gives.
async fn every_state(cast: &Cast, space: &str) -> String {
    let everyone = post(cast, space, "Everyone", "EVERYONE", Some(json!({}))).await;
    post(cast, space, "Unit", "UNIT", Some(json!({}))).await;
    post(cast, space, "Roster", "ROSTER", Some(json!({}))).await;
    post(cast, space, "Draft", "EVERYONE", None).await;
    let ahead = json!({ "publishAt": "2090-01-01T00:00:00Z" });
    post(cast, space, "Scheduled", "EVERYONE", Some(ahead)).await;
    let ended = json!({ "expiresAt": "2026-01-15T09:00:00Z" });
    post(cast, space, "Ended", "EVERYONE", Some(ended)).await;
    let ending = json!({ "expiresAt": "2026-02-01T00:00:00Z" });
    post(cast, space, "Ending", "EVERYONE", Some(ending)).await;
    let withdrawn = post(cast, space, "Withdrawn", "EVERYONE", Some(json!({}))).await;
    cast.done(
        Who::Leader,
        "postWithdraw",
        json!({ "id": withdrawn, "reason": "Wrong." }),
        "post { id }",
    )
    .await;
    let linked = format!("<p>See <a href=\"/posts/{everyone}\">that</a>.</p>");
    let input = json!({ "spaceId": space, "title": "Linked", "format": "HTML", "body": linked, "publish": true });
    cast.done(Who::Leader, "postCreate", input, "post { id }").await;
    let mut parent = Value::Null;
    for (who, body) in [(Who::Member, "First"), (Who::Author, "Answer"), (Who::Member, "Gone")] {
        cast.app.wait(1);
        let input = json!({ "postId": everyone, "parentId": parent, "body": body });
        let mut made = cast.done(who, "commentAdd", input, "comment { id }").await;
        parent = made["comment"]["id"].take();
    }
    cast.app.wait(1);
    let last = json!({ "postId": everyone, "parentId": parent, "body": "Last" });
    cast.done(Who::Leader, "commentAdd", last, "comment { id }").await;
    cast.done(Who::Member, "commentDelete", json!({ "id": parent }), "deletedId").await;
    cast.app.wait_until("2026-01-15T10:00:00Z");
    everyone
}

/// The titles that this person reads in the space.
async fn read(cast: &Cast, who: Who, space: &str) -> Vec<String> {
    let posts = super::posts(cast, who, space).await;
    posts.iter().map(|post| post["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_people_wrote_comes_in_elsewhere_and_nobody_reads_more_of_it() {
    let here = Cast::start().await;
    every_state(&here, &here.news).await;
    assert_eq!(read(&here, Who::Outsider, &here.news).await, ["Ending", "Everyone", "Linked"]);
    let (first, folder) = export(&here, "sales/sales-news");
    let expected = named(&first, folder.path());
    let posts = first.iter().filter(|line| line["type"] == "document").count();
    assert_eq!(posts, 9, "{:?}", expected.keys());
    for (title, state) in [
        ("Everyone", "published"),
        ("Linked", "published"),
        ("Unit", "private"),
        ("Roster", "private"),
        ("Ended", "private"),
        ("Ending", "private"),
        ("Draft", "draft"),
        ("Withdrawn", "draft"),
        ("Scheduled", "scheduled"),
    ] {
        assert_eq!(expected[&format!("document {title}")]["state"], state, "{title}");
    }
    let scheduled = &expected["document Scheduled"];
    assert_eq!(scheduled["published_at"], "2090-01-01T00:00:00Z", "{scheduled}");
    let there = Cast::start().await;
    let out = folder.path().join("out");
    import(&there, &out, "sales/sales-news");
    there.app.wait_until("2026-01-15T10:00:00Z");
    // R9: as far as it reached, and no farther.
    assert_eq!(read(&there, Who::Outsider, &there.news).await, ["Everyone", "Linked"]);
    let mut closed = super::drafts(&there, Who::Leader).await;
    closed.sort_by_key(|post| post["title"].as_str().unwrap().to_owned());
    let titles: Vec<&str> = closed.iter().map(|post| post["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Draft", "Ended", "Ending", "Roster", "Scheduled", "Unit", "Withdrawn"]);
    assert!(closed.iter().all(|post| post["state"] == "DRAFT"), "{closed:?}");
    let (second, folder) = export(&there, "sales/sales-news");
    let found = named(&second, folder.path());
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (key, was) in &expected {
        let is = &found[key];
        let html = was["format"] == "markdown";
        for (field, value) in was.as_object().unwrap() {
            match field.as_str() {
                // Markdown comes in as the HTML that it makes.
                "format" if html => assert_eq!(is["format"], "html", "{key}"),
                "body" if html => {
                    assert!(is["body"].as_str().unwrap().contains("<strong>text</strong>"), "{is}")
                }
                // Tidied, it ends its line.
                "body" => {
                    assert_eq!(text(is, "body").trim_end(), text(was, "body").trim_end(), "{key}")
                }
                // What waited for its time waits for who imported it.
                _ => assert_eq!(&is[field], value, "{key}: {field}"),
            }
        }
    }
    assert_eq!(found["document Everyone"]["author"], "Leader");
    assert!(
        found["document Linked"]["body"].as_str().unwrap().contains("parvis:document/[Everyone]")
    );
    let answer = &found["comment <p>Answer</p>"];
    assert_eq!(
        (&answer["author"], &answer["parent"]),
        (&json!("Author"), &json!("[<p>First</p>]")),
        "{answer}"
    );
    // What a deleted comment said is gone; what answered it stays.
    assert!(!found.contains_key("comment <p>Gone</p>"));
    assert_eq!(found["comment <p>Last</p>"]["parent"], Value::Null);
}

const EXPORT: &str = "query($space: ID!, $first: Int, $after: String) { spaceExport(spaceId: $space, first: $first, after: $after) {
    nodes { records media { id url name byteSize } } pageInfo { hasNextPage endCursor } } }";

/// All lines by GraphQL, so many posts a page, each line once; and the media.
async fn by_pages(cast: &Cast, who: Who, space: &str, first: u32) -> (Vec<Value>, Vec<Value>) {
    let (mut lines, mut media, mut after) = (Vec::<Value>::new(), Vec::<Value>::new(), Value::Null);
    loop {
        let variables = json!({ "space": space, "first": first, "after": after });
        let mut page = cast.ask(who, EXPORT, variables).await["spaceExport"].take();
        for node in page["nodes"].as_array().unwrap() {
            for line in node["records"].as_array().unwrap() {
                let line = serde_json::from_str(line.as_str().unwrap()).unwrap();
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
            media.extend(node["media"].as_array().unwrap().iter().cloned());
        }
        after = page["pageInfo"]["endCursor"].take();
        if page["pageInfo"]["hasNextPage"] == false {
            return (lines, media);
        }
    }
}

#[tokio::test]
async fn by_graphql_leaders_read_the_same_page_by_page_and_others_nothing() {
    let cast = Cast::start().await;
    let source = super::export::records();
    import(&cast, source.path(), "sales");
    every_state(&cast, &cast.home).await;
    let (whole, folder) = export(&cast, "sales");
    assert_eq!(whole[0]["type"], "site");
    for first in [1, 3, 20] {
        let (lines, media) = by_pages(&cast, Who::Leader, &cast.home, first).await;
        assert_eq!(lines, whole[1..], "{first} a page");
        for medium in &media {
            let token = format!("Bearer {}", cast.app.token(cast.id(Who::Leader)));
            let get =
                cast.app.client.get(medium["url"].as_str().unwrap()).header("Authorization", token);
            let bytes = get.send().await.0.into_body().into_vec().await.unwrap();
            let id = medium["id"].as_str().unwrap();
            assert_eq!(bytes, fs::read(folder.path().join(format!("out/media/{id}.gif"))).unwrap());
        }
        assert_eq!(media.len(), 3);
    }
    let ask = json!({ "space": cast.home });
    for who in [Who::Member, Who::Editor, Who::Reader, Who::Boss] {
        assert_eq!(cast.app.error(cast.id(who), EXPORT, ask.clone()).await, "FORBIDDEN", "{who:?}");
    }
    // A space that is hidden answers like one that is not there.
    let nothing = cast.app.clock.new_id::<entity::id::SpaceId>().to_string();
    for space in [&cast.merger, &nothing] {
        let seen = cast.ask(Who::Boss, EXPORT, json!({ "space": space })).await;
        assert_eq!(seen["spaceExport"], Value::Null);
    }
    // A deputy's view is another: not the leader's drafts.
    let (deputys, _) = by_pages(&cast, Who::Deputy, &cast.home, 20).await;
    let titles = |lines: &[Value]| lines.iter().filter(|line| line["type"] == "document").count();
    assert!(titles(&deputys) < titles(&whole), "{}", titles(&deputys));
    let drafts = ["Draft", "draft", "private", "Ended"];
    assert!(
        !deputys.iter().any(|line| drafts.contains(&line["title"].as_str().unwrap_or_default())),
        "{deputys:?}"
    );
}
