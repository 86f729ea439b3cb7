//! Whether the tests of the rules would notice: faults planted in the rules, one at a time.
//!
//! One build has them all, and each takes a run of these tests until one fails: minutes in all, so
//! they are for `tests/run --long`. `PARVIS_FAULT` plants those alone whose name has one of its parts,
//! which commas separate. They are built in `PARVIS_FAULTS_TARGET`, or `target/faults`: a folder of
//! its own, or cargo would take a library of theirs for the workspace's.

mod copy;
mod list;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::{Value, json};

use self::copy::{Copy, workspace};
use self::list::{FAULTS, Fault};
use crate::support::TestApp;

#[test]
fn each_fault_has_its_place() {
    let names: BTreeSet<&str> = FAULTS.iter().map(|fault| fault.name).collect();
    assert_eq!(names.len(), FAULTS.len(), "two have one name");
    for fault in FAULTS {
        let text = std::fs::read_to_string(workspace().join(fault.file)).unwrap();
        assert!(fault.planted(&text).is_some(), "{} in {}", fault.name, fault.file);
    }
    let rights = std::fs::read_to_string(workspace().join(copy::RIGHTS)).unwrap();
    assert!(copy::reads_its_sql(&rights).is_some(), "in {}", copy::RIGHTS);
}

/// A fault with which this fails breaks the program, and not a rule: every test would find it.
#[tokio::test]
async fn the_program_answers() {
    let app = TestApp::start().await;
    app.found("Acme").await;
    let person = app.person("Person", &[]).await;
    app.ask(&person, "{ feed { nodes { id } } spaces { nodes { id } } }", json!({})).await;
}

#[test]
#[ignore = "half a minute a fault: for `tests/run --long`"]
fn each_fault_is_found() {
    let wanted = std::env::var("PARVIS_FAULT").unwrap_or_default();
    let wanted = |fault: &&Fault| wanted.split(',').any(|part| fault.name.contains(part));
    let target = std::env::var_os("PARVIS_FAULTS_TARGET")
        .map_or_else(|| workspace().join("target/faults"), PathBuf::from);
    let copy = Copy::new(target.join("copy"));
    let suite = build(copy.folder(), &target);
    assert_eq!(outcome(&copy, &suite, None), Outcome::NotFound, "without a fault");
    let mut missed = Vec::new();
    for fault in FAULTS.iter().filter(wanted) {
        let begun = Instant::now();
        // Without the fault before, and what its tests have left.
        copy.refresh();
        if fault.is_sql() {
            let file = copy.folder().join(fault.file);
            let text = std::fs::read_to_string(&file).unwrap();
            std::fs::write(&file, fault.planted(&text).unwrap()).unwrap();
        }
        let outcome = outcome(&copy, &suite, Some(fault));
        println!("{}: {outcome:?}, {} s", fault.name, begun.elapsed().as_secs());
        missed.extend((!matches!(outcome, Outcome::Found(_))).then_some((fault.name, outcome)));
    }
    copy.refresh();
    assert!(missed.is_empty(), "no test of the rules finds these: {missed:#?}");
}

/// What became of a fault.
#[derive(Debug, PartialEq)]
enum Outcome {
    /// By this test.
    Found(String),
    NotFound,
    /// It is none: everybody finds it.
    NothingAnswers,
}

fn outcome(copy: &Copy, suite: &Path, fault: Option<&Fault>) -> Outcome {
    let failure = |tests: &[&str]| first_failure(copy, suite, fault, tests);
    if failure(&["access::faults::the_program_answers"]).is_some() {
        return Outcome::NothingAnswers;
    }
    // The quick ones first.
    let slow = ["access::random::", "access::invariants::"];
    let quick = ["access::", "--skip", "access::faults::", "--skip", slow[0], "--skip", slow[1]];
    failure(&quick).or_else(|| failure(&slow)).map_or(Outcome::NotFound, Outcome::Found)
}

/// Runs these tests until one fails. Its name.
fn first_failure(
    copy: &Copy,
    suite: &Path,
    fault: Option<&Fault>,
    tests: &[&str],
) -> Option<String> {
    let mut run = Command::new(suite)
        .args(tests)
        // Named alike, and not of the rules.
        .args(["--skip", "explain::access::"])
        .current_dir(copy.folder().join("tests"))
        .env("TMPDIR", copy.scratch())
        .env("PARVIS_PLANTED", fault.map_or("", |fault| fault.name))
        .env("PARVIS_RANDOM_SHRINKS", "0")
        .env_remove("PARVIS_LONG")
        .env_remove("PARVIS_BLESS")
        .env_remove("PARVIS_TEST_DATABASE")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(run.stdout.take().unwrap()).lines().map(Result::unwrap);
    let count = lines.find_map(|line| line.strip_prefix("running ").map(ToOwned::to_owned));
    assert!(count.is_some_and(|count| !count.starts_with("0 ")), "no such tests: {tests:?}");
    let failed = lines.find_map(|line| {
        let name = line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?;
        Some(name.to_owned())
    });
    if failed.is_some() {
        // One is enough.
        run.kill().unwrap();
    }
    let status = run.wait().unwrap();
    assert!(failed.is_some() || status.success(), "neither passed nor failed: {status}");
    failed
}

/// The suite of the copy, with every fault of Rust in it.
fn build(folder: &Path, target: &Path) -> PathBuf {
    let built = Command::new("cargo")
        .args(["test", "--package", "parvis-tests", "--test", "suite", "--no-run", "--quiet"])
        .args(["--locked", "--message-format", "json-render-diagnostics"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(built.status.success(), "it does not compile");
    let messages = String::from_utf8(built.stdout).unwrap();
    let mut executables = messages.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    });
    executables.next_back().unwrap()
}
