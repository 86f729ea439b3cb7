//! `viewerCan` says for everyone and every state what the acts then do.

use serde_json::{Value, json};

use crate::support::{Cast, Who};

const CAN: &str = "query($id: ID!) { post(id: $id) { viewerCan { update propose publish accept unpublish withdraw delete pin comment } } }";

/// What refuses by permission, as opposed to the post's state.
async fn forbidden(cast: &Cast, who: Who, field: &str, input: Value) -> bool {
    let payload = cast.app.mutate(cast.id(who), field, input, "").await;
    payload["errors"][0]["code"] == "FORBIDDEN"
}

#[tokio::test]
async fn for_everyone_in_every_state() {
    let people = [
        Who::Boss,
        Who::Leader,
        Who::Deputy,
        Who::Author,
        Who::Member,
        Who::Reader,
        Who::Contributor,
        Who::Editor,
    ];
    for state in ["DRAFT", "PROPOSED", "PUBLISHED"] {
        for author in [Who::Author, Who::Contributor] {
            for who in people {
                let cast = Cast::start().await;
                let input = json!({ "spaceId": cast.home, "title": "T", "body": "B" });
                let made = cast.done(author, "postCreate", input, "post { id }").await;
                let id = made["post"]["id"].as_str().unwrap().to_owned();
                let the = json!({ "id": id });
                match (state, author) {
                    ("PROPOSED", _) => {
                        drop(cast.done(author, "postPropose", the.clone(), "").await)
                    }
                    ("PUBLISHED", Who::Author) => {
                        drop(cast.done(author, "postPublish", the.clone(), "").await)
                    }
                    ("PUBLISHED", _) => {
                        cast.done(author, "postPropose", the.clone(), "").await;
                        cast.done(Who::Editor, "postAccept", the.clone(), "").await;
                    }
                    _ => {}
                }
                let answer = cast.ask(who, CAN, the.clone()).await;
                if answer["post"].is_null() {
                    cast.refused(who, "postUpdate", the.clone(), "NOT_FOUND").await;
                    continue;
                }
                let can = &answer["post"]["viewerCan"];
                // The acts that change nothing when refused come first, deletion last.
                for (act, field, input) in [
                    ("comment", "commentAdd", json!({ "postId": id, "body": "B" })),
                    ("update", "postUpdate", json!({ "id": id, "title": "New" })),
                    ("pin", "postPin", the.clone()),
                    ("accept", "postAccept", the.clone()),
                    ("propose", "postPropose", the.clone()),
                ] {
                    let refused = forbidden(&cast, who, field, input).await;
                    assert_eq!(
                        can[act],
                        json!(!refused),
                        "{who:?} may {act} a {state} post of {author:?}"
                    );
                    if can[act] == true && ["accept", "propose"].contains(&act) {
                        // It has changed the state: the rest is for the other states' turns.
                        break;
                    }
                }
            }
        }
    }
}
