//! Puts the comments of a blog below their documents, answers behind what they answer.

use std::collections::{HashMap, HashSet};

use super::spool::Slot;

/// Answers to answers are followed so far.
const MAX_HOPS: usize = 256;

/// A comment, as numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Remark {
    pub(super) id: u64,
    /// What it answers, documents and comments alike.
    pub(super) answers: [u64; 2],
    /// Seconds.
    pub(super) written: i64,
    pub(super) slot: Slot,
}

/// Where a comment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parent {
    /// Answers the document itself.
    Document,
    /// Answers another comment, at this position.
    Comment(u32),
    /// Answers one that is not there.
    Unknown,
}

/// Positions of comments by document, in the order to hand them over; at last those without one.
#[derive(Debug, Default)]
pub(super) struct Threads {
    order: HashMap<u32, Vec<(u32, Parent)>>,
    pub(super) orphans: Vec<u32>,
}

impl Threads {
    /// Sorts `remarks`; `documents` are positions by id.
    pub(super) fn of(remarks: &[Remark], documents: &HashMap<u64, u32>) -> Self {
        let ids: HashMap<u64, u32> =
            remarks.iter().zip(0..).map(|(remark, position)| (remark.id, position)).collect();
        let mut threads = Self::default();
        let mut of_document: HashMap<u32, Vec<u32>> = HashMap::new();
        for (remark, position) in remarks.iter().zip(0_u32..) {
            match document(remark, remarks, &ids, documents) {
                Some(document) => of_document.entry(document).or_default().push(position),
                None => threads.orphans.push(position),
            }
        }
        for (document, mut positions) in of_document {
            positions.sort_by_key(|position| {
                (remarks.get(*position as usize).map(|remark| remark.written), *position)
            });
            threads.order.insert(document, order(&positions, remarks, &ids, documents));
        }
        threads
    }

    /// The comments of a document, parents before children.
    pub(super) fn below(&self, document: u32) -> &[(u32, Parent)] {
        self.order.get(&document).map_or(&[], Vec::as_slice)
    }
}

fn document(
    remark: &Remark,
    remarks: &[Remark],
    ids: &HashMap<u64, u32>,
    documents: &HashMap<u64, u32>,
) -> Option<u32> {
    let mut remark = remark;
    for _ in 0..MAX_HOPS {
        if let Some(document) = remark.answers.iter().find_map(|id| documents.get(id)) {
            return Some(*document);
        }
        let parent = remark.answers.iter().find_map(|id| ids.get(id))?;
        remark = remarks.get(*parent as usize)?;
    }
    None
}

fn order(
    positions: &[u32],
    remarks: &[Remark],
    ids: &HashMap<u64, u32>,
    documents: &HashMap<u64, u32>,
) -> Vec<(u32, Parent)> {
    let here: HashSet<u32> = positions.iter().copied().collect();
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    let mut roots = Vec::new();
    for position in positions {
        let Some(remark) = remarks.get(*position as usize) else { continue };
        let answered = remark.answers.iter().filter(|id| **id != 0 && !documents.contains_key(id));
        let mut unknown = false;
        let mut parent = None;
        for id in answered {
            match ids.get(id).filter(|parent| here.contains(parent) && *parent != position) {
                Some(found) => parent = Some(*found),
                None => unknown = true,
            }
        }
        match parent {
            Some(parent) => children.entry(parent).or_default().push(*position),
            None if unknown => roots.push((*position, Parent::Unknown)),
            None => roots.push((*position, Parent::Document)),
        }
    }
    let mut ordered = Vec::with_capacity(positions.len());
    let mut done = HashSet::new();
    // Those that answer each other in a circle come last, each as if what it answers were not there.
    let rest = positions.iter().map(|position| (*position, Parent::Unknown));
    for root in roots.into_iter().chain(rest) {
        let mut stack = vec![root];
        while let Some((position, parent)) = stack.pop() {
            if !done.insert(position) {
                continue;
            }
            ordered.push((position, parent));
            let below = children.get(&position).into_iter().flatten().rev();
            stack.extend(below.map(|child| (*child, Parent::Comment(position))));
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blogger::spool::{Kept, Spool};

    #[test]
    fn answers_stand_behind_what_they_answer() {
        let mut spool = Spool::new().unwrap();
        let kept = Kept {
            id: String::new(),
            author: crate::blogger::entry::Person::default(),
            published: String::new(),
            content: crate::blogger::entry::Words::default(),
            feed: 0,
            line: 0,
            cut: false,
        };
        let slot = spool.push(&kept).unwrap();
        let remark = |id, answers, written| Remark { id, answers, written, slot };
        let remarks = [
            remark(1, [100, 2], 5),
            remark(2, [100, 0], 1),
            remark(3, [100, 9], 3),
            remark(4, [77, 0], 0),
            remark(5, [1, 0], 9),
            remark(6, [100, 7], 4),
            remark(7, [100, 6], 2),
        ];
        let threads = Threads::of(&remarks, &HashMap::from([(100, 0)]));
        assert_eq!(threads.orphans, [3]);
        let expected = [
            (1, Parent::Document),
            (0, Parent::Comment(1)),
            (4, Parent::Comment(0)),
            (2, Parent::Unknown),
            (6, Parent::Unknown),
            (5, Parent::Comment(6)),
        ];
        assert_eq!(threads.below(0), expected);
    }
}
