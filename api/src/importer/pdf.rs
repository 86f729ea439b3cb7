//! Reads the texts of PDFs in a process of its own: readers of PDFs break on hostile files, and what
//! breaks there takes nothing with it.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long one file may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Bytes of text that are read, at most.
const MAX_TEXT: u64 = 8 << 20;

/// The hidden command of this program that reads one PDF.
const COMMAND: &str = "pdf-text";

/// The text of a PDF, or why it cannot be read.
///
/// # Errors
/// What is wrong with the file, in a few words.
pub fn pdf_text(bytes: &[u8]) -> Result<String, String> {
    let program = std::env::current_exe().map_err(|cause| cause.to_string())?;
    let mut child = Command::new(program)
        .arg(COMMAND)
        .env_clear()
        // The allocator takes a gigabyte ahead otherwise, which is all that it may have.
        .env("MIMALLOC_ARENA_RESERVE", "64M")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|cause| format!("the process that reads PDFs cannot start: {cause}"))?;
    let answer = read(&mut child, bytes);
    // It may be at work still: what it says now is of no use.
    let _ = child.kill();
    let _ = child.wait();
    answer
}

/// Sends the bytes, and waits for the text and the exit code.
fn read(child: &mut Child, bytes: &[u8]) -> Result<String, String> {
    let begun = Instant::now();
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err("the process that reads PDFs has no pipes".to_owned());
    };
    thread::scope(|scope| {
        // A process that ends early reads no more: its exit code says why.
        scope.spawn(move || input.write_all(bytes));
        let text = scope.spawn(move || {
            let mut text = Vec::new();
            output.take(MAX_TEXT).read_to_end(&mut text).map(|_| text)
        });
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if begun.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(5)),
                Ok(None) => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(format!("it took more than {} seconds", PATIENCE.as_secs()));
                }
                Err(cause) => return Err(cause.to_string()),
            }
        };
        let text = text.join().map_err(|_| "the text was lost".to_owned())?;
        let text = String::from_utf8_lossy(&text.map_err(|cause| cause.to_string())?).into_owned();
        match status.code() {
            Some(0) => Ok(text),
            // A message, as `cli/pdf_text.rs` writes it.
            Some(2) => Err(text.trim().to_owned()),
            _ => Err("the reader of PDFs broke down on it".to_owned()),
        }
    })
}
