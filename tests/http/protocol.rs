//! GraphQL over HTTP: methods, media types, statuses, and what an error says.

use poem::http::StatusCode;
use poem::test::TestResponse;
use serde_json::{Value, json};

use super::stub::{AUTHORIZATION, Stub, client};

const GRAPHQL: &str = "application/graphql-response+json";

/// A POST of this body, with a token, as both kinds of client: status and body.
async fn post(accept: &str, body: Value) -> (StatusCode, Value) {
    let client = client(|_| {});
    let request = client.post("/graphql").header("Authorization", AUTHORIZATION);
    read(request.header("Accept", accept).body_json(&body).send().await).await
}

async fn read(response: TestResponse) -> (StatusCode, Value) {
    let status = response.0.status();
    let body = response.0.into_body().into_bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

fn code(body: &Value) -> &str {
    body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn a_document_that_cannot_run_is_400_to_new_clients_and_200_to_old() {
    for (query, expected) in [
        ("{ hello", "PARSE_FAILED"),
        ("{ nothing }", "VALIDATION_FAILED"),
        ("query($n: Int!) { number(n: $n) }", "VALIDATION_FAILED"),
        ("fragment a on Query { ...a } { ...a }", "VALIDATION_FAILED"),
        (
            "{ item { item { item { item { item { item { item { item { item { item { item { item { \
          item { item { item { item { name } } } } } } } } } } } } } } } } }",
            "TOO_DEEP",
        ),
        ("{ items(first: 3000) { name hello: name } }", "TOO_COMPLEX"),
        ("subscription { hello }", "VALIDATION_FAILED"),
    ] {
        for (accept, status) in [(GRAPHQL, 400), ("application/json", 200)] {
            let (got, body) = post(accept, json!({ "query": query })).await;
            assert_eq!((got.as_u16(), code(&body)), (status, expected), "{query} as {accept}");
            assert_eq!(body.get("data"), None, "{query}: nothing ran");
        }
    }
}

#[tokio::test]
async fn what_ran_is_200_with_data_and_errors_beside_it() {
    let (status, body) = post(GRAPHQL, json!({ "query": "{ hello refused leaking }" })).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body["data"], json!({ "hello": "world", "refused": null, "leaking": null }));
    let codes: Vec<_> =
        body["errors"].as_array().unwrap().iter().map(|one| &one["extensions"]["code"]).collect();
    assert!(codes.contains(&&json!("INVALID_CURSOR")) && codes.contains(&&json!("INTERNAL")));
    assert!(!body.to_string().contains("SELECT"), "an error without a code is not shown");
}

#[tokio::test]
async fn operations_are_chosen_by_name() {
    let two = "query a { hello } query b { number(n: 2) }";
    let (_, body) = post(GRAPHQL, json!({ "query": two, "operationName": "b" })).await;
    assert_eq!(body, json!({ "data": { "number": 2 } }));
    for name in [Value::Null, json!("c"), json!("")] {
        let (status, body) = post(GRAPHQL, json!({ "query": two, "operationName": name })).await;
        assert_eq!((status.as_u16(), code(&body)), (400, "VALIDATION_FAILED"), "{name}");
    }
}

#[tokio::test]
async fn a_parse_error_names_the_place_and_not_the_query() {
    let query = "{ hello(secret: \"hunter2\" }";
    let (_, body) = post(GRAPHQL, json!({ "query": query })).await;
    assert_eq!(code(&body), "PARSE_FAILED");
    assert!(!body.to_string().contains("hunter2") && !body.to_string().contains("secret"));
    assert_eq!(body["errors"][0]["locations"][0]["line"], 1);
    let (_, body) = post(GRAPHQL, json!({ "query": "{ helo }" })).await;
    assert!(!body.to_string().contains("hello"), "no suggestions: {body}");
}

#[tokio::test]
async fn bodies_that_are_no_graphql_request_are_400() {
    let client = client(|_| {});
    for body in [
        &b""[..],
        b"{",
        b"null",
        b"[]",
        b"[{}]",
        b"{\"query\":1}",
        b"{\"query\":\"\xff\"}",
        b"\0",
        b"{\"query\":\"{hello}\",\"variables\":[]}",
        b"{\"query\":\"{hello}\",\"extensions\":7}",
        b"{\"query\":\"{hello}\\u0000\"}",
        b"{\"query\":\"{echo(text: \\\"\\\\u0000\\\")}\"}",
        b"{\"query\":\"query($t:String!){echo(text:$t)}\",\"variables\":{\"t\":\"a\\u0000\"}}",
        b"{\"query\":\"{hello}\",\"query\":\"{hello}\"}",
    ] {
        let request = client.post("/graphql").header("Authorization", AUTHORIZATION);
        let sent = request.content_type("application/json").body(body.to_vec()).send().await;
        let (status, answer) = read(sent).await;
        let shown = String::from_utf8_lossy(body);
        assert_eq!((status.as_u16(), code(&answer)), (400, "BAD_REQUEST"), "{shown}");
    }
    // U+0000 as a text about it, not the character: an escaped backslash, and a block string.
    for text in [r#"{echo(text: "\\u0000")}"#, r#"{echo(text: """\u0000""")}"#] {
        let (status, body) = post(GRAPHQL, json!({ "query": text })).await;
        assert_eq!((status.as_u16(), &body["data"]["echo"]), (200, &json!("\\u0000")));
    }
}

#[tokio::test]
async fn only_json_in_utf8_comes_in() {
    let client = client(|_| {});
    let send = async |kind: Option<&str>, coding: Option<&str>| {
        let mut request = client.post("/graphql").header("Authorization", AUTHORIZATION);
        if let Some(kind) = kind {
            request = request.content_type(kind);
        }
        if let Some(coding) = coding {
            request = request.header("Content-Encoding", coding);
        }
        request.body(r#"{"query":"{hello}"}"#).send().await.0.status().as_u16()
    };
    for kind in ["application/json", "Application/JSON ; charset=\"UTF-8\"", "application/json;x=y"]
    {
        assert_eq!(send(Some(kind), None).await, 200, "{kind}");
    }
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=latin1",
        "",
    ] {
        assert_eq!(send(Some(kind), None).await, 415, "{kind}");
    }
    assert_eq!(send(None, None).await, 415);
    assert_eq!(send(Some("application/json"), Some("gzip")).await, 415, "no bombs");
}

#[tokio::test]
async fn accept_chooses_the_answers_type() {
    let client = client(|_| {});
    let json = "application/json; charset=utf-8";
    let graphql = "application/graphql-response+json; charset=utf-8";
    for (accept, expected) in [
        (GRAPHQL, graphql),
        ("application/json", json),
        ("*/*", json),
        ("text/html, application/*;q=0.5", json),
        ("application/json;q=0.5, application/graphql-response+json;q=0.51", graphql),
        ("application/graphql-response+json, application/json", graphql),
        ("application/json, application/graphql-response+json", json),
        ("application/graphql-response+json;q=0, application/json", json),
    ] {
        let request = client.get("/graphql?query={hello}").header("Authorization", AUTHORIZATION);
        let response = request.header("Accept", accept).send().await;
        response.assert_status(StatusCode::OK);
        response.assert_content_type(expected);
    }
    for accept in ["text/html", "application/json; charset=latin1", "application/json;q=0", ""] {
        let request = client.get("/graphql?query={hello}").header("Authorization", AUTHORIZATION);
        let (status, body) = read(request.header("Accept", accept).send().await).await;
        assert_eq!((status.as_u16(), code(&body)), (406, "NOT_ACCEPTABLE"), "{accept}");
    }
}

#[tokio::test]
async fn get_is_for_queries() {
    let stub = Stub::new(|_| {});
    let client = poem::test::TestClient::new(parvis::http::endpoint(stub.clone()));
    let get = async |query: &str| {
        let request = client.get(format!("/graphql?{query}"));
        read(request.header("Authorization", AUTHORIZATION).send().await).await
    };
    let (_, body) = get("query=query($n:Int!){number(n:$n)}&variables=%7B%22n%22:3%7D").await;
    assert_eq!(body, json!({ "data": { "number": 3 } }));
    for (query, status, expected) in [
        ("query=mutation{count}", 405, "METHOD_NOT_ALLOWED"),
        ("query=query+a{hello}mutation+b{count}&operationName=b", 405, "METHOD_NOT_ALLOWED"),
        ("variables=%7B%7D", 400, "BAD_REQUEST"),
        ("query={hello}&query={hello}", 400, "BAD_REQUEST"),
        ("query={hello}&variables=3", 400, "BAD_REQUEST"),
    ] {
        let (got, body) = get(query).await;
        assert_eq!((got.as_u16(), code(&body)), (status, expected), "{query}");
    }
    assert_eq!(stub.mutations(), 0);
    let response = client.put("/graphql").send().await;
    response.assert_status(StatusCode::METHOD_NOT_ALLOWED);
    response.assert_header("Allow", "GET, POST");
}

#[tokio::test]
async fn the_token_is_taken_from_its_header_only() {
    let client = client(|_| {});
    let plain = r#"Bearer realm="parvis""#;
    let invalid = r#"Bearer realm="parvis", error="invalid_token""#;
    for (header, challenge) in [
        (None, plain),
        (Some("Bearer wrong-token"), invalid),
        (Some("Basic good-token"), invalid),
        (Some("Bearer"), invalid),
    ] {
        let request = client.post("/graphql?access_token=good-token");
        let request = request.body_json(&json!({ "query": "{hello}" }));
        let response = match header {
            Some(header) => request.header("Authorization", header).send().await,
            None => request.send().await,
        };
        response.assert_status(StatusCode::UNAUTHORIZED);
        response.assert_header("WWW-Authenticate", challenge);
        response.assert_content_type("application/json; charset=utf-8");
        let (_, body) = read(response).await;
        assert_eq!(code(&body), "UNAUTHENTICATED");
        assert!(!body.to_string().contains("wrong-token"));
    }
    let request = client.post("/graphql").header("Authorization", "bearer good-token");
    request.body_json(&json!({ "query": "{hello}" })).send().await.assert_status_is_ok();
}

#[tokio::test]
async fn a_refusal_comes_in_the_type_asked_for() {
    let client = client(|_| {});
    let refused = client.post("/graphql").header("Accept", GRAPHQL);
    let response = refused.content_type("application/json").body("{}").send().await;
    response.assert_status(StatusCode::UNAUTHORIZED);
    response.assert_content_type("application/graphql-response+json; charset=utf-8");
}
