//! `--fetch`: pictures come from the old site's own hosts, only when asked for, and never from within
//! the network unless that is asked for too.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::blog::{gif, numbers, report, told};
use super::web::Web;
use super::{linked, posts, titled, write};
use crate::support::{Cast, Who};

/// Records of one document for each picture at these addresses.
fn records(folder: &Path, urls: &[String]) {
    let mut lines = Vec::new();
    for url in urls {
        let name = url.rsplit('/').next().unwrap();
        lines.push(json!({ "type": "media", "external_id": name, "url": url }));
        lines.push(json!({ "type": "document", "external_id": name, "title": name,
            "published_at": "2010-01-01T00:00:00Z",
            "body": format!("<p><img src=\"parvis:media/{name}\" alt=\"\"></p>") }));
    }
    let text: Vec<String> = lines.iter().map(Value::to_string).collect();
    write(&folder.join("records.jsonl"), text.join("\n").as_bytes());
}

/// The addresses of these pictures on the server, by number.
fn at(web: &Web, names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("http://127.0.0.1:{}/{name}", web.port)).collect()
}

async fn started(names: &[&str]) -> (Cast, TempDir, Web) {
    let (cast, folder, web) = (Cast::start().await, tempfile::tempdir().unwrap(), Web::start());
    records(folder.path(), &at(&web, names));
    (cast, folder, web)
}

