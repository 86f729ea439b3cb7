//! Comments that stand before their document, or before the comment that they answer: kept in a temporary file until
//! their turn comes.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    io::{self, Write},
};

use crate::spool::Spool;

/// A comment that waits.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    /// What its document, itself and the comment above are known by.
    pub(super) document: u64,
    pub(super) id: u64,
    pub(super) parent: Option<u64>,
    /// Which file it was read from, and the line there.
    pub(super) file: usize,
    pub(super) line: u32,
    /// Whether the comment above comes after this one and this one before it: the circle is cut here.
    pub(super) cut: bool,
    offset: u64,
    length: u64,
}

/// All that wait.
#[derive(Debug, Default)]
pub(super) struct Late {
    store: Option<Spool>,
    waiting: Vec<Waiting>,
    /// Those that can be handed over, in their order.
    pub(super) order: Vec<usize>,
    /// Those whose document does not exist.
    pub(super) orphans: Vec<usize>,
}

impl Late {
    /// Keeps the text of a comment.
    pub(super) fn keep(
        &mut self,
        text: &str,
        [document, id]: [u64; 2],
        parent: Option<u64>,
        (file, line): (usize, u32),
    ) -> io::Result<()> {
        let store = match &mut self.store {
            Some(store) => store,
            None => self.store.insert(Spool::new()?),
        };
        let (offset, length) = (store.end(), text.len() as u64);
        store.write_all(text.as_bytes())?;
        self.waiting.push(Waiting { document, id, parent, file, line, cut: false, offset, length });
        Ok(())
    }

    /// Puts all in order once every id is known: `is_document` and `is_placed` tell of documents and of comments that
    /// need not wait.
    pub(super) fn settle(
        &mut self,
        is_document: impl Fn(u64) -> bool,
        is_placed: impl Fn(u64) -> bool,
    ) {
        let ids: HashSet<u64> = self.waiting.iter().map(|waiting| waiting.id).collect();
        let mut answers: HashMap<u64, Vec<usize>> = HashMap::new();
        let mut ready = VecDeque::new();
        let mut done = vec![false; self.waiting.len()];
        for (position, waiting) in self.waiting.iter().enumerate() {
            if !is_document(waiting.document) {
                self.orphans.push(position);
                if let Some(done) = done.get_mut(position) {
                    *done = true;
                }
                continue;
            }
            match waiting.parent {
                Some(parent) if !is_placed(parent) && ids.contains(&parent) => {
                    answers.entry(parent).or_default().push(position);
                }
                _ => ready.push_back(position),
            }
        }
        let mut next = 0;
        loop {
            while let Some(position) = ready.pop_front() {
                let Some(done) = done.get_mut(position).filter(|done| !**done) else { continue };
                *done = true;
                self.order.push(position);
                let id = self.waiting.get(position).map(|waiting| waiting.id);
                ready.extend(id.and_then(|id| answers.remove(&id)).unwrap_or_default());
            }
            // Only circles, and answers to orphans, are left: the first of them stands for itself.
            while done.get(next) == Some(&true) {
                next += 1;
            }
            let Some(first) = self.waiting.get_mut(next) else { return };
            first.cut = true;
            ready.push_back(next);
        }
    }

    /// One that waits.
    pub(super) fn get(&self, position: usize) -> Option<&Waiting> {
        self.waiting.get(position)
    }

    /// Its text.
    pub(super) fn text(&self, waiting: &Waiting) -> io::Result<String> {
        let store = self.store.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let bytes = store.bytes(waiting.offset, waiting.length)?;
        String::from_utf8(bytes).map_err(io::Error::other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_after_what_they_answer_and_circles_are_cut() {
        let mut late = Late::default();
        let mut keep = |id, parent, document| {
            late.keep(&format!("c{id}"), [document, id], parent, (0, 1)).unwrap();
        };
        keep(3, Some(2), 1);
        keep(2, Some(1), 1);
        keep(1, None, 1);
        keep(8, Some(9), 1);
        keep(9, Some(8), 1);
        keep(5, Some(100), 1);
        keep(6, Some(7), 1);
        keep(4, None, 2);
        late.settle(|document| document == 1, |comment| comment == 7);
        let ids: Vec<u64> = late.order.iter().map(|at| late.get(*at).unwrap().id).collect();
        assert_eq!(ids, [1, 5, 6, 2, 3, 8, 9]);
        assert_eq!(late.orphans, [7]);
        assert!(late.get(3).unwrap().cut && !late.get(4).unwrap().cut);
        assert_eq!(late.text(late.get(1).unwrap()).unwrap(), "c2");
    }
}
