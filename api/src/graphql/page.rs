//! Pages of lists: `first` and an opaque cursor that ends in the row's id, never an offset.

use async_graphql::{Context, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::{ColumnTrait, Condition, ModelTrait, Order, Value};
use uuid::Uuid;

use super::context::request;
use super::id::Noun;
use crate::access::Access;
use crate::error::{Code, Error, Result};
use crate::store::{Seen, Visibly};

/// Rows of a page unless asked otherwise.
pub const DEFAULT_FIRST: i32 = 20;
/// Rows of a page at most.
pub const MAX_FIRST: i32 = 100;

/// Where a row stands in its list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// Of which kind of list it is, as `unit`: the row's place is none in another.
    pub list: &'static str,
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
    fn decode(list: &'static str, text: &str) -> Result<Self, InvalidCursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidCursor)?;
        let (key, place) = bytes.split_first_chunk::<16>().ok_or(InvalidCursor)?;
        let place = std::str::from_utf8(place).map_err(|_| InvalidCursor)?;
        let (of, sort) = place.split_once(' ').ok_or(InvalidCursor)?;
        if of != list || sort.contains('\0') {
            return Err(InvalidCursor);
        }
        Ok(Self { list, sort: sort.to_owned(), key: Uuid::from_bytes(*key) })
    }

    /// As it stands in answers: opaque to clients.
    pub(super) fn encode(&self) -> String {
        let mut bytes = self.key.as_bytes().to_vec();
        bytes.extend(format!("{} {}", self.list, self.sort).as_bytes());
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
    /// Reads the arguments of a list of this kind.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` or `INVALID_CURSOR`.
    pub fn of(list: &'static str, first: Option<i32>, after: Option<String>) -> Result<Self> {
        let first = first.unwrap_or(DEFAULT_FIRST);
        if !(1..=MAX_FIRST).contains(&first) {
            let message = format!("`first` must be from 1 to {MAX_FIRST}.");
            return Err(Error::new(Code::InvalidArgument, message));
        }
        let after = after
            .map(|text| Cursor::decode(list, &text))
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
                rows: $crate::graphql::page::Rows<$node>,
                $(total: $total,)?
            ) -> Self {
                let (cursors, nodes): (Vec<_>, Vec<_>) = rows.rows.into_iter().unzip();
                let page_info =
                    $crate::graphql::page::PageInfo::of(&cursors, rows.has_next, &rows.page);
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
    /// Newest first.
    ByIdBackwards,
}

/// The rows of a page, each with its place.
pub struct Rows<N> {
    /// In the list's order.
    pub rows: Vec<(Cursor, N)>,
    /// Whether others follow.
    pub has_next: bool,
    /// What was asked for.
    pub page: Page,
}

/// Reads a page of what the viewer sees of a table, as `narrow` narrows it: one row more than asked
/// for, which tells whether another follows.
///
/// # Errors
/// `INVALID_ARGUMENT`, `INVALID_CURSOR`, `UNAVAILABLE` or `INTERNAL`.
pub(super) async fn list<E: Noun, N>(
    ctx: &Context<'_>,
    page: (Option<i32>, Option<String>),
    sort: Sort<E::Column>,
    narrow: impl for<'a> FnOnce(Visibly<'a, E>, &Access) -> Visibly<'a, E>,
    node: impl Fn(Seen<E::Model>) -> N,
) -> Result<Rows<N>>
where
    E::Model: ModelTrait<Entity = E>,
{
    let request = request(ctx)?;
    let list = E::default().table_name();
    let page = Page::of(list, page.0, page.1)?;
    let access = request.access();
    let mut query = narrow(request.db.visible::<E>(&access), &access);
    let id = E::id_column();
    if let Some(after) = &page.after {
        let later = ColumnTrait::gt(&id, after.key);
        query = match sort {
            Sort::ById => query.filter(later),
            Sort::ByIdBackwards => query.filter(ColumnTrait::lt(&id, after.key)),
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
    let order = match sort {
        Sort::ById | Sort::ByText(_) => Order::Asc,
        Sort::ByIdBackwards => Order::Desc,
    };
    let mut found = query.order_by(id, order).limit(page.first as u64 + 1).all().await?;
    let has_next = found.len() > page.first;
    found.truncate(page.first);
    let placed = |row: Seen<E::Model>| {
        let sort = match sort {
            Sort::ById | Sort::ByIdBackwards => String::new(),
            Sort::ByText(text) => text_of(row.get(text)),
        };
        (Cursor { list, sort, key: uuid_of(&row.get(id)) }, node(row))
    };
    Ok(Rows { rows: found.into_iter().map(placed).collect(), has_next, page })
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
