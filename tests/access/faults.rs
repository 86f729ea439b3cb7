//! Whether the tests of the rules would notice: faults planted in the rules, one at a time.
//!
//! Each takes a build, so they are for `tests/run --long`; `PARVIS_FAULT` plants those alone whose
//! name it is part of. What is built goes to `PARVIS_FAULTS_TARGET`, or `target/faults`.

mod list;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use list::FAULTS;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

#[test]
fn each_fault_has_its_place() {
    let names: BTreeSet<&str> = FAULTS.iter().map(|fault| fault.name).collect();
    assert_eq!(names.len(), FAULTS.len(), "two have one name");
    for fault in FAULTS {
        let text = std::fs::read_to_string(workspace().join(fault.file)).unwrap();
        assert_eq!(text.matches(fault.exact).count(), 1, "{} in {}", fault.name, fault.file);
        assert_ne!(fault.exact, fault.faulty);
    }
}

#[test]
#[ignore = "minutes a fault: for `tests/run --long`"]
fn each_fault_is_found() {
    let wanted = std::env::var("PARVIS_FAULT").unwrap_or_default();
    let copy = tempfile::tempdir().unwrap();
    copy_to(copy.path());
    assert_eq!(first_failure(copy.path()), None, "without a fault");
    let mut missed = Vec::new();
    for fault in FAULTS.iter().filter(|fault| fault.name.contains(&wanted)) {
        let file = copy.path().join(fault.file);
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replacen(fault.exact, fault.faulty, 1)).unwrap();
        let found = first_failure(copy.path());
        println!("{}: {}", fault.name, found.as_deref().unwrap_or("NOT FOUND"));
        std::fs::write(&file, text).unwrap();
        missed.extend(found.is_none().then_some(fault.name));
    }
    assert!(missed.is_empty(), "no test of the rules fails with {missed:?}");
}

/// Copies what git knows, as it is now.
fn copy_to(folder: &Path) {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(workspace()).output();
    let listed = listed.unwrap();
    assert!(listed.status.success(), "not a git work tree: {listed:?}");
    let names = String::from_utf8(listed.stdout).unwrap();
    for name in names.split_terminator('\0') {
        let (from, to) = (workspace().join(name), folder.join(name));
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        // A file that is deleted and not committed yet is left out.
        if from.exists() {
            std::fs::copy(from, to).unwrap();
        }
    }
}

/// Builds the suite there and runs the tests of the rules until one fails. Its name.
fn first_failure(folder: &Path) -> Option<String> {
    let mut run = Command::new(build(folder))
        .args(["access::", "--skip", "access::faults"])
        .current_dir(folder.join("tests"))
        .env("PARVIS_RANDOM_SHRINKS", "0")
        .env_remove("PARVIS_LONG")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(run.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.starts_with("running ")), "the tests did not start");
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

/// A fault that does not compile is none: it would be found by nobody's test.
fn build(folder: &Path) -> PathBuf {
    let target = std::env::var_os("PARVIS_FAULTS_TARGET")
        .map_or_else(|| workspace().join("target/faults"), PathBuf::from);
    let built = Command::new("cargo")
        .args(["test", "--package", "parvis-tests", "--test", "suite", "--no-run", "--quiet"])
        .args(["--locked", "--message-format", "json"])
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
