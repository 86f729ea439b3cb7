//! What only a real connection shows: kept alive or closed, compressed, shut down.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parvis::config::Config;
use parvis::http::Engine;
use parvis::server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::stub::{AUTHORIZATION, Stub};

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

async fn start(change: impl FnOnce(&mut Config)) -> Running {
    let stub: Arc<Stub> = Stub::new(change);
    let bound = server::bind(stub.config()).await.unwrap();
    let (stop, stopped) = oneshot::channel();
    let address = bound.address();
    let task = tokio::spawn(bound.serve(stub, async {
        let _ = stopped.await;
    }));
    Running { address, stop, task }
}

fn post(body: &str) -> String {
    let length = body.len();
    format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: {AUTHORIZATION}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}

/// Sends, and reads one answer with a length: its status line and its bytes.
async fn ask(connection: &mut TcpStream, request: &[u8]) -> (String, Vec<u8>) {
    connection.write_all(request).await.unwrap();
    answer(connection).await
}

async fn answer(connection: &mut TcpStream) -> (String, Vec<u8>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let byte = tokio::time::timeout(Duration::from_secs(20), connection.read_u8()).await;
        head.push(byte.expect("an answer in time").expect("the connection is open"));
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    connection.read_exact(&mut body).await.unwrap();
    (head, body)
}

#[tokio::test]
async fn refused_requests_keep_the_connection() {
    let server = start(|config| config.max_body_bytes = 100_000).await;
    let mut connection = TcpStream::connect(server.address).await.unwrap();
    let chunked = format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: {AUTHORIZATION}\r\n\
         Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n493e0\r\n{}\r\n0\r\n\r\n",
        " ".repeat(300_000)
    );
    for (request, status) in [
        (post(&" ".repeat(300_000)), "413"),
        (chunked, "413"),
        (post("{"), "400"),
        (post(r#"{"query":"{panic}"}"#), "500"),
        (post(r#"{"query":"{hello}"}"#).replace("good-token", "wrong"), "401"),
        (post(r#"{"query":"{hello}"}"#).replace("application/json", "text/plain"), "415"),
        (post(&" ".repeat(90_000)).replace("POST", "PUT"), "405"),
    ] {
        let (head, _) = ask(&mut connection, request.as_bytes()).await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{status}: {head}");
        let (head, body) = ask(&mut connection, post(r#"{"query":"{hello}"}"#).as_bytes()).await;
        assert!(head.starts_with("HTTP/1.1 200 "), "after {status}: {head}");
        assert_eq!(body, br#"{"data":{"hello":"world"}}"#, "after {status}");
    }
}

#[tokio::test]
async fn a_huge_body_is_refused_before_it_is_sent() {
    let server = start(|_| {}).await;
    let mut connection = TcpStream::connect(server.address).await.unwrap();
    let head = post("").replace("Content-Length: 0", "Content-Length: 60000000");
    let (answer, _) = ask(&mut connection, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    let mut rest = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(5), connection.read_to_end(&mut rest));
    closed.await.expect("closed").ok();
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let server = start(|config| config.request_timeout_seconds = 1).await;
    let mut connection = TcpStream::connect(server.address).await.unwrap();
    let started = Instant::now();
    let head = post("").replace("Content-Length: 0", "Content-Length: 100");
    let (answer, body) = ask(&mut connection, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 503 ") && body.ends_with(b"\"TIMEOUT\"}}]}"), "{answer}");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn long_answers_are_compressed_and_short_ones_not() {
    let server = start(|_| {}).await;
    for (length, accept, coding) in [
        (500, "gzip", Some("gzip")),
        (500, "gzip, br", Some("br")),
        (500, "br;q=0, gzip;q=0.5", Some("gzip")),
        (500, "identity", None),
        (2, "gzip", None),
    ] {
        let mut connection = TcpStream::connect(server.address).await.unwrap();
        let request = post(&format!(r#"{{"query":"{{long(length:{length})}}"}}"#));
        let request = request.replace(
            "\r\n\r\n",
            &format!("\r\nAccept-Encoding: {accept}\r\nConnection: close\r\n\r\n"),
        );
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        connection.read_to_end(&mut bytes).await.unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let found = text.lines().find_map(|line| line.strip_prefix("content-encoding: "));
        assert_eq!(found, coding, "{accept}: {text}");
        assert_eq!(bytes.len() < 2_000, coding.is_some() || length == 2, "{accept}");
    }
}

#[tokio::test]
async fn shutdown_finishes_what_is_in_flight() {
    let server = start(|_| {}).await;
    let mut idle = TcpStream::connect(server.address).await.unwrap();
    ask(&mut idle, post(r#"{"query":"{hello}"}"#).as_bytes()).await;
    let mut busy = TcpStream::connect(server.address).await.unwrap();
    let slow = post(r#"{"query":"{sleep(milliseconds:700)}"}"#);
    busy.write_all(slow.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    server.stop.send(()).unwrap();
    let (head, body) = answer(&mut busy).await;
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert_eq!(body, br#"{"data":{"sleep":true}}"#);
    let ended = tokio::time::timeout(Duration::from_secs(5), server.task);
    ended.await.expect("ends once idle").unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err(), "the port is free");
}

#[tokio::test]
async fn shutdown_does_not_wait_for_ever() {
    let server = start(|config| config.shutdown_seconds = 1).await;
    let mut busy = TcpStream::connect(server.address).await.unwrap();
    let slow = post(r#"{"query":"{sleep(milliseconds:9000)}"}"#);
    busy.write_all(slow.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let started = Instant::now();
    server.stop.send(()).unwrap();
    server.task.await.unwrap().unwrap();
    assert!((1..4).contains(&started.elapsed().as_secs()), "{:?}", started.elapsed());
}
