//! Many new rows, many to a statement, each built when it is asked for: while the database runs the one before.
//!
//! PostgreSQL gets an array a column, as its manual advises for bulk loads short of COPY: the text of the
//! statement is the same for any number of rows, so that it is parsed and planned once, and there are
//! tens of values to bind and not thousands. SQLite has no arrays: it gets a list of values a row.

use sea_orm::sea_query::{
    Alias, CaseStatement, Expr, ExprTrait, Func, InsertStatement, OnConflict, Query, Value,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbBackend, EntityTrait, IdenStatic, IntoActiveModel, Iterable,
    ModelTrait, QueryTrait, Statement,
};

use crate::error::{Error, Result};

type ColumnOf<A> = <<A as ActiveModelTrait>::Entity as EntityTrait>::Column;

type ActiveOf<M> = <<M as ModelTrait>::Entity as EntityTrait>::ActiveModel;

/// Rows of a statement, at most: two statements with their texts are in memory at a time. SQLite's limit of 32,766
/// bound values is far.
const ROWS: usize = 125;

/// The statements that write these rows; `conflict` says what becomes of those whose key is there.
pub(super) fn inserts<M>(
    rows: impl IntoIterator<Item = M>,
    conflict: Option<OnConflict>,
    backend: DbBackend,
) -> impl Iterator<Item = Result<Statement>>
where
    M: ModelTrait + IntoActiveModel<ActiveOf<M>>,
{
    let mut rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    std::iter::from_fn(move || {
        let some: Vec<_> = rows.by_ref().take(ROWS).collect();
        (!some.is_empty()).then(|| insert(some, conflict.clone(), backend))
    })
}

/// The statement that writes these rows, each with a value for every column.
fn insert<A>(rows: Vec<A>, conflict: Option<OnConflict>, backend: DbBackend) -> Result<Statement>
where
    A: ActiveModelTrait,
{
    let mut insert = match backend {
        DbBackend::Postgres => of_arrays(rows)?,
        _ => A::Entity::insert_many(rows).into_query(),
    };
    if let Some(conflict) = conflict {
        insert.on_conflict(conflict);
    }
    Ok(backend.build(&insert))
}

/// `INSERT INTO t (a, b) SELECT … FROM (SELECT UNNEST($1) AS a, UNNEST($2) AS b, UNNEST($3) AS b_is_null)`:
/// the arrays that can be bound hold no NULL, so that a column that may be NULL brings a second one.
fn of_arrays<A: ActiveModelTrait>(mut rows: Vec<A>) -> Result<InsertStatement> {
    let (mut arrays, mut columns) = (Query::select(), Query::select());
    for column in ColumnOf::<A>::iter() {
        let cells = rows.iter_mut().map(|row| row.take(column).into_value());
        let mut cells: Vec<Value> = cells
            .collect::<Option<_>>()
            .ok_or_else(|| Error::internal("a row without a value for each column"))?;
        let Some(first) = cells.first() else { continue };
        let kind = first.array_type();
        let name = column.as_str();
        if column.def().is_null() {
            let null = Alias::new(format!("{name}_is_null"));
            let mut nulls = Vec::with_capacity(cells.len());
            for cell in &mut cells {
                nulls.push(*cell == cell.as_null());
                if *cell == cell.as_null() {
                    *cell = cell.dummy_value();
                }
            }
            arrays.expr_as(Func::cust("UNNEST").arg(nulls), null.clone());
            let value =
                CaseStatement::new().case(Expr::col(null).not(), Expr::col(Alias::new(name)));
            columns.expr(value);
        } else {
            columns.column(Alias::new(name));
        }
        let cells = Value::Array(kind, Some(Box::new(cells)));
        arrays.expr_as(Func::cust("UNNEST").arg(cells), Alias::new(name));
    }
    columns.from_subquery(arrays.take(), "rows");
    let mut insert = Query::insert();
    insert.into_table(A::Entity::default()).columns(ColumnOf::<A>::iter());
    insert.select_from(columns.take()).map_err(Error::internal)?;
    Ok(insert.take())
}
