//! The demo: a believable organisation, made by its own people through the product's own operations,
//! and a legacy site taken in by the real importer.

mod plan;
mod stage;

use std::collections::HashMap;
use std::path::Path;

use entity::id::PersonId;
use entity::{Timestamp, platform_role, space, unit};
use import::{Options, Report};
use include_dir::{Dir, include_dir};
use sea_orm::ColumnTrait;
use serde_json::{Value, json};

use crate::access::policy::ImportInto;
use crate::auth::local;
use crate::clock::Clock;
use crate::config::Config;
use crate::content::slug;
use crate::error::{Error, Result};
use crate::fault::Fault;
use crate::graphql;
use crate::importer::{Target, import};
use crate::store::{Db, NewUnit};
use plan::{Organisation, organisation, posts};
use stage::{Stage, text};

/// The hand-made site of the communication department, as it was about 2004.
static SITE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../import/fixtures/legacy-site");

/// The name under which the site is imported: the last thing that the demo does.
pub const SOURCE: &str = "legacy-site";

const DAY: i64 = 86_400;
/// The first day of the demo's story.
const BEGINNING: i64 = 180;

/// Someone to sign in as.
#[derive(Clone, Copy, Debug)]
pub struct Guest {
    /// Their name.
    pub name: &'static str,
    /// Who they are, for whoever tries the demo.
    pub role: &'static str,
}

/// Three people to try the demo as: a leader, an ordinary member, an administrator.
pub const GUESTS: [Guest; 3] = [
    Guest {
        name: "Claire Fontaine",
        role: "leads Communication and sits on the executive committee",
    },
    Guest { name: "Yann Le Goff", role: "works in the Oullins workshop: an ordinary member" },
    Guest { name: "Samir Benali", role: "administrator, and leads the IT team" },
];

/// The address of one of the demo's people.
#[must_use]
pub fn email(name: &str) -> String {
    let (given, family) = name.split_once(' ').unwrap_or((name, "x"));
    format!("{}.{}@lumiere.example", slug(given, "x"), slug(family, "x"))
}

/// Fills a migrated, empty database. What the import said.
///
/// # Errors
/// When the database cannot be written. A refusal would be a fault of the demo.
pub async fn build(db: &Db, config: &Config, now: Timestamp) -> Result<Report> {
    let organisation = organisation()?;
    let clock = Clock::manual(now.plus_seconds(-BEGINNING * DAY));
    let schema = graphql::schema(config);
    let mut stage = Stage { db: db.clone(), clock, schema, people: HashMap::new() };
    add_people(&mut stage, &organisation).await?;
    let spaces = add_units(&stage, &organisation).await?;
    publish(&stage, &spaces, now).await?;
    stage.clock.set(now);
    import_site(&stage, config).await
}

async fn add_people(stage: &mut Stage, organisation: &Organisation) -> Result<()> {
    let company =
        NewUnit { kind: unit::Kind::Company, name: organisation.company.clone(), slug: None };
    stage.db.operator_create_company(company, &stage.clock).await.map_err(refused)?;
    for name in organisation.people() {
        let mut roles = Vec::new();
        if name == organisation.administrator {
            roles.push(platform_role::Role::Admin);
        }
        if name == organisation.guardian {
            roles.push(platform_role::Role::Guardian);
        }
        if name == organisation.evangelist {
            roles.push(platform_role::Role::Evangelist);
        }
        let added =
            stage.db.operator_add_person(name.to_owned(), Some(email(name)), &roles, &stage.clock);
        stage.people.insert(name.to_owned(), added.await?.id);
    }
    Ok(())
}

/// Makes the org chart and the spaces. The spaces by name.
async fn add_units(stage: &Stage, plan: &Organisation) -> Result<HashMap<String, String>> {
    let admin = &plan.administrator;
    let root = stage.ask(admin, "{ company { id } }", json!({})).await?;
    let root = text(&root, "/company/id")?;
    let mut units = HashMap::from([(plan.company.clone(), root)]);
    let mut spaces = HashMap::new();
    lead(stage, admin, &units, &plan.company, &plan.leader).await?;
    home(stage, &units, &plan.company, &plan.leader, Some(&plan.home), &mut spaces).await?;
    for unit in &plan.unit {
        let parent = find(&units, unit.parent.as_ref().unwrap_or(&plan.company))?;
        let input = json!({ "parentId": parent, "kind": unit.kind, "name": unit.name });
        let made = stage.act(admin, "unitCreate", input, "unit { id }").await?;
        units.insert(unit.name.clone(), text(&made, "/unit/id")?);
        lead(stage, admin, &units, &unit.name, &unit.leader).await?;
        for member in &unit.members {
            let input = with_person(stage, &units, &unit.name, member)?;
            stage.act(&unit.leader, "personAssign", input, "").await?;
        }
        for deputy in &unit.deputies {
            let input = with_person(stage, &units, &unit.name, deputy)?;
            stage.act(&unit.leader, "deputyName", input, "").await?;
        }
        home(stage, &units, &unit.name, &unit.leader, unit.home.as_ref(), &mut spaces).await?;
    }
    for space in &plan.space {
        let unit = plan.unit.iter().find(|unit| unit.name == space.unit);
        let leader = &unit.ok_or_else(|| Error::internal(&space.unit))?.leader;
        let input = json!({
            "unitId": find(&units, &space.unit)?,
            "name": space.name,
            "visibility": space.visibility,
            "description": space.description,
        });
        let made = stage.act(leader, "spaceOpen", input, "space { id }").await?;
        spaces.insert(space.name.clone(), text(&made, "/space/id")?);
    }
    for grant in &plan.grant {
        let space = plan.space.iter().find(|space| space.name == grant.space);
        let owner = space.and_then(|space| plan.unit.iter().find(|unit| unit.name == space.unit));
        let leader = &owner.ok_or_else(|| Error::internal(&grant.space))?.leader;
        let input = json!({
            "spaceId": find(&spaces, &grant.space)?,
            "grantee": { "person": stage.person(&grant.person)?.to_string() },
            "role": grant.role,
        });
        stage.act(leader, "spaceGrant", input, "").await?;
    }
    Ok(spaces)
}

