//! The importer from end to end: a legacy site into a space, again, changed, and cut off.

mod addresses;
mod again;
mod application;
mod approval;
mod attacks;
mod authors;
mod blog;
mod chosen;
mod comments;
mod documents;
mod export;
mod fetch;
mod killed;
mod killed_blog;
mod media_folder;
mod pdf;
mod redirects;
mod script;
mod site;
mod standing;
mod taken_out;
mod told;
mod upload;
mod web;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use ::import::{Kind, Options, Outcome, Report};
use parvis::access::policy::ImportInto;
use parvis::auth::Viewer;
use parvis::importer::{Choice, Done, Target};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Cast, TestApp, Who};

const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../import/fixtures/legacy-site");

/// A copy of the fixture whose files are of 2005, so that a page dated by its file is of the past.
pub(crate) fn site() -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    copy_folder(Path::new(SITE), copy.path());
    copy
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else {
            write(&target, &fs::read(entry.path()).unwrap());
        }
    }
}

/// Writes a file of 2005.
fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
    let then = UNIX_EPOCH + Duration::from_secs(1_120_000_000);
    fs::File::options().write(true).open(path).unwrap().set_modified(then).unwrap();
}

/// Imports as this person into this space, as the command does.
async fn import(app: &TestApp, who: &str, space: &str, folder: &Path, dry_run: bool) -> Report {
    let choice = Choice { dry_run, ..Choice::default() };
    chosen(app, who, space, &[folder.to_owned()], Options::default(), choice).await.report
}

/// Imports as this person into this space, with options and choices as the command takes them.
async fn chosen(
    app: &TestApp,
    who: &str,
    space: &str,
    paths: &[PathBuf],
    options: Options,
    choice: Choice,
) -> Done {
    let person = who.parse().unwrap();
    let viewer = Viewer { person, platform: Vec::new(), application: None, access_version: 0 };
    let access = app.db.access(Arc::new(viewer), app.clock.now()).await.unwrap();
    let id: entity::id::SpaceId = space.parse().unwrap();
    let query = app.db.visible::<entity::space::Entity>(&access);
    let row = query.filter(entity::space::Column::Id.eq(id)).one().await.unwrap().unwrap();
    let permit = access.permit::<ImportInto>(row).unwrap();
    let reader = Arc::from(::import::open(paths, None, options).unwrap());
    let (db, clock, data) = (&app.db, &app.clock, app.config.data.as_path());
    let target = Target { db, clock, data, permit: &permit, source: "legacy" };
    parvis::importer::import(&target, reader, Arc::new(choice), &mut |_| ()).await.unwrap()
}

/// The fixture, imported by the leader into Sales' home.
async fn imported() -> (Cast, TempDir, Report) {
    let (cast, folder) = (Cast::start().await, site());
    let report = import(&cast.app, cast.id(Who::Leader), &cast.home, folder.path(), false).await;
    (cast, folder, report)
}

/// `[in, imported, updated, unchanged, skipped, failed]`.
fn totals(report: &Report, kind: Kind) -> [u64; 6] {
    let totals = report.totals(kind);
    let all = [
        Outcome::Imported,
        Outcome::Updated,
        Outcome::Unchanged,
        Outcome::Skipped,
        Outcome::Failed,
    ];
    let [imported, updated, unchanged, skipped, failed] = all.map(|outcome| totals.count(outcome));
    assert_eq!(totals.total(), imported + updated + unchanged + skipped + failed);
    [totals.total(), imported, updated, unchanged, skipped, failed]
}

/// Every post of a space by its title.
async fn posts(cast: &Cast, who: Who, space: &str) -> Vec<Value> {
    let query = "query($id: ID!) { space(id: $id) { posts(first: 100) { nodes {
        id title state publishedAt imported originalAuthor author { id } locale bodyHtml bodyText revision tags { name }
    } } } }";
    let mut found = cast.ask(who, query, json!({ "id": space })).await;
    let Value::Array(mut posts) = found["space"]["posts"]["nodes"].take() else {
        panic!("{found}")
    };
    posts.sort_by_key(|post| post["title"].as_str().unwrap().to_owned());
    posts
}

/// The person's own posts that are not live: id, title and state.
async fn drafts(cast: &Cast, who: Who) -> Vec<Value> {
    let query = "{ viewer { drafts(first: 100) { nodes { id title state } } } }";
    let mut found = cast.ask(who, query, json!({})).await;
    let Value::Array(drafts) = found["viewer"]["drafts"]["nodes"].take() else { panic!("{found}") };
    drafts
}

