//! Who the bearer token is of, at the instant of the request.

use serde_json::json;

use crate::support::{Cast, Who};

const VIEWER: &str =
    "{ viewer { person { id displayName email } platformRoles application { id } } }";

#[tokio::test]
async fn everyone_is_themselves_with_the_platform_roles_they_hold() {
    let cast = Cast::start().await;
    for who in Who::ALL.into_iter().filter(|who| *who != Who::Deactivated) {
        let roles = match who {
            Who::Administrator => json!(["ADMIN"]),
            Who::Guardian => json!(["GUARDIAN"]),
            Who::Auditor => json!(["AUDITOR"]),
            Who::Evangelist => json!(["EVANGELIST"]),
            _ => json!([]),
        };
        let found = cast.ask(who, VIEWER, json!({})).await;
        assert_eq!(found["viewer"]["person"]["id"], cast.id(who), "{who:?}");
        assert_eq!(found["viewer"]["person"]["displayName"], format!("{who:?}"));
        let email = format!("{who:?}@acme.example").to_lowercase();
        assert_eq!(found["viewer"]["person"]["email"], email);
        assert_eq!(found["viewer"]["platformRoles"], roles, "{who:?}");
        assert_eq!(found["viewer"]["application"], json!(null));
    }
}

#[tokio::test]
async fn a_deactivated_person_is_refused_with_every_token_until_they_return() {
    let cast = Cast::start().await;
    let token = cast.app.token(cast.id(Who::Deactivated));
    let (status, answer) = cast.app.post_with(&token, VIEWER, json!({})).await;
    assert_eq!((status, answer.get("data")), (401, None), "{answer}");
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert!(!answer.to_string().contains("eactivat"), "not why: {answer}");
    let back = json!({ "id": cast.id(Who::Deactivated) });
    cast.done(Who::Administrator, "personReactivate", back, "person { id }").await;
    cast.app.wait(1);
    let fresh = cast.app.token(cast.id(Who::Deactivated));
    let (status, answer) = cast.app.post_with(&fresh, VIEWER, json!({})).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["data"]["viewer"]["person"]["id"], cast.id(Who::Deactivated));
}
