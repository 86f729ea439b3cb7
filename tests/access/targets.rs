//! A target of its own for every mutation, all around Sales: none of them stands in another's way.

use entity::platform_role::Role as Platform;
use serde_json::{Value, json};

use super::ask::{Sdl, grant, grant_on_unit, made, open};
use crate::support::{Cast, Who};

/// Every mutation of the schema, once, with an input that its rightful person would be granted.
pub(crate) async fn targets(cast: &Cast) -> Vec<(&'static str, Value)> {
    let mut all = posts(cast).await;
    all.extend(organisation(cast).await);
    all.extend(spaces(cast).await);
    all.extend(help(cast).await);
    all.extend(break_glass(cast).await);
    all.extend(imports(cast).await);
    all.sort_by_key(|(field, _)| *field);
    let covered: Vec<&str> = all.iter().map(|(field, _)| *field).collect();
    assert_eq!(covered, Sdl::read().mutations, "each mutation has one target here");
    all
}

async fn posts(cast: &Cast) -> Vec<(&'static str, Value)> {
    let of = |id: String| json!({ "id": id });
    let draft = async || {
        let input = json!({ "spaceId": cast.home, "title": "Draft", "body": "Text." });
        made(cast.done(Who::Author, "postCreate", input, "post { id }").await, "post")
    };
    let proposal = async || {
        let id = draft().await;
        cast.done(Who::Author, "postPropose", json!({ "id": id }), "post { id }").await;
        id
    };
    let post = async || cast.publish(Who::Author, &cast.home, "Post").await;
    let pinned = post().await;
    cast.done(Who::Leader, "postPin", json!({ "id": pinned }), "post { id }").await;
    let discussed = post().await;
    let comment = json!({ "postId": discussed, "body": "Well." });
    let comment =
        made(cast.done(Who::Author, "commentAdd", comment, "comment { id }").await, "comment");
    vec![
        ("commentAdd", json!({ "postId": post().await, "body": "Well." })),
        ("commentDelete", of(comment)),
        ("postAccept", of(proposal().await)),
        ("postCreate", json!({ "spaceId": cast.home, "title": "T", "body": "B", "publish": true })),
        ("postDelete", of(post().await)),
        ("postPin", of(post().await)),
        ("postPropose", of(draft().await)),
        ("postPublish", of(draft().await)),
        ("postReturn", of(proposal().await)),
        ("postUnpin", of(pinned)),
        ("postUnpublish", of(post().await)),
        ("postUpdate", json!({ "id": post().await, "title": "Corrected" })),
        ("postWithdraw", json!({ "id": post().await, "reason": "Wrong." })),
    ]
}

