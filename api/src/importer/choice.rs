//! What of a source is taken, and how.

use std::collections::HashSet;
use std::fmt;

use entity::{Timestamp, import_batch};
use import::{Kind, Outcome};
use uuid::Uuid;

use super::{Fetcher, MediaFolder, People};
use crate::store::Seen;

/// What of a source is taken, and how.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Choice {
    /// Write nothing, and report the same.
    pub dry_run: bool,
    /// These kinds alone; all if none is named.
    pub only: HashSet<Kind>,
    /// Documents at most.
    pub limit: Option<u64>,
    /// Documents that were published or changed at or after.
    pub since: Option<Timestamp>,
    /// Take out what was imported before and is no longer in the source, unless people changed it.
    pub prune: bool,
    /// Who the authors of the source are here.
    pub people: People,
    /// Where pictures and files that the source names are looked for.
    pub media: MediaFolder,
    /// Fetches what is found nowhere; none to leave the network alone.
    pub fetcher: Option<Fetcher>,
    /// A run that this goes on with; a new one if none.
    pub batch: Option<Seen<import_batch::Model>>,
    /// The source is not all there is: what it lacks has not vanished.
    pub partial: bool,
    /// Rest after every group of records for as long as it took: others use the server meanwhile.
    pub gentle: bool,
}

impl Choice {
    /// Whether documents of the source may be left out.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        !self.only.is_empty() || self.limit.is_some() || self.since.is_some()
    }

    /// Whether things of this kind are taken.
    #[must_use]
    pub fn takes(&self, kind: Kind) -> bool {
        self.only.is_empty() || self.only.contains(&kind)
    }
}

/// What became of an item, for whoever watches.
#[derive(Clone, Debug)]
pub struct Settled {
    /// Of which kind.
    pub kind: Kind,
    /// Its name in the source; none where several are counted at once.
    pub external_id: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// How many.
    pub count: u64,
    /// The post, comment or medium made of it.
    pub target: Option<Uuid>,
}

impl fmt::Display for Settled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.kind.as_str(), self.outcome)
    }
}
