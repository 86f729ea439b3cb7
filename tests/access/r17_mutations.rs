//! R17 and R9 of writing: every mutation of the schema, given the id of something secret, answers to
//! the byte as for an id that never existed, and takes as many statements.

use std::collections::BTreeMap;

use entity::id::{
    AdministeredSpaceId, ApplicationId, AssignmentId, BreakGlassId, CommentId, GroupId,
    HelpRequestId, ImportBatchId, InvitationId, PersonId, PlatformRoleId, PositionId, PostId,
    SpaceGrantId, SpaceId, SuggestionId, UnitGrantId, UnitId,
};
use entity::platform_role::Role as Platform;
use serde_json::{Value, json};

use super::ask::{Sdl, bytes, grant, grant_on_unit, mutation};
use super::targets::targets;
use crate::support::{Cast, Who};

/// What kind of thing an input names. A new input must be told here what it takes.
fn kind(mutation: &str, input: &str) -> &'static str {
    match input {
        "spaceId" if mutation == "breakGlassAsk" => "adminspace",
        "spaceId" | "spaceIds" => "space",
        "unitId" | "parentId" if !mutation.starts_with("comment") => "unit",
        "grantee.membersOf" | "grantee.branchOf" => "unit",
        "branchId" => "unit",
        "applicationId" => "application",
        "batchId" => "import",
        "grantee.group" => "group",
        "personId" | "evangelistId" | "grantee.person" => "person",
        "postId" => "post",
        "parentId" => "comment",
        "id" => match mutation {
            "spaceRevoke" => "spacegrant",
            "unitRevoke" => "unitgrant",
            "deputyKeep" => "position",
            "evangelistEnd" => "platformrole",
            "helpRequestAnswer" | "helpRequestClose" => "helprequest",
            "breakGlassApprove" | "breakGlassEnd" => "breakglass",
            _ => [
                "application",
                "assignment",
                "comment",
                "import",
                "invitation",
                "suggestion",
                "person",
                "position",
                "post",
                "space",
                "unit",
            ]
            .into_iter()
            .find(|noun| mutation.starts_with(noun))
            .unwrap_or_else(|| panic!("what does {mutation}.{input} take?")),
        },
        _ => panic!("what does {mutation}.{input} take?"),
    }
}

/// An id that nothing has.
fn absent(cast: &Cast, kind: &str) -> String {
    let clock = &cast.app.clock;
    match kind {
        "application" => clock.new_id::<ApplicationId>().to_string(),
        "adminspace" => clock.new_id::<AdministeredSpaceId>().to_string(),
        "breakglass" => clock.new_id::<BreakGlassId>().to_string(),
        "group" => clock.new_id::<GroupId>().to_string(),
        "helprequest" => clock.new_id::<HelpRequestId>().to_string(),
        "import" => clock.new_id::<ImportBatchId>().to_string(),
        "invitation" => clock.new_id::<InvitationId>().to_string(),
        "platformrole" => clock.new_id::<PlatformRoleId>().to_string(),
        "suggestion" => clock.new_id::<SuggestionId>().to_string(),
        "assignment" => clock.new_id::<AssignmentId>().to_string(),
        "comment" => clock.new_id::<CommentId>().to_string(),
        "person" => clock.new_id::<PersonId>().to_string(),
        "position" => clock.new_id::<PositionId>().to_string(),
        "post" => clock.new_id::<PostId>().to_string(),
        "space" => clock.new_id::<SpaceId>().to_string(),
        "spacegrant" => clock.new_id::<SpaceGrantId>().to_string(),
        "unit" => clock.new_id::<UnitId>().to_string(),
        "unitgrant" => clock.new_id::<UnitGrantId>().to_string(),
        _ => panic!("{kind}"),
    }
}

