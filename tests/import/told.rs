//! What a run says: exit codes, reports as JSON and as a page, the summary's language, progress; and
//! that a dry run says the same and writes nothing.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::blog::{Blog, assert_balanced, numbers, report, run, told};
use super::{rows, write};
use crate::cli::program::{parvis, path, said};
use crate::support::{Cast, Who};

fn clean() -> Blog {
    Blog::default().post(1, "marie", "publish", "<p>One</p>", &[(1, 0, "1", "First")])
}

/// A source of records: with a warning, and with a line that is none.
fn records(folder: &Path, broken: bool) {
    let mut lines = vec![
        json!({ "type": "document", "external_id": "a", "title": "A <b>", "body": "<p><img src=\"parvis:media/m\"></p>",
            "published_at": "2010-01-01T00:00:00Z" }).to_string(),
        json!({ "type": "media", "external_id": "m", "url": "http://old.example/absent.gif" }).to_string(),
    ];
    if broken {
        lines.push("{\"type\":\"document\",\"external_id\":\"b\"}".into());
    }
    write(&folder.join("records.jsonl"), lines.join("\n").as_bytes());
}

#[tokio::test]
async fn the_exit_code_is_that_of_the_worst_and_the_same_when_dry() {
    let folder = tempfile::tempdir().unwrap();
    let [clean_one, warned, wrong] =
        ["clean", "warned", "wrong"].map(|name| folder.path().join(name));
    clean().write(&clean_one);
    records(&warned, false);
    records(&wrong, true);
    for (source, code, words) in [
        (&clean_one, 0, "Everything came in."),
        (&warned, 2, "MISSING_MEDIA"),
        (&wrong, 3, "INVALID_RECORD"),
    ] {
        let cast = Cast::start().await;
        let before = rows(&cast.app, &[]).await;
        let (dry, dry_code) = report(&cast, source, &["--dry-run"]);
        let summary = run(&cast, source, &["--dry-run"]);
        assert!(summary.out.contains(words), "{summary:?}");
        assert!(!summary.out.contains("undo"), "nothing to take back: {summary:?}");
        assert_eq!(rows(&cast.app, &[]).await, before, "{source:?}");
        assert!(!cast.app.config.data.join("media").exists());
        let (real, real_code) = report(&cast, source, &[]);
        assert_eq!((dry_code, real_code), (code, code), "{source:?}: {real}");
        assert_eq!(dry, real, "{source:?}");
        assert_eq!(cast.feed(Who::Member).await.len(), 1, "what is whole came in");
    }
    let cast = Cast::start().await;
    let said = run(&cast, &folder.path().join("absent"), &[]);
    assert_eq!((said.code, &*said.out), (Some(1), ""), "{said:?}");
    let said = run(&cast, &clean_one, &["--from", "blogger"]);
    assert_eq!(said.code, Some(1), "not that format: {said:?}");
}

#[tokio::test]
async fn a_report_is_written_as_json_and_as_a_page() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    let source = folder.path().join("<source>");
    records(&source, true);
    let [json_file, page_file] = ["r.json", "r.HTML"].map(|name| folder.path().join(name));
    let reports = ["--report", path(&json_file), "--report", path(&page_file)];
    let summary = run(&cast, &source, &reports);
    assert_eq!(summary.code, Some(3), "{summary:?}");
    let kept: Value = serde_json::from_str(&fs::read_to_string(&json_file).unwrap()).unwrap();
    assert_balanced(&kept);
    let keys: Vec<&String> = kept.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["format", "notes", "problems", "source", "totals"]);
    assert_eq!((&kept["format"], &kept["source"]), (&json!("jsonl"), &json!("old")));
    assert_eq!(numbers(&kept, "post"), [2, 1, 0, 0, 0, 1]);
    assert_eq!(numbers(&kept, "media"), [1, 0, 0, 0, 0, 1]);
    for problem in kept["problems"].as_array().unwrap() {
        let keys: Vec<&String> = problem.as_object().unwrap().keys().collect();
        assert_eq!(
            keys,
            ["code", "external_id", "file", "kind", "line", "message", "severity", "title"]
        );
        let severity = problem["severity"].as_str().unwrap();
        assert!(["info", "warning", "error"].contains(&severity), "{problem}");
    }
    let bad = kept["problems"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["code"] == "INVALID_RECORD")
        .unwrap();
    assert_eq!(
        (&bad["line"], &bad["file"], &bad["severity"], &bad["kind"]),
        (&json!(3), &json!("records.jsonl"), &json!("error"), &json!("post")),
        "{bad}"
    );
    let page = fs::read_to_string(&page_file).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("lang=\"en\""), "{page}");
    assert!(page.contains("A &lt;b&gt;") && !page.contains("A <b>"), "titles are text: {page}");
    for word in ["INVALID_RECORD", "MISSING_MEDIA", "records.jsonl", "default-src 'none'"] {
        assert!(page.contains(word), "{word}: {page}");
    }
    assert!(!page.contains("<script") && !page.contains("src="), "it loads and runs nothing");
    // A report that cannot be written is said; the command has not failed in silence.
    let nowhere = folder.path().join("no/such/folder/r.json");
    let said = run(&cast, &source, &["--report", path(&nowhere)]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("no/such/folder"), "{said:?}");
}

