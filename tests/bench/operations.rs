//! The requests that are measured, as they go over the wire.

use entity::id::{PersonId, SpaceId};
use serde_json::json;

const FEED: &str = "{ feed(first: 20) { pageInfo { hasNextPage endCursor } edges { node { id title excerpt publishedAt \
                    commentCount author { displayName } space { name } tags { name } } } } }";
const POST: &str = "query ($id: ID!) { post(id: $id) { id title publishedAt bodyHtml author { displayName } \
                    space { name } tags { name } } }";
const SPACES: &str = "{ spaces(first: 50) { edges { node { id name visibility } } } }";
const CREATE: &str = "mutation ($input: PostCreateInput!) { postCreate(input: $input) \
                      { post { id } errors { code message } } }";
const FEED_OF: &str =
    "query ($id: ID!) { feed(first: 20, filter: { space: $id }) { nodes { id } } }";
const COMMENT: &str = "mutation ($id: ID!) { commentAdd(input: { postId: $id, body: \"Well.\" }) \
                       { comment { id } errors { code message } } }";
const GRANT: &str = "mutation ($input: SpaceGrantInput!) { spaceGrant(input: $input) \
                     { grant { id } errors { code message } } }";

/// The newest 20 posts with what a front page shows.
pub(crate) fn feed() -> String {
    json!({ "query": FEED }).to_string()
}

/// A post with its text.
pub(crate) fn post(id: &str) -> String {
    json!({ "query": POST, "variables": { "id": id } }).to_string()
}

/// One root field by an id, with no more than the id of what there is.
pub(crate) fn by_id(field: &str, id: &str) -> String {
    let query = match field {
        "feed" => FEED_OF.to_owned(),
        "commentAdd" => COMMENT.to_owned(),
        _ => format!("query ($id: ID!) {{ {field}(id: $id) {{ id }} }}"),
    };
    json!({ "query": query, "variables": { "id": id } }).to_string()
}

/// A grant of READER on a space to a person.
pub(crate) fn grant(space: SpaceId, person: PersonId) -> String {
    let input = json!({
        "spaceId": space.to_string(),
        "grantee": { "person": person.to_string() },
        "role": "READER",
    });
    json!({ "query": GRANT, "variables": { "input": input } }).to_string()
}

/// The first 50 spaces.
pub(crate) fn spaces() -> String {
    json!({ "query": SPACES }).to_string()
}

/// A new draft with a text of a few paragraphs.
pub(crate) fn create(space: SpaceId, number: u32) -> String {
    let body = "The *canteen* opens at **noon**.\n\n- soup\n- bread\n\nSee <https://example.org/menu>.\n\n".repeat(8);
    let input = json!({
        "spaceId": space.to_string(),
        "title": format!("Menu {number}"),
        "body": body,
        "format": "MARKDOWN",
    });
    json!({ "query": CREATE, "variables": { "input": input } }).to_string()
}
