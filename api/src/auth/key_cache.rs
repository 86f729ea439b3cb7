//! Keeps a provider's keys: fetched once for all who wait, kept while its publisher says, kept
//! longer when it cannot be reached, and not fetched for every token that names an unknown key.

use std::sync::{Arc, PoisonError, RwLock};

use entity::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::discovery::Discovery;
use super::jwks::{Choice, KeySet};
use crate::clock::Clock;

/// Bounds of how long keys are fresh, and the time when the publisher names none, in seconds.
const MIN_FRESH: i64 = 300;
const MAX_FRESH: i64 = 86_400;
const DEFAULT_FRESH: i64 = 3_600;
/// How long keys serve after that when no new ones can be fetched, in seconds.
const MAX_STALE: i64 = 86_400;

/// The keys of one provider. Clones share them.
#[derive(Clone)]
pub(super) struct KeyCache(Arc<Shared>);

/// No key can be had, and whether the token is good cannot be said.
#[derive(Debug)]
pub(super) struct KeysUnavailable;

struct Shared {
    discovery: Discovery,
    clock: Clock,
    refetch_seconds: i64,
    state: RwLock<State>,
    /// Held by whoever is fetching.
    flight: Arc<Mutex<()>>,
}

#[derive(Clone, Default)]
struct State {
    keys: Arc<KeySet>,
    /// When the keys must be fetched again; `None` before the first success.
    fresh_until: Option<Timestamp>,
    /// Counts successes, to see that another has fetched meanwhile.
    generation: u64,
    /// The last attempt that failed, until one succeeds.
    failed_at: Option<Timestamp>,
    /// The last attempt because of an unknown key id.
    missed_at: Option<Timestamp>,
}

#[derive(Clone, Copy)]
enum Cause {
    Expired,
    Missing,
}

impl KeyCache {
    /// `refetch_seconds` is at least 1: without a pause, bad tokens would become requests.
    pub(super) fn new(discovery: Discovery, clock: Clock, refetch_seconds: u32) -> Self {
        Self(Arc::new(Shared {
            discovery,
            clock,
            refetch_seconds: i64::from(refetch_seconds).max(1),
            state: RwLock::default(),
            flight: Arc::default(),
        }))
    }

    /// The key for a token's header, `None` when the provider has no such key.
    pub(super) async fn key(
        &self,
        id: Option<&str>,
        algorithm: Algorithm,
    ) -> Result<Option<DecodingKey>, KeysUnavailable> {
        let before = self.0.snapshot();
        let state = self.current(&before).await?;
        let state = match state.keys.choose(id, algorithm) {
            Choice::Unknown if state.generation == before.generation => {
                self.refresh(Cause::Missing, &state).await
            }
            _ => state,
        };
        match state.keys.choose(id, algorithm) {
            Choice::Found(key) => Ok(Some(key.clone())),
            // While the provider is away the key may well be a new one of its.
            Choice::Unknown if state.failed_at.is_some() => Err(KeysUnavailable),
            Choice::Unknown | Choice::Unsuitable => Ok(None),
        }
    }

    /// Fetches the keys unless they are there already.
    pub(super) async fn warm_up(&self) -> Result<(), KeysUnavailable> {
        self.current(&self.0.snapshot()).await.map(drop)
    }

    /// Keys that are fresh, or stale ones when no fresh ones can be had.
    async fn current(&self, seen: &State) -> Result<State, KeysUnavailable> {
        let now = self.0.clock.now();
        if seen.is_fresh(now) {
            return Ok(seen.clone());
        }
        // While another renews them, stale keys are good enough.
        if seen.is_usable(now) && self.0.flight.try_lock().is_err() {
            return Ok(seen.clone());
        }
        let state = self.refresh(Cause::Expired, seen).await;
        if state.is_usable(now) { Ok(state) } else { Err(KeysUnavailable) }
    }

    /// Fetches, unless another has since `seen` or it is too early to try again.
    async fn refresh(&self, cause: Cause, seen: &State) -> State {
        let guard = Arc::clone(&self.0.flight).lock_owned().await;
        let state = self.0.snapshot();
        if state.generation != seen.generation || !self.0.may_fetch(cause, &state) {
            return state;
        }
        // A task of its own: a caller that hangs up must not spoil the attempt for the others.
        let shared = Arc::clone(&self.0);
        match tokio::spawn(async move { shared.fetch(cause, guard).await }).await {
            Ok(()) => self.0.snapshot(),
            Err(_) => state,
        }
    }
}

impl Shared {
    fn snapshot(&self) -> State {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn may_fetch(&self, cause: Cause, state: &State) -> bool {
        let last = match cause {
            Cause::Expired => state.failed_at,
            Cause::Missing => state.failed_at.max(state.missed_at),
        };
        last.is_none_or(|last| last.plus_seconds(self.refetch_seconds) <= self.clock.now())
    }

    async fn fetch(&self, cause: Cause, _guard: OwnedMutexGuard<()>) {
        let fetched = self.discovery.fetch().await;
        let now = self.clock.now();
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if matches!(cause, Cause::Missing) {
            state.missed_at = Some(now);
        }
        match fetched {
            Ok(fetched) => {
                let fresh = fetched.max_age.unwrap_or(DEFAULT_FRESH).clamp(MIN_FRESH, MAX_FRESH);
                state.keys = Arc::new(fetched.keys);
                state.fresh_until = Some(now.plus_seconds(fresh));
                state.generation += 1;
                state.failed_at = None;
            }
            Err(cause) => {
                tracing::warn!(%cause, "the identity provider's keys could not be fetched");
                state.failed_at = Some(now);
            }
        }
    }
}

impl State {
    fn is_fresh(&self, now: Timestamp) -> bool {
        self.fresh_until.is_some_and(|until| now < until)
    }

    fn is_usable(&self, now: Timestamp) -> bool {
        self.fresh_until.is_some_and(|until| now < until.plus_seconds(MAX_STALE))
    }
}
