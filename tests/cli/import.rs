//! `parvis import`: what the command adds to the importer.

use serde_json::{Value, json};

use super::program::{Said, parvis, path, said};
use crate::import::site;
use crate::support::{Cast, TestApp, Who};

/// The command on the cast's database.
fn import(cast: &Cast, folder: &std::path::Path, arguments: &[&str]) -> Said {
    said(parvis(cast, &["import", path(folder)]).args(arguments))
}

#[tokio::test]
async fn report_json_summary_and_exit_code_say_the_same() {
    // The command goes by the machine's clock, and a deputy's office ends after a year.
    let cast = Cast::on(TestApp::at_real_time(|_| {}).await).await;
    let (folder, out) = (site(), tempfile::tempdir().unwrap());
    let file = out.path().join("report.json");
    let dry = import(
        &cast,
        folder.path(),
        &["--space", "sales", "--dry-run", "--json", "--report", path(&file)],
    );
    assert_eq!(dry.code, Some(2), "with warnings: {dry:?}");
    let printed: Value = serde_json::from_str(&dry.out).unwrap();
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(printed, kept);
    assert_eq!(printed["format"], "html");
    let page = json!({ "in": 12, "imported": 12, "updated": 0, "unchanged": 0, "skipped": 0, "failed": 0 });
    assert_eq!(printed["totals"]["page"], page);
    assert_eq!(cast.feed(Who::Leader).await, Vec::<String>::new(), "a dry run");
    let real = import(&cast, folder.path(), &["--space", "sales", "--source", "old"]);
    assert_eq!(real.code, Some(2), "{real:?}");
    assert!(real.out.contains("12 = 12 imported + 0 updated"), "{real:?}");
    assert!(real.out.contains("3 BROKEN_LINK"), "{real:?}");
    let again = import(&cast, folder.path(), &["--space", "sales", "--source", "old"]);
    assert!(again.out.contains("12 = 0 imported + 0 updated + 12 unchanged"), "{again:?}");
    // In the name of the unit's leader, and of a deputy when told so.
    let query = "{ feed { nodes { author { id } } } }";
    let feed = cast.ask(Who::Child, query, json!({})).await;
    assert_eq!(feed["feed"]["nodes"][0]["author"]["id"], cast.id(Who::Leader));
    let clean = tempfile::tempdir().unwrap();
    std::fs::write(
        clean.path().join("a.htm"),
        "<title>Clean</title><p>Mis à jour le 2 avril 2004</p>",
    )
    .unwrap();
    let by = ["--space", "sales/sales-news", "--importer", "deputy@acme.example"];
    let one = import(&cast, clean.path(), &by);
    assert_eq!(one.code, Some(0), "nothing to say: {one:?}");
    let query = "query($id: ID!) { space(id: $id) { posts { nodes { author { id } imported } } } }";
    let posts = cast.ask(Who::Outsider, query, json!({ "id": cast.news })).await;
    let expected = json!([{ "author": { "id": cast.id(Who::Deputy) }, "imported": true }]);
    assert_eq!(posts["space"]["posts"]["nodes"], expected);
}

#[tokio::test]
async fn who_may_not_and_what_is_not_there_is_refused_with_code_1() {
    let (cast, folder) = (Cast::start().await, site());
    for (arguments, word) in [
        (&["--space", "nowhere"][..], "nowhere"),
        (&["--space", "sales/nowhere"], "nowhere"),
        (&["--space", "sales", "--importer", "nobody@acme.example"], "nobody"),
        (&["--space", "sales", "--importer", "editor@acme.example"], "leader or a deputy"),
        (&["--space", "sales", "--importer", "administrator@acme.example"], "no role"),
        (
            &["--space", "sales/sales-deals", "--importer", "boss@acme.example"],
            "leader or a deputy",
        ),
        (&["--space", "sales/sales-merger", "--importer", "boss@acme.example"], "no space"),
        (&["--space", "sales", "--encoding", "klingon"], "klingon"),
    ] {
        let said = import(&cast, folder.path(), arguments);
        assert_eq!(said.code, Some(1), "{arguments:?}: {said:?}");
        assert!(said.err.contains(word) && said.out.is_empty(), "{arguments:?}: {said:?}");
    }
    let said = import(&cast, std::path::Path::new("/nonexistent"), &["--space", "sales"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(cast.feed(Who::Leader).await, Vec::<String>::new());
}
