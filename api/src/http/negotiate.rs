//! Which media types come in and go out (GraphQL over HTTP, section "Media Types").

use poem::http::{HeaderMap, HeaderValue, header};

use crate::error::{Code, Error, Result};

/// A media type that `/graphql` can answer with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AnswerType {
    /// `application/graphql-response+json`: the status tells whether the request was good.
    GraphQl,
    /// `application/json`: a document that could not be executed is still answered with 200.
    Json,
}

impl AnswerType {
    pub(super) fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        })
    }

    /// What `Accept` likes best: the highest `q`, then the first named. Without the header, JSON.
    pub(super) fn accepted(headers: &HeaderMap) -> Result<Self> {
        let mut ranges = headers.get_all(header::ACCEPT).iter().peekable();
        if ranges.peek().is_none() {
            return Ok(Self::Json);
        }
        let offers = ranges
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(offer)
            .filter(|(_, quality)| *quality > 0);
        let best = offers.reduce(|best, next| if next.1 > best.1 { next } else { best });
        best.map(|(kind, _)| kind).ok_or_else(|| {
            Error::new(
                Code::NotAcceptable,
                "Answers are application/graphql-response+json or application/json.",
            )
        })
    }
}

/// What a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Parameters.
    Json,
    /// Parameters with files.
    Multipart,
}

/// The header that must come with files: a form of another site cannot set it.
const PREFLIGHT: &str = "GraphQL-Require-Preflight";

/// A body must be JSON in UTF-8, or multipart with a header that no simple cross-site form can have; and
/// not compressed, for bombs.
pub(super) fn check_content(headers: &HeaderMap) -> Result<Content> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let plain = text(header::CONTENT_ENCODING).is_none_or(|coding| coding == "identity");
    let json = text(header::CONTENT_TYPE).is_some_and(|value| {
        let (kind, parameters) = split(value);
        kind.eq_ignore_ascii_case("application/json") && is_utf8(parameters)
    });
    if json && plain {
        return Ok(Content::Json);
    }
    let multipart = text(header::CONTENT_TYPE)
        .is_some_and(|value| split(value).0.eq_ignore_ascii_case("multipart/form-data"));
    if multipart && plain && headers.contains_key(PREFLIGHT) {
        return Ok(Content::Multipart);
    }
    let message = if multipart && plain {
        "Files come with the header GraphQL-Require-Preflight."
    } else {
        "The body must be application/json in UTF-8, not compressed."
    };
    Err(Error::new(Code::UnsupportedMediaType, message))
}

/// One range of `Accept` that we can serve, with its quality in thousandths.
fn offer(range: &str) -> Option<(AnswerType, u32)> {
    let (kind, parameters) = split(range);
    let kind = match kind.to_ascii_lowercase().as_str() {
        "application/graphql-response+json" => AnswerType::GraphQl,
        "application/json" | "application/*" | "*/*" => AnswerType::Json,
        _ => return None,
    };
    is_utf8(parameters).then(|| (kind, quality(parameters)))
}

fn split(value: &str) -> (&str, &str) {
    let (kind, parameters) = value.split_once(';').unwrap_or((value, ""));
    (kind.trim(), parameters)
}

fn parameter<'a>(parameters: &'a str, name: &str) -> Option<&'a str> {
    parameters.split(';').filter_map(|part| part.split_once('=')).find_map(|(key, value)| {
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

fn is_utf8(parameters: &str) -> bool {
    parameter(parameters, "charset").is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8"))
}

/// `q` in thousandths (RFC 9110, section 12.4.2); what is no number counts as 1.
fn quality(parameters: &str) -> u32 {
    let Some(text) = parameter(parameters, "q") else { return 1000 };
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{decimals:0<3}");
    digits.get(..whole.len() + 3).and_then(|digits| digits.parse().ok()).unwrap_or(1000)
}
