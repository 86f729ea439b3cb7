//! Cuts the stream of records into groups that are made ready and stored together.

use std::sync::Arc;

use import::{Reader, Record};
use tokio::sync::mpsc::{Receiver, channel};

/// Records of a group, at most.
const RECORDS: usize = 500;

/// Bytes of text of a group, about: one larger text is a group by itself.
const BYTES: usize = 1 << 20;

/// Groups that wait to be made ready, at most.
const WAITING: usize = 1;

/// Reads in a thread of its own. The stream ends early when nobody receives.
pub(super) fn groups(reader: Arc<dyn Reader>) -> Receiver<Vec<Record>> {
    let (sender, receiver) = channel(WAITING);
    tokio::task::spawn_blocking(move || {
        let (mut group, mut bytes) = (Vec::new(), 0);
        for record in reader.records() {
            bytes += size(&record);
            group.push(record);
            if group.len() >= RECORDS || bytes >= BYTES {
                bytes = 0;
                if sender.blocking_send(std::mem::take(&mut group)).is_err() {
                    return;
                }
            }
        }
        if !group.is_empty() {
            // Nobody receives any more: nothing is left to do either.
            let _ = sender.blocking_send(group);
        }
    });
    receiver
}

fn size(record: &Record) -> usize {
    match record {
        Record::Document(document) => {
            document.body_html.len() + document.search_text.as_ref().map_or(0, String::len)
        }
        Record::Comment(comment) => comment.body_html.len(),
        _ => 0,
    }
}
