//! Pages of lists: `first` and an opaque cursor that ends in the row's id, never an offset.

use async_graphql::connection::{Connection, CursorType, Edge, EmptyFields};
use async_graphql::{ObjectType, OutputType};
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

impl CursorType for Cursor {
    type Error = InvalidCursor;

    fn decode_cursor(text: &str) -> std::result::Result<Self, InvalidCursor> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidCursor)?;
        let (key, sort) = bytes.split_first_chunk::<16>().ok_or(InvalidCursor)?;
        let sort = String::from_utf8(sort.to_vec()).map_err(|_| InvalidCursor)?;
        if sort.contains('\0') {
            return Err(InvalidCursor);
        }
        Ok(Self { sort, key: Uuid::from_bytes(*key) })
    }

    fn encode_cursor(&self) -> String {
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
            .map(|text| Cursor::decode_cursor(&text))
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

/// Rows, each with its cursor, as a connection.
pub fn connection<N: OutputType, F: ObjectType>(
    rows: impl IntoIterator<Item = (Cursor, N)>,
    has_next: bool,
    page: &Page,
    fields: F,
) -> Connection<Cursor, N, F> {
    let mut connection = Connection::with_additional_fields(page.after.is_some(), has_next, fields);
    connection.edges.extend(
        rows.into_iter()
            .map(|(cursor, node)| Edge::with_additional_fields(cursor, node, EmptyFields)),
    );
    connection
}

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
        (Cursor { sort, key: uuid_of(row.get(id)) }, row)
    });
    Ok((rows.collect(), has_next))
}

fn text_of(value: Value) -> String {
    match value {
        Value::String(Some(text)) => text,
        _ => String::new(),
    }
}

fn uuid_of(value: Value) -> Uuid {
    match value {
        Value::Uuid(Some(key)) => key,
        _ => Uuid::nil(),
    }
}
