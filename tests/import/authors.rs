//! `--write-authors` and `--authors`: names become links to accounts, and never accounts or rights.

use std::fs;

use serde_json::{Value, json};

use super::blog::{Blog, numbers, report, run, told};
use super::{posts, rows, titled};
use crate::cli::program::path;
use crate::support::{Cast, Who};

fn blog() -> Blog {
    Blog::default()
        .author("out", "Olga Out", "outsider@acme.example")
        .author("gone", "Gérard \"Gégé\" Gone, retired", "gone@elsewhere.example")
        .author("sam", "Sam", "sam@private.example")
        .post(1, "out", "publish", "<p>One</p>", &[])
        .post(2, "gone", "publish", "<p>Two</p>", &[])
        .post(3, "sam", "publish", "<p>Three</p>", &[])
}

#[tokio::test]
async fn a_file_of_authors_is_written_filled_in_and_read() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    let (source, file) = (blog().write(folder.path()), folder.path().join("authors.csv"));
    let before = rows(&cast.app, &[]).await;
    let said = run(&cast, &source, &["--write-authors", path(&file)]);
    assert_eq!((said.code, &*said.err), (Some(0), ""), "{said:?}");
    assert_eq!(rows(&cast.app, &[]).await, before, "nothing is imported");
    let written = fs::read_to_string(&file).unwrap();
    let mut lines: Vec<&str> = written.lines().collect();
    assert_eq!(lines.remove(0), "external_id,name,email,account");
    lines.sort_unstable();
    // Who has an account by that address is filled in.
    assert_eq!(
        lines,
        [
            "author:gone,\"Gérard \"\"Gégé\"\" Gone, retired\",gone@elsewhere.example,",
            "author:out,Olga Out,outsider@acme.example,outsider@acme.example",
            "author:sam,Sam,sam@private.example,",
        ]
    );
    let filled = written.replace("sam@private.example,", "sam@private.example,member@acme.example");
    fs::write(&file, filled).unwrap();
    let people = "SELECT display_name AS t FROM person ORDER BY display_name";
    let who = super::texts(&cast.app.rows().await, people).await;
    let (told_of, code) = report(&cast, &source, &["--authors", path(&file)]);
    assert_eq!(
        (numbers(&told_of, "post"), numbers(&told_of, "author"), code),
        ([3, 3, 0, 0, 0, 0], [3, 3, 0, 0, 0, 0], 0)
    );
    assert_eq!(told(&told_of, "UNMAPPED_AUTHOR"), ["author:gone"]);
    // With the first of their texts: where their name stands.
    let mut problems = told_of["problems"].as_array().unwrap().iter();
    let unmapped = problems.find(|one| one["code"] == "UNMAPPED_AUTHOR").unwrap();
    let text = fs::read_to_string(&source).unwrap();
    let at = usize::try_from(unmapped["line"].as_u64().unwrap()).unwrap();
    assert!(text.lines().nth(at - 1).unwrap().contains("<title>Post 2</title>"), "{unmapped}");
    assert_eq!(unmapped["file"], "blog.xml");
    // R10: nobody is made an account, every byline stays, and the importer is named for good.
    assert_eq!(super::texts(&cast.app.rows().await, people).await, who);
    let query = "query($id: ID!) { post(id: $id) { originalAuthor originalAuthorAccount { id } author { id } imported } }";
    let all = posts(&cast, Who::Member, &cast.home).await;
    for (title, name, account) in [
        ("Post 1", "Olga Out", json!({ "id": cast.id(Who::Outsider) })),
        ("Post 2", "Gérard \"Gégé\" Gone, retired", Value::Null),
        ("Post 3", "Sam", json!({ "id": cast.id(Who::Member) })),
    ] {
        let id = json!({ "id": titled(&all, title)["id"] });
        let post = cast.ask(Who::Member, query, id.clone()).await["post"].take();
        assert_eq!(
            post,
            json!({ "originalAuthor": name, "originalAuthorAccount": account,
            "author": { "id": cast.id(Who::Leader) }, "imported": true })
        );
        // Nor a right: an author from elsewhere does not read what they are said to have written.
        assert_eq!(
            cast.ask(Who::Outsider, query, id.clone()).await["post"],
            Value::Null,
            "{title}"
        );
        let input = json!({ "id": id["id"], "title": "Mine" });
        cast.refused(Who::Outsider, "postUpdate", input.clone(), "NOT_FOUND").await;
        cast.refused(Who::Member, "postUpdate", input, "FORBIDDEN").await;
    }
    // The same again changes nothing; without the file the accounts are no longer said.
    let (again, _) = report(&cast, &source, &["--authors", path(&file)]);
    assert_eq!(numbers(&again, "post"), [3, 0, 0, 3, 0, 0]);
    assert_eq!(numbers(&again, "author"), [3, 0, 0, 3, 0, 0]);
}

#[tokio::test]
async fn a_file_of_authors_that_is_wrong_is_refused_and_nothing_imported() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    let (source, file) = (blog().write(folder.path()), folder.path().join("authors.csv"));
    let before = rows(&cast.app, &[]).await;
    for (text, word) in [
        ("external_id,name,email,account\nauthor:sam,Sam,,nobody@acme.example\n", "line 2"),
        ("external_id,name\nauthor:sam,Sam\n", "account"),
        ("", "external_id"),
    ] {
        fs::write(&file, text).unwrap();
        let said = run(&cast, &source, &["--authors", path(&file)]);
        assert_eq!(said.code, Some(1), "{text}: {said:?}");
        assert!(said.err.contains(word) && said.err.contains("authors.csv"), "{text}: {said:?}");
    }
    let said = run(&cast, &source, &["--authors", path(&folder.path().join("absent.csv"))]);
    assert_eq!(said.code, Some(1), "{said:?}");
    let said = run(&cast, &source, &["--authors", path(&file), "--write-authors", path(&file)]);
    assert_eq!(said.code, Some(64), "one or the other, says the command line: {said:?}");
    assert_eq!(rows(&cast.app, &[]).await, before);
}