async fn organisation(cast: &Cast) -> Vec<(&'static str, Value)> {
    let of = |id: String| json!({ "id": id });
    let person = async |name: &str| cast.app.person(name, &[]).await;
    let app =
        json!({ "name": "Reader", "scopes": ["POSTS_READ"], "expiresAt": "2026-03-01T00:00:00Z" });
    let application = cast
        .done(Who::Author, "applicationCreate", app.clone(), "issued { application { id } }")
        .await["issued"]["application"]["id"]
        .clone();
    let member = async |by: Who, name: &str| {
        let input = json!({ "unitId": cast.sales, "personId": person(name).await });
        made(cast.done(by, "personAssign", input, "assignment { id }").await, "assignment")
    };
    let unconfirmed = member(Who::Administrator, "Unconfirmed").await;
    let ending = member(Who::Leader, "Ending").await;
    let second = json!({ "unitId": cast.sales, "personId": person("Second Deputy").await });
    let second = cast.done(Who::Leader, "deputyName", second, "position { id }").await;
    let second = made(second, "position");
    let next = json!({
        "unitId": cast.sales, "personId": person("Next Leader").await, "startsAt": "2027-01-01T00:00:00Z"
    });
    let next = cast.done(Who::Administrator, "leaderAppoint", next, "position { id }").await;
    let away = person("Away").await;
    cast.done(Who::Administrator, "personDeactivate", json!({ "id": away }), "person { id }").await;
    vec![
        ("applicationCreate", app),
        ("applicationRevoke", json!({ "id": application })),
        ("assignmentConfirm", of(unconfirmed)),
        ("assignmentEnd", of(ending)),
        ("deputyKeep", of(second.clone())),
        ("deputyName", json!({ "unitId": cast.sales, "personId": person("Third").await })),
        ("leaderAppoint", json!({ "unitId": cast.finance, "personId": person("Fourth").await })),
        ("personAdd", json!({ "displayName": "New" })),
        ("personAssign", json!({ "unitId": cast.sales, "personId": person("Fifth").await })),
        ("personDeactivate", of(person("Sixth").await)),
        ("personReactivate", of(away)),
        ("positionConfirm", of(made(next, "position"))),
        ("positionEnd", of(second)),
        ("unitCreate", json!({ "parentId": cast.sales, "kind": "TEAM", "name": "Team" })),
        ("unitMove", json!({ "id": cast.shops, "parentId": cast.finance })),
        ("unitUpdate", json!({ "id": cast.sales, "name": "Sales and more" })),
    ]
}

/// What helps a draft, and a scheduled post held for the leader who is appointed next.
async fn help(cast: &Cast) -> Vec<(&'static str, Value)> {
    let of = |id: String| json!({ "id": id });
    let draft = async || {
        let input = json!({ "spaceId": cast.home, "title": "Draft", "body": "Text." });
        made(cast.done(Who::Author, "postCreate", input, "post { id }").await, "post")
    };
    let invited = async || {
        let id = draft().await;
        let input = json!({ "postId": id, "evangelistId": cast.id(Who::Evangelist) });
        let made_of = cast.done(Who::Author, "invitationCreate", input, "invitation { id }").await;
        (id, made(made_of, "invitation"))
    };
    let change = |post: &str| json!({ "postId": post, "passage": "Text", "replacement": "Test" });
    let suggested = async || {
        let input = change(&invited().await.0);
        made(
            cast.done(Who::Evangelist, "suggestionAdd", input, "suggestion { id }").await,
            "suggestion",
        )
    };
    let written = draft().await;
    let with = json!({ "postId": written, "personId": cast.id(Who::Member) });
    cast.done(Who::Author, "coauthorAdd", with.clone(), "post { id }").await;
    let held = json!({ "id": draft().await, "publishAt": "2027-06-01T00:00:00Z" });
    cast.done(Who::Author, "postPublish", held.clone(), "post { state }").await;
    let helper = cast.app.person("Helper", &[]).await;
    let appoint = json!({ "unitId": cast.sales, "personId": helper });
    let ending =
        cast.done(Who::Administrator, "evangelistAppoint", appoint, "evangelist { id }").await;
    let another = cast.app.person("Another Helper", &[]).await;
    let evangelist = cast.id(Who::Evangelist);
    let question = json!({ "unitId": cast.sales, "question": "How?" });
    let asked = async || {
        let made_of = cast
            .done(Who::Author, "helpRequestCreate", question.clone(), "helpRequest { id }")
            .await;
        made(made_of, "helpRequest")
    };
    vec![
        ("coauthorAdd", json!({ "postId": draft().await, "personId": cast.id(Who::Member) })),
        ("coauthorRemove", with),
        ("evangelistAppoint", json!({ "unitId": cast.sales, "personId": another })),
        ("evangelistEnd", of(made(ending, "evangelist"))),
        ("helpRequestAnswer", json!({ "id": asked().await, "body": "So." })),
        ("helpRequestClose", of(asked().await)),
        ("helpRequestCreate", question.clone()),
        ("invitationCreate", json!({ "postId": draft().await, "evangelistId": evangelist })),
        ("invitationRevoke", of(invited().await.1)),
        ("postConfirm", json!({ "id": held["id"] })),
        ("suggestionAdd", change(&invited().await.0)),
        ("suggestionApply", of(suggested().await)),
        ("suggestionDecline", of(suggested().await)),
    ]
}

