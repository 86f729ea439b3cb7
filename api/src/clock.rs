//! Time and fresh ids, passed in so that tests can stop the one and repeat the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use entity::Timestamp;
use uuid::{Builder, Uuid};

/// Where the program reads the time. The only caller of the system clock.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `at` until [`Clock::set`] moves it. Clones share the same hand.
    #[must_use]
    pub fn manual(at: Timestamp) -> Self {
        Self(Source::Manual(Arc::new(AtomicI64::new(at.micros()))))
    }

    /// The present instant, in microseconds since 1970.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            #[expect(clippy::disallowed_methods, reason = "the one place that may ask the system")]
            Source::System => Timestamp::from_micros(jiff::Timestamp::now().as_microsecond()),
            Source::Manual(hand) => Timestamp::from_micros(hand.load(Ordering::SeqCst)),
        }
    }

    /// Moves a manual clock. Does nothing to the system's.
    pub fn set(&self, at: Timestamp) {
        if let Source::Manual(hand) = &self.0 {
            hand.store(at.micros(), Ordering::SeqCst);
        }
    }

    /// A fresh version 7 UUID whose time is this clock's (RFC 9562, section 5.7).
    ///
    /// # Panics
    /// Never in practice: the operating system's random source is there once the program runs.
    #[must_use]
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        let mut random = [0_u8; 10];
        fill_random(&mut random);
        let millis = u64::try_from(self.now().micros() / 1000).unwrap_or(0);
        T::from(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// A fresh id that sorts after `last`, even within its millisecond or when the clock went back.
    #[must_use]
    pub fn new_id_after<T: From<Uuid>>(&self, last: Uuid) -> T {
        let next = Uuid::from_u128(last.as_u128().saturating_add(1));
        T::from(self.new_id::<Uuid>().max(next))
    }
}

/// Fills `bytes` from the operating system's random source, or ends the process: without it no
/// id and no secret is safe to make.
pub fn fill_random(bytes: &mut [u8]) {
    if getrandom::fill(bytes).is_err() {
        std::process::abort();
    }
}