/// The one post with this title.
fn titled<'a>(posts: &'a [Value], title: &str) -> &'a Value {
    let mut found = posts.iter().filter(|post| post["title"] == title);
    let one = found.next().unwrap_or_else(|| panic!("no post is called {title}"));
    assert!(found.next().is_none(), "{title} is there twice");
    one
}

/// Every row of every table but these, as text.
async fn rows(app: &TestApp, but: &[&str]) -> Vec<String> {
    let database = app.rows().await;
    let mut all = Vec::new();
    for table in tables(&database).await.into_iter().filter(|table| !but.contains(&table.as_str()))
    {
        let columns = match database.get_database_backend() {
            DbBackend::Sqlite => {
                let names = texts(
                    &database,
                    &format!(
                        "SELECT 'quote(\"' || name || '\")' AS t FROM pragma_table_info('{table}')"
                    ),
                )
                .await;
                names.join(" || ' ' || ")
            }
            _ => format!("{table}::text"),
        };
        let lines = texts(&database, &format!("SELECT {columns} AS t FROM {table}")).await;
        all.extend(lines.into_iter().map(|line| format!("{table}: {line}")));
    }
    all.sort();
    all
}

async fn tables(database: &DatabaseConnection) -> Vec<String> {
    let sql = match database.get_database_backend() {
        DbBackend::Sqlite => "SELECT name AS t FROM sqlite_master WHERE type = 'table'",
        _ => "SELECT tablename::text AS t FROM pg_tables WHERE schemaname = 'public'",
    };
    texts(database, sql).await
}

/// The texts in column `t`.
async fn texts(database: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let rows = database.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get("", "t").unwrap()).collect()
}

/// The ids of this kind that a text links to, as `/posts/post_01...`.
fn linked(html: &str, road: &str) -> Vec<String> {
    let ends = |c: char| !c.is_ascii_alphanumeric() && c != '_';
    html.split(&format!("\"{road}"))
        .skip(1)
        .map(|rest| rest.split(ends).next().unwrap().to_owned())
        .collect()
}

/// Where the fixture's files lie, by name.
fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(name)
}

/// Every page of the space, page by page.
async fn posts_of_pages(cast: &Cast) -> Vec<Value> {
    let query =
        "query($id: ID!, $after: String) { space(id: $id) { posts(first: 50, after: $after) {
        nodes { id title bodyHtml } pageInfo { endCursor hasNextPage }
    } } }";
    let (mut all, mut after) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({ "id": cast.home, "after": after });
        let mut page = cast.ask(Who::Member, query, variables).await["space"]["posts"].take();
        all.extend(page["nodes"].as_array().unwrap().clone());
        after = page["pageInfo"]["endCursor"].take();
        if page["pageInfo"]["hasNextPage"] == false {
            return all;
        }
    }
}

/// The token of an application of this person, with these scopes and limits.
async fn apply(cast: &Cast, who: Who, scopes: &[&str], limits: Value) -> String {
    let mut input =
        json!({ "name": "Script", "scopes": scopes, "expiresAt": "2026-12-31T00:00:00Z" });
    input.as_object_mut().unwrap().extend(limits.as_object().unwrap().clone());
    let made = cast.done(who, "applicationCreate", input, "issued { token }").await;
    made["issued"]["token"].as_str().unwrap().to_owned()
}

/// The whole answer to a mutation that is sent with a token, and its status.
async fn applied(
    cast: &Cast,
    token: &str,
    field: &str,
    input: Value,
    selection: &str,
) -> (u16, Value) {
    let kind = format!("{}{}Input", field[..1].to_uppercase(), &field[1..]);
    let query = format!(
        "mutation($input: {kind}!) {{ {field}(input: $input) {{ {selection} errors {{ code message field rule }} }} }}"
    );
    cast.app.post_with(token, &query, json!({ "input": input })).await
}

/// The payload of a mutation that is sent with a token.
async fn sent(cast: &Cast, token: &str, field: &str, input: Value, selection: &str) -> Value {
    let (status, mut answer) = applied(cast, token, field, input, selection).await;
    assert!(answer.get("errors").is_none(), "{status}: {answer:#}");
    answer["data"][field].take()
}
