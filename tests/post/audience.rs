//! Whom a post is for: what is asked for, and never wider than the space.

use serde_json::json;

use crate::support::{Cast, Who};

async fn published(cast: &Cast, space: &str, audience: &str) -> String {
    cast.app.wait(60);
    let input = json!({
        "spaceId": space, "title": audience, "body": "B", "audience": audience, "publish": true,
    });
    let made = cast.done(Who::Leader, "postCreate", input, "post { id audience }").await;
    assert_eq!(made["post"]["audience"], audience, "as asked for");
    made["post"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn narrows_within_the_space_and_never_widens_it() {
    use Who::{Administrator, Boss, Child, Deputy, Editor, Leader, Member, Outsider, Reader};
    let cast = Cast::start().await;
    // The roster of Sales' spaces; their branch and the leaders above; everyone.
    let roster = [Leader, Deputy, Member];
    let branch = [Child, Boss];
    let others = [Outsider, Administrator];
    // Reader and Editor hold grants on the home alone.
    for (space, everyone, unit) in [
        (&cast.news, true, true),
        (&cast.home, false, true),
        (&cast.deals, false, false),
        (&cast.merger, false, false),
    ] {
        let home = *space == cast.home;
        for (audience, outer, middle) in
            [("EVERYONE", everyone, unit), ("UNIT", false, unit), ("ROSTER", false, false)]
        {
            let id = published(&cast, space, audience).await;
            for (people, reads) in [
                (&roster[..], true),
                (&branch[..], middle),
                (&others[..], outer),
                (&[Reader, Editor][..], home || outer),
            ] {
                for who in people {
                    let place = format!("{who:?}, {audience} in {space}");
                    assert_eq!(cast.reads(*who, &id).await, reads, "{place}");
                    let newest = cast.feed(*who).await;
                    let first = newest.first().map(String::as_str);
                    if reads {
                        assert_eq!(first, Some(audience), "{place}");
                    }
                    let comment = json!({ "postId": id, "body": "B" });
                    if reads {
                        cast.done(*who, "commentAdd", comment, "comment { id }").await;
                    } else {
                        cast.refused(*who, "commentAdd", comment, "NOT_FOUND").await;
                    }
                }
            }
            // The feed has what single reads have: the next audience starts from an empty one.
            cast.done(Leader, "postDelete", json!({ "id": id }), "deletedId").await;
            assert_eq!(cast.feed(Leader).await, Vec::<String>::new());
        }
    }
}

#[tokio::test]
async fn is_chosen_until_publication() {
    let cast = Cast::start().await;
    let input = json!({ "spaceId": cast.news, "title": "T", "body": "B", "audience": "ROSTER" });
    let made = cast.done(Who::Author, "postCreate", input, "post { id audience }").await;
    let id = made["post"]["id"].as_str().unwrap();
    let change = json!({ "id": id, "audience": "EVERYONE" });
    let changed =
        cast.done(Who::Author, "postUpdate", change.clone(), "post { audience revision }").await;
    assert_eq!(changed["post"], json!({ "audience": "EVERYONE", "revision": 1 }), "no new text");
    cast.done(Who::Author, "postPublish", json!({ "id": id }), "post { id }").await;
    assert!(cast.reads(Who::Outsider, id).await);
    cast.refused(Who::Author, "postUpdate", change, "CONFLICT").await;
    // Taken back, narrowed and published again, it is for fewer.
    cast.done(Who::Author, "postUnpublish", json!({ "id": id }), "post { id }").await;
    let narrow = json!({ "id": id, "audience": "ROSTER" });
    cast.done(Who::Author, "postUpdate", narrow, "post { id }").await;
    cast.done(Who::Author, "postPublish", json!({ "id": id }), "post { id }").await;
    assert!(!cast.reads(Who::Outsider, id).await);
    assert!(cast.reads(Who::Member, id).await);
}
