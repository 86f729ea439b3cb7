//! One of each kind, for those who see it and those who do not.

use std::collections::BTreeMap;

use entity::directory_group;
use entity::id::GroupId;
use entity::platform_role::Role;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use crate::support::{Cast, Who};

const NODE: &str = "query($id: ID!) { node(id: $id) { __typename id } }";
const NODES: &str = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";

/// One of each kind, made by LEADER in and around the secret space, by the name of its type.
pub(crate) async fn one_of_each(cast: &Cast) -> BTreeMap<&'static str, String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let post = cast.publish(Who::Leader, &cast.merger, "Merger").await;
    let comment = json!({ "postId": post, "body": "Psst." });
    let comment = cast.done(Who::Leader, "commentAdd", comment, "comment { id }").await;
    let to = json!({ "person": cast.id(Who::Outsider) });
    let on_space = json!({ "spaceId": cast.home, "grantee": to, "role": "READER" });
    let on_space = cast.done(Who::Leader, "spaceGrant", on_space, "grant { id }").await;
    let on_unit = json!({ "unitId": cast.sales, "grantee": to, "role": "READER" });
    let on_unit = cast.done(Who::Leader, "unitGrant", on_unit, "grant { id }").await;
    let app =
        json!({ "name": "Screen", "scopes": ["POSTS_READ"], "expiresAt": "2026-02-01T00:00:00Z" });
    let app =
        cast.done(Who::Leader, "applicationCreate", app, "issued { application { id } }").await;
    let helper = cast.app.person("Helper", &[]).await;
    let helps = json!({ "unitId": cast.sales, "personId": helper });
    let helps =
        cast.done(Who::Administrator, "evangelistAppoint", helps, "evangelist { id }").await;
    let draft = json!({ "spaceId": cast.merger, "title": "T", "body": "Ten letters." });
    let draft = cast.done(Who::Leader, "postCreate", draft, "post { id }").await;
    let invite = json!({ "postId": draft["post"]["id"], "evangelistId": helper });
    let invite = cast.done(Who::Leader, "invitationCreate", invite, "invitation { id }").await;
    let change = json!({ "postId": draft["post"]["id"], "passage": "Ten", "replacement": "Tin" });
    let change = cast.app.done(&helper, "suggestionAdd", change, "suggestion { id }").await;
    let query =
        "query($id: ID!) { space(id: $id) { reference auditLog(first: 1) { nodes { id } } } }";
    let space = cast.ask(Who::Leader, query, json!({ "id": cast.merger })).await;
    let second = cast.app.person("Second Administrator", &[Role::Admin]).await;
    let ask = json!({
        "spaceId": space["space"]["reference"], "reason": "LEGAL_ORDER", "explanation": "E"
    });
    let opened = cast.app.done(&second, "breakGlassAsk", ask, "breakGlass { id }").await;
    let approve = json!({ "id": opened["breakGlass"]["id"] });
    cast.done(Who::Guardian, "breakGlassApprove", approve, "breakGlass { id }").await;
    let query = "query($post: ID!, $unit: ID!) { post(id: $post) { revisions { nodes { id } } }
        unit(id: $unit) { positions { id } assignments { nodes { id } } } }";
    let more = cast.ask(Who::Leader, query, json!({ "post": post, "unit": cast.sales })).await;
    let document = json!({
        "spaceId": cast.merger, "source": "old",
        "documents": [{ "externalId": "1", "title": "Old", "body": "<p>Text.</p>" }],
    });
    let selection = "imported { batch { id } }";
    let batch = cast.done(Who::Leader, "documentsImport", document, selection).await;
    let question = json!({ "unitId": cast.sales, "question": "How?" });
    let asked = cast.done(Who::Leader, "helpRequestCreate", question, "helpRequest { id }").await;
    let answer = json!({ "id": asked["helpRequest"]["id"], "body": "So." });
    let answer = cast.done(Who::Evangelist, "helpRequestAnswer", answer, "answer { id }").await;
    BTreeMap::from([
        ("HelpRequest", text(&asked["helpRequest"]["id"])),
        ("HelpAnswer", text(&answer["answer"]["id"])),
        ("ImportBatch", text(&batch["imported"]["batch"]["id"])),
        ("AuditLine", text(&space["space"]["auditLog"]["nodes"][0]["id"])),
        ("BreakGlass", text(&opened["breakGlass"]["id"])),
        ("DirectoryGroup", group(cast).await),
        ("Evangelist", text(&helps["evangelist"]["id"])),
        ("Invitation", text(&invite["invitation"]["id"])),
        ("Suggestion", text(&change["suggestion"]["id"])),
        ("Application", text(&app["issued"]["application"]["id"])),
        ("Assignment", text(&more["unit"]["assignments"]["nodes"][0]["id"])),
        ("Comment", text(&comment["comment"]["id"])),
        ("Media", cast.picture(&cast.merger, &post).await),
        ("Person", cast.id(Who::Member).to_owned()),
        ("Position", text(&more["unit"]["positions"][0]["id"])),
        ("Post", post),
        ("Revision", text(&more["post"]["revisions"]["nodes"][0]["id"])),
        ("Space", cast.merger.clone()),
        ("SpaceGrant", text(&on_space["grant"]["id"])),
        ("Unit", cast.sales.clone()),
        ("UnitGrant", text(&on_unit["grant"]["id"])),
    ])
}

