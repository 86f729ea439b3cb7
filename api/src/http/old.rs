//! Addresses of old sites, when this server stands behind their hosts: a permanent redirect to where
//! what was there is now.

use std::sync::Arc;

use poem::http::{Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response, Route};

use super::record::Record;
use super::reply::Refusal;
use super::{Engine, token};
use crate::error::{Code, Error, Result};

/// Our own addresses, and behind them those of old sites.
pub(super) struct Front<E> {
    pub(super) routes: Route,
    pub(super) old: OldAddress<E>,
}

impl<E: Engine> Endpoint for Front<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let path = request.uri().path();
        let ours = OURS.contains(&path)
            || path.starts_with("/graphiql/")
            || path.strip_prefix("/media/").is_some_and(|id| !id.contains('/'));
        if !ours && *request.method() == Method::GET {
            return self.old.call(request).await;
        }
        // Blogs had their posts at `/?p=12`: what is none of theirs is for GraphiQL.
        if path == "/"
            && *request.method() == Method::GET
            && request.uri().query().is_some()
            && let Ok(moved) = self.old.answer(&request).await
        {
            return Ok(moved);
        }
        self.routes.call(request).await.map(IntoResponse::into_response)
    }
}

/// The addresses that are ours alone.
const OURS: [&str; 6] = ["/", "/graphql", "/media", "/metrics", "/health/live", "/health/ready"];

/// The endpoint for whatever no other takes.
pub(super) struct OldAddress<E>(pub(super) Arc<E>);

impl<E: Engine> Endpoint for OldAddress<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        Ok(match self.answer(&request).await {
            Ok(response) => response,
            Err(error) => Refusal::of(&request).response(&error),
        })
    }
}

impl<E: Engine> OldAddress<E> {
    /// Browsers follow old links without a token: they are told of what everyone in the organisation
    /// reads, and of nothing else. With a token, of what its bearer reads.
    async fn answer(&self, request: &Request) -> Result<Response> {
        let viewer = if request.headers().contains_key(header::AUTHORIZATION) {
            Some(token::identify(&*self.0, request).await?)
        } else {
            None
        };
        let host = request.header(header::HOST).unwrap_or_default();
        let path = request.uri().path_and_query().map_or("/", |it| it.as_str());
        let address = format!("http://{host}{path}");
        let found =
            self.0.old_address(viewer.as_ref(), &Record::of(request).meter, &address).await?;
        let to = found.ok_or_else(|| Error::new(Code::NotFound, "There is nothing here."))?;
        Ok(Response::builder()
            .status(StatusCode::MOVED_PERMANENTLY)
            .header(header::LOCATION, to)
            // What a link leads to may change with the next import, and with a right.
            .header(header::CACHE_CONTROL, "private, max-age=0")
            .header(header::VARY, "Authorization")
            .finish())
    }
}
