//! Signing in through a real OpenID Connect provider.

use entity::platform_role::Role;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::idp::{Provider, start_provider_with};

const WHO: &str = "{ viewer { person { id displayName email } } }";

fn provider() -> (Provider, tempfile::NamedTempFile) {
    let file = tempfile::NamedTempFile::new().unwrap();
    let people = r#"{"alice": {"name": "Alice Ames", "groups": ["editors", "staff"]}}"#;
    std::fs::write(&file, people).unwrap();
    (start_provider_with(&["--people", file.path().to_str().unwrap()]), file)
}

async fn who(app: &TestApp, token: &str) -> (u16, Value) {
    let (status, answer) = app.post_with(token, WHO, json!({})).await;
    (status, answer["data"]["viewer"]["person"].clone())
}

async fn count(app: &TestApp, sql: &str) -> i64 {
    let rows = app.rows().await;
    let statement = Statement::from_string(rows.get_database_backend(), sql);
    rows.query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_made_once_and_their_groups_are_kept() {
    let (provider, _file) = provider();
    let app = TestApp::at_real_time(|config| config.oidc_issuer.clone_from(&provider.issuer)).await;
    let token = provider.person_token("alice").await;
    // Two first requests at once make one person.
    let ((status, alice), (_, again)) = tokio::join!(who(&app, &token), who(&app, &token));
    assert_eq!(status, 200);
    assert_eq!(alice["displayName"], "Alice Ames");
    assert_eq!(alice["email"], "alice@example.com");
    assert_eq!(again, alice);
    let later = provider.person_token("alice").await;
    assert_eq!(who(&app, &later).await, (200, alice));
    assert_eq!(count(&app, "SELECT COUNT(*) AS n FROM person").await, 1);
    assert_eq!(count(&app, "SELECT COUNT(*) AS n FROM group_member").await, 2);
    let (status, _) = app.post_with(&token, "{ feed { nodes { id } } }", json!({})).await;
    assert_eq!(status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_leaves_is_refused_with_the_token_they_hold() {
    let (provider, _file) = provider();
    let app = TestApp::at_real_time(|config| config.oidc_issuer.clone_from(&provider.issuer)).await;
    let admin = app.person("Administrator", &[Role::Admin]).await;
    let token = provider.person_token("alice").await;
    let (_, alice) = who(&app, &token).await;
    app.done(&admin, "personDeactivate", json!({ "id": alice["id"] }), "person { id }").await;
    assert_eq!(who(&app, &token).await.0, 401);
    let fresh = provider.person_token("alice").await;
    assert_eq!(who(&app, &fresh).await.0, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_is_refused_where_people_are_not_made() {
    let (provider, _file) = provider();
    let app = TestApp::at_real_time(|config| {
        config.oidc_issuer.clone_from(&provider.issuer);
        config.oidc_create_people = false;
    })
    .await;
    let token = provider.person_token("alice").await;
    assert_eq!(who(&app, &token).await.0, 401);
    assert_eq!(count(&app, "SELECT COUNT(*) AS n FROM person").await, 0);
}
