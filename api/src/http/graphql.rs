//! `/graphql`: queries and mutations by POST, queries by GET.

use std::sync::Arc;
use std::time::Instant;

use async_graphql::parser::types::OperationType;
use async_graphql::{Request as Operation, Response as Answer, value};
use poem::http::Method;
use poem::{Endpoint, Request, Response};

use super::limits::Limits;
use super::negotiate::{AnswerType, Content, check_content};
use super::parameters::{self, Operations};
use super::record::Record;
use super::reply::Refusal;
use super::{Engine, body, nesting, reply, silence, token, upload, variables};
use crate::error::{Code, Error, Result};
use crate::meter::{Meter, parse_failure, server_error};

const METHODS: &str = "GET, POST";

/// The endpoint.
pub(super) struct GraphQl<E>(pub(super) Arc<E>);

impl<E: Engine> Endpoint for GraphQl<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        Ok(match self.answer(&mut request).await {
            Ok(response) => response,
            Err(error) => {
                body::discard(&mut request, self.0.config().max_body_bytes as usize).await;
                Refusal::of(&request).allowing(METHODS).response(&error)
            }
        })
    }
}

impl<E: Engine> GraphQl<E> {
    /// Refusals come in the order of their price: headers, token, body, query.
    async fn answer(&self, request: &mut Request) -> Result<Response> {
        let config = self.0.config();
        let by_get = match *request.method() {
            Method::GET => true,
            Method::POST => false,
            _ => return Err(Error::new(Code::MethodNotAllowed, "Use POST, or GET for a query.")),
        };
        let kind = AnswerType::accepted(request.headers())?;
        let content = if by_get { None } else { Some(check_content(request.headers())?) };
        let viewer = token::identify(&*self.0, request).await?;
        let limit = self.0.body_limit(&viewer);
        let operations = match content {
            None => parameters::from_query(request.uri().query().unwrap_or_default())?,
            Some(Content::Json) => {
                parameters::from_json(&body::read(request, limit).await?, config.max_batch)?
            }
            Some(Content::Multipart) => {
                upload::operations(request, limit, config.max_upload_bytes).await?
            }
        };
        let with_cost = request.headers().get("X-Parvis-Cost").is_some_and(|value| value == "1");
        let run = Run {
            engine: &*self.0,
            viewer: &viewer,
            meter: Record::of(request).meter.clone(),
            with_cost,
        };
        let mut limits = Limits::new(config);
        match operations {
            Operations::Single(one) => {
                let prepared = prepare(*one, by_get, &mut limits)?;
                Ok(reply::single(kind, &run.execute(prepared).await))
            }
            Operations::Batch(all) => {
                let prepared: Vec<_> = all
                    .into_iter()
                    .map(|one| prepare(one, by_get, &mut limits))
                    .collect::<Result<_>>()?;
                let mut answers = Vec::with_capacity(prepared.len());
                for one in prepared {
                    answers.push(run.execute(one).await);
                }
                Ok(reply::batch(kind, &answers))
            }
        }
    }
}

/// An operation ready to execute, or the answer that says why it is not GraphQL for this schema.
type Prepared = std::result::Result<Operation, Answer>;

/// Parses and counts one operation. An `Err` refuses the whole request, a batch's others too.
fn prepare(mut operation: Operation, by_get: bool, limits: &mut Limits<'_>) -> Result<Prepared> {
    nesting::check(&operation.query, limits.tokens())?;
    let name = operation.operation_name.clone();
    let given = std::mem::take(&mut operation.variables);
    let document = match operation.parsed_query() {
        Ok(document) => document,
        Err(cause) => return Ok(Err(Answer::from_errors(vec![parse_failure(cause)]))),
    };
    let checked = limits
        .add(document)
        .and_then(|()| variables::operation(document, name.as_deref()))
        .and_then(|chosen| variables::check(chosen, &given).map(|()| chosen.ty));
    operation.variables = given;
    match checked {
        Ok(kind) if by_get && kind != OperationType::Query => {
            Err(Error::new(Code::MethodNotAllowed, "A mutation must be sent by POST."))
        }
        Ok(_) => Ok(Ok(operation)),
        Err(error) if error.code == Code::ValidationFailed => {
            Ok(Err(Answer::from_errors(vec![server_error(error)])))
        }
        Err(error) => Err(error),
    }
}

/// What all operations of a request are executed with.
struct Run<'a, E: Engine> {
    engine: &'a E,
    viewer: &'a E::Viewer,
    meter: Arc<Meter>,
    with_cost: bool,
}

impl<E: Engine> Run<'_, E> {
    async fn execute(&self, prepared: Prepared) -> Answer {
        let operation = match prepared {
            Ok(operation) => operation,
            Err(answer) => return answer,
        };
        let started = Instant::now();
        let answer = self.engine.execute(self.viewer, self.meter.clone(), operation).await;
        if !self.with_cost {
            return answer;
        }
        // Of the request so far: finding out who asks counts, and so do a batch's earlier operations.
        let taken = silence::told(started.elapsed(), self.meter.misses());
        let cost = value!({
            "complexity": self.meter.complexity(),
            "depth": self.meter.depth(),
            "statements": self.meter.statements(),
            "milliseconds": u64::try_from(taken.as_millis()).unwrap_or(u64::MAX),
        });
        answer.extension("cost", cost)
    }
}
