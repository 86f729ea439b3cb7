//! Tags with counts: of what the viewer reads, and of nothing else.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

async fn tagged(cast: &Cast, space: &str, tags: &[&str]) {
    let input =
        json!({ "spaceId": space, "title": "T", "body": "B", "publish": true, "tags": tags });
    cast.done(Who::Author, "postCreate", input, "post { id }").await;
}

async fn tags(cast: &Cast, who: Who, arguments: &str) -> Value {
    let query = format!("{{ tags{arguments} {{ slug postCount }} }}");
    cast.ask(who, &query, json!({})).await["tags"].take()
}

#[tokio::test]
async fn the_most_used_first_of_what_one_reads() {
    let cast = Cast::start().await;
    tagged(&cast, &cast.news, &["Open", "Both"]).await;
    tagged(&cast, &cast.home, &["Unit", "both"]).await;
    tagged(&cast, &cast.merger, &["Merger", "BOTH"]).await;
    let of = |slug: &str, count: i32| json!({ "slug": slug, "postCount": count });
    let all = json!([of("both", 3), of("merger", 1), of("open", 1), of("unit", 1)]);
    assert_eq!(tags(&cast, Who::Member, "").await, all);
    assert_eq!(tags(&cast, Who::Member, "(first: 1)").await, json!([of("both", 3)]));
    assert_eq!(
        tags(&cast, Who::Child, "").await,
        json!([of("both", 2), of("open", 1), of("unit", 1)])
    );
    for who in [Who::Outsider, Who::Administrator, Who::Auditor] {
        assert_eq!(tags(&cast, who, "").await, json!([of("both", 1), of("open", 1)]), "{who:?}");
    }
    let merger = format!("(space: \"{}\")", cast.merger);
    assert_eq!(tags(&cast, Who::Member, &merger).await, json!([of("both", 1), of("merger", 1)]));
    assert_eq!(tags(&cast, Who::Boss, &merger).await, json!([]));
}

#[tokio::test]
async fn of_a_period_and_within_bounds() {
    let cast = Cast::start().await;
    tagged(&cast, &cast.news, &["old"]).await;
    cast.app.wait(2 * 86_400);
    tagged(&cast, &cast.news, &["new"]).await;
    assert_eq!(
        tags(&cast, Who::Outsider, "(days: 1)").await,
        json!([{ "slug": "new", "postCount": 1 }])
    );
    assert_eq!(tags(&cast, Who::Outsider, "").await.as_array().unwrap().len(), 2);
    for wrong in ["(days: 0)", "(days: 367)", "(first: 0)", "(first: 101)"] {
        let query = format!("{{ tags{wrong} {{ slug }} }}");
        let code = cast.app.error(cast.id(Who::Outsider), &query, json!({})).await;
        assert_eq!(code, "INVALID_ARGUMENT", "{wrong}");
    }
}
