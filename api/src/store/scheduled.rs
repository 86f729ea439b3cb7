//! Posts whose time is to come, when rights change before it comes.
//!
//! At the instant of its publication, a post's author holds a role that may publish there. Nothing
//! runs at that instant, so it is asked of the dated facts beforehand: when a post is scheduled, and
//! again with every change of rights that could touch it. A post whose author will not hold the role
//! is held: out of the feeds until somebody who may confirms it.

use entity::id::{PersonId, SpaceId, UnitId};
use entity::post::{self, Reach};
use entity::{Timestamp, person, position, space};
use sea_orm::sea_query::IntoCondition;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select, Statement,
};

use super::publication::narrow;
use super::tag::follow;
use super::transaction::Transaction;
use crate::access::Role;
use crate::access::rights::{Of, Within, statement};
use crate::error::Result;

/// Whose scheduled posts a change of rights could touch.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) enum Touched {
    /// Nobody's: no role changes by it.
    Nothing,
    /// This person's.
    Person(PersonId),
    /// Those in this space.
    Space(SpaceId),
    /// Those in the spaces of this unit.
    Unit(UnitId),
    /// Anybody's.
    Everything,
}

/// Holds the scheduled posts whose authors will not be those who may publish; the others of a space that has
/// changed go live as it is now.
pub(in crate::store) async fn hold_those_touched(
    transaction: &Transaction,
    touched: Touched,
    now: Timestamp,
) -> Result<()> {
    let scheduled =
        post::Entity::find().filter(post::Column::FeedKey.gte(post::feed_key_after(now)));
    let scheduled = match touched {
        Touched::Nothing => return Ok(()),
        Touched::Person(person) => scheduled.filter(post::Column::AuthorId.eq(person)),
        Touched::Space(id) => within(transaction, scheduled, space::Column::Id.eq(id)).await?,
        Touched::Unit(id) => within(transaction, scheduled, space::Column::UnitId.eq(id)).await?,
        Touched::Everything => scheduled,
    };
    for post in each(transaction, scheduled).await? {
        let at = post.published_at.unwrap_or(now);
        if !may_publish(transaction, &post, at).await? {
            hold(transaction, post, now).await?;
        } else if matches!(touched, Touched::Space(_)) {
            narrow_to_come(transaction, post).await?;
        }
    }
    Ok(())
}

/// Rule R9: what goes live in a space narrowed since it was scheduled is for those who read there then.
async fn narrow_to_come(transaction: &Transaction, mut post: post::Model) -> Result<()> {
    let space = space::Entity::find_by_id(post.space_id).one(transaction).await?;
    let Some(space) = space else { return Ok(()) };
    if narrow(transaction, &mut post, &space).await? {
        transaction.update(post.clone()).await?;
        follow(transaction, &post).await?;
    }
    Ok(())
}

/// A unit gets another leader from `from` on: what was scheduled for after is held from then, until
/// its author or the new leader confirms it.
pub(in crate::store) async fn hold_for_new_leader(
    transaction: &Transaction,
    unit: UnitId,
    from: Timestamp,
) -> Result<()> {
    let later = post::Entity::find().filter(post::Column::FeedKey.gte(post::feed_key_after(from)));
    let later = within(transaction, later, space::Column::UnitId.eq(unit)).await?;
    for post in each(transaction, later).await? {
        hold(transaction, post, from).await?;
    }
    Ok(())
}

/// When a unit gets another leader than it has at `at`, if one is appointed.
pub(in crate::store) async fn next_leader(
    transaction: &Transaction,
    unit: UnitId,
    at: Timestamp,
) -> Result<Option<Timestamp>> {
    let offices = position::Entity::find()
        .filter(position::Column::UnitId.eq(unit))
        .filter(position::Column::Office.eq(position::Office::Leader))
        .order_by_asc(position::Column::FromAt)
        .all(transaction)
        .await?;
    let lasting =
        |office: &&position::Model| office.until_at.is_none_or(|until| until > office.from_at);
    let (begun, to_come): (Vec<_>, Vec<_>) =
        offices.iter().filter(lasting).partition(|office| office.from_at <= at);
    let leader = begun.last().map(|office| office.person_id);
    Ok(to_come.iter().find(|next| Some(next.person_id) != leader).map(|next| next.from_at))
}

