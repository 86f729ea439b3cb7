//! `matrix.txt`, who may do what, is what the program does. A root field that is missing from it
//! fails. After a change that is meant: `PARVIS_BLESS=1`, and read the difference.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::{Value, json};

use super::ask::Sdl;
use super::targets::targets;
use crate::support::{Cast, Who};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/access/matrix.txt");

const HEAD: &str = "\
# Root field by member of the cast (tests/support/cast.rs); targets lie in Sales, see targets.rs.
# ok: done or answered; forbidden; hidden: as if it did not exist; 401: not admitted; a number: rows.
";

#[tokio::test]
async fn the_matrix_is_what_the_program_does() {
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for column in columns() {
        let cast = Cast::start().await;
        for (row, answer) in answers(&cast, column).await {
            rows.entry(row).or_default().push(answer);
        }
    }
    let sdl = Sdl::read();
    let covered: BTreeSet<&str> = rows.keys().map(|row| row.split(' ').next().unwrap()).collect();
    let roots = sdl.queries.keys().chain(&sdl.mutations).map(String::as_str);
    assert_eq!(covered, roots.collect(), "every root field has a row");
    let matrix = table(&rows);
    if std::env::var_os("PARVIS_BLESS").is_some() {
        std::fs::write(FILE, &matrix).unwrap();
    }
    let kept = std::fs::read_to_string(FILE).unwrap_or_default();
    assert_eq!(kept, matrix, "matrix.txt differs from what the program does");
}

/// Who asks: somebody of the cast, an application of the author's without limits, or nobody.
#[derive(Clone, Copy, Debug)]
enum Column {
    Of(Who),
    Application,
    Nobody,
}

fn columns() -> impl Iterator<Item = Column> {
    Who::ALL.into_iter().map(Column::Of).chain([Column::Application, Column::Nobody])
}

impl Column {
    fn name(self) -> String {
        match self {
            Self::Of(who) => format!("{who:?}"),
            Self::Application | Self::Nobody => format!("{self:?}"),
        }
    }

    /// The bearer token, if there is one.
    async fn token(self, cast: &Cast) -> Option<String> {
        match self {
            Self::Of(who) => Some(cast.app.token(cast.id(who))),
            Self::Nobody => None,
            Self::Application => {
                let input = json!({
                    "name": "App", "scopes": ["POSTS_READ"], "expiresAt": "2026-03-01T00:00:00Z"
                });
                let made =
                    cast.done(Who::Author, "applicationCreate", input, "issued { token }").await;
                Some(made["issued"]["token"].as_str().unwrap().to_owned())
            }
        }
    }
}

/// Asks with this token, or none. The status and the answer.
async fn ask(cast: &Cast, token: Option<&str>, query: &str, variables: Value) -> (u16, Value) {
    if let Some(token) = token {
        return cast.app.post_with(token, query, variables).await;
    }
    let body = json!({ "query": query, "variables": variables });
    let response = cast.app.client.post("/graphql").body_json(&body).send().await;
    (response.0.status().as_u16(), Value::Null)
}

