//! Makes the people, the org chart and the spaces, each act by whoever may do it.

use std::collections::HashMap;

use entity::{platform_role, unit};
use serde_json::{Value, json};

use super::plan::Organisation;
use super::stage::{Stage, text};
use super::{email, find, refused};
use crate::error::{Error, Result};
use crate::store::NewUnit;

/// Founds the company and adds everyone, as the operator of an installation does.
pub(super) async fn add_people(stage: &mut Stage, organisation: &Organisation) -> Result<()> {
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
pub(super) async fn add_units(
    stage: &Stage,
    plan: &Organisation,
) -> Result<HashMap<String, String>> {
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
        for member in [&unit.leader].into_iter().chain(&unit.members) {
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

fn with_person(
    stage: &Stage,
    units: &HashMap<String, String>,
    unit: &str,
    person: &str,
) -> Result<Value> {
    let person = stage.person(person)?;
    Ok(json!({ "unitId": find(units, unit)?, "personId": person.to_string() }))
}