async fn lead(
    stage: &Stage,
    admin: &str,
    units: &HashMap<String, String>,
    unit: &str,
    leader: &str,
) -> Result<()> {
    let input = with_person(stage, units, unit, leader)?;
    stage.act(admin, "leaderAppoint", input, "").await.map(|_| ())
}

/// The home space of a unit, which its leader opens or closes as planned.
async fn home(
    stage: &Stage,
    units: &HashMap<String, String>,
    unit: &str,
    leader: &str,
    visibility: Option<&String>,
    spaces: &mut HashMap<String, String>,
) -> Result<()> {
    let query = "query($id: ID!) { unit(id: $id) { spaces { id } } }";
    let found = stage.ask(leader, query, json!({ "id": find(units, unit)? })).await?;
    let home = text(&found, "/unit/spaces/0/id")?;
    if let Some(visibility) = visibility {
        let input = json!({ "id": home, "visibility": visibility });
        stage.act(leader, "spaceChangeVisibility", input, "").await?;
    }
    spaces.insert(unit.to_owned(), home);
    Ok(())
}

/// Publishes the posts and their comments, each at its time.
async fn publish(stage: &Stage, spaces: &HashMap<String, String>, now: Timestamp) -> Result<()> {
    let mut comments: Vec<(Timestamp, String, plan::Comment)> = Vec::new();
    for post in posts()? {
        // Mornings, a little different each day.
        let at = now.plus_seconds(-post.days * DAY - (post.days * 977) % 14_000);
        comments = comment_until(stage, comments, at).await?;
        stage.clock.set(at);
        let input = json!({
            "spaceId": find(spaces, &post.space)?,
            "title": post.title,
            "body": post.body.trim(),
            "locale": post.lang,
            "tags": post.tags,
            "publish": true,
        });
        let made = stage.act(&post.by, "postCreate", input, "post { id }").await?;
        let id = text(&made, "/post/id")?;
        let mut said = at;
        for comment in post.comments {
            said = said.plus_seconds(5_000 + (post.days * 613) % 9_000);
            comments.push((said, id.clone(), comment));
        }
    }
    comment_until(stage, comments, now).await.map(|_| ())
}

/// Writes the comments whose time has come; the others.
async fn comment_until(
    stage: &Stage,
    comments: Vec<(Timestamp, String, plan::Comment)>,
    until: Timestamp,
) -> Result<Vec<(Timestamp, String, plan::Comment)>> {
    let (mut due, later): (Vec<_>, Vec<_>) = comments.into_iter().partition(|it| it.0 < until);
    due.sort_by_key(|(at, ..)| *at);
    for (at, post, comment) in due {
        stage.clock.set(at);
        let input = json!({ "postId": post, "body": comment.text });
        stage.act(&comment.by, "commentAdd", input, "").await?;
    }
    Ok(later)
}

/// Takes the legacy site into the home of the communication department, as its leader.
async fn import_site(stage: &Stage, config: &Config) -> Result<Report> {
    let folder = tempfile::tempdir().map_err(Error::internal)?;
    SITE.extract(folder.path()).map_err(Error::internal)?;
    let [leader, ..] = GUESTS;
    let now = stage.clock.now();
    let subject = stage.person(leader.name)?.to_string();
    let known = stage.db.identity(local::ISSUER, &subject, now).await?;
    let viewer = known.ok_or_else(|| Error::internal(leader.name))?.viewer;
    let access = stage.db.access(viewer.into(), now).await?;
    let home = stage.db.operator_find_space("communication").await?;
    let home = home.ok_or_else(|| Error::internal("no space for the site"))?;
    let row = stage.db.visible::<space::Entity>(&access).filter(space::Column::Id.eq(home));
    let row = row.one().await?.ok_or_else(|| Error::internal("the space is not seen"))?;
    let permit = access.permit::<ImportInto>(row).map_err(|refusal| refused(refusal.into()))?;
    let reader = import::open(Path::new(folder.path()), None, Options::default());
    let reader = reader.map_err(Error::internal)?;
    let target = Target {
        db: &stage.db,
        clock: &stage.clock,
        data: &config.data,
        permit: &permit,
        source: SOURCE,
    };
    import(&target, &*reader, false).await
}

fn with_person(
    stage: &Stage,
    units: &HashMap<String, String>,
    unit: &str,
    person: &str,
) -> Result<Value> {
    let person: PersonId = stage.person(person)?;
    Ok(json!({ "unitId": find(units, unit)?, "personId": person.to_string() }))
}

fn find<'a>(ids: &'a HashMap<String, String>, name: &str) -> Result<&'a String> {
    ids.get(name).ok_or_else(|| Error::internal(format!("the demo has no {name}")))
}

fn refused(fault: Fault) -> Error {
    match fault {
        Fault::Error(error) => error,
        Fault::Refused(refused) => Error::internal(format!("{refused:?}")),
    }
}
