//! How the time that a text takes grows with its length: a bound in seconds would test how busy the machine is.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// How much longer the long text is than the short one, and how much longer it may take.
const LONGER: usize = 8;
const SLOWER: u32 = 3 * 8;

/// Below it a measure is noise.
const LEAST: Duration = Duration::from_millis(2);

/// Gives `work` a size of `bytes`, and an eighth of it.
///
/// # Panics
/// Where the larger takes far more than eight times as long: time squared would be sixty-four times.
pub(crate) fn assert_linear(name: &str, bytes: usize, mut work: impl FnMut(usize)) {
    let mut measures = Vec::new();
    // What disturbs a measure makes it longer: one good one is proof.
    let linear = (0..3).any(|_| {
        let [short, long] = [bytes / LONGER, bytes].map(|bytes| took(|| work(bytes)));
        measures.push([short, long]);
        long <= short.max(LEAST) * SLOWER
    });
    assert!(linear, "{name}: an eighth of {bytes} bytes, and all of them, took {measures:?}");
}

/// The processor's time of this thread, which others do not lengthen.
fn took(work: impl FnOnce()) -> Duration {
    let start = clock_gettime(ClockId::ThreadCPUTime);
    work();
    let end = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(end - start).unwrap()
}
