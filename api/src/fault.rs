//! Why a mutation changed nothing: a refusal that its caller can act on, or an error.

use crate::access::Refusal;
use crate::error::Error;

/// What kind of refusal it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
pub enum RefusalCode {
    /// The rules do not allow you this act here; `rule` names the one that refuses.
    Forbidden,
    /// There is no such thing, or not for you.
    NotFound,
    /// The value is not acceptable; the message says what is.
    Invalid,
    /// The value is longer than allowed.
    TooLong,
    /// The thing is not in the state that the act needs, or changed meanwhile.
    Conflict,
}

/// A refusal, as data of a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// For programs.
    pub code: RefusalCode,
    /// For people.
    pub message: String,
    /// Where in the input, from the outside in.
    pub field: Vec<String>,
    /// The permission rule that refuses, as `R2`.
    pub rule: Option<&'static str>,
}

/// Why a mutation changed nothing.
#[derive(Clone, Debug)]
pub enum Fault {
    /// A refusal, told in the payload.
    Refused(Refused),
    /// A broken request or a fault of the server, told as a top-level error.
    Error(Error),
}

/// What a mutation made, or why it changed nothing.
pub type Outcome<T> = Result<T, Fault>;

impl Refused {
    fn new(code: RefusalCode, field: &str, message: impl Into<String>) -> Self {
        let field = field.split('.').filter(|part| !part.is_empty()).map(Into::into).collect();
        Self { code, message: message.into(), field, rule: None }
    }

    /// There is no such thing, or not for this viewer.
    #[must_use]
    pub fn not_found(field: &str) -> Self {
        Self::new(RefusalCode::NotFound, field, "There is no such thing, or not for you.")
    }

    /// The value at `field` is not acceptable.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::new(RefusalCode::Invalid, field, message)
    }

    /// The text at `field` is longer than `limit` of `unit`.
    #[must_use]
    pub fn too_long(field: &str, limit: usize, unit: &str) -> Self {
        Self::new(RefusalCode::TooLong, field, format!("At most {limit} {unit}."))
    }

    /// The rules do not allow the value at `field` here.
    pub fn forbidden(field: &str, rule: &'static str, message: impl Into<String>) -> Self {
        Self { rule: Some(rule), ..Self::new(RefusalCode::Forbidden, field, message) }
    }

    /// The same, naming the permission rule that refuses.
    #[must_use]
    pub fn by(self, rule: &'static str) -> Self {
        Self { rule: Some(rule), ..self }
    }

    /// The thing at `field` is not in the state that the act needs.
    pub fn conflict(field: &str, message: impl Into<String>) -> Self {
        Self::new(RefusalCode::Conflict, field, message)
    }
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        let refused = Refused::new(RefusalCode::Forbidden, "", refusal.message);
        Self::Refused(Refused { rule: Some(refusal.rule), ..refused })
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<sea_orm::DbErr> for Fault {
    fn from(cause: sea_orm::DbErr) -> Self {
        Self::Error(cause.into())
    }
}
