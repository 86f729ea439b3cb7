//! One connection carries bad requests and good ones after another.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::untouched::rows;
use crate::support::{Cast, Who};

/// Sends a body and reads the answer: its status and its JSON.
async fn ask(connection: &mut TcpStream, token: &str, body: &[u8]) -> (u16, Value) {
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nAccept: application/json\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.write_all(body).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let byte = tokio::time::timeout(Duration::from_secs(20), connection.read_u8()).await;
        head.push(byte.expect("an answer in time").expect("the connection is kept"));
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.expect("a length").parse().unwrap()];
    connection.read_exact(&mut body).await.unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn is_kept_whatever_was_sent() {
    let cast = Cast::start().await;
    let address = cast.app.listen().await;
    let address = address.strip_prefix("http://").unwrap().strip_suffix("/graphql").unwrap();
    let mut connection = TcpStream::connect(address).await.unwrap();
    let before = rows(&cast.app).await;
    let token = cast.app.token(cast.id(Who::Author));
    let create = |title: &str| {
        let query =
            "mutation($input: PostCreateInput!) { postCreate(input: $input) { errors { code } } }";
        let input = json!({ "spaceId": cast.news, "title": title, "body": "B", "publish": true });
        serde_json::to_vec(&json!({ "query": query, "variables": { "input": input } })).unwrap()
    };
    let good = json!({ "query": "{ viewer { person { displayName } } }" }).to_string();
    for (what, token, body, status, code) in [
        ("malformed", token.as_str(), b"{\"query\":".to_vec(), 400, "BAD_REQUEST"),
        ("no UTF-8", &token, b"{\"query\":\"\xff\xfe\"}".to_vec(), 400, "BAD_REQUEST"),
        ("NUL", &token, create("a\u{0}b"), 400, "BAD_REQUEST"),
        (
            "unknown field",
            &token,
            b"{\"query\":\"{ nothing }\"}".to_vec(),
            200,
            "VALIDATION_FAILED",
        ),
        ("forged token", "a.b.c", create("T"), 401, "UNAUTHENTICATED"),
        ("1 MB title", &token, create(&"a".repeat(1_000_000)), 200, "TOO_LONG"),
        ("control character", &token, create("a\u{7}b"), 200, "INVALID"),
    ] {
        let (got, answer) = ask(&mut connection, token, &body).await;
        let top = answer["errors"][0]["extensions"]["code"].as_str();
        let told = answer["data"]["postCreate"]["errors"][0]["code"].as_str();
        assert_eq!((got, top.or(told)), (status, Some(code)), "{what}: {answer}");
        let (status, answer) =
            ask(&mut connection, &cast.app.token(cast.id(Who::Author)), good.as_bytes()).await;
        assert_eq!(status, 200, "after {what}");
        assert_eq!(answer["data"]["viewer"]["person"]["displayName"], "Author", "after {what}");
    }
    assert_eq!(rows(&cast.app).await, before);
}
