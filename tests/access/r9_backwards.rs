//! R9: nothing is exposed backwards. A post keeps the audience it was published with.

use serde_json::json;

use super::ask::{assign, change, grant, grant_on_unit, home, made, open, role, roles};
use crate::support::{Cast, Who};

async fn readers(cast: &Cast, post: &str) -> Vec<Who> {
    let mut readers = Vec::new();
    for who in Who::ALL.into_iter().filter(|who| *who != Who::Deactivated) {
        if cast.reads(who, post).await {
            readers.push(who);
        }
    }
    readers
}

const ROSTER: [Who; 4] = [Who::Leader, Who::Deputy, Who::Author, Who::Member];

#[tokio::test]
async fn narrowing_hides_at_once_and_widening_exposes_only_what_comes_after() {
    let cast = Cast::start().await;
    let space = open(&cast, Who::Leader, &cast.sales, "Ladder", "OPEN").await;
    let everyone = readers(&cast, &cast.publish(Who::Author, &cast.news, "All").await).await;
    assert_eq!(everyone.len(), Who::ALL.len() - 1);
    let branch: Vec<Who> = [&[Who::Boss][..], &ROSTER, &[Who::Child]].concat();
    let reach = |visibility: &str| match visibility {
        "OPEN" => everyone.clone(),
        "UNIT" => branch.clone(),
        _ => ROSTER.to_vec(),
    };
    let rank = |visibility: &str| match visibility {
        "OPEN" => 0,
        "UNIT" => 1,
        _ => 2,
    };
    let mut posts: Vec<(&str, String)> = Vec::new();
    for now in ["OPEN", "UNIT", "SECRET", "UNIT", "RESTRICTED", "OPEN", "SECRET", "OPEN", "UNIT"] {
        change(&cast, Who::Leader, &space, now).await;
        cast.app.wait(60);
        posts.push((now, cast.publish(Who::Author, &space, now).await));
        for (then, post) in &posts {
            // The narrower of then and now.
            let narrower = if rank(then) > rank(now) { then } else { now };
            assert_eq!(readers(&cast, post).await, reach(narrower), "of {then}, now {now}");
        }
    }
}

#[tokio::test]
async fn the_audience_asked_for_narrows_within_the_visibility() {
    let cast = Cast::start().await;
    let branch: Vec<Who> = [&[Who::Boss][..], &ROSTER, &[Who::Child]].concat();
    for (audience, expected) in [("UNIT", branch), ("ROSTER", ROSTER.to_vec())] {
        let input = json!({ "spaceId": cast.news, "title": "T", "body": "B", "audience": audience, "publish": true });
        let made = cast.done(Who::Author, "postCreate", input, "post { id }").await;
        let id = made["post"]["id"].as_str().unwrap();
        assert_eq!(readers(&cast, id).await, expected, "{audience}");
        // Not changed once published, in either direction.
        for other in ["EVERYONE", "ROSTER"] {
            let input = json!({ "id": id, "audience": other });
            cast.refused(Who::Author, "postUpdate", input, "CONFLICT").await;
        }
    }
    // A role by any grant is on the roster.
    let to = json!({ "membersOf": cast.finance });
    grant_on_unit(&cast, Who::Leader, &cast.sales, to, "READER", false).await;
    let input = json!({ "spaceId": cast.news, "title": "T", "body": "B", "audience": "ROSTER", "publish": true });
    let made = cast.done(Who::Author, "postCreate", input, "post { id }").await;
    let mut expected = ROSTER.to_vec();
    expected.push(Who::Outsider);
    assert_eq!(readers(&cast, made["post"]["id"].as_str().unwrap()).await, expected);
}

#[tokio::test]
async fn a_closed_roster_does_not_grow_by_widening() {
    let cast = Cast::start().await;
    let old = cast.publish(Who::Author, &cast.merger, "Old").await;
    // Those whose role a closed space does not take, all there before the widening.
    assign(&cast, Who::Administrator, &cast.sales, Who::Auditor).await;
    let finance = json!({ "membersOf": cast.finance });
    grant_on_unit(&cast, Who::Leader, &cast.sales, finance, "EDITOR", true).await;
    let to = json!({ "person": cast.id(Who::Guardian) });
    grant_on_unit(&cast, Who::Leader, &cast.sales, to, "EDITOR", false).await;
    for visibility in ["UNIT", "OPEN"] {
        change(&cast, Who::Leader, &cast.merger, visibility).await;
        // And one who comes after it, by a grant to a unit.
        let shops = json!({ "membersOf": cast.shops });
        grant(&cast, Who::Leader, &cast.merger, shops, "EDITOR").await;
        assert_eq!(role(&cast, Who::Auditor, &cast.merger).await.as_deref(), Some("AUTHOR"));
        assert_eq!(role(&cast, Who::Outsider, &cast.merger).await.as_deref(), Some("EDITOR"));
        assert_eq!(role(&cast, Who::Child, &cast.merger).await.as_deref(), Some("EDITOR"));
        assert_eq!(readers(&cast, &old).await, ROSTER, "{visibility}");
        assert!(!cast.feed(Who::Outsider).await.contains(&"Old".to_owned()));
        cast.app.wait(60);
        let new = cast.publish(Who::Author, &cast.merger, "New").await;
        let newly = readers(&cast, &new).await;
        assert!(newly.contains(&Who::Auditor) && newly.contains(&Who::Outsider), "{newly:?}");
    }
}

