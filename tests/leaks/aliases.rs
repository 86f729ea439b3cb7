//! Leak: aliases that change a permission result. One field asked for many times with different ids,
//! readable, hidden and absent, answers each as if it were asked alone, in any order.

use std::fmt::Write as _;

use entity::id::{PostId, SpaceId};
use serde_json::{Value, json};

use super::draft;
use crate::support::{Cast, Who};

/// Ids of all kinds of readability, spaces and posts.
async fn ids(cast: &Cast) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    for space in [&cast.home, &cast.news, &cast.deals, &cast.merger] {
        all.push(("space", space.clone()));
        all.push(("post", cast.publish(Who::Author, space, "Post").await));
        all.push(("post", draft(cast, Who::Author, space, "Draft").await));
        all.push(("space", cast.app.clock.new_id::<SpaceId>().to_string()));
        all.push(("post", cast.app.clock.new_id::<PostId>().to_string()));
    }
    all
}

/// One request for all of these, each by its own road and by `node`, and each one's answer.
async fn together(cast: &Cast, who: Who, ids: &[&(&str, String)]) -> Vec<Value> {
    let mut query = String::from("{");
    for (place, (field, id)) in ids.iter().enumerate() {
        let more = match *field {
            "space" => "viewerRole description posts(first: 3) { nodes { id title } }",
            _ => "title body space { id name } viewerCan { update }",
        };
        write!(
            query,
            " a{place}: {field}(id: \"{id}\") {{ id {more} }} n{place}: node(id: \"{id}\") {{ id }}"
        )
        .unwrap();
    }
    query.push('}');
    let answer = cast.ask(who, &query, json!({})).await;
    let of = |place: usize| json!([answer[format!("a{place}")], answer[format!("n{place}")]]);
    (0..ids.len()).map(of).collect()
}

#[tokio::test]
async fn each_of_many_answers_as_alone() {
    let cast = Cast::start().await;
    let ids = ids(&cast).await;
    let (mut seen, mut hidden) = (0, 0);
    for who in Who::ALL.into_iter().filter(|who| *who != Who::Deactivated) {
        let mut alone = Vec::new();
        for id in &ids {
            alone.extend(together(&cast, who, &[id]).await);
        }
        let forth: Vec<_> = ids.iter().collect();
        assert_eq!(together(&cast, who, &forth).await, alone, "{who:?}");
        let back: Vec<_> = ids.iter().rev().collect();
        let mut answers = together(&cast, who, &back).await;
        answers.reverse();
        assert_eq!(answers, alone, "{who:?}, in the other order");
        seen += alone.iter().filter(|answer| !answer[0].is_null()).count();
        hidden += alone.iter().filter(|answer| answer[0].is_null()).count();
    }
    assert!(seen > 50 && hidden > 100, "{seen} {hidden}");
}

#[tokio::test]
async fn a_refused_mutation_stays_refused_beside_an_allowed_one() {
    let cast = Cast::start().await;
    let foreign = cast.publish(Who::Leader, &cast.home, "Leader's").await;
    let own = cast.publish(Who::Member, &cast.home, "Member's").await;
    let change = |alias: &str, id: &str| {
        format!(
            "{alias}: postUpdate(input: {{ id: \"{id}\", title: \"Changed\" }}) {{ post {{ id }} errors {{ code rule }} }}"
        )
    };
    let refused = json!({ "post": null, "errors": [{ "code": "FORBIDDEN", "rule": "R1" }] });
    let done = json!({ "post": { "id": own }, "errors": [] });
    let [of_own, of_foreign] = [change("own", &own), change("foreign", &foreign)];
    for order in [
        format!("mutation {{ {of_own} {of_foreign} }}"),
        format!("mutation {{ {of_foreign} {of_own} }}"),
        format!("mutation {{ {of_own} {of_foreign} {} }}", change("again", &foreign)),
    ] {
        let answer = cast.ask(Who::Member, &order, json!({})).await;
        assert_eq!((&answer["own"], &answer["foreign"]), (&done, &refused), "{order}");
        let again = answer.get("again").unwrap_or(&refused);
        assert_eq!(again, &refused, "{order}");
    }
    let query = "query($id: ID!) { post(id: $id) { title } }";
    let found = cast.ask(Who::Leader, query, json!({ "id": foreign })).await;
    assert_eq!(found["post"]["title"], "Leader's");
}
