//! The real command: made once, kept, and its printed line pasted into a shell.

use std::path::Path;
use std::process::{Child, Command, Output};

use serde_json::Value;

use crate::cli::binary;

fn demo(folder: &Path) -> Command {
    let mut command = Command::new(binary());
    command.arg("demo").arg("--json").arg("--data").arg(folder);
    command
}

fn facts(output: Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Ends the server when the test does.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_printed_line_shows_a_feed_and_a_second_run_keeps_the_data() {
    let folder = tempfile::tempdir().unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let listen = ["--listen", &port.to_string()];
    let made = facts(demo(folder.path()).args(listen).arg("--no-serve").output().unwrap());
    let file = folder.path().join("parvis.db");
    let before = std::fs::read(&file).unwrap();
    let again = facts(demo(folder.path()).args(listen).arg("--no-serve").output().unwrap());
    assert_eq!(again["graphql"], made["graphql"]);
    assert_eq!(std::fs::read(&file).unwrap(), before, "a second run changes nothing");

    let mut server = demo(folder.path());
    server.args(listen).stdout(std::process::Stdio::null());
    let _running = Running(server.spawn().unwrap());
    let line = made["curl"].as_str().unwrap();
    let answer = (0..100)
        .find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            let output = Command::new("sh").arg("-c").arg(line).output().unwrap();
            output.status.success().then_some(output.stdout)
        })
        .expect("the server answers within ten seconds");
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!(answer.get("errors"), None, "{answer}");
    assert_eq!(answer["data"]["feed"]["edges"].as_array().unwrap().len(), 20);
    assert_eq!(made["people"].as_array().unwrap().len(), 3);
}

#[test]
fn it_does_not_touch_another_organisations_data() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(binary());
        command.args(arguments).arg("--data").arg(folder.path()).output().unwrap()
    };
    assert!(run(&["migrate", "up"]).status.success());
    let person = ["person", "add", "--name", "A", "--email", "a@x.example", "--company", "Other"];
    assert!(run(&person).status.success());
    let refused = run(&["demo", "--no-serve"]);
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("another organisation"), "{said}");
}
