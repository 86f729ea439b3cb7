//! The text of a PDF, for search alone.

use std::{
    io::{self, Write},
    panic::{self, AssertUnwindSafe},
};

use pdf_extract::{Document, OutputDev, PlainTextOutput, output_doc_page};

/// Largest file that is read, in bytes.
const MAX_BYTES: usize = 64 << 20;

/// Pages that are read.
const MAX_PAGES: usize = 5_000;

/// Text that is kept, in bytes.
const MAX_TEXT: usize = 4 << 20;

/// The text of the PDF in `bytes`, or in one sentence why there is none. Text beyond some megabytes is left out.
///
/// Hostile files make the libraries below use up time and memory, or stop: call it in a process of its own, with limits
/// for both.
///
/// # Errors
/// `encrypted…` where the file is locked with a password; otherwise what is wrong with it.
pub fn pdf_text(bytes: &[u8]) -> Result<String, String> {
    if bytes.len() > MAX_BYTES {
        return Err(format!("more than {MAX_BYTES} bytes"));
    }
    panic::catch_unwind(AssertUnwindSafe(|| extract(bytes)))
        .unwrap_or_else(|_| Err("broken in a way that cannot be read".to_owned()))
}

fn extract(bytes: &[u8]) -> Result<String, String> {
    let mut document = Document::load_mem(bytes).map_err(|cause| {
        let cause = cause.to_string();
        let locked = cause.to_lowercase().contains("password") || cause.contains("ncrypt");
        if locked { format!("encrypted: {cause}") } else { cause }
    })?;
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err("encrypted: locked with a password".to_owned());
    }
    let pages: Vec<u32> = document.get_pages().into_keys().take(MAX_PAGES).collect();
    let mut text = Text::default();
    let mut failure = None;
    for page in pages {
        let read = {
            let mut output = PlainTextOutput::new(&mut text as &mut dyn Write);
            let output: &mut dyn OutputDev = &mut output;
            panic::catch_unwind(AssertUnwindSafe(|| output_doc_page(&document, output, page)))
        };
        match read {
            Ok(Ok(())) => {}
            Ok(Err(cause)) => failure = failure.or(Some(format!("page {page}: {cause}"))),
            Err(_) => failure = failure.or(Some(format!("page {page} cannot be read"))),
        }
        if text.full {
            break;
        }
    }
    let words: Vec<&str> = text.kept.split_whitespace().collect();
    if words.is_empty() {
        return Err(failure.unwrap_or_else(|| "no text: its pages are pictures".to_owned()));
    }
    Ok(words.join(" "))
}

#[derive(Default)]
struct Text {
    kept: String,
    full: bool,
}

impl Write for Text {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        if self.kept.len() + text.len() > MAX_TEXT {
            self.full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        // Words come whole.
        let words = String::from_utf8_lossy(text);
        self.kept.extend(words.chars().map(|c| if c.is_control() { ' ' } else { c }));
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
