//! Whether the tests of the rules would notice: faults planted in the rules, one at a time.
//!
//! Most take a build, so they are for `tests/run --long`; `PARVIS_FAULT` plants those alone whose
//! name has one of its parts, which commas separate. They are built in `PARVIS_FAULTS_TARGET`, or
//! `target/faults`: a folder of its own, or cargo would take a library of theirs for the workspace's.

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
        assert_eq!(text.matches(fault.exact).count(), 1, "{} in {}", fault.name, fault.file);
        assert_ne!(fault.exact, fault.faulty);
    }
    assert!(copy::reads_its_sql(&std::fs::read_to_string(copy::rights()).unwrap()).is_some());
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
#[ignore = "minutes a fault: for `tests/run --long`"]
fn each_fault_is_found() {
    let wanted = std::env::var("PARVIS_FAULT").unwrap_or_default();
    let wanted = |fault: &&Fault| wanted.split(',').any(|part| fault.name.contains(part));
    let target = std::env::var_os("PARVIS_FAULTS_TARGET")
        .map_or_else(|| workspace().join("target/faults"), PathBuf::from);
    let copy = Copy::new(target.join("copy"));
    assert_eq!(outcome(&copy, &target), Outcome::NotFound, "without a fault");
    let mut missed = Vec::new();
    for fault in FAULTS.iter().filter(wanted) {
        let begun = Instant::now();
        plant(&copy, fault);
        let outcome = outcome(&copy, &target);
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
    /// It is none: the compiler finds it, or everybody.
    Breaks(&'static str),
}

fn plant(copy: &Copy, fault: &Fault) {
    // Without the fault before, and what its tests have left.
    copy.refresh();
    let file = copy.folder().join(fault.file);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen(fault.exact, fault.faulty, 1)).unwrap();
}

fn outcome(copy: &Copy, target: &Path) -> Outcome {
    let Some(suite) = build(copy.folder(), target) else {
        return Outcome::Breaks("it does not compile");
    };
    let failure = |tests: &[&str]| first_failure(copy, &suite, tests);
    if failure(&["access::faults::the_program_answers"]).is_some() {
        return Outcome::Breaks("the program answers nothing");
    }
    // The quick ones first.
    let slow = ["access::random::", "access::invariants::"];
    let quick = ["access::", "--skip", "access::faults::", "--skip", slow[0], "--skip", slow[1]];
    failure(&quick).or_else(|| failure(&slow)).map_or(Outcome::NotFound, Outcome::Found)
}

/// Runs these tests until one fails. Its name.
fn first_failure(copy: &Copy, suite: &Path, tests: &[&str]) -> Option<String> {
    let mut run = Command::new(suite)
        .args(tests)
        // Named alike, and not of the rules.
        .args(["--skip", "explain::access::"])
        .current_dir(copy.folder().join("tests"))
        .env("TMPDIR", copy.scratch())
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

/// The suite of the copy, if it compiles.
fn build(folder: &Path, target: &Path) -> Option<PathBuf> {
    let built = Command::new("cargo")
        .args(["test", "--package", "parvis-tests", "--test", "suite", "--no-run", "--quiet"])
        .args(["--locked", "--message-format", "json"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    if !built.status.success() {
        return None;
    }
    let messages = String::from_utf8(built.stdout).unwrap();
    let executables = messages.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    });
    Some(executables.last().unwrap())
}
