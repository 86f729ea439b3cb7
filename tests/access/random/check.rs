//! Runs random organisations: as many as asked for, first those that failed once, and a failing one
//! shrunk within minutes.
//!
//! `PARVIS_RANDOM_ORGANISATIONS` sets how many there are in all, `PARVIS_RANDOM_SEED` which. The same
//! ones by default, on either engine, so that a run can be repeated. With `PARVIS_LONG=1`
//! longer ones follow until [`LONG`] decisions have been compared. `PARVIS_RANDOM_SHRINKS` bounds how
//! often a failing one is lived through again to shorten it.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

use proptest::test_runner::{Config, FileFailurePersistence, RngSeed, TestError, TestRunner};

use super::organisation::{Organisation, organisations};

/// How often the program and the oracle were compared: about one person, one post and one road.
pub(super) static DECISIONS: AtomicU64 = AtomicU64::new(0);
/// How often R9 alone kept a live post from somebody who reads its space.
pub(super) static SEALED: AtomicUsize = AtomicUsize::new(0);
/// The tests that have come to their end.
static ENDED: AtomicU64 = AtomicU64::new(0);
static ORGANISATIONS: AtomicUsize = AtomicUsize::new(0);

const LONG: u64 = 1_000_000;
/// The organisations of all tests together, and the tests, which run beside each other.
const CASES: u64 = 200;
const TESTS: u64 = 4;
/// The most that happens in one, twice what happens as a rule.
const ACTS: usize = 40;

const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/access/random/regressions.txt");

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

/// Lives through an eighth as many, where somebody is asked after each act.
pub(crate) fn few(salt: u64, live: impl AsyncFn(Organisation)) {
    all(salt, number("PARVIS_RANDOM_ORGANISATIONS", CASES).div_ceil(8), ACTS, &live);
}

/// Lives through this test's share of organisations, and of long runs.
pub(super) fn share(test: u64, live: impl AsyncFn(Organisation)) {
    let cases = number("PARVIS_RANDOM_ORGANISATIONS", CASES);
    let long = number("PARVIS_LONG", 0) == 1;
    let counted = async |organisation| {
        live(organisation).await;
        ORGANISATIONS.fetch_add(1, Relaxed);
    };
    // In a longer history each comparison is about more posts.
    let longest = if long { 4 * ACTS } else { ACTS };
    for round in 0.. {
        // As 7 organisations are 2, 2, 2 and 1.
        let mine = if long { 5 } else { (cases + TESTS - 1 - test) / TESTS };
        if mine > 0 {
            all(test + TESTS * round, mine, longest, &counted);
        }
        if !long || DECISIONS.load(Relaxed) >= LONG {
            break;
        }
    }
    println!(
        "random organisations so far: {}, decisions compared: {}, kept back by R9 alone: {}",
        ORGANISATIONS.load(Relaxed),
        DECISIONS.load(Relaxed),
        SEALED.load(Relaxed),
    );
    if ENDED.fetch_add(1, Relaxed) + 1 == TESTS && (long || cases >= CASES) {
        assert!(SEALED.load(Relaxed) > 0, "no post of closed days was kept from a reader");
    }
}

/// Lives through `cases` organisations, the same for the same `salt`.
fn all(salt: u64, cases: u64, longest: usize, live: &impl AsyncFn(Organisation)) {
    let seed = number("PARVIS_RANDOM_SEED", 1).wrapping_mul(1_000_003).wrapping_add(salt);
    let mut runner = TestRunner::new(Config {
        cases: cases.try_into().unwrap(),
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(REGRESSIONS))),
        max_shrink_iters: number("PARVIS_RANDOM_SHRINKS", 600).try_into().unwrap(),
        max_shrink_time: 120_000,
        ..Config::default()
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = runner.run(&organisations(longest), |organisation| {
        runtime.block_on(live(organisation));
        Ok(())
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(why, shortest)) => panic!("{why}\nshrunk to: {shortest:?}"),
        Err(TestError::Abort(why)) => panic!("{why}"),
    }
}
