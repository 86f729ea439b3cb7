//! Invented ids, names, words and choices: the same at every run.

use fastrand::Rng;
use uuid::{Builder, Uuid};

#[rustfmt::skip]
const FIRST: [&str; 24] = [
    "Adèle", "Bruno", "Chloé", "Driss", "Élodie", "Fabien", "Gaëlle", "Hugo", "Inès", "Jules",
    "Karim", "Léa", "Malik", "Nora", "Olivier", "Pauline", "Quentin", "Rose", "Samir", "Théo",
    "Ulysse", "Violette", "Yann", "Zoé",
];
#[rustfmt::skip]
const LAST: [&str; 24] = [
    "Arnaud", "Benali", "Carpentier", "Diallo", "Estève", "Fontaine", "Garnier", "Huet", "Izard",
    "Joly", "Kessler", "Lefèvre", "Marchand", "Nguyen", "Ollivier", "Perrin", "Quéré", "Roussel",
    "Schmitt", "Tessier", "Urbain", "Vasseur", "Weber", "Zimmer",
];
#[rustfmt::skip]
const WORDS: [&str; 48] = [
    "annual", "archive", "badge", "budget", "calendar", "campaign", "canteen", "charter", "client",
    "colleague", "committee", "contract", "deadline", "decision", "delivery", "department",
    "document", "event", "factory", "forecast", "guide", "health", "holiday", "inventory",
    "invoice", "meeting", "minutes", "office", "order", "payroll", "planning", "policy",
    "procedure", "project", "quality", "quarter", "report", "review", "safety", "schedule", "shift",
    "supplier", "team", "training", "travel", "update", "visit", "workshop",
];

/// A version 7 UUID of an instant in microseconds since 1970.
pub(crate) fn id<T: From<Uuid>>(rng: &mut Rng, micros: i64) -> T {
    let mut random = [0; 10];
    rng.fill(&mut random);
    let millis = u64::try_from(micros / 1000).unwrap_or_default();
    T::from(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}

pub(crate) fn person_name(rng: &mut Rng) -> String {
    format!("{} {}", pick(rng, &FIRST), pick(rng, &LAST))
}

pub(crate) fn word(rng: &mut Rng) -> &'static str {
    pick(rng, &WORDS)
}

/// Words until the text has `length` bytes or a few more.
pub(crate) fn text(rng: &mut Rng, length: usize) -> String {
    let mut text = String::with_capacity(length + 16);
    while text.len() < length {
        text.push_str(if text.is_empty() { "" } else { " " });
        text.push_str(word(rng));
    }
    text
}

fn pick<'a>(rng: &mut Rng, all: &[&'a str]) -> &'a str {
    rng.choice(all).copied().unwrap_or_default()
}

/// Ranks as Zipf's law spreads them: the first is drawn twice as often as the second.
pub(crate) struct Zipf(Vec<f64>);

impl Zipf {
    /// Ranks from 0 up to, not including, `ranks`.
    pub(crate) fn new(ranks: u32) -> Self {
        let mut sum = 0.0;
        Self(
            (1..=ranks)
                .map(|rank| {
                    sum += 1.0 / f64::from(rank);
                    sum
                })
                .collect(),
        )
    }

    pub(crate) fn draw(&self, rng: &mut Rng) -> usize {
        let drawn = rng.f64() * self.0.last().copied().unwrap_or_default();
        self.0.partition_point(|sum| *sum <= drawn).min(self.0.len().saturating_sub(1))
    }
}
