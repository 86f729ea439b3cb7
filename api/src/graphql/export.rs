//! Takes a space out, for its leader and deputies.

use async_graphql::{Context, ID, Object};
use entity::{post, space};
use sea_orm::ColumnTrait;

use super::context::request;
use super::media::Media;
use super::page::{Sort, connection, cost, list};
use crate::access::policy::ExportSpace;
use crate::error::{Error, Result};
use crate::exporter::{Exported, exported, rest};

/// A post as records of the import format, with what it needs.
pub struct ExportedPost(Exported);

/// A post as records of the import format, with what it needs.
#[Object]
impl ExportedPost {
    /// Lines of the record format: authors and media, the document, its comments; with the last post also the
    /// files that no post shows and the labels that imports told of. Joined, all lines of all pages, each once, are a
    /// file that `parvis import` reads.
    #[expect(clippy::unused_async, reason = "a resolver")]
    async fn records(&self) -> Result<Vec<String>> {
        self.0.lines.iter().map(|line| line.to_json().map_err(Error::internal)).collect()
    }

    /// The files that the records name by `path`: `media/` and the id, with the extension of its name.
    async fn media(&self) -> Vec<Media> {
        self.0.media.iter().cloned().map(Media).collect()
    }
}

connection! {
    /// A page of an export.
    ExportConnection, ExportEdge of ExportedPost
}

/// Reads exports.
#[derive(Default)]
pub struct ExportQuery;

#[Object]
impl ExportQuery {
    /// What you read of a space, as records to import elsewhere; null if there is no such space for you.
    /// For its leader and deputies.
    #[graphql(complexity = "cost(first, 5 * child_complexity)")]
    async fn space_export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The space.")] space_id: ID,
        #[graphql(desc = "How many posts, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the post before.")] after: Option<String>,
    ) -> Option<Result<ExportConnection>> {
        Box::pin(async {
            let request = request(ctx)?;
            let access = request.access();
            let Some(row) = request.look_up::<space::Entity>(&space_id).await? else {
                return Ok(None);
            };
            let space = row.id;
            let narrow = post::Column::SpaceId.eq(space);
            let permit = access.permit::<ExportSpace>(row)?;
            let page = (first, after);
            let rows = list::<post::Entity, _>(
                ctx,
                page,
                Sort::ById,
                |all, _| all.filter(narrow).filter(post::Column::State.ne(post::State::Deleted)),
                |row| row,
            );
            let rows = rows.await?;
            let posts: Vec<_> = rows.rows.iter().map(|(_, row)| row.clone()).collect();
            let mut made = exported(&request.db, &access, &posts).await?;
            if let Some(last) = made.last_mut().filter(|_| !rows.has_next) {
                let others = rest(&request.db, &permit).await?;
                last.lines.extend(others.lines);
                last.media.extend(others.media);
            }
            let nodes = rows.rows.into_iter().zip(made);
            let nodes = nodes.map(|((cursor, _), one)| (cursor, ExportedPost(one))).collect();
            let rows = super::page::Rows { rows: nodes, has_next: rows.has_next, page: rows.page };
            Ok(Some(ExportConnection::new(rows)))
        })
        .await
        .transpose()
    }
}
