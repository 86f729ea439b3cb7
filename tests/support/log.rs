//! What all apps of the test binary log. One subscriber for all: those of single tests miss lines of
//! call sites that another test reaches first.

use std::io;
use std::sync::{Mutex, Once};

static TEXT: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Begins to keep lines. Whatever may log calls it first.
pub(crate) fn keep() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing_subscriber::fmt().json().with_writer(|| Lines).init());
}

/// All lines so far.
pub(crate) fn text() -> String {
    String::from_utf8(TEXT.lock().unwrap().clone()).unwrap()
}

struct Lines;

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        TEXT.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