/// The appointment from `from` on is off: what was held for it is scheduled again, or waits for the
/// leader who is to come after.
pub(in crate::store) async fn release_from_leader(
    transaction: &Transaction,
    unit: UnitId,
    from: Timestamp,
) -> Result<()> {
    let held = post::Entity::find()
        .filter(post::Column::HeldAt.eq(from))
        .filter(post::Column::PublishedAt.gt(from))
        .filter(post::Column::SpaceId.in_subquery(spaces_of(unit)));
    let next = next_leader(transaction, unit, from).await?;
    for mut post in each(transaction, held).await? {
        post.held_at = next.filter(|next| post.published_at.is_some_and(|at| *next < at));
        if post.held_at.is_none() {
            post.feed_key = post.published_at.map(|at| post::feed_key(at, post.id));
        }
        transaction.update(post.clone()).await?;
        follow(transaction, &post).await?;
        narrow_to_come(transaction, post).await?;
    }
    Ok(())
}

/// Whether the post's author will hold a publishing role in its space at `at`, as far as the facts go
/// now: AUTHOR, or CONTRIBUTOR of an accepted post.
pub(in crate::store) async fn may_publish(
    transaction: &Transaction,
    post: &post::Model,
    at: Timestamp,
) -> Result<bool> {
    let author = person::Entity::find_by_id(post.author_id).one(transaction).await?;
    if author.is_none_or(|author| author.status != person::Status::Active) {
        return Ok(false);
    }
    let space = space::Entity::find_by_id(post.space_id).one(transaction).await?;
    if space.is_none_or(|space| space.closed_at.is_some()) {
        return Ok(false);
    }
    let backend = transaction.get_database_backend();
    let rank = "SELECT MAX(rank) AS rank FROM role";
    let sql = statement(backend.into(), Of::Person, Within::Space, rank);
    let values = [post.author_id.into(), at.into(), post.space_id.into()];
    let row =
        transaction.query_one_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let rank: Option<i32> = row.map(|row| row.try_get("", "rank")).transpose()?.flatten();
    let role = rank.and_then(|rank| Role::of_rank(rank.into()));
    let least = if post.accepted_by.is_some() { Role::Contributor } else { Role::Author };
    Ok(role.is_some_and(|role| role >= least))
}

/// These posts, held until the transaction ends: what their authors write meanwhile is not written over.
async fn each(transaction: &Transaction, posts: Select<post::Entity>) -> Result<Vec<post::Model>> {
    Ok(posts.order_by_asc(post::Column::Id).lock_exclusive().all(transaction).await?)
}

async fn hold(transaction: &Transaction, mut post: post::Model, from: Timestamp) -> Result<()> {
    post.held_at = Some(from);
    post.feed_key = None;
    transaction.update(post.clone()).await?;
    follow(transaction, &post).await
}

/// Those in these spaces, by their audience keys: an index leads from a key to its last posts, while a
/// space's own index would have all of its posts read with every change.
async fn within(
    transaction: &Transaction,
    posts: Select<post::Entity>,
    which: impl IntoCondition,
) -> Result<Select<post::Entity>> {
    let keys: Vec<i64> = space::Entity::find()
        .select_only()
        .column(space::Column::AudienceKey)
        .filter(which)
        .into_tuple()
        .all(transaction)
        .await?;
    let keys = keys.iter().flat_map(|key| (0..=Reach::Sealed as i64).map(move |reach| key + reach));
    Ok(posts.filter(post::Column::AudienceKey.is_in(keys)))
}

fn spaces_of(unit: UnitId) -> sea_orm::sea_query::SelectStatement {
    space::Entity::find()
        .select_only()
        .column(space::Column::Id)
        .filter(space::Column::UnitId.eq(unit))
        .into_query()
}
