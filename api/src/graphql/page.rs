//! Pages of lists: `first` and an opaque cursor that ends in the row's id, never an offset.

use async_graphql::SimpleObject;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::{ColumnTrait, Condition, ModelTrait, Order, Value};
use uuid::Uuid;

use super::id::Noun;
use crate::error::{Code, Error, Result};
use crate::store::{Seen, Visibly};

/// Rows of a page unless asked otherwise.
pub const DEFAULT_FIRST: i32 = 20;
/// Rows of a page at most.
pub const MAX_FIRST: i32 = 100;

/// Where a row stands in its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// What the list is sorted by first; empty if by id alone.
    pub sort: String,
    /// The row's id or sort key, which breaks ties.
    pub key: Uuid,
}

/// A text that is no cursor of a list.
#[derive(Debug, thiserror::Error)]
#[error("not a cursor of this list")]
pub struct InvalidCursor;

impl Cursor {
    fn decode(text: &str) -> Result<Self, InvalidCursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidCursor)?;
        let (key, sort) = bytes.split_first_chunk::<16>().ok_or(InvalidCursor)?;
        let sort = String::from_utf8(sort.to_vec()).map_err(|_| InvalidCursor)?;
        if sort.contains('\0') {
            return Err(InvalidCursor);
        }
        Ok(Self { sort, key: Uuid::from_bytes(*key) })
    }

    /// As it stands in answers: opaque to clients.
    pub(super) fn encode(&self) -> String {
        let mut bytes = self.key.as_bytes().to_vec();
        bytes.extend(self.sort.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

/// The part of a list asked for.
#[derive(Clone, Debug)]
pub struct Page {
    /// How many rows, 1 to 100.
    pub first: usize,
    /// After which row.
    pub after: Option<Cursor>,
}

impl Page {
    /// Reads the arguments of a list.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` or `INVALID_CURSOR`.
    pub fn of(first: Option<i32>, after: Option<String>) -> Result<Self> {
        let first = first.unwrap_or(DEFAULT_FIRST);
        if !(1..=MAX_FIRST).contains(&first) {
            let message = format!("`first` must be from 1 to {MAX_FIRST}.");
            return Err(Error::new(Code::InvalidArgument, message));
        }
        let after = after
            .map(|text| Cursor::decode(&text))
            .transpose()
            .map_err(|cause| Error::new(Code::InvalidCursor, format!("`after` is {cause}.")))?;
        Ok(Self { first: usize::try_from(first).unwrap_or(1), after })
    }
}

/// What a field that pages costs: the page's size times what is asked of each row.
#[must_use]
pub fn cost(first: Option<i32>, child: usize) -> usize {
    let rows = first.unwrap_or(DEFAULT_FIRST).clamp(1, MAX_FIRST);
    1 + usize::try_from(rows).unwrap_or(1) * child
}

/// Where a page stands in its list (Relay's connection specification).
#[derive(SimpleObject)]
pub struct PageInfo {
    /// Whether rows follow the page.
    pub has_next_page: bool,
    /// Whether rows come before the page.
    pub has_previous_page: bool,
    /// Cursor of the page's first row; null for an empty page.
    pub start_cursor: Option<String>,
    /// Cursor of the page's last row, for `after` of the next; null for an empty page.
    pub end_cursor: Option<String>,
}

impl PageInfo {
    /// Of a page whose rows have these cursors.
    pub(super) fn of(cursors: &[Cursor], has_next_page: bool, page: &Page) -> Self {
        Self {
            has_next_page,
            has_previous_page: page.after.is_some(),
            start_cursor: cursors.first().map(Cursor::encode),
            end_cursor: cursors.last().map(Cursor::encode),
        }
    }
}

/// Declares a connection and its edge; `total` names what counts the whole list, if anything does.
macro_rules! connection {
    ($(#[$doc:meta])* $connection:ident, $edge:ident of $node:ident $(, total $total:ident)?) => {
        $(#[$doc])*
        pub struct $connection {
            edges: Vec<$edge>,
            page_info: $crate::graphql::page::PageInfo,
            $(total: $total,)?
        }

        /// A row of the list, with its place.
        #[derive(async_graphql::SimpleObject)]
        pub struct $edge {
            /// Its place, for `after`.
            pub cursor: String,
            /// The row.
            pub node: $node,
        }

        impl $connection {
            /// Of a page's rows.
            pub(in crate::graphql) fn new(
                rows: impl IntoIterator<Item = ($crate::graphql::page::Cursor, $node)>,
                has_next: bool,
                page: &$crate::graphql::page::Page,
                $(total: $total,)?
            ) -> Self {
                let (cursors, nodes): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
                let page_info = $crate::graphql::page::PageInfo::of(&cursors, has_next, page);
                let edges = cursors
                    .iter()
                    .zip(nodes)
                    .map(|(cursor, node)| $edge { cursor: cursor.encode(), node })
                    .collect();
                Self { edges, page_info, $(total: { let total: $total = total; total },)? }
            }
        }

        $(#[$doc])*
        #[async_graphql::Object]
        impl $connection {
            /// The rows of the page, with their places.
            async fn edges(&self) -> &[$edge] {
                &self.edges
            }

            /// The rows of the page.
            async fn nodes(&self) -> Vec<&$node> {
                self.edges.iter().map(|edge| &edge.node).collect()
            }

            /// Where the page stands in the list.
            async fn page_info(&self) -> &$crate::graphql::page::PageInfo {
                &self.page_info
            }

            $(
                /// How many rows the list has in all; counted only when asked for.
                async fn total_count(
                    &self,
                    ctx: &async_graphql::Context<'_>,
                ) -> Option<$crate::error::Result<u64>> {
                    let _: &$total = &self.total;
                    Some(async { self.total.count($crate::graphql::context::request(ctx)?).await }.await)
                }
            )?
        }
    };
}
pub(super) use connection;

/// How a list is sorted.
#[derive(Clone, Copy, Debug)]
pub enum Sort<C> {
    /// By a text column, then by id.
    ByText(C),
    /// Oldest first: ids are made in order of time.
    ById,
}

/// Reads one page more by one row than asked, which tells whether another follows.
///
/// # Errors
/// `UNAVAILABLE` or `INTERNAL`.
pub async fn rows<E: Noun>(
    query: Visibly<'_, E>,
    id: E::Column,
    sort: Sort<E::Column>,
    page: &Page,
) -> Result<(Vec<(Cursor, Seen<E::Model>)>, bool)>
where
    E::Model: ModelTrait<Entity = E>,
{
    let mut query = query.limit(page.first as u64 + 1);
    if let Some(after) = &page.after {
        let later = ColumnTrait::gt(&id, after.key);
        query = match sort {
            Sort::ById => query.filter(later),
            Sort::ByText(text) => {
                query.filter(Condition::any().add(ColumnTrait::gt(&text, after.sort.clone())).add(
                    Condition::all().add(ColumnTrait::eq(&text, after.sort.clone())).add(later),
                ))
            }
        };
    }
    if let Sort::ByText(text) = sort {
        query = query.order_by(text, Order::Asc);
    }
    let mut found = query.order_by(id, Order::Asc).all().await?;
    let has_next = found.len() > page.first;
    found.truncate(page.first);
    let rows = found.into_iter().map(|row| {
        let sort = match sort {
            Sort::ById => String::new(),
            Sort::ByText(text) => text_of(row.get(text)),
        };
        (Cursor { sort, key: uuid_of(&row.get(id)) }, row)
    });
    Ok((rows.collect(), has_next))
}

fn text_of(value: Value) -> String {
    match value {
        Value::String(Some(text)) => text,
        _ => String::new(),
    }
}

fn uuid_of(value: &Value) -> Uuid {
    match value {
        Value::Uuid(Some(key)) => *key,
        _ => Uuid::nil(),
    }
}
