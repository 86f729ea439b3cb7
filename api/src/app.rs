//! The running program: settings, database, schema and who may call. It serves HTTP as its engine.

use std::sync::Arc;

use crate::auth::{Auth, Viewer};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Code, Error, Result};
use crate::fault::{Fault, RefusalCode};
use crate::graphql::{self, Request, Schema};
use crate::http::metrics::Metrics;
use crate::http::{Engine, ImportedFile, MediaFile, MediaUpload};
use crate::meter::{Meter, server_error};
use crate::store::{Db, media_path};

/// Media types that a browser may show in place: pictures that hold no script.
const INLINE: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];

/// Everything that a request needs.
pub struct App {
    config: Config,
    clock: Clock,
    metrics: Metrics,
    db: Db,
    auth: Auth,
    schema: Schema,
}

impl App {
    /// Puts the program together around a database whose schema has been checked.
    ///
    /// # Errors
    /// When a setting cannot be used.
    pub fn new(config: Config, clock: Clock, db: Db) -> Result<Self> {
        let auth = Auth::new(&config, clock.clone())?;
        let schema = graphql::schema(&config);
        Ok(Self { config, clock, metrics: Metrics::new()?, db, auth, schema })
    }

    /// Fetches the provider's keys ahead of the first request.
    pub async fn warm_up(&self) {
        self.auth.warm_up().await;
    }

    async fn request(&self, viewer: &Viewer, meter: &Arc<Meter>) -> Result<Request> {
        if let Some(application) = &viewer.application
            && !application.scopes.iter().any(|scope| scope == "posts:read")
        {
            return Err(Error::new(Code::Forbidden, "The token lacks the scope posts:read."));
        }
        let db = self.db.metered(meter.clone());
        let access = db.access(Arc::new(viewer.clone()), self.clock.now()).await?;
        Ok(Request::new(db, access, self.clock.clone()))
    }
}

impl Engine for App {
    type Viewer = Viewer;

    fn config(&self) -> &Config {
        &self.config
    }

    fn clock(&self) -> &Clock {
        &self.clock
    }

    fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    async fn identify(&self, meter: &Arc<Meter>, bearer: Option<&str>) -> Result<Viewer> {
        self.auth.identify(&self.db.metered(meter.clone()), bearer).await
    }

    fn log_name(&self, viewer: &Viewer) -> String {
        match &viewer.application {
            Some(application) => application.id.to_string(),
            None => viewer.person.to_string(),
        }
    }

    async fn execute(
        &self,
        viewer: &Viewer,
        meter: Arc<Meter>,
        request: async_graphql::Request,
    ) -> async_graphql::Response {
        match self.request(viewer, &meter).await {
            Ok(context) => self.schema.execute(request.data(meter).data(context)).await,
            Err(error) => async_graphql::Response::from_errors(vec![server_error(error)]),
        }
    }

    async fn ready(&self) -> Result<()> {
        self.db.check_schema().await
    }

    fn body_limit(&self, viewer: &Viewer) -> usize {
        let imports = viewer.application.as_ref().is_some_and(|application| {
            application.scopes.iter().any(|scope| scope == "import:write")
        });
        let limit = if imports {
            self.config.max_import_bytes.max(self.config.max_body_bytes)
        } else {
            self.config.max_body_bytes
        };
        limit as usize
    }

    async fn import_media(
        &self,
        viewer: &Viewer,
        meter: &Arc<Meter>,
        sent: MediaUpload,
    ) -> Result<ImportedFile> {
        let context = self.request(viewer, meter).await?;
        let media = Box::pin(graphql::import_media(&context, sent, None)).await.map_err(told)?;
        Ok(ImportedFile {
            id: media.id.to_string(),
            url: format!("/media/{}", media.id),
            sha256: media.sha256.clone(),
            content_type: media.content_type.clone(),
            byte_size: media.byte_size,
        })
    }

    async fn old_address(
        &self,
        viewer: Option<&Viewer>,
        meter: &Arc<Meter>,
        address: &str,
    ) -> Result<Option<String>> {
        let Some(address) = import::normal(address) else { return Ok(None) };
        let paths = import::paths(&address);
        let host = address.host.unwrap_or_default();
        let path = if let Some(viewer) = viewer {
            let context = self.request(viewer, meter).await?;
            let found = context.db.redirection(&context.access(), &host, &paths).await?;
            found.map(|found| found.path())
        } else {
            let db = self.db.metered(meter.clone());
            db.open_redirection(&host, &paths, self.clock.now()).await?
        };
        let front_end = self.config.front_end_url.trim_end_matches('/');
        Ok(path.map(
            |path| if path.starts_with("/posts/") { format!("{front_end}{path}") } else { path },
        ))
    }

    async fn media(
        &self,
        viewer: &Viewer,
        meter: &Arc<Meter>,
        id: &str,
    ) -> Result<Option<MediaFile>> {
        let context = self.request(viewer, meter).await?;
        let found = match graphql::parse::<entity::id::MediaId>(&id.into()) {
            Ok(_) => context.look_up::<entity::media::Entity>(&id.into()).await?,
            Err(_) => None,
        };
        Ok(found.map(|media| MediaFile {
            path: media_path(&self.config.data, &media.sha256),
            inline: INLINE.contains(&media.content_type.as_str()),
            content_type: media.content_type.clone(),
            name: media.name.clone(),
            sha256: media.sha256.clone(),
        }))
    }
}

/// A refusal as an error, where there is no payload for it.
fn told(fault: Fault) -> Error {
    let refused = match fault {
        Fault::Error(error) => return error,
        Fault::Refused(refused) => refused,
    };
    let code = match refused.code {
        RefusalCode::Forbidden => Code::Forbidden,
        RefusalCode::NotFound => Code::NotFound,
        RefusalCode::TooLong => Code::TooLarge,
        RefusalCode::Invalid | RefusalCode::Conflict => Code::InvalidArgument,
    };
    Error::new(code, refused.message)
}
