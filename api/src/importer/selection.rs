//! Which records a run takes, and what it says of those that the choice leaves out.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use import::{Code, Kind, Outcome, Problem, Record, SetAside};

use super::choice::Choice;
use super::document::instant;
use super::run::{Tally, Target};
use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::error::Result;
use crate::store::{ImportedDocument, ItemKind};

/// Links that are looked after at a time.
const LEADS: usize = 1_000;

/// Which records a run takes and has taken.
pub(super) struct Selection {
    choice: Arc<Choice>,
    /// Hashes of what came: a second of the same name is an error, and what never came has vanished.
    seen: HashSet<u64>,
    /// Hashes of documents that the choice leaves out: their comments stay out too, unless the document came in
    /// earlier.
    left_out: HashSet<u64>,
    /// Where documents lead, if the choice may leave out what they lead to.
    leads: Vec<Lead>,
    /// How many the choice left out.
    excluded: BTreeMap<Kind, u64>,
    taken: u64,
}

impl Selection {
    pub(super) fn new(choice: Arc<Choice>) -> Self {
        Self {
            choice,
            seen: HashSet::new(),
            left_out: HashSet::new(),
            leads: Vec::new(),
            excluded: BTreeMap::new(),
            taken: 0,
        }
    }

    /// Whether the choice takes a record.
    pub(super) fn takes(&mut self, record: &Record, earlier: &HashSet<String>) -> bool {
        match record {
            Record::SetAside(_) => true,
            Record::Document(document) => {
                let recent = self.choice.since.is_none_or(|since| {
                    let dates = [&document.published, &document.updated, &document.created];
                    dates.into_iter().flatten().any(|date| instant(date) >= since)
                });
                let room = self.choice.limit.is_none_or(|limit| self.taken < limit);
                let takes = self.choice.takes(document.kind) && recent && room;
                let key = hash(ItemKind::Document, &document.external_id);
                if takes {
                    self.taken += 1;
                } else {
                    self.left_out.insert(key);
                    // It is in the source still.
                    self.seen.insert(key);
                }
                takes
            }
            Record::Comment(comment) => {
                let takes = self.choice.takes(Kind::Comment)
                    && (!self.leaves_out(&comment.document) || earlier.contains(&comment.document));
                if !takes {
                    self.seen.insert(hash(ItemKind::Comment, &comment.external_id));
                }
                takes
            }
            Record::Author(author) => {
                self.of_kind(Kind::Author, ItemKind::Author, &author.external_id)
            }
            Record::Term(term) => self.of_kind(Kind::Term, ItemKind::Term, &term.external_id),
            Record::Asset(asset) => self.of_kind(Kind::Media, ItemKind::Media, &asset.external_id),
            Record::Redirect(redirect) => {
                self.of_kind(Kind::Redirect, ItemKind::Redirect, &redirect.external_id)
            }
        }
    }

    fn of_kind(&mut self, kind: Kind, item: ItemKind, external_id: &str) -> bool {
        let takes = self.choice.takes(kind);
        if !takes {
            self.seen.insert(hash(item, external_id));
        }
        takes
    }

    /// Counts one that is left out.
    pub(super) fn exclude(&mut self, kind: Kind) {
        *self.excluded.entry(kind).or_default() += 1;
    }

    /// Whether it is the first of this name in this run.
    pub(super) fn first(&mut self, kind: ItemKind, external_id: &str) -> bool {
        self.seen.insert(hash(kind, external_id))
    }

    /// Whether a thing of this name came in this run.
    pub(super) fn came(&self, kind: ItemKind, external_id: &str) -> bool {
        self.seen.contains(&hash(kind, external_id))
    }

    /// Whether the choice has left out a document.
    pub(super) fn leaves_out(&self, document: &str) -> bool {
        self.left_out.contains(&hash(ItemKind::Document, document))
    }

    /// The documents of these comments that came in with an earlier run, if this one may leave documents out.
    pub(super) async fn commented_earlier(
        &self,
        target: &Target<'_>,
        permit: &Permit<ImportInto>,
        group: &[Record],
    ) -> Result<HashSet<String>> {
        if !self.choice.is_partial() {
            return Ok(HashSet::new());
        }
        let on: HashSet<&str> = group
            .iter()
            .filter_map(|record| match record {
                Record::Comment(comment) => Some(comment.document.as_str()),
                _ => None,
            })
            .collect();
        let Target { db, source, .. } = *target;
        let here = db.imported(permit, source, ItemKind::Document, on).await?;
        Ok(here.into_keys().collect())
    }

    /// Keeps in mind where a document leads.
    pub(super) fn lead(&mut self, kind: Kind, document: &ImportedDocument, to: Vec<String>) {
        if self.choice.is_partial() {
            self.leads.extend(to.into_iter().map(|to| Lead::of(kind, document, to)));
        }
    }

    /// Says which links lead to documents that the choice has left out and no earlier run has brought.
    pub(super) async fn tell_leads(
        &mut self,
        target: &Target<'_>,
        permit: &Permit<ImportInto>,
        tally: &Tally<'_>,
    ) -> Result<()> {
        let Target { db, source, .. } = *target;
        let leads = std::mem::take(&mut self.leads);
        for some in leads.chunks(LEADS) {
            let out: Vec<&Lead> = some.iter().filter(|lead| self.leaves_out(&lead.to)).collect();
            let ids: HashSet<&str> = out.iter().map(|lead| lead.to.as_str()).collect();
            let here = db.imported(permit, source, ItemKind::Document, ids).await?;
            for lead in out.into_iter().filter(|lead| !here.contains_key(&lead.to)) {
                tally.tell(lead.told());
            }
        }
        Ok(())
    }

    /// Says what the choice left out.
    pub(super) fn finish(&mut self, tally: &Tally<'_>) {
        for (kind, count) in std::mem::take(&mut self.excluded) {
            let message = format!("left out by --only, --limit or --since: {count}");
            let problem = Problem {
                external_id: None,
                file: None,
                ..Problem::new(Code::Excluded, kind, "", message)
            };
            tally.set_aside(SetAside { kind, outcome: Outcome::Skipped, count, problem });
        }
    }
}

/// A link from a document to another.
struct Lead {
    kind: Kind,
    external_id: String,
    title: String,
    file: String,
    line: Option<u32>,
    to: String,
}

impl Lead {
    fn of(kind: Kind, from: &ImportedDocument, to: String) -> Self {
        Self {
            kind,
            external_id: from.external_id.clone(),
            title: from.title.clone(),
            file: from.file.clone(),
            line: from.line,
            to,
        }
    }

    fn told(&self) -> Problem {
        let message = format!("leads to {}, which was left out: nothing is there yet", self.to);
        let problem = Problem::new(Code::BrokenLink, self.kind, &self.external_id, message);
        problem.in_file(&self.file).at(self.line).titled(&self.title)
    }
}

fn hash(kind: ItemKind, external_id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (kind, external_id).hash(&mut hasher);
    hasher.finish()
}
