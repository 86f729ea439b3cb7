//! Which role may do what: the home of Sales, its people, and what they wrote in it.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::access::ask::{grant, made};
use crate::support::{Cast, Who};

const ASKED: &str = "query($space: ID!, $unit: ID!, $draft: ID!, $proposal: ID!, $live: ID!, $comment: ID!, $otherDraft: ID!, $otherProposal: ID!, $otherLive: ID!, $otherComment: ID!) {
    space(id: $space) { can: viewerCan { draft publish update changeVisibility close grant import approveImporter } participation { posts } auditLog(first: 1) { nodes { id } } }
    roster(spaceId: $space, first: 1) { nodes { role } }
    unit(id: $unit) { can: viewerCan { assign openSpace nameDeputy grant askForHelp } }
    draft: post(id: $draft) { ...post }
    proposal: post(id: $proposal) { ...post }
    live: post(id: $live) { ...post }
    comment: node(id: $comment) { ... on Comment { can: viewerCan { delete } } }
    other_draft: post(id: $otherDraft) { ...post }
    other_proposal: post(id: $otherProposal) { ...post }
    other_live: post(id: $otherLive) { ...post }
    other_comment: node(id: $otherComment) { ... on Comment { can: viewerCan { delete } } }
}
fragment post on Post { id can: viewerCan { update propose publish confirm accept unpublish withdraw delete pin comment invite nameCoauthor } }";

/// The acts, and where the answer tells of each.
const ACTS: [(&str, &str); 34] = [
    ("Read a live post", "live/id"),
    ("Comment on it, if the space lets readers comment", "live/can/comment"),
    ("Delete a comment", "comment/can/delete"),
    ("Begin a draft", "space/can/draft"),
    ("Read a draft", "draft/id"),
    ("Change a draft", "draft/can/update"),
    ("Name a co-author", "draft/can/nameCoauthor"),
    ("Invite an evangelist to a draft", "draft/can/invite"),
    ("Ask the unit's evangelists for help", "unit/can/askForHelp"),
    ("Propose a draft", "draft/can/propose"),
    ("Publish or schedule a draft", "draft/can/publish"),
    ("Write and publish in one call", "space/can/publish"),
    ("Read a proposal", "proposal/id"),
    ("Change a proposal", "proposal/can/update"),
    ("Accept or return a proposal", "proposal/can/accept"),
    ("Change a live post", "live/can/update"),
    ("Take a live post back to a draft", "live/can/unpublish"),
    ("Withdraw a live post with a reason", "live/can/withdraw"),
    ("Pin a live post", "live/can/pin"),
    ("Delete a post", "live/can/delete"),
    ("Confirm a post that is held", "live/can/confirm"),
    ("Grant roles on the space", "space/can/grant"),
    ("Set its name, member role and comment policy", "space/can/update"),
    ("Import into it", "space/can/import"),
    ("See its roster, with reasons", "roster"),
    ("See how many take part", "space/participation"),
    ("See its lines of the audit log", "space/auditLog"),
    ("Assign people to the unit", "unit/can/assign"),
    ("Change visibility and inheritance", "space/can/changeVisibility"),
    ("Let an administrator's importer in", "space/can/approveImporter"),
    ("Close it to writing, open it again", "space/can/close"),
    ("Open another space of the unit", "unit/can/openSpace"),
    ("Name deputies of the unit", "unit/can/nameDeputy"),
    ("Grant roles on the unit", "unit/can/grant"),
];

const HOLDERS: [Who; 6] =
    [Who::Reader, Who::Contributor, Who::Author, Who::Editor, Who::Deputy, Who::Leader];

/// A draft, a proposal, a live post and a comment on it, all of one person.
async fn written(cast: &Cast, who: Who) -> [String; 4] {
    let draft = async || {
        let input = json!({ "spaceId": cast.home, "title": "Post", "body": "Text." });
        made(cast.done(who, "postCreate", input, "post { id }").await, "post")
    };
    let (draft, proposal, live) = (draft().await, draft().await, draft().await);
    cast.done(who, "postPropose", json!({ "id": proposal }), "").await;
    if who == Who::Contributor {
        cast.done(who, "postPropose", json!({ "id": live }), "").await;
        cast.done(Who::Editor, "postAccept", json!({ "id": live }), "").await;
    } else {
        cast.done(who, "postPublish", json!({ "id": live }), "").await;
    }
    let comment = json!({ "postId": live, "body": "Well." });
    let comment = cast.done(who, "commentAdd", comment, "comment { id }").await;
    [draft, proposal, live, made(comment, "comment")]
}

/// What each holder of a role may do to what is theirs, and to what a member wrote.
pub(super) async fn may(cast: &Cast) -> String {
    // Whoever has sunk to READER still has what they wrote before.
    let reader = json!({ "person": cast.id(Who::Reader) });
    let before = grant(cast, Who::Leader, &cast.home, reader, "AUTHOR").await;
    let other = written(cast, Who::Member).await;
    let mut all = Vec::new();
    for who in HOLDERS {
        all.push((who, written(cast, who).await));
    }
    cast.done(Who::Leader, "spaceRevoke", json!({ "id": before }), "").await;
    let mut answers = Vec::new();
    for (who, own) in all {
        let variables = json!({
            "space": cast.home, "unit": cast.sales,
            "draft": own[0], "proposal": own[1], "live": own[2], "comment": own[3],
            "otherDraft": other[0], "otherProposal": other[1],
            "otherLive": other[2], "otherComment": other[3],
        });
        // Not everyone may ask for the roster: that error is an answer too.
        let (_, answer) = cast.app.post(cast.id(who), ASKED, variables).await;
        assert!(answer["data"]["live"]["can"].is_object(), "{who:?}: {answer:#}");
        answers.push(answer);
    }
    let mut table = "| Act |".to_owned();
    for who in HOLDERS {
        write!(table, " {} |", format!("{who:?}").to_uppercase()).unwrap();
    }
    table.push_str("\n|---|---|---|---|---|---|---|\n");
    for (act, at) in ACTS {
        let cells: Vec<&str> = answers.iter().map(|answer| cell(&answer["data"], at)).collect();
        writeln!(table, "| {act} | {} |", cells.join(" | ")).unwrap();
    }
    table
}

/// `own` if it holds of what one wrote, and not of what another did.
fn cell(data: &Value, at: &str) -> &'static str {
    let holds =
        |at: String| !matches!(data.pointer(&at), None | Some(Value::Null | Value::Bool(false)));
    let of_writing = ["draft", "proposal", "live", "comment"].iter().any(|it| at.starts_with(it));
    match (holds(format!("/other_{at}")), holds(format!("/{at}"))) {
        (false, false) => "no",
        (false, true) if of_writing => "own",
        _ => "yes",
    }
}
