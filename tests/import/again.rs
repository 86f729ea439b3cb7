//! A second run changes nothing; a third brings what has changed there and keeps what has changed here.

use std::fs;

use ::import::{Code, Kind};
use serde_json::json;

use super::{file, import, imported, linked, posts, rows, site, titled, totals, write};
use crate::support::{Cast, Who};

/// Only what tells that a run took place.
const RUNS: [&str; 2] = ["import_batch", "audit_log"];

#[tokio::test]
async fn a_second_run_changes_not_a_row() {
    let (cast, folder, _) = imported().await;
    let before = rows(&cast.app, &RUNS).await;
    assert!(before.iter().any(|row| row.starts_with("post_body: ")), "rows are read");
    cast.app.wait(3600);
    let leader = cast.id(Who::Leader);
    let report = import(&cast.app, leader, &cast.home, folder.path(), false).await;
    assert_eq!(totals(&report, Kind::Page), [12, 0, 0, 12, 0, 0]);
    assert_eq!(totals(&report, Kind::Media), [6, 0, 0, 6, 0, 0]);
    assert_eq!(totals(&report, Kind::Redirect), [2, 0, 0, 2, 0, 0]);
    assert_eq!(rows(&cast.app, &RUNS).await, before);
    // Nor one by another importer, from a copy with other file times.
    let copy = site();
    let deputy = cast.id(Who::Deputy);
    let report = import(&cast.app, deputy, &cast.home, copy.path(), false).await;
    assert_eq!(totals(&report, Kind::Page), [12, 0, 0, 12, 0, 0]);
    assert_eq!(rows(&cast.app, &RUNS).await, before);
}

#[tokio::test]
async fn a_dry_run_writes_nothing_at_all_and_reports_the_same() {
    let (cast, folder) = (Cast::start().await, site());
    let before = rows(&cast.app, &[]).await;
    let leader = cast.id(Who::Leader);
    let dry = import(&cast.app, leader, &cast.home, folder.path(), true).await;
    assert_eq!(rows(&cast.app, &[]).await, before);
    assert!(!cast.app.config.data.join("media").exists(), "no file either");
    let real = import(&cast.app, leader, &cast.home, folder.path(), false).await;
    assert_eq!(serde_json::to_value(&dry).unwrap(), serde_json::to_value(&real).unwrap());
    let before = rows(&cast.app, &[]).await;
    let again = import(&cast.app, leader, &cast.home, folder.path(), true).await;
    assert_eq!(totals(&again, Kind::Page), [12, 0, 0, 12, 0, 0]);
    assert_eq!(rows(&cast.app, &[]).await, before);
}

#[tokio::test]
async fn what_changes_there_is_updated_here() {
    let (cast, folder, _) = imported().await;
    let before = posts(&cast, Who::Member, &cast.home).await;
    let page = file(folder.path(), "rh/mutuelle.htm");
    write(&page, &replaced(&fs::read(&page).unwrap(), "150", "175"));
    // Another picture under the same name.
    let picture = file(folder.path(), "images/fete.jpg");
    write(&picture, &[fs::read(&picture).unwrap(), b"more".to_vec()].concat());
    cast.app.wait(60);
    let leader = cast.id(Who::Leader);
    let report = import(&cast.app, leader, &cast.home, folder.path(), false).await;
    assert_eq!(totals(&report, Kind::Media), [6, 0, 1, 5, 0, 0]);
    assert_eq!(totals(&report, Kind::Page), [12, 0, 2, 10, 0, 0]);
    let after = posts(&cast, Who::Member, &cast.home).await;
    assert_eq!(after.len(), 12);
    let (old, new) =
        (titled(&before, "La mutuelle d’entreprise"), titled(&after, "La mutuelle d’entreprise"));
    assert!(new["bodyText"].as_str().unwrap().contains("175"), "{new}");
    assert_eq!((&new["revision"], &new["id"]), (&json!(2), &old["id"]));
    assert_eq!(new["publishedAt"], old["publishedAt"]);
    let shows = |posts: &[serde_json::Value]| {
        let all: Vec<String> =
            posts.iter().flat_map(|p| linked(p["bodyHtml"].as_str().unwrap(), "/media/")).collect();
        all
    };
    let new: Vec<String> =
        shows(&after).into_iter().filter(|id| !shows(&before).contains(id)).collect();
    assert_eq!(new.len(), 1, "the page shows the new picture");
    let token = format!("Bearer {}", cast.app.token(cast.id(Who::Member)));
    let request = cast.app.client.get(format!("/media/{}", new[0])).header("Authorization", token);
    let bytes = request.send().await.0.into_body().into_vec().await.unwrap();
    assert_eq!(bytes, fs::read(&picture).unwrap());
    let again = import(&cast.app, leader, &cast.home, folder.path(), false).await;
    assert_eq!(totals(&again, Kind::Page), [12, 0, 0, 12, 0, 0]);
}

