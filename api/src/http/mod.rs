//! The HTTP side: from a request's bytes to the [`Engine`] and back. Start at [`endpoint`].
//!
//! Follows the GraphQL-over-HTTP specification (draft of 2025): see `graphql.rs` and `negotiate.rs`.

mod body;
mod compression;
mod cors;
mod gate;
mod graphiql;
mod graphql;
mod health;
mod limits;
mod media;
pub mod metrics;
mod negotiate;
mod nesting;
mod old;
mod parameters;
mod record;
mod reply;
mod silence;
mod token;
mod upload;
mod variables;

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use poem::endpoint::BoxEndpoint;
use poem::{EndpointExt, Route, get, put};

use crate::clock::Clock;
use crate::config::Config;
use crate::error::Result;
use crate::meter::Meter;
use metrics::Metrics;

/// What the HTTP side needs of the rest. The app implements it; tests put a small one in its place.
pub trait Engine: Send + Sync + 'static {
    /// Who is calling.
    type Viewer: Send + Sync;

    /// The settings.
    fn config(&self) -> &Config;

    /// The clock, for request ids.
    fn clock(&self) -> &Clock;

    /// The counters served at `/metrics`.
    fn metrics(&self) -> &Metrics;

    /// Who calls with this bearer token. `Unauthenticated` without one.
    fn identify(
        &self,
        meter: &Arc<Meter>,
        bearer: Option<&str>,
    ) -> impl Future<Output = Result<Self::Viewer>> + Send;

    /// The caller's id for the log: no name, no address.
    fn log_name(&self, viewer: &Self::Viewer) -> String;

    /// Executes one operation, with `meter` in the request's data.
    fn execute(
        &self,
        viewer: &Self::Viewer,
        meter: Arc<Meter>,
        request: async_graphql::Request,
    ) -> impl Future<Output = async_graphql::Response> + Send;

    /// Whether requests can be answered: the database is reachable and its schema known.
    fn ready(&self) -> impl Future<Output = Result<()>> + Send;

    /// Largest body of parameters that this caller may send, in bytes.
    fn body_limit(&self, viewer: &Self::Viewer) -> usize;

    /// Keeps a picture or file of a source that is imported.
    fn import_media(
        &self,
        viewer: &Self::Viewer,
        meter: &Arc<Meter>,
        upload: MediaUpload,
    ) -> impl Future<Output = Result<ImportedFile>> + Send;

    /// Where an address of an old site leads for this caller, or for anybody.
    fn old_address(
        &self,
        viewer: Option<&Self::Viewer>,
        meter: &Arc<Meter>,
        address: &str,
    ) -> impl Future<Output = Result<Option<String>>> + Send;

    /// The file of a picture or attachment, when there is one that the viewer may see.
    fn media(
        &self,
        viewer: &Self::Viewer,
        meter: &Arc<Meter>,
        id: &str,
    ) -> impl Future<Output = Result<Option<MediaFile>>> + Send;
}

/// A stored file, ready to send.
#[derive(Clone, Debug)]
pub struct MediaFile {
    /// Where its bytes are.
    pub path: PathBuf,
    /// Its media type, found from its bytes.
    pub content_type: String,
    /// The name offered when it is saved.
    pub name: String,
    /// Whether a browser may show it in place.
    pub inline: bool,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// A picture or file of a source, sent by `PUT /media`.
#[derive(Debug)]
pub struct MediaUpload {
    /// Global id of the space.
    pub space: String,
    /// Name of the source.
    pub source: String,
    /// Its id in the source.
    pub external_id: String,
    /// Its name.
    pub name: String,
    /// Addresses that it had.
    pub old_urls: Vec<String>,
    /// Its bytes.
    pub file: std::fs::File,
}

/// A file that was kept.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportedFile {
    /// Global id of the medium.
    pub id: String,
    /// Where it is served.
    pub url: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Media type, found by content.
    pub content_type: String,
    /// Size in bytes.
    pub byte_size: i64,
}

/// All addresses, behind the gate that every request passes.
pub fn endpoint<E: Engine>(engine: Arc<E>) -> BoxEndpoint<'static> {
    let mut routes = Route::new()
        .at("/graphql", graphql::GraphQl(engine.clone()))
        .at("/media", put(upload::Put(engine.clone())))
        .at("/media/:id", get(media::Media(engine.clone())))
        .at("/health/live", get(health::Live))
        .at("/health/ready", get(health::Ready(engine.clone())))
        .at("/metrics", get(metrics::Page(engine.clone())));
    if engine.config().graphiql {
        routes = graphiql::add(routes);
    }
    let front = old::Front { routes, old: old::OldAddress(engine.clone()) };
    gate::Gate::new(engine, front).boxed()
}
