//! Whether the process lives, and whether it can answer.

use std::sync::Arc;

use poem::http::header;
use poem::{Endpoint, Request, Response};

use super::Engine;
use super::reply::Refusal;

/// `/health/live`: the process answers. Does not look further, so that a database that is away
/// does not get the process restarted.
pub(super) struct Live;

impl Endpoint for Live {
    type Output = Response;

    async fn call(&self, _: Request) -> poem::Result<Response> {
        Ok(ok())
    }
}

/// `/health/ready`: requests can be answered, else 503.
pub(super) struct Ready<E>(pub(super) Arc<E>);

impl<E: Engine> Endpoint for Ready<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        Ok(match self.0.ready().await {
            Ok(()) => ok(),
            Err(error) => Refusal::of(&request).response(&error),
        })
    }
}

fn ok() -> Response {
    Response::builder()
        .content_type("text/plain")
        .header(header::CACHE_CONTROL, "no-store")
        .body("ok\n")
}