#[tokio::test]
async fn what_people_change_here_is_kept_and_said() {
    let (cast, folder, _) = imported().await;
    let before = posts(&cast, Who::Member, &cast.home).await;
    let edited = &titled(&before, "La mutuelle d’entreprise")["id"];
    let deleted = &titled(&before, "Congés et absences")["id"];
    let input = json!({ "id": edited, "title": "Notre mutuelle", "body": "Tout change." });
    cast.done(Who::Editor, "postUpdate", input, "post { id }").await;
    cast.done(Who::Leader, "postDelete", json!({ "id": deleted }), "deletedId").await;
    let leader = cast.id(Who::Leader);
    let unchanged = import(&cast.app, leader, &cast.home, folder.path(), false).await;
    assert_eq!(totals(&unchanged, Kind::Page), [12, 0, 0, 12, 0, 0]);
    for (name, from, to) in [("rh/mutuelle.htm", "150", "175"), ("rh/congés.htm", "2004", "2005")]
    {
        let page = file(folder.path(), name);
        write(&page, &replaced(&fs::read(&page).unwrap(), from, to));
    }
    let report = import(&cast.app, leader, &cast.home, folder.path(), false).await;
    assert_eq!(totals(&report, Kind::Page), [12, 0, 0, 10, 2, 0]);
    let conflicts: Vec<&str> = report
        .problems()
        .iter()
        .filter(|problem| problem.code == Code::Conflict)
        .filter_map(|problem| problem.external_id.as_deref())
        .collect();
    assert_eq!(conflicts.len(), 2, "{conflicts:?}");
    let after = posts(&cast, Who::Member, &cast.home).await;
    assert_eq!(after.len(), 11);
    let kept = titled(&after, "Notre mutuelle");
    assert_eq!(
        (&kept["bodyText"], &kept["id"], &kept["revision"]),
        (&json!("Tout change."), edited, &json!(2))
    );
}

#[tokio::test]
async fn what_has_gone_there_stays_here_and_is_said() {
    let (cast, folder, _) = imported().await;
    fs::remove_file(file(folder.path(), "rh/mutuelle.htm")).unwrap();
    let leader = cast.id(Who::Leader);
    let report = import(&cast.app, leader, &cast.home, folder.path(), false).await;
    let gone = |code| report.problems().iter().filter(|p| p.code == code).count();
    assert_eq!(gone(Code::Vanished), 1);
    titled(&posts(&cast, Who::Member, &cast.home).await, "La mutuelle d’entreprise");
}

/// The bytes with other digits: the page's encoding is left alone.
fn replaced(page: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut page = page.to_vec();
    let places: Vec<usize> =
        (0..page.len()).filter(|at| page[*at..].starts_with(from.as_bytes())).collect();
    assert!(!places.is_empty(), "{from} is in the page");
    for at in places {
        page[at..at + to.len()].copy_from_slice(to.as_bytes());
    }
    page
}
