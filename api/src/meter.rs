//! What a request costs, counted while it runs; and the codes of the library's own errors.
//!
//! One [`Meter`] serves all operations of a batch, so that they share one budget.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextParseQuery, NextRequest, NextValidation,
};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Response, ServerError, ServerResult, ValidationResult, Variables};

use crate::error::{Code, Error};

/// Counters of one HTTP request.
#[derive(Debug)]
pub struct Meter {
    statements: AtomicU32,
    misses: AtomicU32,
    complexity: AtomicU32,
    depth: AtomicU32,
    max_complexity: u32,
    origin: Option<String>,
}

impl Default for Meter {
    /// A meter without a budget, for what no request asked for.
    fn default() -> Self {
        Self::new(u32::MAX)
    }
}

impl Meter {
    /// A meter at zero whose operations may together cost `max_complexity`.
    #[must_use]
    pub fn new(max_complexity: u32) -> Self {
        Self {
            statements: AtomicU32::new(0),
            misses: AtomicU32::new(0),
            complexity: AtomicU32::new(0),
            depth: AtomicU32::new(0),
            max_complexity,
            origin: None,
        }
    }

    /// The same, knowing where what it counts comes from: an address, or a command.
    #[must_use]
    pub fn from(self, origin: impl Into<String>) -> Self {
        Self { origin: Some(origin.into()), ..self }
    }

    /// Where what it counts comes from, for the audit log.
    #[must_use]
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// Counts one statement sent to the database.
    pub fn count_statement(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }

    /// Statements sent to the database so far.
    #[must_use]
    pub fn statements(&self) -> u32 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Counts look-ups that found nothing for the viewer.
    pub fn count_misses(&self, misses: u32) {
        self.misses.fetch_add(misses, Ordering::Relaxed);
    }

    /// Look-ups so far that found nothing for the viewer.
    #[must_use]
    pub fn misses(&self) -> u32 {
        self.misses.load(Ordering::Relaxed)
    }

    /// Sum of the complexity of the operations so far.
    #[must_use]
    pub fn complexity(&self) -> u32 {
        self.complexity.load(Ordering::Relaxed)
    }

    /// Depth of the latest operation.
    #[must_use]
    pub fn depth(&self) -> u32 {
        self.depth.load(Ordering::Relaxed)
    }

    /// Books an operation, or refuses it when the request's budget does not cover it.
    fn book(&self, cost: ValidationResult) -> Result<(), Error> {
        let complexity = u32::try_from(cost.complexity).unwrap_or(u32::MAX);
        self.depth.store(u32::try_from(cost.depth).unwrap_or(u32::MAX), Ordering::Relaxed);
        self.complexity
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |spent| {
                spent.checked_add(complexity).filter(|sum| *sum <= self.max_complexity)
            })
            .map(|_| ())
            .map_err(|_| Error::new(Code::TooComplex, "The request costs more than allowed."))
    }
}

/// Books every operation on the [`Meter`] in the request's data, and gives each error that
/// `async-graphql` itself makes its code. Register it with `Schema::build(...).extension(Metering)`.
#[derive(Clone, Copy, Debug)]
pub struct Metering;

impl ExtensionFactory for Metering {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for Metering {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        let mut response = next.run(ctx).await;
        for error in &mut response.errors {
            if code(error).is_none() {
                name_late(error);
            }
        }
        response
    }

    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        next.run(ctx, query, variables).await.map_err(parse_failure)
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let cost = next.run(ctx).await.map_err(|mut errors| {
            errors.iter_mut().for_each(name_invalid);
            errors
        })?;
        if let Some(meter) = ctx.data_opt::<Arc<Meter>>() {
            meter.book(cost).map_err(|error| vec![server_error(error)])?;
        }
        Ok(cost)
    }
}

/// The code in an error's extensions.
#[must_use]
pub fn code(error: &ServerError) -> Option<Code> {
    let async_graphql::Value::String(text) = error.extensions.as_ref()?.get("code")? else {
        return None;
    };
    Code::ALL.iter().copied().find(|code| code.as_str() == text)
}

/// Our error as one of a GraphQL response, without a place in the query.
#[must_use]
pub fn server_error(error: Error) -> ServerError {
    let mut made = ServerError::new(error.message, None);
    set_code(&mut made, error.code);
    made
}

/// A parser's error: its place is kept, its text (which quotes the query) is not.
#[must_use]
pub fn parse_failure(cause: ServerError) -> ServerError {
    let deep = cause.message.to_lowercase().contains("recursion");
    let (code, message) = if deep {
        (Code::TooDeep, "The query nests too deep.".to_owned())
    } else {
        let place = cause.locations.first();
        let place = place.map(|at| format!(" at line {}, column {}", at.line, at.column));
        (Code::ParseFailed, format!("The query is not GraphQL{}.", place.unwrap_or_default()))
    };
    ServerError { locations: cause.locations, ..server_error(Error::new(code, message)) }
}

/// The library has no codes: its two limits can be told only by their messages, which a test pins.
fn name_invalid(error: &mut ServerError) {
    let code = match error.message.as_str() {
        "Query is too complex." => Code::TooComplex,
        "Query is nested too deep." => Code::TooDeep,
        _ => Code::ValidationFailed,
    };
    set_code(error, code);
}

/// An error without a code after parsing and validation. Without a path nothing ran: the
/// operation's name was wrong. With one, a scalar refused its text, or something unforeseen failed,
/// of which the caller hears nothing.
fn name_late(error: &mut ServerError) {
    if error.path.is_empty() {
        set_code(error, Code::ValidationFailed);
    } else if ["Failed to parse", "Expected input type"]
        .iter()
        .any(|it| error.message.starts_with(it))
    {
        set_code(error, Code::InvalidArgument);
    } else {
        let hidden = Error::internal(&error.message);
        error.message = hidden.message;
        error.source = None;
        set_code(error, hidden.code);
    }
}

fn set_code(error: &mut ServerError, code: Code) {
    error.extensions.get_or_insert_default().set("code", code.as_str());
}
