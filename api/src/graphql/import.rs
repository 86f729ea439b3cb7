//! Runs of the importer, and where old addresses lead.

use async_graphql::{Context, Enum, ID, Object, SimpleObject, Union};
use entity::import_batch;
use import::normal;
use sea_orm::ColumnTrait;

use super::context::{related, request};
use super::media::Media;
use super::page::{Sort, connection, list};
use super::person::Person;
use super::post::Post;
use super::space::Space;
use super::time::DateTime;
use crate::error::{Code, Error, Result};
use crate::store::{Redirection, Seen};

/// A run of the importer: of the command, or of one or more `documentsImport`.
pub struct ImportBatch(pub Seen<import_batch::Model>);

/// How far a run of the importer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ImportState {
    /// It goes on, or was cut off: the same import once more takes in what is missing.
    Running,
    /// It came to its end.
    Finished,
    /// It was taken back, but for what people had changed.
    Undone,
}

/// A run of the importer: of the command, or of one or more `documentsImport`.
#[Object]
impl ImportBatch {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Into which space.
    async fn space(&self, ctx: &Context<'_>) -> Option<Result<Space>> {
        related(ctx, self.0.space_id, Space).await
    }

    /// The source, as it was named.
    async fn source(&self) -> &str {
        &self.0.source
    }

    /// The format that was read, as `wordpress`.
    async fn format(&self) -> &str {
        &self.0.format
    }

    /// How far it is.
    async fn state(&self) -> ImportState {
        match (self.0.undone_at, self.0.finished_at) {
            (Some(_), _) => ImportState::Undone,
            (None, Some(_)) => ImportState::Finished,
            (None, None) => ImportState::Running,
        }
    }

    /// Who imported.
    async fn started_by(&self, ctx: &Context<'_>) -> Option<Result<Person>> {
        related(ctx, self.0.started_by, Person).await
    }

    /// When it began.
    async fn started_at(&self) -> DateTime {
        self.0.started_at.into()
    }

    /// When it came to its end.
    async fn finished_at(&self) -> Option<DateTime> {
        self.0.finished_at.map(Into::into)
    }

    /// When it was taken back.
    async fn undone_at(&self) -> Option<DateTime> {
        self.0.undone_at.map(Into::into)
    }

    /// Its report as JSON, with the first thousand problems; null until it came to its end.
    async fn report(&self) -> Option<&str> {
        self.0.report.as_deref()
    }
}

connection! {
    /// A page of runs of the importer.
    ImportBatchConnection, ImportBatchEdge of ImportBatch
}

/// A page of the runs into a space, the newest first.
pub(super) async fn of_space(
    ctx: &Context<'_>,
    space: &Seen<entity::space::Model>,
    page: (Option<i32>, Option<String>),
) -> Result<ImportBatchConnection> {
    let narrow = import_batch::Column::SpaceId.eq(space.id);
    let rows = list::<import_batch::Entity, _>(
        ctx,
        page,
        Sort::ByIdBackwards,
        |all, _| all.filter(narrow),
        ImportBatch,
    );
    Ok(ImportBatchConnection::new(rows.await?))
}

/// What an old address led to.
#[derive(Union)]
pub enum RedirectTarget {
    /// A text.
    Post(Post),
    /// A picture or file.
    Media(Media),
}

/// Where an old address leads now.
#[derive(SimpleObject)]
pub struct Redirect {
    /// Path of it here: `/posts/ID` for front ends, `/media/ID` on this server.
    path: String,
    /// What is there.
    target: RedirectTarget,
}

/// Reads what imports left.
#[derive(Default)]
pub struct ImportQuery;

#[Object]
impl ImportQuery {
    /// A run of the importer; null if there is none for you. For leaders and deputies of its space.
    async fn import_batch(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global id.")] id: ID,
    ) -> Option<Result<ImportBatch>> {
        let found = async { request(ctx)?.look_up::<import_batch::Entity>(&id).await };
        found.await.transpose().map(|row| row.map(ImportBatch))
    }

    /// Where an address of an old site leads now; null if it leads to nothing for you. Every spelling
    /// of it is known: with or without `www`, `https`, a slash at the end, and tracking.
    async fn redirect(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The whole old address, or its path; at most 2,000 characters.")]
        url: String,
    ) -> Option<Result<Redirect>> {
        Box::pin(async {
            if url.chars().count() > MAX_URL {
                let message = format!("`url` has at most {MAX_URL} characters.");
                return Err(Error::new(Code::InvalidArgument, message));
            }
            let Some(address) = normal(&url) else {
                return Err(Error::new(
                    Code::InvalidArgument,
                    "`url` is no address of a web page.",
                ));
            };
            let request = request(ctx)?;
            let paths = import::paths(&address);
            let host = address.host.unwrap_or_default();
            let found = request.db.redirection(&request.access(), &host, &paths).await?;
            Ok(found.map(Redirect::from))
        })
        .await
        .transpose()
    }
}

/// Characters of an old address, at most.
const MAX_URL: usize = 2_000;

impl From<Redirection> for Redirect {
    fn from(found: Redirection) -> Self {
        let path = found.path();
        let target = match found {
            Redirection::Post(row) => RedirectTarget::Post(Post(row)),
            Redirection::Media(row) => RedirectTarget::Media(Media(row)),
        };
        Self { path, target }
    }
}