/// Ids, by kind, of what those off the roster must not know: live and not, and all around.
async fn secrets(cast: &Cast) -> BTreeMap<&'static str, Vec<String>> {
    let post = cast.publish(Who::Author, &cast.merger, "Merger").await;
    let input = json!({ "postId": post, "body": "Psst." });
    let comment = cast.done(Who::Member, "commentAdd", input, "comment { id }").await;
    let input = json!({ "spaceId": cast.merger, "title": "Draft", "body": "B" });
    let draft = cast.done(Who::Author, "postCreate", input.clone(), "post { id }").await;
    let proposal = cast.done(Who::Author, "postCreate", input, "post { id }").await;
    let id = json!({ "id": proposal["post"]["id"] });
    cast.done(Who::Author, "postPropose", id, "post { id }").await;
    let away = cast.app.person("Roster Only", &[]).await;
    let to = json!({ "person": away });
    let given = grant(cast, Who::Leader, &cast.merger, to.clone(), "READER").await;
    let on_unit = grant_on_unit(cast, Who::Leader, &cast.sales, to, "READER", true).await;
    let app = json!({
        "name": "App", "scopes": ["POSTS_READ"], "expiresAt": "2026-03-01T00:00:00Z", "spaceIds": [cast.merger]
    });
    let app =
        cast.done(Who::Author, "applicationCreate", app, "issued { application { id } }").await;
    // Another helper than the one who is asked: an invitation to a draft of theirs, and a suggestion.
    let helper = cast.app.person("Another Evangelist", &[Platform::Evangelist]).await;
    let invite = json!({ "postId": draft["post"]["id"], "evangelistId": helper });
    let invitation = cast.done(Who::Author, "invitationCreate", invite, "invitation { id }").await;
    let input = json!({ "spaceId": cast.merger, "title": "Draft", "body": "Ten letters." });
    let long = cast.done(Who::Author, "postCreate", input, "post { id }").await;
    let invite = json!({ "postId": long["post"]["id"], "evangelistId": helper });
    cast.done(Who::Author, "invitationCreate", invite, "invitation { id }").await;
    let change = json!({ "postId": long["post"]["id"], "passage": "Ten", "replacement": "Tin" });
    let suggestion = cast.app.done(&helper, "suggestionAdd", change, "suggestion { id }").await;
    let old = json!({
        "spaceId": cast.merger, "source": "old",
        "documents": [{ "externalId": "1", "title": "Old", "body": "<p>Text.</p>" }],
    });
    let batch = cast.done(Who::Leader, "documentsImport", old, "imported { batch { id } }").await;
    let question = json!({ "unitId": cast.sales, "question": "How?" });
    let asked = cast.done(Who::Author, "helpRequestCreate", question, "helpRequest { id }").await;
    let text = |id: &Value| id.as_str().unwrap().to_owned();
    let posts = vec![post, text(&draft["post"]["id"]), text(&proposal["post"]["id"])];
    BTreeMap::from([
        ("import", vec![text(&batch["imported"]["batch"]["id"])]),
        ("helprequest", vec![text(&asked["helpRequest"]["id"])]),
        ("space", vec![cast.merger.clone()]),
        ("post", posts),
        ("comment", vec![text(&comment["comment"]["id"])]),
        ("spacegrant", vec![given]),
        ("unitgrant", vec![on_unit]),
        ("invitation", vec![text(&invitation["invitation"]["id"])]),
        ("suggestion", vec![text(&suggestion["suggestion"]["id"])]),
        ("application", vec![text(&app["issued"]["application"]["id"])]),
    ])
}

fn put(input: &mut Value, path: &str, id: &str) {
    match path.split_once('.') {
        Some((outer, inner)) => input[outer] = json!({ inner: id }),
        None if path.ends_with("Ids") => input[path] = json!([id]),
        None => input[path] = json!(id),
    }
}

#[tokio::test]
async fn secret_and_absent_are_one_answer_to_every_mutation() {
    let cast = Cast::start().await;
    let (sdl, secrets) = (Sdl::read(), secrets(&cast).await);
    let mut compared = 0;
    for (field, valid) in targets(&cast).await {
        for path in sdl.ids(field) {
            let kind = kind(field, &path);
            let nothing = absent(&cast, kind);
            for who in OFF_ROSTER {
                // Administrators manage all applications, and evangelists are asked for help.
                if (who, kind) == (Who::Administrator, "application")
                    || (who, kind) == (Who::Evangelist, "helprequest")
                {
                    continue;
                }
                let ask = async |id: &str| {
                    let mut input = valid.clone();
                    put(&mut input, &path, id);
                    let token = cast.app.token(cast.id(who));
                    bytes(&cast.app, &token, &mutation(field), json!({ "input": input })).await
                };
                let expected = ask(&nothing).await;
                assert!(
                    expected.contains("NOT_FOUND") || expected.contains("FORBIDDEN"),
                    "{who:?} {field}.{path}: {expected}"
                );
                for secret in secrets.get(kind).into_iter().flatten() {
                    assert_eq!(ask(secret).await, expected, "{who:?} {field}.{path}: {secret}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 400, "{compared}");
}

/// Everyone active who is not of Sales: branch below, leader above, platform roles, guests.
pub(crate) const OFF_ROSTER: [Who; 12] = [
    Who::Boss,
    Who::ChildLeader,
    Who::Child,
    Who::OtherLeader,
    Who::Outsider,
    Who::Reader,
    Who::Contributor,
    Who::Editor,
    Who::Evangelist,
    Who::Administrator,
    Who::Guardian,
    Who::Auditor,
];
