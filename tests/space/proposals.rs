//! `Space.proposals`: what waits for an editor, for editors.

use serde_json::json;

use crate::support::{Cast, Who};

#[tokio::test]
async fn they_are_for_editors_alone_and_end_with_the_decision() {
    let cast = Cast::start().await;
    let draft = json!({ "spaceId": cast.home, "title": "Idea", "body": "B" });
    let made = cast.done(Who::Contributor, "postCreate", draft, "post { id }").await;
    let id = json!({ "id": made["post"]["id"] });
    let titles = async |who: Who| {
        let query = "query($id: ID!) { space(id: $id) { proposals { nodes { title author { displayName } } } } }";
        let mut space = cast.ask(who, query, json!({ "id": cast.home })).await;
        space["space"]["proposals"]["nodes"].take()
    };
    assert_eq!(titles(Who::Editor).await, json!([]), "a draft waits for nobody");
    cast.done(Who::Contributor, "postPropose", id.clone(), "post { id }").await;
    let waiting = json!([{ "title": "Idea", "author": { "displayName": "Contributor" } }]);
    for who in [Who::Editor, Who::Deputy, Who::Leader] {
        assert_eq!(titles(who).await, waiting, "{who:?}");
    }
    for who in [Who::Contributor, Who::Author, Who::Member, Who::Reader, Who::Child, Who::Boss] {
        assert_eq!(titles(who).await, json!([]), "{who:?}");
    }
    cast.done(Who::Editor, "postAccept", id, "post { id }").await;
    assert_eq!(titles(Who::Leader).await, json!([]));
    assert_eq!(cast.feed(Who::Reader).await, ["Idea"]);
}
