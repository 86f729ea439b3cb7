//! `kill -9` of the importing process, at any instant and several times, then once more to the end:
//! the same as if nothing had happened.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use super::{texts, write};
use crate::cli::program::{parvis, path};
use crate::support::{Cast, Who};

const PAGES: usize = 120;

/// Pages that link to one another, back and forth, and show pictures.
fn chain() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..PAGES {
        let page = format!(
            "<html><head><title>Page {number}</title><meta name=\"author\" content=\"A. Uteur\"></head><body>
            <h1>Page {number}</h1><p>Mise &agrave; jour : 2 avril 2004. {}</p>
            <p><a href=\"p{}.htm\">Suivante</a> <a href=\"p{}.htm\">Autre</a> <img src=\"i/{}.png\" alt=\"\"></p></body></html>",
            "Du texte. ".repeat(80),
            (number + 1) % PAGES,
            (number * 7 + 3) % PAGES,
            number % 20,
        );
        write(&folder.path().join(format!("p{number}.htm")), page.as_bytes());
    }
    for number in 0..20_u8 {
        let png =
            [&[0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, number][..], &[0; 64]].concat();
        write(&folder.path().join(format!("i/{number}.png")), &png);
    }
    folder
}

fn command(cast: &Cast, folder: &Path) -> Command {
    let folder = path(folder);
    let mut command = parvis(cast, &["import", folder, "--space", "sales", "--source", "chain"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// All that was imported, with the source's names in the place of ids.
async fn state(cast: &Cast) -> Vec<String> {
    let rows = cast.app.rows().await;
    let mut lines = Vec::new();
    for sql in [
        "SELECT i.kind || ' ' || i.external_id || ' ' || i.revision || ' ' || p.title || ' ' || p.state || ' '
            || p.revision || ' ' || p.published_at || ' ' || p.imported_author || ' '
            || (SELECT COUNT(*) FROM revision r WHERE r.post_id = p.id) || ' '
            || (SELECT COUNT(*) FROM post_media m WHERE m.post_id = p.id) || ' ' || b.plain AS t
         FROM import_item i JOIN post p ON p.id = i.target_id JOIN post_body b ON b.post_id = p.id",
        "SELECT i.kind || ' ' || i.external_id || ' ' || m.sha256 || ' ' || m.name || ' ' || m.byte_size AS t
         FROM import_item i JOIN media m ON m.id = i.target_id",
        "SELECT 'posts ' || COUNT(*) AS t FROM post",
        "SELECT 'media ' || COUNT(*) AS t FROM media",
        "SELECT 'items ' || COUNT(*) AS t FROM import_item",
        "SELECT 'bodies ' || COUNT(*) AS t FROM post_body",
    ] {
        lines.extend(texts(&rows, sql).await);
    }
    lines.sort();
    lines
}

/// Every link of every post leads to something of the right name.
async fn links(cast: &Cast) -> Vec<String> {
    let posts = super::posts_of_pages(cast).await;
    let by_id =
        |id: &str| posts.iter().find(|post| post["id"] == id).map(|p| p["title"].to_string());
    let mut found = Vec::new();
    for post in &posts {
        let html = post["bodyHtml"].as_str().unwrap();
        for id in super::linked(html, "/posts/") {
            found.push(format!("{} -> {}", post["title"], by_id(&id).unwrap_or("nothing".into())));
        }
    }
    found.sort();
    found
}

/// Runs the command again and again, cutting most of the runs off, then once more to its end. `whole`
/// is how long an undisturbed run took.
pub(super) async fn cut_off(cast: &Cast, command: impl Fn() -> Command, mut whole: Duration) {
    let mut cut = 0;
    for kill in 0..40_u32 {
        if cut == 8 {
            break;
        }
        let mut process = command().spawn().unwrap();
        // Spread over the run, at instants that differ from run to run by the machine's own noise.
        std::thread::sleep(whole / 10 * (kill % 4 + 1) + Duration::from_millis(u64::from(kill)));
        match process.try_wait().unwrap() {
            None => cut += 1,
            // Less was left to do, or the machine is quicker by now.
            Some(_) => whole = whole * 4 / 5,
        }
        process.kill().unwrap();
        process.wait().unwrap();
        let rows = cast.app.rows().await;
        let torn = "SELECT p.title AS t FROM post p LEFT JOIN post_body b ON b.post_id = p.id
            LEFT JOIN import_item i ON i.target_id = p.id WHERE b.post_id IS NULL OR i.target_id IS NULL";
        assert_eq!(
            texts(&rows, torn).await,
            Vec::<String>::new(),
            "each page is whole or not there"
        );
    }
    assert!(cut >= 4, "only {cut} runs were cut off");
    assert!(command().status().unwrap().success());
}

#[tokio::test]
async fn killed_at_any_instant_and_run_again_it_ends_as_undisturbed() {
    let folder = chain();
    let calm = Cast::start().await;
    let start = std::time::Instant::now();
    assert!(command(&calm, folder.path()).status().unwrap().success());
    let whole = start.elapsed();
    let (expected, expected_links) = (state(&calm).await, links(&calm).await);
    assert_eq!(expected.len(), PAGES + 20 + 4);
    assert_eq!(expected_links.len(), PAGES * 2);
    assert!(!expected_links.iter().any(|link| link.ends_with("nothing")));
    let cast = Cast::start().await;
    cut_off(&cast, || command(&cast, folder.path()), whole).await;
    assert_eq!(state(&cast).await, expected);
    assert_eq!(links(&cast).await, expected_links);
    assert_eq!(cast.feed(Who::Child).await.len(), 100);
}
