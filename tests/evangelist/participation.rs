//! `Unit.participation` and `Space.participation` (rule R12): figures, never of fewer than five people
//! for an evangelist.

use serde_json::{Value, json};

use super::appoint;
use crate::support::{Cast, Who};

const FIGURES: &str = "query($id: ID!, $days: Int! = 28) { unit(id: $id) { participation(days: $days) { posts authors comments commenters } } }";

async fn of_sales(cast: &Cast, who: Who) -> Value {
    let found = cast.ask(who, FIGURES, json!({ "id": cast.sales })).await;
    found["unit"]["participation"].clone()
}

fn figures(posts: u32, authors: u32, comments: u32, commenters: u32) -> Value {
    json!({ "posts": posts, "authors": authors, "comments": comments, "commenters": commenters })
}

async fn comment(cast: &Cast, who: Who, post: &str) {
    cast.done(who, "commentAdd", json!({ "postId": post, "body": "Well." }), "").await;
}

#[tokio::test]
async fn an_evangelist_sees_no_group_of_fewer_than_five() {
    let cast = Cast::start().await;
    // What is closed counts for nobody.
    let secret = cast.publish(Who::Leader, &cast.merger, "Secret").await;
    comment(&cast, Who::Member, &secret).await;
    cast.publish(Who::Leader, &cast.deals, "Restricted").await;
    let post = cast.publish(Who::Author, &cast.home, "T").await;
    cast.publish(Who::Author, &cast.news, "T").await;
    for who in [Who::Leader, Who::Deputy, Who::Member] {
        cast.publish(who, &cast.home, "T").await;
    }
    let few = [Who::Author, Who::Member, Who::Reader, Who::Contributor];
    for who in few {
        comment(&cast, who, &post).await;
    }
    comment(&cast, Who::Reader, &post).await;
    let nothing = json!({ "posts": null, "authors": null, "comments": null, "commenters": null });
    assert_eq!(of_sales(&cast, Who::Evangelist).await, nothing);
    for who in [Who::Leader, Who::Deputy] {
        assert_eq!(of_sales(&cast, who).await, figures(5, 4, 5, 4), "{who:?}");
    }
    cast.publish(Who::Editor, &cast.home, "T").await;
    let authors = json!({ "posts": 6, "authors": 5, "comments": null, "commenters": null });
    assert_eq!(of_sales(&cast, Who::Evangelist).await, authors);
    comment(&cast, Who::Editor, &post).await;
    assert_eq!(of_sales(&cast, Who::Evangelist).await, figures(6, 5, 6, 5));
    assert_eq!(of_sales(&cast, Who::Leader).await, figures(6, 5, 6, 5));
    // What is taken back counts no more, and what is older than four weeks.
    cast.done(Who::Author, "postUnpublish", json!({ "id": post }), "").await;
    assert_eq!(of_sales(&cast, Who::Leader).await, figures(5, 5, 0, 0));
    cast.app.wait(28 * 86_400 + 1);
    assert_eq!(of_sales(&cast, Who::Leader).await, figures(0, 0, 0, 0));
    assert_eq!(of_sales(&cast, Who::Evangelist).await, nothing);
    let longer = json!({ "id": cast.sales, "days": 29 });
    let longer = cast.ask(Who::Leader, FIGURES, longer).await;
    assert_eq!(longer["unit"]["participation"], figures(5, 5, 0, 0));
}

#[tokio::test]
async fn nobody_else_sees_any() {
    let cast = Cast::start().await;
    appoint(&cast, &cast.finance, Who::Reader).await;
    let helps = appoint(&cast, &cast.sales, Who::Auditor).await;
    for who in Who::ALL {
        if who == Who::Deactivated {
            continue;
        }
        let may = matches!(who, Who::Leader | Who::Deputy | Who::Evangelist | Who::Auditor);
        assert_eq!(!of_sales(&cast, who).await.is_null(), may, "{who:?}");
    }
    cast.done(Who::Administrator, "evangelistEnd", json!({ "id": helps }), "").await;
    assert_eq!(of_sales(&cast, Who::Auditor).await, Value::Null);
}

#[tokio::test]
async fn of_a_space_its_leader_and_deputies_alone_see_it_and_whole() {
    let cast = Cast::start().await;
    let query = "query($id: ID!) { space(id: $id) { participation { posts authors comments commenters } } }";
    for space in [&cast.news, &cast.merger] {
        cast.publish(Who::Author, space, "T").await;
    }
    for who in Who::ALL {
        if who == Who::Deactivated {
            continue;
        }
        for space in [&cast.news, &cast.merger] {
            let seen = cast.ask(who, query, json!({ "id": space })).await;
            let may = matches!(who, Who::Leader | Who::Deputy);
            let expected = if may { figures(1, 1, 0, 0) } else { Value::Null };
            let seen = seen["space"].get("participation").cloned().unwrap_or_default();
            assert_eq!(seen, expected, "{who:?}");
        }
    }
}

#[tokio::test]
async fn a_period_is_of_one_day_to_366() {
    let cast = Cast::start().await;
    for (days, fits) in [(0, false), (1, true), (366, true), (367, false), (-1, false)] {
        let asked = json!({ "id": cast.sales, "days": days });
        if fits {
            cast.ask(Who::Leader, FIGURES, asked).await;
        } else {
            let code = cast.app.error(cast.id(Who::Leader), FIGURES, asked).await;
            assert_eq!(code, "INVALID_ARGUMENT", "{days}");
        }
    }
}
