//! What every resolver starts from: the request's viewer, database and clock.

use std::hash::Hash;
use std::sync::{Arc, RwLock};

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use async_graphql::{Context, ID};

use super::id::Noun;
use super::loaders::Batch;
use crate::access::{Access, Act, Permit};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::fault::{Outcome, Refused};
use crate::store::{Db, Seen};

/// One operation's surroundings.
pub struct Request {
    /// The database, counting this request's statements.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// Reads many rows at once for fields of lists.
    pub loaders: DataLoader<Batch, HashMapCache>,
    access: Arc<RwLock<Access>>,
}

/// The request of a resolver.
///
/// # Errors
/// `INTERNAL` if the schema is executed without one.
pub fn request<'a>(ctx: &Context<'a>) -> Result<&'a Request> {
    ctx.data::<Request>().map_err(|_| Error::internal("executed without a request"))
}

/// A row that another names, read together with those that its list's other rows name; null if the
/// viewer does not see it.
pub(super) async fn related<K, R, N>(
    ctx: &Context<'_>,
    key: K,
    node: impl FnOnce(R) -> N,
) -> Option<Result<N>>
where
    K: Send + Sync + Hash + Eq + Clone + 'static,
    Batch: Loader<K, Value = R, Error = Error>,
    R: Send + Sync + Clone + 'static,
{
    async { Ok(request(ctx)?.loaders.load_one(key).await?.map(node)) }.await.transpose()
}

impl Request {
    /// For one operation of this viewer.
    #[must_use]
    pub fn new(db: Db, access: Access, clock: Clock) -> Self {
        let access = Arc::new(RwLock::new(access));
        let batch = Batch::new(db.clone(), access.clone());
        let loaders = DataLoader::with_cache(batch, tokio::spawn, HashMapCache::default());
        Self { db, clock, loaders, access }
    }

    /// The viewer and their rights; after a mutation, as they are since.
    #[must_use]
    pub fn access(&self) -> Access {
        match self.access.read() {
            Ok(access) => access.clone(),
            Err(poisoned) => poisoned.into_inner().clone(),
        }
    }

    /// Resolves the viewer's rights anew, after a mutation may have changed them.
    pub(super) async fn refresh(&self) -> Result<()> {
        let fresh = self.db.access_now(&self.access(), self.clock.now()).await?;
        match self.access.write() {
            Ok(mut access) => *access = fresh,
            Err(poisoned) => *poisoned.into_inner() = fresh,
        }
        Batch::forget(&self.loaders);
        Ok(())
    }

    /// The row with this global id if the viewer sees it. An id of another kind is one that no row
    /// has.
    ///
    /// # Errors
    /// `INVALID_ID`, `UNAVAILABLE` or `INTERNAL`.
    pub async fn look_up<N: Noun>(&self, id: &ID) -> Result<Option<Seen<N::Model>>> {
        let id = N::parse(id)?;
        self.db.visible::<N>(&self.access()).filter(N::is(id)).looked_up().await
    }

    /// As [`Request::look_up`], for the input field `field` of a mutation.
    ///
    /// # Errors
    /// `NOT_FOUND` as a refusal, or a top-level error.
    pub async fn find<N: Noun>(&self, field: &str, id: &ID) -> Outcome<Seen<N::Model>> {
        let row = self.look_up::<N>(id).await?;
        Ok(row.ok_or_else(|| Refused::not_found(field))?)
    }

    /// The permit to do `A` to a seen row.
    ///
    /// # Errors
    /// `FORBIDDEN` as a refusal.
    pub fn permit<A: Act>(&self, row: Seen<A::Row>) -> Outcome<Permit<A>> {
        Ok(self.access().permit::<A>(row)?)
    }
}
