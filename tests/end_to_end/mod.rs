//! The whole program with real programs around it: a provider, an audit suite, a TypeScript client.

mod audit;
mod client;
mod sign_in;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of the tests, whose node packages `tests/run` installs.
fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// Runs a node program away from the test's own threads. What it printed.
async fn run(mut command: Command) -> String {
    let output: Output =
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.status.success(), "{said}");
    said
}
