//! Pictures and files that scripts send: by the GraphQL multipart request specification, and alone
//! by `PUT /media`, to a server that listens.

use serde_json::{Value, json};

use super::script::{LIMIT, Part, Script};
use super::{apply, linked, sent};
use crate::support::Who;

const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
const MAP: &[u8] = br#"{"0":["variables.input.file"]}"#;

fn code((status, answer): &(u16, Value)) -> (u16, &str) {
    (*status, answer["errors"][0]["extensions"]["code"].as_str().unwrap_or("none"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_shows_what_was_sent_before_it_by_either_way() {
    let script = Script::start().await;
    let cast = &script.cast;
    let operations = script.operations(&cast.home);
    let parts = [
        ("operations", None, operations.as_bytes()),
        ("map", None, MAP),
        ("0", Some("plan.gif"), GIF),
    ];
    let (status, answer) = script.multipart(&parts).await;
    let media = &answer["data"]["mediaImport"]["media"];
    assert_eq!(
        (status, &media["contentType"], &media["byteSize"], &media["name"]),
        (200, &json!("image/gif"), &json!(GIF.len()), &json!("plan.gif")),
        "{answer}"
    );
    let plan = media["id"].as_str().unwrap();
    let parameters = [
        ("spaceId", &*cast.home),
        ("source", "wiki"),
        ("externalId", "notes"),
        ("name", "notes.txt"),
    ];
    let (status, kept) = script.put(&script.token, &parameters, b"Bring cake.\n".to_vec()).await;
    assert_eq!((status, &kept["byteSize"]), (200, &json!(12)), "{kept}");
    let notes = kept["id"].as_str().unwrap();
    assert_eq!(kept["url"], format!("/media/{notes}"));
    // Who reads the space does not see what no document shows.
    assert_eq!(script.get(Who::Member, plan).await.0, 404);
    let html = script.document("1", "<p><img src=\"parvis:media/plan\" alt=\"Plan\"> <a href=\"parvis:media/notes\">notes</a></p>").await;
    let mut shown = linked(&html, "/media/");
    shown.sort();
    let mut both = [plan.to_owned(), notes.to_owned()];
    both.sort();
    assert_eq!(shown, both, "{html}");
    assert_eq!(script.get(Who::Member, plan).await, (200, GIF.to_vec()));
    assert_eq!(script.get(Who::Member, notes).await, (200, b"Bring cake.\n".to_vec()));
    assert_eq!(script.get(Who::Outsider, plan).await.0, 404);
    // The same again is the same medium; its old address leads to it.
    let (_, again) = script.multipart(&parts).await;
    assert_eq!(again["data"]["mediaImport"]["media"]["id"], plan);
    let query = "{ redirect(url: \"https://wiki.old.example/i/plan.gif\") { path } }";
    let found = cast.ask(Who::Member, query, json!({})).await;
    assert_eq!(found["redirect"]["path"], format!("/media/{plan}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_medium_of_a_run_goes_with_it() {
    let script = Script::start().await;
    let cast = &script.cast;
    let parameters = [("spaceId", &*cast.home), ("source", "wiki"), ("externalId", "plan")];
    let (_, kept) = script.put(&script.token, &parameters, GIF.to_vec()).await;
    let id = kept["id"].as_str().unwrap();
    let query =
        "query($id: ID!) { space(id: $id) { importBatches { nodes { id source format } } } }";
    let runs = cast.ask(Who::Deputy, query, json!({ "id": cast.home })).await;
    let run = &runs["space"]["importBatches"]["nodes"][0];
    assert_eq!((&run["source"], &run["format"]), (&json!("wiki"), &json!("upload")), "{runs}");
    let undo = json!({ "id": run["id"] });
    let undone =
        sent(cast, &script.token, "importUndo", undo, "undone { removed kept { externalId } }")
            .await;
    assert_eq!(undone["undone"], json!({ "removed": 1, "kept": [] }));
    assert_eq!(script.get(Who::Leader, id).await.0, 404);
    let input = json!({ "spaceId": cast.home, "source": "wiki",
        "documents": [{ "externalId": "1", "title": "1", "body": "<p><img src=\"parvis:media/plan\"></p>" }] });
    let selection = "imported { results { post { bodyHtml } } }";
    let done = sent(cast, &script.token, "documentsImport", input, selection).await;
    let html = done["imported"]["results"][0]["post"]["bodyHtml"].as_str().unwrap();
    assert_eq!(linked(html, "/media/"), Vec::<String>::new(), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_import_sends_no_file() {
    let script = Script::start().await;
    let cast = &script.cast;
    let absent = cast.app.clock.new_id::<entity::id::SpaceId>().to_string();
    let put = async |token: &str, space: &str| {
        let parameters = [("spaceId", space), ("source", "wiki"), ("externalId", "plan")];
        script.put(token, &parameters, GIF.to_vec()).await
    };
    let nothing = put(&script.token, &absent).await;
    assert_eq!(code(&nothing), (404, "NOT_FOUND"), "{nothing:?}");
    assert_eq!(put(&script.token, &cast.merger).await, nothing, "SECRET, beyond the token's limit");
    let outsider = cast.app.token(cast.id(Who::Outsider));
    assert_eq!(put(&outsider, &cast.merger).await, nothing, "SECRET, off its roster");
    let reads = apply(cast, Who::Leader, &["POSTS_READ"], json!({})).await;
    for token in [reads, cast.app.token(cast.id(Who::Editor))] {
        let refused = put(&token, &cast.home).await;
        assert_eq!(code(&refused), (403, "FORBIDDEN"), "{refused:?}");
    }
    assert_eq!(code(&put("nonsense", &cast.home).await), (401, "UNAUTHENTICATED"));
    let operations = script.operations(&cast.merger);
    let parts = [
        ("operations", None, operations.as_bytes()),
        ("map", None, MAP),
        ("0", Some("a.gif"), GIF),
    ];
    let (_, answer) = script.multipart(&parts).await;
    assert_eq!(answer["data"]["mediaImport"]["errors"][0]["code"], "NOT_FOUND", "{answer}");
    assert!(!cast.app.config.data.join("media").exists(), "not a byte is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_or_badly_put_is_refused_with_its_code() {
    let script = Script::start().await;
    let cast = &script.cast;
    let large = vec![b'x'; usize::try_from(LIMIT).unwrap() + 1];
    let space = &*cast.home;
    let all = [("spaceId", space), ("source", "wiki"), ("externalId", "plan")];
    let put = async |parameters: &[(&str, &str)], body: &[u8]| {
        let answer = script.put(&script.token, parameters, body.to_vec()).await;
        let (status, code) = code(&answer);
        (status, code.to_owned())
    };
    assert_eq!(put(&all, &large).await, (413, "PAYLOAD_TOO_LARGE".into()));
    assert_eq!(put(&all, &large[1..]).await, (200, "none".into()), "as large as may be");
    for missing in 0..3 {
        let mut parameters = all;
        parameters[missing].1 = "";
        assert_eq!(put(&parameters, GIF).await, (400, "INVALID_ARGUMENT".into()), "{missing}");
    }
    assert_eq!(put(&[("spaceId", "sales"), all[1], all[2]], GIF).await, (400, "INVALID_ID".into()));
    assert_eq!(put(&all, b"").await, (400, "INVALID_ARGUMENT".into()), "an empty file");
    let operations = script.operations(space);
    let operations = ("operations", None, operations.as_bytes());
    let (map, file) = (("map", None, MAP), ("0", Some("a.gif"), GIF));
    let post = async |parts: &[Part<'_>]| {
        let answer = script.multipart(parts).await;
        let (status, code) = code(&answer);
        (status, code.to_owned())
    };
    let bad = (400, "BAD_REQUEST".to_owned());
    assert_eq!(
        post(&[operations, map, ("0", Some("a.gif"), &large[..])]).await,
        (413, "PAYLOAD_TOO_LARGE".into())
    );
    assert_eq!(post(&[map, operations, file]).await, bad, "out of order");
    assert_eq!(post(&[operations, file]).await, bad, "no map");
    assert_eq!(post(&[operations, ("map", None, &b"[]"[..]), file]).await, bad, "no object");
    assert_eq!(post(&[operations, map]).await, bad, "no file");
    assert_eq!(post(&[operations, map, ("1", Some("a.gif"), GIF)]).await, bad, "another file");
    let many: Vec<String> =
        (0..11).map(|n| format!("\"{n}\":[\"variables.input.file\"]")).collect();
    let many = format!("{{{}}}", many.join(","));
    assert_eq!(post(&[operations, ("map", None, many.as_bytes()), file]).await.1, "TOO_LARGE");
    // A form of another site's page brings no such header: a browser would ask first (CSRF).
    let plain = script.answer(script.form(&[operations, map, file]), &script.token).await;
    assert_eq!(code(&plain), (415, "UNSUPPORTED_MEDIA_TYPE"));
    assert_eq!(post(&[operations, map, file]).await.1, "none", "and all well");
}