/// A group of the directory, as a token would have named it. Its id.
async fn group(cast: &Cast) -> String {
    let id: GroupId = cast.app.clock.new_id();
    let row = directory_group::Model {
        id,
        issuer: "https://idp.example".into(),
        external_key: "staff".into(),
        name: "staff".into(),
        created_at: cast.app.clock.now(),
    };
    let row = row.into_active_model().reset_all();
    directory_group::Entity::insert(row).exec(&cast.app.rows().await).await.unwrap();
    id.to_string()
}

/// Whether the person sees the one of this kind: the law, not the code.
fn sees(who: Who, kind: &str) -> bool {
    let closed_roster = [Who::Leader, Who::Deputy, Who::Author, Who::Member].contains(&who);
    match kind {
        // R17: only the roster of a secret space knows of it and of what is in it.
        "Space" | "Post" | "Comment" | "Revision" | "Media" => closed_roster,
        // Grants are for those who give them.
        "SpaceGrant" | "UnitGrant" => [Who::Leader, Who::Deputy].contains(&who),
        // R13, R15: the owner's, and administrators manage them.
        "Application" => [Who::Leader, Who::Administrator].contains(&who),
        // The org chart and the directory are for everyone.
        "Unit" | "Person" | "Position" | "Assignment" | "Evangelist" => true,
        // R12: the author's, and who helps.
        "Invitation" | "Suggestion" => who == Who::Leader,
        // R12: who asked, and who is evangelist of the branch.
        "HelpRequest" | "HelpAnswer" => [Who::Leader, Who::Evangelist].contains(&who),
        // The lines of a space are its leader's and deputies'; of a SECRET one nobody else's.
        "AuditLine" | "ImportBatch" => [Who::Leader, Who::Deputy].contains(&who),
        // R14: the roster is told, guardians decide, auditors look.
        "BreakGlass" => closed_roster || [Who::Guardian, Who::Auditor].contains(&who),
        // R4: for those who can grant, and administrators.
        "DirectoryGroup" => [
            Who::Boss,
            Who::Leader,
            Who::Deputy,
            Who::ChildLeader,
            Who::OtherLeader,
            Who::Administrator,
        ]
        .contains(&who),
        _ => unreachable!("{kind}"),
    }
}

#[tokio::test]
async fn each_kind_is_found_by_those_who_see_it_and_only_by_them() {
    let cast = Cast::start().await;
    let all = one_of_each(&cast).await;
    assert_eq!(all.len(), 21);
    for who in Who::ALL.into_iter().filter(|who| *who != Who::Deactivated) {
        let mut together = Vec::new();
        for (kind, id) in &all {
            let found = cast.ask(who, NODE, json!({ "id": id })).await["node"].clone();
            let expected =
                if sees(who, kind) { json!({ "__typename": kind, "id": id }) } else { Value::Null };
            assert_eq!(found, expected, "{who:?} {kind}");
            together.push(found);
        }
        let ids: Vec<&String> = all.values().collect();
        let nodes = cast.ask(who, NODES, json!({ "ids": ids })).await;
        assert_eq!(nodes["nodes"], json!(together), "{who:?}: nodes says what node says");
    }
    let token = cast.app.token(cast.id(Who::Deactivated));
    let (status, _) = cast.app.post_with(&token, NODE, json!({ "id": all["Unit"] })).await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn nodes_keeps_order_and_repeats() {
    let cast = Cast::start().await;
    let absent = "post_01jd3k8m0q5v7x9y2z4a6b8c0d";
    let ids = [&*cast.sales, absent, &cast.news, &cast.sales, &cast.merger];
    let found = cast.ask(Who::Outsider, NODES, json!({ "ids": ids })).await;
    let unit = json!({ "__typename": "Unit", "id": cast.sales });
    let space = json!({ "__typename": "Space", "id": cast.news });
    assert_eq!(found["nodes"], json!([unit, null, space, unit, null]));
    let none = cast.ask(Who::Outsider, NODES, json!({ "ids": [] })).await;
    assert_eq!(none["nodes"], json!([]));
    let hundred = vec![absent; 100];
    let found = cast.ask(Who::Outsider, NODES, json!({ "ids": hundred })).await;
    assert_eq!(found["nodes"], json!(vec![Value::Null; 100]));
    let more = json!({ "ids": vec![absent; 101] });
    let code = cast.app.error(cast.id(Who::Outsider), NODES, more).await;
    assert_eq!(code, "INVALID_ARGUMENT");
}