/// Why each picture did not come, by its name.
fn why(report: &Value, code: &str) -> Vec<(String, String)> {
    let problems = report["problems"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut found: Vec<_> = problems
        .filter(|problem| problem["code"] == code && problem["kind"] == "media")
        .map(|problem| (text(&problem["external_id"]), text(&problem["message"])))
        .collect();
    found.sort();
    found
}

const INTERNAL: [&str; 4] = ["--fetch", "--fetch-host", "127.0.0.1", "--fetch-internal"];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_fetched_unless_asked_for_and_then_it_is_shown() {
    let (cast, folder, web) = started(&["plan.gif", "hop.gif", "absent.gif"]).await;
    let (without, code) = report(&cast, folder.path(), &[]);
    assert_eq!((numbers(&without, "media"), code), ([3, 0, 0, 0, 0, 3], 2), "{without}");
    assert_eq!(why(&without, "MISSING_MEDIA").len(), 3, "{without}");
    assert_eq!(web.asked(), Vec::<String>::new());
    let (dry, _) = report(&cast, folder.path(), &[&INTERNAL[..], &["--dry-run"]].concat());
    assert!(!cast.app.config.data.join("media").exists(), "a dry run keeps nothing");
    let (with, code) = report(&cast, folder.path(), &INTERNAL);
    assert_eq!((numbers(&with, "media"), code), ([3, 2, 0, 0, 0, 1], 2), "{with}");
    assert_eq!(dry["totals"], with["totals"]);
    assert_eq!(told(&with, "FETCH_FAILED"), ["absent.gif"], "{with}");
    assert!(why(&with, "FETCH_FAILED")[0].1.contains("404"), "{with}");
    let asked = web.asked();
    assert_eq!(
        asked.iter().filter(|path| *path == "/absent.gif").count(),
        2,
        "once a run: {asked:?}"
    );
    let all = posts(&cast, Who::Member, &cast.home).await;
    for name in ["plan.gif", "hop.gif"] {
        let html = titled(&all, name)["bodyHtml"].as_str().unwrap();
        let id = linked(html, "/media/").pop().unwrap_or_else(|| panic!("{html}"));
        let token = format!("Bearer {}", cast.app.token(cast.id(Who::Member)));
        let get = cast.app.client.get(format!("/media/{id}")).header("Authorization", token);
        assert_eq!(get.send().await.0.into_body().into_vec().await.unwrap(), gif(7), "{name}");
        assert!(!html.contains("127.0.0.1"), "nothing loads from the old host: {html}");
    }
    let html = titled(&all, "absent.gif")["bodyHtml"].as_str().unwrap();
    assert!(html.contains("[absent.gif]"), "{html}");
    // What a later run cannot fetch any more stays.
    let (later, _) = report(&cast, folder.path(), &[]);
    assert_eq!(numbers(&later, "media"), [3, 0, 0, 2, 0, 1], "{later}");
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_within_the_network_are_refused_whatever_names_them() {
    let (cast, folder, web) = (Cast::start().await, tempfile::tempdir().unwrap(), Web::start());
    let port = web.port;
    let hosts = ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"];
    let urls: Vec<String> =
        hosts.iter().enumerate().map(|(n, host)| format!("http://{host}:{port}/{n}.gif")).collect();
    records(folder.path(), &urls);
    let mut arguments = vec!["--fetch"];
    for host in hosts {
        arguments.extend(["--fetch-host", host]);
    }
    let (refused, code) = report(&cast, folder.path(), &arguments);
    assert_eq!((numbers(&refused, "media"), code), ([6, 0, 0, 0, 0, 6], 2), "{refused}");
    assert_eq!(told(&refused, "FETCH_FAILED").len(), 6, "{refused}");
    assert_eq!(web.asked(), Vec::<String>::new(), "not one was asked for");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_named_hosts_are_asked_and_redirects_lead_to_no_other() {
    let names = ["private.gif", "metadata.gif", "elsewhere.gif", "file.gif", "loop.gif"];
    let (cast, folder, web) = started(&names).await;
    // Without its host named, the server is not asked, even where the network may be.
    let (unnamed, _) = report(&cast, folder.path(), &["--fetch", "--fetch-internal"]);
    assert_eq!(told(&unnamed, "FETCH_FAILED").len(), names.len(), "{unnamed}");
    for (_, message) in why(&unnamed, "FETCH_FAILED") {
        assert!(message.contains("not one of the hosts"), "{message}");
    }
    assert_eq!(web.asked(), Vec::<String>::new());
    let (named, code) = report(&cast, folder.path(), &INTERNAL);
    assert_eq!((numbers(&named, "media"), code), ([5, 0, 0, 0, 0, 5], 2), "{named}");
    assert_eq!(told(&named, "FETCH_FAILED").len(), names.len(), "{named}");
    let asked = web.asked();
    assert!(!asked.iter().any(|path| path == "/secret.gif"), "{asked:?}");
    let loops = asked.iter().filter(|path| *path == "/loop.gif").count();
    assert!((2..=7).contains(&loops), "redirects end: {loops}");
    for name in ["/private.gif", "/metadata.gif", "/elsewhere.gif"] {
        assert_eq!(asked.iter().filter(|path| *path == name).count(), 1, "{name}: {asked:?}");
    }
    // The flags that widen it mean nothing alone.
    let said = super::blog::run(&cast, folder.path(), &["--fetch-internal"]);
    assert_eq!((said.code, said.out.is_empty()), (Some(64), true), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_file_or_too_large_or_cut_off_is_not_kept() {
    let names = ["page.gif", "empty.gif", "cut.gif", "flaky.gif", "large.gif"];
    let (cast, folder, web) = started(&names).await;
    let (told_of, code) = report(&cast, folder.path(), &INTERNAL);
    assert_eq!((numbers(&told_of, "media"), code), ([5, 1, 0, 0, 0, 4], 2), "{told_of}");
    let why = why(&told_of, "FETCH_FAILED");
    let names: Vec<&str> = why.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["cut.gif", "empty.gif", "large.gif", "page.gif"], "{told_of}");
    for (at, words) in [(1, "nothing"), (2, "larger than"), (3, "a page")] {
        assert!(why[at].1.contains(words), "{why:?}");
    }
    // What passes is asked for again, what does not is not.
    let asked = web.asked();
    let times = |name: &str| asked.iter().filter(|path| *path == name).count();
    assert_eq!((times("/flaky.gif"), times("/cut.gif")), (2, 3), "{asked:?}");
    assert_eq!(
        (times("/page.gif"), times("/empty.gif"), times("/large.gif")),
        (1, 1, 1),
        "{asked:?}"
    );
    let kept = super::texts(&cast.app.rows().await, "SELECT sha256 AS t FROM media").await;
    assert_eq!(kept.len(), 1, "{kept:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_does_not_answer_is_not_waited_for_again_and_again() {
    let names: Vec<String> = (0..20).map(|number| format!("slow{number}.gif")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (cast, folder, web) = started(&names).await;
    let patient = [&INTERNAL[..], &["--fetch-timeout", "1"]].concat();
    let (told_of, code) = report(&cast, folder.path(), &patient);
    assert_eq!((numbers(&told_of, "media"), code), ([20, 0, 0, 0, 0, 20], 2), "{told_of}");
    let why = why(&told_of, "FETCH_FAILED");
    let told = |words: &str| why.iter().filter(|(_, message)| message.contains(words)).count();
    let (late, silent) = (told("took too long"), told("asked no more"));
    assert!(silent > 0 && late >= 3 && silent + late == 20, "{why:?}");
    // Those were asked for three times each, and those that are asked no more not at all.
    let asked = web.asked();
    let times = |name: &&str| asked.iter().filter(|path| path[1..] == **name).count();
    assert_eq!(names.iter().filter(|name| times(name) == 3).count(), late, "{asked:?}");
    assert_eq!(names.iter().filter(|name| times(name) == 0).count(), silent, "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_to_no_end_is_left() {
    let (cast, folder, web) = started(&["trickle.gif", "plan.gif"]).await;
    let patient = [&INTERNAL[..], &["--fetch-timeout", "1"]].concat();
    let (told_of, _) = report(&cast, folder.path(), &patient);
    assert_eq!(numbers(&told_of, "media"), [2, 1, 0, 0, 0, 1], "{told_of}");
    assert!(why(&told_of, "FETCH_FAILED")[0].1.contains("took too long"), "{told_of}");
    assert_eq!(web.asked().iter().filter(|path| *path == "/trickle.gif").count(), 3);
    for wrong in ["0", "3601", "soon"] {
        let arguments = [&INTERNAL[..], &["--fetch-timeout", wrong]].concat();
        let said = super::blog::run(&cast, folder.path(), &arguments);
        assert_eq!((said.code, said.out.is_empty()), (Some(64), true), "{said:?}");
    }
}
