//! When an answer leaves that found nothing where it looked: what is hidden must not be told from
//! what never was by the time that it takes (rule R17).
//!
//! A database finds the row of a hidden thing before it drops it, some ten microseconds of work that
//! no statement can do for a row that is not there. So such an answer waits for the next of a few
//! instants, far enough apart that the difference does not show in which of them it is.

use std::time::{Duration, Instant};

/// From one instant to the next for one look-up that found nothing: many times what a request takes.
const STEP: Duration = Duration::from_millis(20);
/// More for each further one in the same request, whose difference adds to the first one's.
const STEP_MORE: Duration = Duration::from_millis(1);

/// Waits for the next instant, counted from the start of the request, if `misses` look-ups found
/// nothing; not at all if there were none.
pub(super) async fn keep(started: Instant, misses: u32) {
    if let Some(wait) = wait(started.elapsed(), misses) {
        tokio::time::sleep(wait).await;
    }
}

/// How long an answer takes as its client sees it, that has taken so long up to now: what is told of the time
/// tells no more than the time itself.
pub(super) fn told(taken: Duration, misses: u32) -> Duration {
    taken + wait(taken, misses).unwrap_or_default()
}

fn wait(taken: Duration, misses: u32) -> Option<Duration> {
    let step = STEP + STEP_MORE * misses.checked_sub(1)?;
    let over = taken.as_nanos() % step.as_nanos();
    step.checked_sub(Duration::from_nanos(u64::try_from(over).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(micros: u64, misses: u32) -> Duration {
        told(Duration::from_micros(micros), misses)
    }

    #[test]
    fn what_found_everything_does_not_wait() {
        assert_eq!(wait(Duration::from_millis(3), 0), None);
    }

    #[test]
    fn quick_and_slow_leave_together_and_what_is_late_with_the_next() {
        assert_eq!(leaves(400, 1), STEP);
        assert_eq!(leaves(19_999, 1), STEP);
        assert_eq!(leaves(20_000, 1), 2 * STEP);
        assert_eq!(leaves(47_000, 1), 3 * STEP);
    }

    #[test]
    fn many_look_ups_in_one_request_have_longer_steps() {
        assert_eq!(leaves(30_000, 100), Duration::from_millis(119));
        assert_eq!(leaves(34_000, 100), Duration::from_millis(119));
    }
}
