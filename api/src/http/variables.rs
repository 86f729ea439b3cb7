//! Which operation of a document is meant, and whether its variables are all there.

use async_graphql::parser::types::{
    BaseType, DocumentOperations, ExecutableDocument, OperationDefinition, Type,
};
use async_graphql::{Name, Value, Variables};

use super::nesting::nul;
use crate::error::{Code, Error, Result};

/// Inputs whose texts come out of files: what is wrong in a document is told of that document.
const OF_FILES: [&str; 2] = ["DocumentsImportInput", "ImportedDocumentInput"];

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
/// while it executes, and the character U+0000 in any but those of files.
pub(super) fn check(operation: &OperationDefinition, variables: &Variables) -> Result<()> {
    let of_files = |name: &Name| {
        let mut definitions = operation.variable_definitions.iter();
        definitions.any(|it| it.node.name.node == *name && is_of_files(&it.node.var_type.node))
    };
    if variables.iter().any(|(name, value)| holds_nul(value) && !of_files(name)) {
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

fn is_of_files(kind: &Type) -> bool {
    match &kind.base {
        BaseType::Named(name) => OF_FILES.contains(&name.as_str()),
        BaseType::List(kind) => is_of_files(kind),
    }
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
