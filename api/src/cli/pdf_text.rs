//! `parvis pdf-text`, which the importer runs: reads one PDF and writes its text.

use std::io::{Read, Write};
use std::process::ExitCode;

use clap::Args;

/// Memory that it may take, in bytes.
#[cfg(unix)]
const MEMORY: u64 = 1 << 30;

/// Processor time that it may take, in seconds.
#[cfg(unix)]
const SECONDS: u64 = 25;

/// Largest PDF that it reads, in bytes.
const MAX_BYTES: u64 = 256 << 20;

/// Read a PDF from standard input and write its text to standard output
#[derive(Debug, Args)]
pub(super) struct PdfText {}

impl PdfText {
    /// Exit code 0 with the text, 2 with a message.
    pub(super) fn run() -> ExitCode {
        bound();
        let mut bytes = Vec::new();
        let read = std::io::stdin().take(MAX_BYTES).read_to_end(&mut bytes);
        let answer = match read {
            Ok(_) => import::pdf_text(&bytes),
            Err(cause) => Err(cause.to_string()),
        };
        let (text, code) = match answer {
            Ok(text) => (text, ExitCode::SUCCESS),
            Err(message) => (message, ExitCode::from(2)),
        };
        match std::io::stdout().write_all(text.as_bytes()) {
            Ok(()) => code,
            Err(_) => ExitCode::FAILURE,
        }
    }
}

/// Bounds this process: whatever the file does, it ends.
#[cfg(unix)]
fn bound() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = |most| Rlimit { current: Some(most), maximum: Some(most) };
    // Where a limit cannot be set, the one who waits ends this process in time.
    let _ = setrlimit(Resource::Data, limit(MEMORY));
    let _ = setrlimit(Resource::Cpu, limit(SECONDS));
    let _ = setrlimit(Resource::Core, limit(0));
    let _ = setrlimit(Resource::Fsize, limit(0));
}

#[cfg(not(unix))]
fn bound() {}
