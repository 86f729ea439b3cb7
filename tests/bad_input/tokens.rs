//! Tokens that are not accepted. What they are like in detail is tested in `auth`.

use serde_json::json;

use super::untouched::rows;
use crate::support::{Cast, Who};

#[tokio::test]
async fn expired_forged_and_foreign_tokens_are_refused_alike() {
    let cast = Cast::start().await;
    let before = rows(&cast.app).await;
    let good = cast.app.token(cast.id(Who::Leader));
    let write = format!(
        "mutation {{ postCreate(input: {{ spaceId: \"{}\", title: \"T\", body: \"B\" }}) {{ post {{ id }} }} }}",
        cast.news
    );
    let (head, signature) = good.rsplit_once('.').unwrap();
    let other = cast.app.token(cast.id(Who::Author));
    let (_, body) = other.rsplit_once('.').unwrap();
    let forged = format!("{head}.{body}");
    let cut = format!("{head}.{}", &signature[..signature.len() - 4]);
    let nobody = cast.app.token("person_01jd3k8m0q5v7x9y2z4a6b8c0d");
    let application =
        "parvis_01jd3k8m0q5v7x9y2z4a6b8c0d_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA_00000000";
    let long = "a".repeat(60_000);
    for token in [&forged, &cut, &nobody, "x", "a.b.c", application, "parvis_", &long] {
        let (status, answer) = cast.app.post_with(token, &write, json!({})).await;
        assert_eq!(status, 401, "{token:.40}: {answer}");
        assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        assert_eq!(answer.get("data"), None);
        assert!(!answer.to_string().contains(&token[..token.len().min(12)]) || token.len() < 6);
    }
    cast.app.wait(3600 + 31);
    assert_eq!(cast.app.post_with(&good, &write, json!({})).await.0, 401, "expired");
    assert_eq!(rows(&cast.app).await, before);
    let fresh = cast.app.token(cast.id(Who::Leader));
    assert_eq!(cast.app.post_with(&fresh, &write, json!({})).await.0, 200);
}
