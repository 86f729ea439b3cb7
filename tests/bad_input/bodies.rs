//! Bodies that are no GraphQL request.

use serde_json::Value;

use super::untouched::rows;
use crate::support::{Cast, Who};

/// A post that was never there.
const ABSENT: &str = "post_01jd3k8m0q5v7x9y2z4a6b8c0d";

#[tokio::test]
async fn each_is_told_by_code_and_the_next_is_answered() {
    let cast = Cast::start().await;
    let before = rows(&cast.app).await;
    let create = |body: &str| {
        format!(
            r#"{{"query":"mutation {{ postCreate(input: {{spaceId: \"{}\", title: \"T\", body: \"{body}\", publish: true}}) {{ post {{ id }} }} }}"}}"#,
            cast.news
        )
    };
    let deep = format!(r#"{{"query":"{}{}"}}"#, "{ a ".repeat(5_000), "}".repeat(5_000));
    let cases: Vec<(&str, Vec<u8>, u16, &str)> = vec![
        ("empty", vec![], 400, "BAD_REQUEST"),
        ("cut off", br#"{"query":"{ viewer"#.to_vec(), 400, "BAD_REQUEST"),
        ("no JSON", b"query { viewer }".to_vec(), 400, "BAD_REQUEST"),
        ("a number", b"1".to_vec(), 400, "BAD_REQUEST"),
        ("no query", b"{}".to_vec(), 400, "BAD_REQUEST"),
        ("query of the wrong type", br#"{"query":1}"#.to_vec(), 400, "BAD_REQUEST"),
        ("invalid UTF-8", b"{\"query\":\"{ viewer \xff }\"}".to_vec(), 400, "BAD_REQUEST"),
        ("lone surrogate", br#"{"query":"{ a\ud800 }"}"#.to_vec(), 400, "BAD_REQUEST"),
        ("too large", create(&"a".repeat(1_100_000)).into_bytes(), 413, "PAYLOAD_TOO_LARGE"),
        ("too deep", deep.into_bytes(), 400, "TOO_DEEP"),
        ("no GraphQL", br#"{"query":"{ viewer { "}"#.to_vec(), 200, "PARSE_FAILED"),
        ("unknown field", br#"{"query":"{ viewers }"}"#.to_vec(), 200, "VALIDATION_FAILED"),
        (
            "unknown operation",
            br#"{"query":"query A { viewer { person { id } } }","operationName":"B"}"#.to_vec(),
            200,
            "VALIDATION_FAILED",
        ),
    ];
    let token = cast.app.token(cast.id(Who::Leader));
    for (what, body, status, code) in cases {
        let response = cast
            .app
            .client
            .post("/graphql")
            .header("Authorization", format!("Bearer {token}"))
            .header("Content-Type", "application/json")
            .body(body)
            .send()
            .await;
        let got = response.0.status().as_u16();
        let text = response.0.into_body().into_string().await.unwrap();
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (got, answer["errors"][0]["extensions"]["code"].as_str()),
            (status, Some(code)),
            "{what}: {text}"
        );
        assert!(text.len() < 2_000, "{what}: an error does not echo: {}", text.len());
        for inside in ["SELECT", "sqlx", "sea_orm", "src/", "panicked"] {
            assert!(!text.contains(inside), "{what}: {text}");
        }
        assert!(!cast.reads(Who::Leader, ABSENT).await, "{what}: it still answers");
    }
    assert_eq!(rows(&cast.app).await, before);
}
