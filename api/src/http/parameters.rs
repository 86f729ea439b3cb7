//! The parameters of a GraphQL request: from a JSON body, alone or in a batch, or a query string.

use std::collections::BTreeMap;

use async_graphql::{Request, Variables};
use serde::Deserialize;
use url::form_urlencoded;

use crate::error::{Code, Error, Result};

/// One operation, or several that share a request's limits.
pub(super) enum Operations {
    /// A JSON object.
    Single(Box<Request>),
    /// A JSON array, answered by an array.
    Batch(Vec<Request>),
}

/// As in the specification, section "Request Parameters". Unknown keys are ignored.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parameters {
    query: String,
    operation_name: Option<String>,
    #[serde(default)]
    variables: Variables,
    /// Must be an object; nothing here asks for any.
    #[serde(rename = "extensions")]
    _extensions: Option<BTreeMap<String, serde_json::Value>>,
}

/// Reads a POST's body: `max_batch` operations at most.
pub(super) fn from_json(body: &[u8], max_batch: u32) -> Result<Operations> {
    let text = std::str::from_utf8(body).map_err(|_| bad("The body is not UTF-8."))?;
    if !text.trim_start().starts_with('[') {
        let one: Parameters = parse(text)?;
        return Ok(Operations::Single(Box::new(one.into())));
    }
    let batch: Vec<Parameters> = parse(text)?;
    if batch.is_empty() {
        return Err(bad("The batch is empty."));
    }
    if batch.len() > max_batch as usize {
        let message = format!("A batch holds at most {max_batch} operations.");
        return Err(Error::new(Code::TooLarge, message));
    }
    Ok(Operations::Batch(batch.into_iter().map(Into::into).collect()))
}

/// Reads a GET's query string. A token in it is not looked at.
pub(super) fn from_query(query: &str) -> Result<Operations> {
    let value = |name: &str| -> Result<Option<String>> {
        let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
        let value = found.next().map(|(_, value)| value.into_owned());
        match found.next() {
            None => Ok(value),
            Some(_) => Err(bad(format!("The parameter `{name}` is given twice."))),
        }
    };
    let object = |name| value(name).map(|text| text.filter(|text| !text.is_empty()));
    let parameters = Parameters {
        query: value("query")?.ok_or_else(|| bad("There is no `query`."))?,
        operation_name: value("operationName")?.filter(|name| !name.is_empty()),
        variables: object("variables")?.map_or(Ok(Variables::default()), |text| parse(&text))?,
        _extensions: object("extensions")?.map(|text| parse(&text)).transpose()?,
    };
    Ok(Operations::Single(Box::new(parameters.into())))
}

impl From<Parameters> for Request {
    fn from(parameters: Parameters) -> Self {
        let Parameters { query, operation_name, variables, .. } = parameters;
        let request = Self::new(query).variables(variables);
        match operation_name {
            Some(name) => request.operation_name(name),
            None => request,
        }
    }
}

/// JSON, nested at most 128 levels (`serde_json`'s own limit). The message names the place only.
fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T> {
    serde_json::from_str(text).map_err(|cause| {
        let place = format!("line {}, column {}", cause.line(), cause.column());
        bad(match cause.classify() {
            serde_json::error::Category::Data => {
                format!("Not the parameters of a GraphQL request, at {place}.")
            }
            _ => format!("Malformed JSON at {place}."),
        })
    })
}

fn bad(message: impl Into<String>) -> Error {
    Error::new(Code::BadRequest, message)
}
