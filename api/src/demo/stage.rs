//! Runs GraphQL operations in the process, as the person who would send them: what the demo makes
//! has passed the same rules as everything else.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::Variables;
use entity::id::PersonId;
use serde_json::{Value, json};

use crate::access::Access;
use crate::auth::local;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::graphql::{Request, Schema};
use crate::store::Db;

/// A database, a clock that can be moved, and the people by name.
pub(super) struct Stage {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) schema: Schema,
    pub(super) people: HashMap<String, PersonId>,
}

impl Stage {
    /// The person's id.
    pub(super) fn person(&self, name: &str) -> Result<PersonId> {
        let id = self.people.get(name).copied();
        id.ok_or_else(|| Error::internal(format!("the demo has no {name}")))
    }

    /// What the person may, as it is resolved for a request of theirs.
    pub(super) async fn access(&self, name: &str) -> Result<Access> {
        let subject = self.person(name)?.to_string();
        let now = self.clock.now();
        let known = self.db.identity(local::ISSUER, &subject, now).await?;
        let known = known.ok_or_else(|| Error::internal(format!("{name} cannot sign in")))?;
        self.db.access(Arc::new(known.viewer), now).await
    }

    /// The `data` of an operation that must succeed.
    pub(super) async fn ask(&self, name: &str, query: &str, variables: Value) -> Result<Value> {
        let access = self.access(name).await?;
        let context = Request::new(self.db.clone(), access, self.clock.clone());
        let request = async_graphql::Request::new(query)
            .variables(Variables::from_json(variables))
            .data(context);
        let response = self.schema.execute(request).await;
        if let Some(error) = response.errors.first() {
            return Err(Error::internal(format!("{name}: {}", error.message)));
        }
        response.data.into_json().map_err(Error::internal)
    }

    /// Runs one mutation, which must not be refused. What `selection` asks for of its payload.
    pub(super) async fn act(
        &self,
        name: &str,
        field: &str,
        input: Value,
        selection: &str,
    ) -> Result<Value> {
        let mut letters = field.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase()).into_iter();
        let kind: String = first.chain(letters).chain("Input".chars()).collect();
        let query = format!(
            "mutation($input: {kind}!) {{ done: {field}(input: $input) {{ {selection} errors {{ message }} }} }}"
        );
        let mut data = self.ask(name, &query, json!({ "input": input })).await?;
        let payload = data.get_mut("done").map(Value::take).unwrap_or_default();
        match payload.pointer("/errors/0/message") {
            Some(refused) => Err(Error::internal(format!("{name}, {field}: {refused}"))),
            None => Ok(payload),
        }
    }
}

/// The text at a place of an answer.
pub(super) fn text(answer: &Value, pointer: &str) -> Result<String> {
    let found = answer.pointer(pointer).and_then(Value::as_str).map(ToOwned::to_owned);
    found.ok_or_else(|| Error::internal(format!("no {pointer} in {answer}")))
}
