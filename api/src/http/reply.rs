//! Answers as JSON, and the status that goes with them.

use std::collections::BTreeMap;

use async_graphql::{ServerError, Value};
use poem::http::{HeaderName, HeaderValue, StatusCode, header};
use poem::{Request, Response};
use serde::Serialize;

use super::negotiate::AnswerType;
use crate::error::{Code, Error};
use crate::meter;

/// Errors listed in one answer: more help nobody, and a short query must not make a long answer.
const MAX_ERRORS: usize = 20;

/// The GraphQL response format: a request that did not execute has no `data` at all.
#[derive(Serialize)]
struct Format<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<&'a BTreeMap<String, Value>>,
}

/// The answer to one operation.
pub(super) fn single(kind: AnswerType, answer: &async_graphql::Response) -> Response {
    graphql(kind, status(kind, answer), &format(answer))
}

/// The answers to a batch, in its order. Each says for itself whether it went well.
pub(super) fn batch(kind: AnswerType, answers: &[async_graphql::Response]) -> Response {
    graphql(kind, StatusCode::OK, &answers.iter().map(format).collect::<Vec<_>>())
}

/// How a request is refused as a whole.
#[derive(Clone, Copy)]
pub(super) struct Refusal {
    kind: AnswerType,
    with_token: bool,
    methods: &'static str,
}

impl Refusal {
    /// In a type that the request accepts, JSON when it accepts neither.
    pub(super) fn of(request: &Request) -> Self {
        Self {
            kind: AnswerType::accepted(request.headers()).unwrap_or(AnswerType::Json),
            with_token: request.headers().contains_key(header::AUTHORIZATION),
            methods: "GET, HEAD",
        }
    }

    /// The methods that a 405 names, instead of GET and HEAD.
    pub(super) fn allowing(self, methods: &'static str) -> Self {
        Self { methods, ..self }
    }

    /// The answer.
    pub(super) fn response(self, error: &Error) -> Response {
        let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::BAD_REQUEST);
        let errors = [meter::server_error(error.clone())];
        let body = Format { errors: &errors, data: None, extensions: None };
        let mut response = graphql(self.kind, status, &body);
        if let Some((name, value)) = self.hint(error.code) {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }

    /// The header that tells the client what to do next.
    fn hint(self, code: Code) -> Option<(HeaderName, &'static str)> {
        Some(match code {
            Code::Unauthenticated if self.with_token => {
                (header::WWW_AUTHENTICATE, r#"Bearer realm="parvis", error="invalid_token""#)
            }
            Code::Unauthenticated => (header::WWW_AUTHENTICATE, r#"Bearer realm="parvis""#),
            Code::Forbidden => {
                (header::WWW_AUTHENTICATE, r#"Bearer realm="parvis", error="insufficient_scope""#)
            }
            Code::MethodNotAllowed => (header::ALLOW, self.methods),
            Code::Timeout | Code::Unavailable => (header::RETRY_AFTER, "5"),
            _ => return None,
        })
    }
}

fn format(answer: &async_graphql::Response) -> Format<'_> {
    Format {
        errors: answer.errors.get(..MAX_ERRORS).unwrap_or(&answer.errors),
        data: executed(answer).then_some(&answer.data),
        extensions: (!answer.extensions.is_empty()).then_some(&answer.extensions),
    }
}

/// Only an error met while executing has a path.
fn executed(answer: &async_graphql::Response) -> bool {
    let ran = |error: &ServerError| !error.path.is_empty();
    answer.data != Value::Null || answer.errors.is_empty() || answer.errors.iter().any(ran)
}

fn status(kind: AnswerType, answer: &async_graphql::Response) -> StatusCode {
    if executed(answer) {
        return StatusCode::OK;
    }
    let code = answer.errors.first().and_then(meter::code).unwrap_or(Code::Internal);
    match code.status() {
        // What is wrong with a document was 200 before there was a media type of our own.
        400 if kind == AnswerType::Json => StatusCode::OK,
        status => StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

fn graphql(kind: AnswerType, status: StatusCode, body: &impl Serialize) -> Response {
    let Ok(body) = serde_json::to_vec(body) else {
        return Response::builder().status(StatusCode::INTERNAL_SERVER_ERROR).finish();
    };
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, kind.header())
        .header(header::CONTENT_LENGTH, body.len())
        .header(header::CACHE_CONTROL, "no-store")
        .body(body)
}
