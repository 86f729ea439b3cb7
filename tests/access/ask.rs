//! What the rules' tests ask and do most.

use std::collections::BTreeMap;

use async_graphql::parser::types::{InputObjectType, TypeKind, TypeSystemDefinition};
use serde_json::{Value, json};

use crate::support::{Cast, TestApp, Who};

/// The person's role in a space, or nothing.
pub(crate) async fn role(cast: &Cast, who: Who, space: &str) -> Option<String> {
    role_of(&cast.app, cast.id(who), space).await
}

/// As [`role`], in any app.
pub(crate) async fn role_of(app: &TestApp, person: &str, space: &str) -> Option<String> {
    let query = "query($id: ID!) { space(id: $id) { viewerRole } }";
    let answer = app.ask(person, query, json!({ "id": space })).await;
    answer["space"]["viewerRole"].as_str().map(Into::into)
}

/// Fails unless each of these has exactly this role in the space.
pub(crate) async fn roles(cast: &Cast, space: &str, expected: &[(Who, Option<&str>)]) {
    for (who, wanted) in expected {
        assert_eq!(role(cast, *who, space).await.as_deref(), *wanted, "{who:?}");
    }
}

/// A further space of a unit. Its id.
pub(crate) async fn open(cast: &Cast, by: Who, unit: &str, name: &str, seen_by: &str) -> String {
    let input = json!({ "unitId": unit, "name": name, "visibility": seen_by });
    made(cast.done(by, "spaceOpen", input, "space { id }").await, "space")
}

/// The home space of a unit, asked for by somebody who sees it.
pub(crate) async fn home(cast: &Cast, who: Who, unit: &str) -> String {
    let query = "query($id: ID!) { unit(id: $id) { spaces { id isHome } } }";
    let mut answer = cast.ask(who, query, json!({ "id": unit })).await;
    let spaces = answer["unit"]["spaces"].as_array_mut().unwrap();
    let home = spaces.iter().find(|space| space["isHome"] == true).unwrap();
    home["id"].as_str().unwrap().to_owned()
}

/// Assigns a person to a unit. The membership's id.
pub(crate) async fn assign(cast: &Cast, by: Who, unit: &str, who: Who) -> String {
    let input = json!({ "unitId": unit, "personId": cast.id(who) });
    made(cast.done(by, "personAssign", input, "assignment { id }").await, "assignment")
}

/// Grants a role on a space. The grant's id.
pub(crate) async fn grant(cast: &Cast, by: Who, space: &str, to: Value, role: &str) -> String {
    let input = json!({ "spaceId": space, "grantee": to, "role": role });
    made(cast.done(by, "spaceGrant", input, "grant { id }").await, "grant")
}

/// Grants a role on a unit. The grant's id.
pub(crate) async fn grant_on_unit(
    cast: &Cast,
    by: Who,
    unit: &str,
    to: Value,
    role: &str,
    subtree: bool,
) -> String {
    let input = json!({ "unitId": unit, "grantee": to, "role": role, "subtree": subtree });
    made(cast.done(by, "unitGrant", input, "grant { id }").await, "grant")
}

/// Makes a space of this visibility.
pub(crate) async fn change(cast: &Cast, by: Who, space: &str, visibility: &str) {
    let input = json!({ "id": space, "visibility": visibility });
    let selection = "space { visibility }";
    let changed = cast.done(by, "spaceChangeVisibility", input, selection).await;
    assert_eq!(changed["space"]["visibility"], visibility);
}

/// The id of what a mutation made.
pub(crate) fn made(mut payload: Value, field: &str) -> String {
    payload[field]["id"].take().as_str().unwrap().to_owned()
}

/// The whole answer as bytes, with the number of statements it took: what an observer can see.
/// The person's rights are resolved before, so that who is asked for first makes no difference.
pub(crate) async fn bytes(app: &TestApp, token: &str, query: &str, variables: Value) -> String {
    app.send(token, "{ viewer { person { id } } }", json!({})).await.assert_status_is_ok();
    let response = app.send(token, query, variables).await.0;
    let status = response.status();
    let mut answer: Value =
        serde_json::from_str(&response.into_body().into_string().await.unwrap()).unwrap();
    let statements = answer["extensions"]["cost"]["statements"].take();
    assert!(statements.is_u64(), "the cost was asked for: {answer:#}");
    answer.as_object_mut().unwrap().remove("extensions");
    format!("{status} {answer} in {statements} statements")
}

/// A mutation that asks for nothing but why it was refused.
pub(crate) fn mutation(field: &str) -> String {
    let (first, rest) = field.split_at(1);
    let kind = format!("{}{rest}Input", first.to_uppercase());
    format!(
        "mutation($input: {kind}!) {{ {field}(input: $input) {{ errors {{ code message field rule }} }} }}"
    )
}

/// What `schema.graphql` says.
#[derive(Default)]
pub(crate) struct Sdl {
    /// The root fields for reading, with the names and types of their arguments.
    pub(crate) queries: BTreeMap<String, Vec<(String, String)>>,
    /// The mutations.
    pub(crate) mutations: Vec<String>,
    /// The types that have a global id, by name.
    pub(crate) nodes: Vec<String>,
    inputs: BTreeMap<String, InputObjectType>,
}

impl Sdl {
    /// Reads the committed file.
    pub(crate) fn read() -> Self {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.graphql");
        let document =
            async_graphql::parser::parse_schema(std::fs::read_to_string(file).unwrap()).unwrap();
        let mut sdl = Self::default();
        for definition in document.definitions {
            let TypeSystemDefinition::Type(kind) = definition else { continue };
            let name = kind.node.name.node.to_string();
            match kind.node.kind {
                TypeKind::Object(object) if name == "Query" => {
                    for field in object.fields {
                        let argument = |argument: &async_graphql::Positioned<
                            async_graphql::parser::types::InputValueDefinition,
                        >| {
                            let name = argument.node.name.node.to_string();
                            (name, argument.node.ty.node.to_string())
                        };
                        let arguments = field.node.arguments.iter().map(argument).collect();
                        sdl.queries.insert(field.node.name.node.to_string(), arguments);
                    }
                }
                TypeKind::Object(object) if name == "Mutation" => {
                    sdl.mutations =
                        object.fields.iter().map(|f| f.node.name.node.to_string()).collect();
                }
                TypeKind::Object(object)
                    if object.implements.iter().any(|it| it.node == "Node") =>
                {
                    sdl.nodes.push(name);
                }
                TypeKind::InputObject(input) => {
                    sdl.inputs.insert(name, input);
                }
                _ => {}
            }
        }
        assert!(sdl.mutations.len() > 30 && sdl.queries.len() > 10, "the schema is read whole");
        sdl
    }

    /// Where a mutation's input takes ids, as paths such as `grantee.person`.
    pub(crate) fn ids(&self, mutation: &str) -> Vec<String> {
        let (first, rest) = mutation.split_at(1);
        self.ids_of(&format!("{}{rest}Input", first.to_uppercase()))
    }

    fn ids_of(&self, input: &str) -> Vec<String> {
        let mut found = Vec::new();
        for field in &self.inputs[input].fields {
            let name = field.node.name.node.to_string();
            let kind = field.node.ty.node.to_string();
            let kind = kind.trim_matches(['[', ']', '!']);
            if kind == "ID" {
                found.push(name);
            } else if self.inputs.contains_key(kind) {
                found.extend(self.ids_of(kind).into_iter().map(|inner| format!("{name}.{inner}")));
            }
        }
        found
    }
}
