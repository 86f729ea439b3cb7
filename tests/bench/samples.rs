//! Whether two samples of times can be told apart, and how times are summed up.

use std::time::Duration;

use fastrand::Rng;

use crate::measure::SEED;

/// Samples drawn again from the samples, for the interval.
const RESAMPLES: usize = 2_000;

/// Two samples of microseconds, compared.
pub(crate) struct Comparison {
    /// Median of each.
    pub(crate) medians: [f64; 2],
    /// First less second median.
    pub(crate) difference: f64,
    /// Where the difference lies with 95 % certainty, by the percentile bootstrap.
    pub(crate) interval: [f64; 2],
    /// How often a time of the first is longer than one of the second, ties by half: the
    /// Mann-Whitney U over its most. 0.5 tells nothing.
    pub(crate) auc: f64,
    /// Its distance from 0.5 in standard deviations. Times have next to no ties, so they are not
    /// corrected for.
    pub(crate) z: f64,
}

impl Comparison {
    pub(crate) fn of(first: &[Duration], second: &[Duration]) -> Self {
        let [mut first, mut second] = [first, second].map(micros);
        let mut rng = Rng::with_seed(SEED);
        let mut drawn: Vec<f64> = (0..RESAMPLES)
            .map(|_| median(&mut again(&first, &mut rng)) - median(&mut again(&second, &mut rng)))
            .collect();
        let interval = [0.025, 0.975].map(|share| quantile(&mut drawn, share));
        let (auc, z) = mann_whitney(&first, &second);
        let medians = [median(&mut first), median(&mut second)];
        Self { medians, difference: medians[0] - medians[1], interval, auc, z }
    }

    /// The order of the times tells one from the other: with a thousand of each, 3.9 standard
    /// deviations.
    pub(crate) fn separable(&self) -> bool {
        (self.auc - 0.5).abs() > 0.05
    }
}

pub(crate) fn micros(times: &[Duration]) -> Vec<f64> {
    times.iter().map(|time| time.as_secs_f64() * 1e6).collect()
}

/// The value below which this share of the sample lies.
pub(crate) fn quantile(sample: &mut [f64], share: f64) -> f64 {
    sample.sort_by(f64::total_cmp);
    let last = sample.len().saturating_sub(1);
    // Between 0 and the last place.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range")]
    let place = (number(last) * share).round() as usize;
    sample.get(place).copied().unwrap_or_default()
}

fn median(sample: &mut [f64]) -> f64 {
    quantile(sample, 0.5)
}

/// As many, drawn with replacement.
fn again(sample: &[f64], rng: &mut Rng) -> Vec<f64> {
    (0..sample.len()).filter_map(|_| rng.choice(sample).copied()).collect()
}

/// U over its most, and its distance from half of that in standard deviations (Mann and Whitney,
/// 1947), from the ranks of the first sample, equal times sharing theirs.
fn mann_whitney(first: &[f64], second: &[f64]) -> (f64, f64) {
    let mut all: Vec<(f64, bool)> = first.iter().map(|time| (*time, true)).collect();
    all.extend(second.iter().map(|time| (*time, false)));
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut ranks, mut before) = (0.0, 0);
    for equal in all.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let shared = number(before) + (number(equal.len()) + 1.0) / 2.0;
        ranks += shared * number(equal.iter().filter(|(_, of_first)| *of_first).count());
        before += equal.len();
    }
    let (n, m) = (number(first.len()), number(second.len()));
    let u = ranks - n * (n + 1.0) / 2.0;
    (u / (n * m), (u - n * m / 2.0) / (n * m * (n + m + 1.0) / 12.0).sqrt())
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
