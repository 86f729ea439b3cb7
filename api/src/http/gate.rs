//! What every request passes: its id, its time limit, and on the way back the headers, the
//! counters and the log line.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use poem::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response};
use tracing::Instrument;
use uuid::Uuid;

use super::cors::Cors;
use super::record::Record;
use super::reply::Refusal;
use super::{Engine, compression, silence};
use crate::error::{Code, Error};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest accepted request id and longest logged path, in bytes.
const MAX_ID: usize = 64;
const MAX_PATH: usize = 200;

/// The endpoint around all others.
pub(super) struct Gate<E, I> {
    engine: Arc<E>,
    inner: I,
    cors: Cors,
}

impl<E: Engine, I: Endpoint> Gate<E, I> {
    pub(super) fn new(engine: Arc<E>, inner: I) -> Self {
        let cors = Cors::new(&engine.config().cors_origins);
        Self { engine, inner, cors }
    }
}

impl<E: Engine, I: Endpoint> Endpoint for Gate<E, I> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let started = Instant::now();
        let metrics = self.engine.metrics();
        let _in_flight = metrics.begin();
        let id = self.request_id(&request);
        // For the audit log: the peer, which may be a proxy, and the id by which its log tells more.
        let origin = format!("{} {id}", request.remote_addr());
        let record = Record::new(self.engine.config().max_complexity, origin);
        request.set_data(record.clone());
        let line = Line { method: request.method().clone(), path: path(&request), id: id.clone() };
        let origin = request.headers().get(header::ORIGIN).cloned();
        let coding = compression::accepted(request.headers());

        let mut response = match Cors::preflight(&request) {
            Some(response) => response,
            None => self.answer(request).instrument(tracing::info_span!("request", id)).await,
        };

        silence::keep(started, record.meter.misses()).await;
        self.cors.decorate(origin.as_ref(), &mut response);
        harden(&mut response);
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        let time = started.elapsed();
        metrics.end(&line.method, response.status(), time, record.meter.statements());
        line.write(response.status(), time, &record);
        Ok(compression::compress(response, coding))
    }
}

impl<E: Engine, I: Endpoint> Gate<E, I> {
    /// The answer, within the time limit, and whatever happens.
    async fn answer(&self, request: Request) -> Response {
        let refusal = Refusal::of(&request);
        let limit = Duration::from_secs(self.engine.config().request_timeout_seconds.into());
        let answer = AssertUnwindSafe(tokio::time::timeout(limit, self.inner.call(request)));
        let error = match answer.catch_unwind().await {
            Ok(Ok(Ok(response))) => return response.into_response(),
            Ok(Ok(Err(error))) if error.is_from_response() => return error.into_response(),
            Ok(Ok(Err(error))) => routing(error.status()),
            Ok(Err(_)) => Error::new(Code::Timeout, "The request took too long."),
            Err(panic) => {
                let text = panic.downcast_ref::<&str>().map(ToString::to_string);
                let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
                Error::internal(format!("panic: {}", text.unwrap_or_default()))
            }
        };
        refusal.response(&error)
    }

    /// The client's id when it is sane, else a fresh one.
    fn request_id(&self, request: &Request) -> String {
        let sane = |text: &&str| {
            let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
            (1..=MAX_ID).contains(&text.len()) && text.bytes().all(allowed)
        };
        match request.header(REQUEST_ID).filter(sane) {
            Some(id) => id.to_owned(),
            None => self.engine.clock().new_id::<Uuid>().to_string(),
        }
    }
}

/// The router's own refusals.
fn routing(status: StatusCode) -> Error {
    match status {
        StatusCode::NOT_FOUND => Error::new(Code::NotFound, "There is nothing here."),
        StatusCode::METHOD_NOT_ALLOWED => {
            Error::new(Code::MethodNotAllowed, "This address takes GET only.")
        }
        other => Error::internal(other),
    }
}

/// Headers that every answer has, unless the address set its own.
fn harden(response: &mut Response) {
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ] {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// The path alone: a query string holds queries and variables.
fn path(request: &Request) -> String {
    let path = request.uri().path();
    path.chars().take(MAX_PATH).collect()
}

/// The log line of a request.
struct Line {
    method: Method,
    path: String,
    id: String,
}

impl Line {
    fn write(&self, status: StatusCode, time: Duration, record: &Record) {
        let Self { method, path, id } = self;
        let (status, ms) = (status.as_u16(), u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
        let statements = record.meter.statements();
        let caller = record.caller.get().map_or("-", String::as_str);
        if path.starts_with("/health/") || path == "/metrics" {
            tracing::debug!(%method, path, status, ms, statements, caller, id, "request");
        } else {
            tracing::info!(%method, path, status, ms, statements, caller, id, "request");
        }
    }
}
