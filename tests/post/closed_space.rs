//! What is left of everyone's capabilities over a post once its space is closed.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

const CAN: &str = "query($id: ID!) { post(id: $id) { viewerCan { update propose publish accept unpublish withdraw delete pin comment } } }";

/// Each capability that a closed space takes away, with the mutations it speaks of.
const ACTS: [(&str, &str); 9] = [
    ("comment", "commentAdd"),
    ("update", "postUpdate"),
    ("pin", "postPin"),
    ("pin", "postUnpin"),
    ("accept", "postAccept"),
    ("accept", "postReturn"),
    ("propose", "postPropose"),
    ("publish", "postPublish"),
    ("unpublish", "postUnpublish"),
];

fn input(field: &str, id: &str) -> Value {
    match field {
        "commentAdd" => json!({ "postId": id, "body": "B" }),
        "postUpdate" => json!({ "id": id, "title": "New" }),
        _ => json!({ "id": id }),
    }
}

#[tokio::test]
async fn a_closed_space_takes_every_writing_capability() {
    let cast = Cast::start().await;
    let id = cast.publish(Who::Author, &cast.home, "Post").await;
    cast.done(Who::Leader, "spaceClose", json!({ "id": cast.home }), "space { id }").await;
    for who in [Who::Author, Who::Editor, Who::Leader] {
        let told = cast.ask(who, CAN, json!({ "id": id })).await;
        let can = &told["post"]["viewerCan"];
        for (act, field) in ACTS {
            assert_eq!(can[act], false, "{who:?} {act}");
            cast.refused(who, field, input(field, &id), "FORBIDDEN").await;
        }
        // What only takes away stays possible.
        assert_eq!(can["withdraw"], who != Who::Author, "{who:?}");
        assert_eq!(can["delete"], who == Who::Author, "{who:?}");
    }
    cast.done(Who::Author, "postDelete", json!({ "id": id }), "deletedId").await;
}
