//! The real command: made once, kept, and its printed lines pasted into a shell.

use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;
use serde_json::Value;

use super::program::{Place, Serving, said};

fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// The answer of a printed `curl` line, once the server gives one.
fn pasted(line: &str) -> Value {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let said = said(Command::new("sh").arg("-c").arg(line));
        if said.done {
            return serde_json::from_str(&said.out).unwrap();
        }
        assert!(Instant::now() < until, "no answer to: {line}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[tokio::test]
async fn its_line_shows_a_feed_and_a_second_run_changes_nothing() {
    let place = Place::new().await;
    let listen = ["--listen", &free_address()];
    let made = place.made(&listen);
    let before = place.contents().await;
    assert_eq!(place.tokens().await, 3);
    let again = place.made(&listen);
    assert_eq!(again["graphql"], made["graphql"]);
    assert_eq!(place.contents().await, before);
    assert_eq!(place.tokens().await, 6);

    let mut serving = place.command(&[&["demo"][..], &listen].concat());
    let _serving = Serving(serving.stdout(Stdio::null()).spawn().unwrap());
    let answer = pasted(made["curl"].as_str().unwrap());
    assert_eq!(answer.get("errors"), None, "{answer}");
    assert_eq!(answer["data"]["feed"]["edges"].as_array().unwrap().len(), 20);
    assert_eq!(place.contents().await, before, "serving changes nothing either");
}

#[tokio::test]
async fn it_prints_for_people_what_it_prints_for_programs() {
    let place = Place::new().await;
    let facts = place.made(&[]);
    let said = place.run(&["demo", "--no-serve"]);
    assert!(said.done && said.err.is_empty(), "{said:?}");
    for name in ["graphql", "graphiql", "data", "another_token"] {
        let fact = facts[name].as_str().unwrap();
        assert!(said.out.contains(fact), "{name}: no {fact} in {}", said.out);
    }
    let people = facts["people"].as_array().unwrap();
    assert_eq!(people.len(), 3);
    for person in people {
        let line =
            format!("{}, {}", person["name"].as_str().unwrap(), person["role"].as_str().unwrap());
        assert!(said.out.contains(&line), "{line}");
    }
    assert_eq!(said.out.matches("curl -s http://127.0.0.1:8080/graphql").count(), 1);
}

#[tokio::test]
async fn its_line_for_another_token_works_as_pasted() {
    let place = Place::new().await;
    let facts = place.made(&[]);
    let mut line = facts["another_token"].as_str().unwrap().to_owned();
    assert!(!line.contains("postgres://"), "the password of the database is nobody's business");
    if let Some(database) = &place.database {
        line = line.replace("--database URL", &format!("--database '{}'", database.url));
    }
    let issued = said(Command::new("sh").arg("-c").arg(&line));
    assert!(issued.done && issued.out.starts_with("ey"), "{line}: {issued:?}");
}

#[tokio::test]
async fn a_taken_port_is_told_and_another_taken() {
    let place = Place::new().await;
    place.made(&[]);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut serving = place.command(&["demo", "--json", "--listen", &address]);
    let mut serving =
        Serving(serving.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    // Whatever it prints, it prints once it listens.
    let mut out = serde_json::Deserializer::from_reader(serving.0.stdout.take().unwrap());
    let facts: Value = serde::Deserialize::deserialize(&mut out).unwrap();
    assert!(!facts["graphql"].as_str().unwrap().contains(&address), "{facts}");
    assert_eq!(pasted(facts["curl"].as_str().unwrap()).get("errors"), None);
    serving.0.kill().unwrap();
    let err = std::io::read_to_string(serving.0.stderr.take().unwrap()).unwrap();
    assert!(err.contains(&format!("{address} is taken: listening on ")), "{err}");
}

#[tokio::test]
async fn a_reader_who_leaves_is_no_fault() {
    let place = Place::new().await;
    let mut command = place.command(&["demo", "--no-serve"]);
    let mut running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(running.stdout.take());
    let output = running.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn two_at_once_in_one_folder_make_one_demo() {
    let place = Place::new().await;
    let start = || {
        let mut command = place.command(&["demo", "--no-serve", "--json"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    for running in [start(), start(), start()] {
        let output = running.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let contents = place.contents().await;
    assert!(contents.contains(&("person".into(), 40)), "{contents:?}");
}

#[tokio::test]
async fn one_that_was_killed_is_made_anew_or_refused() {
    let place = Place::new().await;
    if place.database.is_none() {
        let mut building = place.command(&["demo", "--no-serve"]);
        let mut building = building.stdout(Stdio::null()).spawn().unwrap();
        let unfinished = place.data().join("building/parvis.db");
        let until = Instant::now() + Duration::from_secs(20);
        while !unfinished.exists() {
            assert!(Instant::now() < until, "it does not build beside");
            std::thread::sleep(Duration::from_millis(1));
        }
        building.kill().unwrap();
        building.wait().unwrap();
        assert!(unfinished.exists() && !place.data().join("parvis.db").exists());
    }
    place.made(&[]);
    assert!(!place.data().join("building").exists());

    let rows = place.rows().await;
    rows.execute_unprepared("UPDATE import_batch SET finished_at = NULL").await.unwrap();
    rows.close().await.unwrap();
    let refused = place.run(&["demo", "--no-serve"]);
    assert!(!refused.done && refused.out.is_empty(), "{refused:?}");
    assert!(refused.err.contains("interrupted") && refused.err.contains("empty the database"));
}

#[tokio::test]
async fn it_does_not_touch_another_organisations_data() {
    let place = Place::new().await;
    assert!(place.run(&["migrate", "up"]).done);
    let person = ["person", "add", "--name", "A", "--email", "a@x.example", "--company", "Other"];
    assert!(place.run(&person).done);
    let refused = place.run(&["demo", "--no-serve"]);
    assert!(!refused.done && refused.err.contains("another organisation"), "{refused:?}");
}
