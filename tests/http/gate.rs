//! What every request passes: time limit, panics, ids, log, headers, other origins, health.

use poem::http::{Method, StatusCode};
use serde_json::json;

use super::stub::{AUTHORIZATION, CALLER, client};
use crate::support::log;

#[tokio::test]
async fn a_slow_request_is_503_and_a_panic_is_500_without_its_message() {
    let client = client(|config| config.request_timeout_seconds = 1);
    for (query, status, code) in [
        ("{ sleep(milliseconds: 5000) }", StatusCode::SERVICE_UNAVAILABLE, "TIMEOUT"),
        ("{ panic }", StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL"),
    ] {
        let request = client.post("/graphql").header("Authorization", AUTHORIZATION);
        let response = request.body_json(&json!({ "query": query })).send().await;
        response.assert_status(status);
        let body = response.0.into_body().into_string().await.unwrap();
        assert!(body.contains(code) && !body.contains("the inside"), "{body}");
    }
    let metrics = client.get("/metrics").send().await.0.into_body().into_string().await.unwrap();
    for line in [
        "parvis_http_requests_total{method=\"POST\",status=\"503\"} 1",
        "parvis_http_requests_total{method=\"POST\",status=\"500\"} 1",
        "parvis_http_request_seconds_count 2",
        "parvis_http_requests_in_flight 1",
        "parvis_database_statements_total 2",
    ] {
        assert!(metrics.contains(line), "{line} in {metrics}");
    }
}

#[tokio::test]
async fn a_sane_request_id_is_kept_and_any_other_replaced() {
    let client = client(|_| {});
    let answered = async |id: &str| {
        let response = client.get("/health/live").header("X-Request-Id", id).send().await;
        response.0.header("X-Request-Id").unwrap().to_owned()
    };
    assert_eq!(answered("job-1.step_2").await, "job-1.step_2");
    for id in ["", "two words", "a\"b", &"x".repeat(65)] {
        let made = answered(id).await;
        assert!(uuid_like(&made), "{id} became {made}");
        assert_ne!(made, answered(id).await);
    }
}

fn uuid_like(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

#[tokio::test]
async fn the_log_has_the_request_and_no_secret() {
    const ID: &str = "request-of-the-log-test";
    let client = client(|_| {});
    let request =
        client.post("/graphql?access_token=in-the-url").header("Authorization", AUTHORIZATION);
    let query = "query($t: String!) { echo(text: $t) leaking }";
    let body = json!({ "query": query, "variables": { "t": "a-variable" } });
    request.header("X-Request-Id", ID).body_json(&body).send().await.assert_status_is_ok();
    let text = log::text();
    let mut lines = text.lines().filter(|line| line.contains(ID));
    let line = lines.clone().find(|line| line.contains("\"message\":\"request\""));
    let line = line.expect(&text);
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    let fields = &line["fields"];
    assert_eq!((&fields["method"], &fields["path"]), (&json!("POST"), &json!("/graphql")));
    assert_eq!((&fields["status"], &fields["statements"]), (&json!(200), &json!(1)));
    assert_eq!((&fields["caller"], &fields["id"]), (&json!(CALLER), &json!(ID)));
    assert!(fields["ms"].is_u64());
    for secret in ["good-token", "in-the-url", "a-variable", "echo(text"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(lines.any(|line| line.contains("SELECT secret")), "the cause, under the request's id");
}

#[tokio::test]
async fn every_answer_is_hardened_and_no_graphql_answer_is_stored() {
    let client = client(|_| {});
    for path in
        ["/graphql?query={hello}", "/graphql?query={panic}", "/nowhere", "/health/live", "/media/x"]
    {
        let response = client.get(path).header("Authorization", AUTHORIZATION).send().await;
        response.assert_header("X-Content-Type-Options", "nosniff");
        response
            .assert_header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.assert_header("Cache-Control", "no-store");
    }
    let nowhere = client.get("/nowhere").send().await;
    nowhere.assert_status(StatusCode::NOT_FOUND);
    assert!(nowhere.0.into_body().into_string().await.unwrap().contains("\"code\":\"NOT_FOUND\""));
    let wrong = client.delete("/health/live").send().await;
    wrong.assert_status(StatusCode::METHOD_NOT_ALLOWED);
    wrong.assert_header("Allow", "GET, HEAD");
}

#[tokio::test]
async fn other_origins_are_allowed_by_name() {
    let allowed = async |origins: &[&str], method: Method, origin: &str| {
        let origins: Vec<_> = origins.iter().map(ToString::to_string).collect();
        let client = client(|config| config.cors_origins = origins);
        let request = client.request(method, "/graphql?query={hello}").header("Origin", origin);
        let request = request.header("Access-Control-Request-Method", "POST");
        let response = request.header("Authorization", AUTHORIZATION).send().await;
        assert!(response.0.status().is_success(), "the browser refuses, not we");
        response.assert_header_is_not_exist("Access-Control-Allow-Credentials");
        let header = |name: &str| response.0.header(name).map(ToOwned::to_owned);
        (header("Access-Control-Allow-Origin"), header("Access-Control-Allow-Headers"))
    };
    let (ours, other) = ("https://intranet.example", "https://intranet.example.evil");
    for method in [Method::GET, Method::OPTIONS] {
        assert_eq!(allowed(&[], method.clone(), ours).await, (None, None));
        assert_eq!(allowed(&[ours], method.clone(), other).await, (None, None));
        let (origin, headers) = allowed(&[ours], method.clone(), ours).await;
        assert_eq!(origin.as_deref(), Some(ours));
        assert_eq!(
            headers.is_some_and(|all| all.contains("Authorization")),
            method == Method::OPTIONS
        );
        assert_eq!(allowed(&["*"], method, other).await.0.as_deref(), Some("*"));
    }
}

#[tokio::test]
async fn alive_is_not_ready() {
    let client = client(|_| {});
    client.get("/health/live").send().await.assert_status_is_ok();
    let ready = client.get("/health/ready").send().await;
    ready.assert_status(StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn graphiql_is_whole_and_can_be_turned_off() {
    let with = client(|_| {});
    let page = with.get("/").send().await;
    page.assert_status_is_ok();
    let policy = page.0.header("Content-Security-Policy").unwrap().to_owned();
    assert!(policy.contains("script-src 'self';") && policy.contains("default-src 'none'"));
    let html = page.0.into_body().into_string().await.unwrap();
    assert!(!html.contains("http:") && !html.contains("https:"), "nothing from elsewhere");
    let files: Vec<_> = html.split('"').filter(|part| part.starts_with("/graphiql/")).collect();
    assert_eq!(files.len(), 7, "{files:?}");
    for file in files {
        with.get(file).send().await.assert_status_is_ok();
    }
    let without = client(|config| config.graphiql = false);
    without.get("/").send().await.assert_status(StatusCode::NOT_FOUND);
    without.get("/graphiql/page.js").send().await.assert_status(StatusCode::NOT_FOUND);
}
