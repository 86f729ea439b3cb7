//! Which operation of a document is meant, and whether its variables are all there.

use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition};
use async_graphql::{Value, Variables};

use super::nesting::nul;
use crate::error::{Code, Error, Result};

/// The operation of that name, or the only one.
pub(super) fn operation<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Result<&'d OperationDefinition> {
    let found = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            operations.values().next()
        }
        (DocumentOperations::Multiple(_), None) => {
            return Err(invalid("`operationName` must say which operation is meant."));
        }
    };
    found.map(|found| &found.node).ok_or_else(|| invalid("There is no operation of that name."))
}

/// Refuses a required variable that is missing or null, which `async-graphql` would find only
/// while it executes, and the character U+0000 in any.
pub(super) fn check(operation: &OperationDefinition, variables: &Variables) -> Result<()> {
    if variables.values().any(holds_nul) {
        return Err(nul());
    }
    for definition in &operation.variable_definitions {
        let definition = &definition.node;
        let required = !definition.var_type.node.nullable;
        let given = variables.get(&definition.name.node);
        let missing = given.is_none() && definition.default_value.is_none();
        if required && (missing || given == Some(&Value::Null)) {
            return Err(invalid(format!("The variable ${} is required.", definition.name.node)));
        }
    }
    Ok(())
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::List(items) => items.iter().any(holds_nul),
        Value::Object(fields) => fields.values().any(holds_nul),
        _ => false,
    }
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new(Code::ValidationFailed, message)
}