#[tokio::test]
async fn the_summary_speaks_the_language_of_the_locale() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    let (source, page) = (clean().write(folder.path()), folder.path().join("r.html"));
    let speak = |variables: &[(&str, &str)]| {
        let base = [
            "import",
            path(&source),
            "--space",
            "sales",
            "--source",
            "old",
            "--dry-run",
            "--report",
            path(&page),
        ];
        let said = said(parvis(&cast, &base).envs(variables.iter().copied()));
        assert_eq!(said.code, Some(0), "{said:?}");
        (said.out, fs::read_to_string(&page).unwrap())
    };
    for french in [
        &[("LANG", "fr_FR.UTF-8")][..],
        &[("LC_ALL", "fr_CA"), ("LANG", "en_US.UTF-8")],
        &[("LC_ALL", ""), ("LC_MESSAGES", "fr"), ("LANG", "C")],
    ] {
        let (out, page) = speak(french);
        assert!(
            out.contains("articles")
                && out.contains("1 importés")
                && out.contains("Tout est importé."),
            "{french:?}: {out}"
        );
        assert!(page.contains("lang=\"fr\"") && page.contains("Rapport d’import"), "{page}");
    }
    for english in [
        &[][..],
        &[("LANG", "C.UTF-8")],
        &[("LANG", "de_DE.UTF-8")],
        &[("LC_ALL", "C"), ("LANG", "fr_FR.UTF-8")],
    ] {
        let (out, page) = speak(english);
        assert!(
            out.contains("1 imported") && out.contains("Everything came in."),
            "{english:?}: {out}"
        );
        assert!(page.contains("lang=\"en\""), "{page}");
    }
}

#[tokio::test]
async fn progress_is_lines_of_json_for_scripts_and_nothing_elsewhere() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    let mut blog = Blog::default();
    for id in 1..=300 {
        blog = blog.post(id, "marie", "publish", "<p>Some text.</p>", &[]);
    }
    let source = blog.write(folder.path());
    let silent = run(&cast, &source, &["--dry-run"]);
    assert_eq!((silent.code, &*silent.err), (Some(0), ""), "no bar where there is no terminal");
    let (told_of, _) = report(&cast, &source, &["--dry-run", "--progress", "none"]);
    let all: u64 = told_of["totals"]
        .as_object()
        .unwrap()
        .values()
        .map(|kind| kind["in"].as_u64().unwrap())
        .sum();
    assert_eq!(told(&told_of, "NOT_PROCESSED"), Vec::<String>::new());
    let said = run(&cast, &source, &["--progress", "json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let lines: Vec<Value> =
        said.err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in &lines {
        let keys: Vec<&String> = line.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["done", "kind", "per_second", "seconds_left", "total"]);
        assert_eq!(line["total"], all, "{line}");
    }
    assert!(
        lines.windows(2).all(|pair| pair[0]["done"].as_u64() <= pair[1]["done"].as_u64()),
        "{lines:?}"
    );
    let last = lines.last().unwrap();
    assert_eq!(
        (&last["kind"], &last["done"], &last["seconds_left"]),
        (&json!("end"), &json!(all), &json!(0.0)),
        "{last}"
    );
}