#[tokio::test]
async fn a_draft_of_closed_days_is_published_as_the_space_is_then() {
    let cast = Cast::start().await;
    let input = json!({ "spaceId": cast.news, "title": "T", "body": "B" });
    let draft = cast.done(Who::Author, "postCreate", input, "post { id }").await;
    let id = draft["post"]["id"].as_str().unwrap();
    change(&cast, Who::Leader, &cast.news, "SECRET").await;
    cast.done(Who::Author, "postPublish", json!({ "id": id }), "post { id }").await;
    change(&cast, Who::Leader, &cast.news, "OPEN").await;
    assert_eq!(readers(&cast, id).await, ROSTER);
}

#[tokio::test]
async fn moving_and_renaming_units_adds_no_reader_to_a_closed_space() {
    let cast = Cast::start().await;
    let secret = open(&cast, Who::ChildLeader, &cast.shops, "Shops secret", "SECRET").await;
    let closed = open(&cast, Who::ChildLeader, &cast.shops, "Shops closed", "RESTRICTED").await;
    let to = json!({ "branchOf": cast.acme });
    for (by, unit) in [(Who::Boss, &cast.acme), (Who::OtherLeader, &cast.finance)] {
        grant_on_unit(&cast, by, unit, to.clone(), "EDITOR", true).await;
    }
    let posts = [
        cast.publish(Who::Child, &secret, "Secret").await,
        cast.publish(Who::Child, &closed, "Closed").await,
        cast.publish(Who::Author, &cast.merger, "Merger").await,
    ];
    let expected =
        [vec![Who::ChildLeader, Who::Child], vec![Who::ChildLeader, Who::Child], ROSTER.to_vec()];
    for (unit, parent) in
        [(&cast.shops, &cast.finance), (&cast.sales, &cast.finance), (&cast.shops, &cast.acme)]
    {
        let input = json!({ "id": unit, "parentId": parent });
        cast.done(Who::Administrator, "unitMove", input, "unit { id }").await;
        let input = json!({ "id": unit, "name": "Renamed" });
        cast.done(Who::Administrator, "unitUpdate", input, "unit { id }").await;
        for (post, expected) in posts.iter().zip(&expected) {
            assert_eq!(readers(&cast, post).await, *expected);
        }
    }
    // Whereas what is not closed goes with the tree.
    let shops = home(&cast, Who::ChildLeader, &cast.shops).await;
    assert_eq!(role(&cast, Who::Leader, &shops).await, Some("READER".into()), "by the grant above");
}

#[tokio::test]
async fn an_author_who_is_off_the_roster_reads_no_live_post_there() {
    let cast = Cast::start().await;
    let query = "query($id: ID!) { unit(id: $id) { assignments { nodes { id person { id } } } } }";
    let members = cast.ask(Who::Boss, query, json!({ "id": cast.sales })).await;
    let members = members["unit"]["assignments"]["nodes"].as_array().unwrap();
    let author = members.iter().find(|m| m["person"]["id"] == cast.id(Who::Author)).unwrap();
    let post = cast.publish(Who::Author, &cast.merger, "Mine").await;
    let input = json!({ "postId": post, "body": "Between us." });
    cast.done(Who::Leader, "commentAdd", input, "comment { id }").await;
    let input = json!({ "spaceId": cast.merger, "title": "Draft", "body": "Own words." });
    let draft = cast.done(Who::Author, "postCreate", input, "post { id }").await;
    cast.done(Who::Leader, "assignmentEnd", json!({ "id": author["id"] }), "assignment { id }")
        .await;
    assert!(!cast.reads(Who::Author, &post).await, "what others say of it is the roster's");
    assert!(cast.reads(Who::Author, draft["post"]["id"].as_str().unwrap()).await);
    // Nor when the space is widened: it is a post of closed days.
    change(&cast, Who::Leader, &cast.merger, "OPEN").await;
    assert!(!cast.reads(Who::Author, &post).await);
}

#[tokio::test]
async fn what_was_scheduled_in_closed_days_is_for_editors_whom_a_closed_space_takes() {
    let cast = Cast::start().await;
    let person = |who: Who| json!({ "person": cast.id(who) });
    grant_on_unit(&cast, Who::Leader, &cast.sales, person(Who::Guardian), "EDITOR", false).await;
    grant(&cast, Who::Leader, &cast.deals, person(Who::Auditor), "EDITOR").await;
    let scheduled = async || {
        let input = json!({ "spaceId": cast.deals, "title": "T", "body": "B" });
        let id = made(cast.done(Who::Author, "postCreate", input, "post { id }").await, "post");
        let input = json!({ "id": id, "publishAt": "2026-02-01T00:00:00Z" });
        cast.done(Who::Author, "postPublish", input, "").await;
        id
    };
    let closed = scheduled().await;
    change(&cast, Who::Leader, &cast.deals, "OPEN").await;
    let after = scheduled().await;
    for (who, sees_closed) in [(Who::Guardian, false), (Who::Auditor, true)] {
        roles(&cast, &cast.deals, &[(who, Some("EDITOR"))]).await;
        assert_eq!(cast.reads(who, &closed).await, sees_closed, "{who:?}");
        assert!(cast.reads(who, &after).await, "{who:?}");
    }
}
