//! The codes of top-level errors: one table, from which the README's is checked.
//!
//! Expected refusals of a mutation are data in its payload, not errors of this file.

use std::fmt;

use async_graphql::{ErrorExtensions, Value};

macro_rules! codes {
    ($($name:ident = $code:literal, $status:literal, $meaning:literal;)*) => {
        /// What went wrong, for a program to decide by.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $name,)*
        }

        impl Code {
            /// Every code, in the order of the README's table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The text in `extensions.code`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The HTTP status when nothing of the request could be answered.
            #[must_use]
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// One sentence for the README.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

codes! {
    BadRequest = "BAD_REQUEST", 400, "The body is not a GraphQL request: malformed JSON, invalid UTF-8, no `query`.";
    ParseFailed = "PARSE_FAILED", 400, "The query is not GraphQL.";
    ValidationFailed = "VALIDATION_FAILED", 400, "The query does not fit the schema, names an unknown operation, or a variable is missing or of the wrong type.";
    TooDeep = "TOO_DEEP", 400, "The query nests deeper than `max_depth`.";
    TooComplex = "TOO_COMPLEX", 400, "The query costs more than `max_complexity`.";
    TooLarge = "TOO_LARGE", 400, "The query has more aliases, directives, fields or batched operations than allowed.";
    InvalidId = "INVALID_ID", 200, "The text is not an id of the kind asked for.";
    InvalidCursor = "INVALID_CURSOR", 200, "The text is not a cursor of this list.";
    InvalidArgument = "INVALID_ARGUMENT", 200, "An argument is out of its documented range.";
    Unauthenticated = "UNAUTHENTICATED", 401, "No token, or one that is malformed, forged, expired, revoked, or of a person who is deactivated or unknown.";
    Forbidden = "FORBIDDEN", 403, "The token's scopes do not cover the operation, or the permission rules not the question: the message names the rule.";
    NotFound = "NOT_FOUND", 404, "No such address, or nothing there for you.";
    MethodNotAllowed = "METHOD_NOT_ALLOWED", 405, "The address does not take this method: mutations go by POST.";
    NotAcceptable = "NOT_ACCEPTABLE", 406, "`Accept` names no type that this address can answer with.";
    PayloadTooLarge = "PAYLOAD_TOO_LARGE", 413, "The body is larger than `max_body_bytes`.";
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE", 415, "A POST's body must be `application/json` in UTF-8.";
    Timeout = "TIMEOUT", 503, "The request took longer than `request_timeout_seconds`.";
    Unavailable = "UNAVAILABLE", 503, "The database or the identity provider cannot be reached; try again.";
    Internal = "INTERNAL", 500, "A fault of the server; the log has it under the request id.";
}

/// A top-level error: a code for programs, a message for people, nothing of the inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What went wrong, for programs.
    pub code: Code,
    /// What went wrong, for people. Never SQL, a path or another's data.
    pub message: String,
}

/// A result whose error is a top-level error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of this code with a message for people.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// A fault of the server: `cause` goes to the log, the caller hears only that it happened.
    pub fn internal(cause: impl fmt::Display) -> Self {
        tracing::error!(%cause, "internal error");
        Self::new(Code::Internal, "Something failed on the server.")
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.code.as_str())
    }
}

impl std::error::Error for Error {}

impl From<sea_orm::DbErr> for Error {
    fn from(cause: sea_orm::DbErr) -> Self {
        match cause {
            sea_orm::DbErr::ConnectionAcquire(_) | sea_orm::DbErr::Conn(_) => {
                tracing::error!(%cause, "database unavailable");
                Self::new(Code::Unavailable, "The database cannot be reached.")
            }
            _ => Self::internal(cause),
        }
    }
}

impl From<Error> for async_graphql::Error {
    fn from(error: Error) -> Self {
        Self::new(error.message).extend_with(|_, extensions| {
            extensions.set("code", Value::from(error.code.as_str()));
        })
    }
}
