//! `parvis serve`: starts only on a schema it knows, answers, and finishes what is in flight.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::program::Program;

/// A server that is stopped when the test ends.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(program: &Program) -> Self {
        let mut command = program.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("Listening on http://").unwrap().to_owned();
        Self { process, address }
    }

    fn terminate(&self) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    fn exit_code(&mut self) -> Option<i32> {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(20) {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("still running");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
async fn it_does_not_start_on_a_missing_schema_and_says_what_to_run() {
    let program = Program::new().await;
    let error = program.fails(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(error.contains("parvis migrate up"), "{error}");
    program.ok(&["migrate", "up"]);
    program.ok(&["migrate", "down", "--yes"]);
    let error = program.fails(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(error.contains("1 migration") && error.contains("parvis migrate up"), "{error}");
    program.ok(&["migrate", "up"]);
    let error = program.fails(&["serve", "--listen", "nowhere"]);
    assert!(error.contains("nowhere"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_answers_with_a_token_of_the_command_line() {
    let program = Program::migrated().await;
    program.set("local_issuer = true\nmax_depth = 3\n");
    let id = program.ok(&[
        "person",
        "add",
        "--name",
        "Ann",
        "--email",
        "a@acme.example",
        "--company",
        "Acme",
    ]);
    let server = Server::start(&program);
    // The key was not there when the server started: the command makes it, or finds the server's.
    let token = program.ok(&["token", "issue", "--person", "a@acme.example"]);
    let http = reqwest::Client::new();
    let post = async |query: &str| {
        let request = http.post(format!("http://{}/graphql", server.address));
        let answer =
            request.bearer_auth(token.trim()).json(&json!({ "query": query })).send().await;
        serde_json::from_str::<Value>(&answer.unwrap().text().await.unwrap()).unwrap()
    };
    let answer = post("{ viewer { person { id } } }").await;
    assert_eq!(answer["data"]["viewer"]["person"]["id"], id.trim(), "{answer}");
    let deep = post("{ company { parent { parent { id } } } }").await;
    assert_eq!(deep["errors"][0]["extensions"]["code"], "TOO_DEEP", "the file's limit: {deep}");
    for health in ["health/live", "health/ready"] {
        let answer = http.get(format!("http://{}/{health}", server.address)).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{health}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_sigterm_it_finishes_the_request_in_flight_and_ends_with_code_0() {
    let program = Program::migrated().await;
    program.set("local_issuer = true\n");
    program.ok(&[
        "person",
        "add",
        "--name",
        "Ann",
        "--email",
        "a@acme.example",
        "--company",
        "Acme",
    ]);
    let token = program.ok(&["token", "issue", "--person", "a@acme.example"]);
    let mut server = Server::start(&program);
    let body = json!({ "query": "{ viewer { person { displayName } } }" }).to_string();
    let (first, rest) = body.split_at(10);
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(
        stream,
        "POST /graphql HTTP/1.1\r\nHost: parvis\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{first}",
        token.trim(),
        body.len()
    )
    .unwrap();
    std::thread::sleep(Duration::from_millis(200));
    server.terminate();
    // No more are taken; the one that has begun is answered in full.
    let start = Instant::now();
    while TcpStream::connect(&server.address).is_ok() {
        assert!(start.elapsed() < Duration::from_secs(5), "still taking connections");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(server.process.try_wait().unwrap(), None, "it waits");
    stream.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(
        answer.ends_with(r#"{"data":{"viewer":{"person":{"displayName":"Ann"}}}}"#),
        "{answer}"
    );
    assert_eq!(server.exit_code(), Some(0));
}
