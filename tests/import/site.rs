//! The fixture site of 2004 becomes posts and media of a space.

use std::collections::BTreeSet;

use ::import::Kind;
use serde_json::json;

use super::{file, imported, linked, posts, site, titled, totals};
use crate::support::{Cast, Who};

#[tokio::test]
async fn everything_is_accounted_for() {
    let (cast, _folder, report) = imported().await;
    assert_eq!(totals(&report, Kind::Page), [12, 12, 0, 0, 0, 0]);
    assert_eq!(totals(&report, Kind::Media), [6, 6, 0, 0, 0, 0]);
    assert_eq!(totals(&report, Kind::Redirect), [2, 2, 0, 0, 0, 0]);
    assert_eq!(totals(&report, Kind::Other), [7, 0, 0, 0, 7, 0]);
    assert_eq!(report.exit_code(), 2, "there are broken links");
    assert_eq!(posts(&cast, Who::Leader, &cast.home).await.len(), 12);
}

#[tokio::test]
async fn posts_carry_title_date_language_and_author_of_the_source_and_the_importers_name() {
    let (cast, _folder, _) = imported().await;
    let posts = posts(&cast, Who::Member, &cast.home).await;
    for (title, date) in [
        ("Bienvenue sur l’intranet", "2004-03-12T00:00:00Z"),
        ("Congés et absences", "2004-02-01T00:00:00Z"),
        ("La mutuelle d’entreprise", "2003-11-17T00:00:00Z"),
        ("La démarche qualité", "2003-10-30T00:00:00Z"),
    ] {
        assert_eq!(titled(&posts, title)["publishedAt"], date, "{title}");
    }
    let home = titled(&posts, "Bienvenue sur l’intranet");
    assert_eq!(home["originalAuthor"], "Service communication");
    assert_eq!(home["locale"], "fr");
    assert!(home["bodyText"].as_str().unwrap().contains("Depuis 1921, la maison fabrique à Dijon"));
    for post in &posts {
        // R10: marked for good, in the importer's name.
        assert_eq!(post["imported"], true, "{post}");
        assert_eq!(post["author"]["id"], cast.id(Who::Leader), "{post}");
        assert_eq!(post["state"], "PUBLISHED", "{post}");
        assert_eq!((&post["revision"], &post["tags"]), (&json!(1), &json!([])));
        assert!(!post["bodyText"].as_str().unwrap().contains('\u{FFFD}'));
        // In the feed of every reader, at its own date.
        assert!(cast.feed(Who::Child).await.contains(&post["title"].as_str().unwrap().to_owned()));
    }
    let newest = cast.feed(Who::Child).await;
    assert_eq!(newest.len(), 12);
    let id = json!({ "id": titled(&posts, "Congés et absences")["id"], "title": "Congés" });
    cast.done(Who::Leader, "postUpdate", id, "post { id }").await;
    let query = "query($id: ID!) { post(id: $id) { imported author { id } } }";
    let edited = json!({ "id": titled(&posts, "Congés et absences")["id"] });
    let edited = cast.ask(Who::Member, query, edited).await;
    assert_eq!(
        edited["post"],
        json!({ "imported": true, "author": { "id": cast.id(Who::Leader) } })
    );
}

#[tokio::test]
async fn links_lead_to_posts_and_media_that_are_there_for_readers_alone() {
    let (cast, folder, _) = imported().await;
    let posts = posts(&cast, Who::Member, &cast.home).await;
    let ids: BTreeSet<&str> = posts.iter().map(|post| post["id"].as_str().unwrap()).collect();
    let (mut pages, mut files) = (BTreeSet::new(), BTreeSet::new());
    for post in &posts {
        let html = post["bodyHtml"].as_str().unwrap();
        pages.extend(linked(html, "/posts/"));
        files.extend(linked(html, "/media/"));
    }
    assert!(pages.len() >= 6, "{pages:?}");
    assert!(pages.iter().all(|id| ids.contains(id.as_str())), "{pages:?} in {ids:?}");
    let mut names = BTreeSet::new();
    let get = async |who: Who, id: &str| {
        let token = format!("Bearer {}", cast.app.token(cast.id(who)));
        let request = cast.app.client.get(format!("/media/{id}")).header("Authorization", token);
        let response = request.send().await.0;
        (response.status().as_u16(), response.into_body().into_vec().await.unwrap())
    };
    for id in &files {
        let query =
            "query($id: ID!) { node(id: $id) { ... on Media { name url byteSize contentType } } }";
        let node = cast.ask(Who::Child, query, json!({ "id": id })).await["node"].take();
        let name = node["name"].as_str().unwrap().to_owned();
        let kept = ["images", "Photos accueil", "documents"]
            .iter()
            .find_map(|at| std::fs::read(file(folder.path(), at).join(&name)).ok())
            .unwrap();
        assert_eq!(node["url"], format!("/media/{id}"), "{node}");
        assert_eq!(node["byteSize"], kept.len(), "{node}");
        for reader in [Who::Member, Who::Child, Who::Boss, Who::Reader] {
            assert!(get(reader, id).await == (200, kept.clone()), "{name} for {reader:?}");
        }
        for other in [Who::Outsider, Who::Administrator, Who::ChildLeader, Who::Auditor] {
            assert_eq!(get(other, id).await.0, 404, "{name} for {other:?}");
            assert!(cast.ask(other, query, json!({ "id": id })).await["node"].is_null());
        }
        names.insert(name);
    }
    let wanted =
        ["fete.jpg", "logo.gif", "plan.gif", "reglement.txt", "Équipe.png"].map(String::from);
    assert_eq!(names, BTreeSet::from(wanted));
    // Anchors stay.
    let home = titled(&posts, "Bienvenue sur l’intranet")["bodyHtml"].as_str().unwrap();
    assert!(home.contains("#section-numero12\""), "{home}");
}

#[tokio::test]
async fn into_a_secret_space_its_roster_alone_reads_pages_and_pictures() {
    let (cast, folder) = (Cast::start().await, site());
    super::import(&cast.app, cast.id(Who::Deputy), &cast.merger, folder.path(), false).await;
    assert_eq!(cast.feed(Who::Member).await.len(), 12);
    assert_eq!(cast.feed(Who::Outsider).await.len(), 0);
    assert_eq!(cast.feed(Who::Boss).await.len(), 0);
    let posts = posts(&cast, Who::Member, &cast.merger).await;
    let pictures: Vec<String> =
        posts.iter().flat_map(|p| linked(p["bodyHtml"].as_str().unwrap(), "/media/")).collect();
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let seen = cast.ask(Who::Boss, query, json!({ "ids": pictures })).await;
    assert!(pictures.len() >= 4 && seen["nodes"].as_array().unwrap().iter().all(|n| n.is_null()));
}