/// What one of them gets of every root field.
async fn answers(cast: &Cast, who: Column) -> Vec<(String, String)> {
    let token = who.token(cast).await;
    let mut column = Vec::new();
    let mut posts = Vec::new();
    let spaces = [
        ("home", &cast.home),
        ("news", &cast.news),
        ("deals", &cast.deals),
        ("merger", &cast.merger),
    ];
    for (name, space) in spaces {
        posts.push((name, cast.publish(Who::Author, space, name).await));
    }
    let mut queries: Vec<(String, String)> = Vec::new();
    for (name, id) in posts.iter().map(|(name, id)| (*name, id)) {
        queries.push((format!("post of {name}"), format!("post(id: \"{id}\") {{ id }}")));
    }
    for (name, id) in spaces {
        queries.push((format!("space {name}"), format!("space(id: \"{id}\") {{ id }}")));
    }
    let secret = &posts[3].1;
    let question = json!({ "unitId": cast.sales, "question": "How?" });
    cast.done(Who::Author, "helpRequestCreate", question, "").await;
    queries.extend([
        ("company".into(), "company { id }".into()),
        ("feed".into(), "feed(first: 100) { nodes { id } }".into()),
        ("node of a post of merger".into(), format!("node(id: \"{secret}\") {{ id }}")),
        ("nodes of a post of merger".into(), format!("nodes(ids: [\"{secret}\"]) {{ id }}")),
        ("people".into(), "people(first: 100) { nodes { id } }".into()),
        ("person".into(), format!("person(id: \"{}\") {{ id }}", cast.id(Who::Author))),
        ("spaces".into(), "spaces(first: 100) { nodes { id } }".into()),
        ("unit".into(), format!("unit(id: \"{}\") {{ id }}", cast.sales)),
        ("units".into(), "units(first: 100) { nodes { id } }".into()),
        ("viewer".into(), "viewer { person { id } }".into()),
        ("administeredSpaces".into(), "administeredSpaces(first: 100) { nodes { id } }".into()),
        ("auditLog".into(), "auditLog(first: 1) { nodes { id } }".into()),
        ("breakGlassRequests".into(), "breakGlassRequests { nodes { id } }".into()),
        ("directoryGroups".into(), "directoryGroups { nodes { id } }".into()),
        ("helpRequests".into(), "helpRequests { nodes { id } }".into()),
        ("tags".into(), "tags { slug }".into()),
        (
            "unitHandover".into(),
            format!("unitHandover(unitId: \"{}\") {{ unit {{ id }} }}", cast.sales),
        ),
    ]);
    let author = cast.id(Who::Author);
    for (name, id) in spaces {
        let access = format!("access(personId: \"{author}\", spaceId: \"{id}\") {{ role }}");
        queries.push((format!("access to {name}"), access));
        let roster = format!("roster(spaceId: \"{id}\", first: 100) {{ nodes {{ role }} }}");
        queries.push((format!("roster of {name}"), roster));
        let export =
            format!("spaceExport(spaceId: \"{id}\", first: 100) {{ nodes {{ records }} }}");
        queries.push((format!("spaceExport of {name}"), export));
    }
    for (change, input) in [
        ("visibility", format!("visibility: {{ id: \"{}\", visibility: OPEN }}", cast.home)),
        ("memberRole", format!("memberRole: {{ spaceId: \"{}\", memberRole: READER }}", cast.home)),
        (
            "grant",
            format!(
                "grant: {{ spaceId: \"{}\", role: READER, grantee: {{ person: \"{author}\" }} }}",
                cast.home
            ),
        ),
        ("move", format!("move: {{ id: \"{}\", parentId: \"{}\" }}", cast.shops, cast.finance)),
        (
            "leader",
            format!(
                "leader: {{ unitId: \"{}\", personId: \"{author}\", startsAt: \"2026-06-01T00:00:00Z\" }}",
                cast.sales
            ),
        ),
    ] {
        let query = format!("previewChange(input: {{ {input} }}) {{ errors {{ code }} }}");
        queries.push((format!("previewChange {change}"), query));
    }
    for (row, query) in queries {
        let (status, answer) =
            ask(cast, token.as_deref(), &format!("{{ {query} }}"), json!({})).await;
        let field = row.split(' ').next().unwrap();
        if answer["errors"][0]["extensions"]["code"] == "FORBIDDEN" {
            column.push((row, "forbidden".into()));
        } else {
            column.push((row.clone(), outcome(status, &answer["data"][field])));
        }
    }
    let documents = json!({
        "spaceId": cast.merger, "source": "matrix", "documents": [{
            "externalId": "1", "title": "T", "body": "B", "oldUrls": ["http://old.example/merger"]
        }],
    });
    let made =
        cast.done(Who::Leader, "documentsImport", documents, "imported { batch { id } }").await;
    let batch = made["imported"]["batch"]["id"].as_str().unwrap();
    let imports = [
        ("importBatch", format!("importBatch(id: \"{batch}\") {{ id }}")),
        ("redirect", "redirect(url: \"http://old.example/merger\") { path }".to_owned()),
    ];
    for (field, query) in imports {
        let (status, answer) =
            ask(cast, token.as_deref(), &format!("{{ {query} }}"), json!({})).await;
        column.push((field.to_owned(), outcome(status, &answer["data"][field])));
    }
    let targets = targets(cast).await;
    cast.app.wait(1);
    for (field, input) in targets {
        let query = super::ask::mutation(field);
        let (status, answer) = ask(cast, token.as_deref(), &query, json!({ "input": input })).await;
        column.push((field.to_owned(), outcome(status, &answer["data"][field])));
    }
    column
}

fn outcome(status: u16, answer: &Value) -> String {
    if status != 200 {
        return status.to_string();
    }
    if let Some(errors) = answer["errors"].as_array() {
        return match errors.first().map(|error| error["code"].as_str().unwrap()) {
            None => "ok".into(),
            Some("FORBIDDEN") => "forbidden".into(),
            Some("NOT_FOUND") => "hidden".into(),
            Some(other) => panic!("the target does not fit: {other}: {answer}"),
        };
    }
    if let Some(nodes) = answer["nodes"].as_array() {
        return nodes.len().to_string();
    }
    let hidden = answer.is_null() || *answer == json!([null]);
    if hidden { "hidden".into() } else { "ok".into() }
}

/// A line a root field, a column a person.
fn table(rows: &BTreeMap<String, Vec<String>>) -> String {
    let mut text = HEAD.to_owned();
    let names: Vec<String> = columns().map(Column::name).collect();
    let line = |text: &mut String, first: &str, cells: &[String]| {
        let mut line = format!("{first:<26}");
        for (cell, name) in cells.iter().zip(&names) {
            write!(line, " {cell:<width$}", width = name.len().max(9)).unwrap();
        }
        writeln!(text, "{}", line.trim_end()).unwrap();
    };
    line(&mut text, "", &names);
    for (row, cells) in rows {
        line(&mut text, row, cells);
    }
    text
}