async fn imports(cast: &Cast) -> Vec<(&'static str, Value)> {
    let documents = |source: &str| {
        json!({
            "spaceId": cast.home, "source": source,
            "documents": [{ "externalId": "1", "title": "Old", "body": "<p>Text.</p>" }],
        })
    };
    let selection = "imported { batch { id } }";
    let made = cast.done(Who::Leader, "documentsImport", documents("undone"), selection).await;
    let batch = made["imported"]["batch"]["id"].clone();
    let file =
        json!({ "spaceId": cast.home, "source": "files", "externalId": "1", "file": Value::Null });
    let importer = async || {
        let input = json!({
            "name": "Importer", "scopes": ["POSTS_READ", "IMPORT_WRITE"],
            "expiresAt": "2026-03-01T00:00:00Z"
        });
        let selection = "issued { application { id } }";
        let made = cast.done(Who::Administrator, "applicationCreate", input, selection).await;
        json!({ "spaceId": cast.home, "applicationId": made["issued"]["application"]["id"] })
    };
    let approved = importer().await;
    cast.done(Who::Leader, "importApprovalCreate", approved.clone(), "").await;
    vec![
        ("documentsImport", documents("old")),
        ("importApprovalCreate", importer().await),
        ("importApprovalRevoke", approved),
        ("importUndo", json!({ "id": batch })),
        ("mediaImport", file),
    ]
}

async fn break_glass(cast: &Cast) -> Vec<(&'static str, Value)> {
    let second = cast.app.person("Second Administrator", &[Platform::Admin]).await;
    let query = "query($id: ID!) { space(id: $id) { reference } }";
    let deals = cast.ask(Who::Leader, query, json!({ "id": cast.deals })).await;
    let ask = json!({
        "spaceId": deals["space"]["reference"], "reason": "LEGAL_ORDER", "explanation": "A court."
    });
    let asked = async || {
        let made_of =
            cast.app.done(&second, "breakGlassAsk", ask.clone(), "breakGlass { id }").await;
        json!({ "id": made(made_of, "breakGlass") })
    };
    vec![
        ("breakGlassApprove", asked().await),
        ("breakGlassAsk", ask.clone()),
        ("breakGlassEnd", asked().await),
    ]
}

async fn spaces(cast: &Cast) -> Vec<(&'static str, Value)> {
    let space = async |name: &str| open(cast, Who::Leader, &cast.sales, name, "UNIT").await;
    let closed = space("Closed").await;
    cast.done(Who::Leader, "spaceClose", json!({ "id": closed }), "space { id }").await;
    let to = json!({ "person": cast.app.person("Grantee", &[]).await });
    let given = grant(cast, Who::Leader, &cast.home, to.clone(), "READER").await;
    let unit = grant_on_unit(cast, Who::Leader, &cast.sales, to.clone(), "READER", false).await;
    let narrowed = json!({ "id": space("Narrowed").await, "visibility": "RESTRICTED" });
    vec![
        ("spaceChangeVisibility", narrowed),
        ("spaceClose", json!({ "id": space("Ending").await })),
        ("spaceGrant", json!({ "spaceId": cast.home, "grantee": to, "role": "READER" })),
        ("spaceOpen", json!({ "unitId": cast.sales, "name": "Another" })),
        ("spaceReopen", json!({ "id": closed })),
        ("spaceRevoke", json!({ "id": given })),
        ("spaceUpdate", json!({ "id": space("Renamed").await, "name": "New name" })),
        ("unitGrant", json!({ "unitId": cast.sales, "grantee": to, "role": "READER" })),
        ("unitRevoke", json!({ "id": unit })),
    ]
}
