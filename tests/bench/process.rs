//! The programs that the benchmark starts. Each ends when its value is dropped, and no other does.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::Result;

/// A program under way.
pub(crate) struct Running(Child);

impl Running {
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let child = command.spawn();
        let name = command.get_program().to_string_lossy().into_owned();
        Ok(Self(child.map_err(|cause| format!("cannot start {name}: {cause}"))?))
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    pub(crate) fn has_ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.0.try_wait()?)
    }

    /// Waits for its end, letting signals through meanwhile.
    pub(crate) async fn end(&mut self) -> Result<ExitStatus> {
        loop {
            if let Some(status) = self.has_ended()? {
                return Ok(status);
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both do nothing once it has ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a program prints. Fails with its complaint if it does.
pub(crate) async fn output(command: &mut Command) -> Result<String> {
    let (out, complaint) = (tempfile::tempfile()?, tempfile::tempfile()?);
    command.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(complaint.try_clone()?);
    let status = Running::start(command)?.end().await?;
    if status.success() {
        return text(out);
    }
    let name = command.get_program().to_string_lossy().into_owned();
    Err(format!("{name}: {status}\n{}{}", text(complaint)?, text(out)?).into())
}

fn text(mut file: File) -> Result<String> {
    let mut text = String::new();
    file.rewind()?;
    file.read_to_string(&mut text)?;
    Ok(text)
}

/// The most memory that a program under way has had, in bytes.
pub(crate) fn memory(id: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    Ok(kilobytes.ok_or("no VmHWM")? * 1_024)
}

/// The released program, beside this one's folder.
pub(crate) fn parvis() -> Result<PathBuf> {
    let this = std::env::current_exe()?;
    let folder = this.parent().and_then(Path::parent).ok_or("the benchmark has no folder")?;
    Ok(folder.join("parvis"))
}

/// Has cargo build the released program: it builds nothing but libraries for a benchmark.
pub(crate) async fn build_release() -> Result<()> {
    eprintln!("bench: building the release");
    let mut cargo = Command::new(env!("CARGO"));
    // With the benchmark itself, so that libraries get the same features as for it: one build.
    cargo.args(["build", "--release", "--locked", "--package", "parvis", "--bin", "parvis"]);
    cargo.args(["--package", "parvis-tests", "--bench", "bench"]);
    cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
    // What cargo has set for this program would have build scripts run again.
    for (name, _) in std::env::vars().filter(|(name, _)| {
        name.starts_with("CARGO_") && name != "CARGO_HOME" || name == "LD_LIBRARY_PATH"
    }) {
        cargo.env_remove(name);
    }
    let folder = parvis()?;
    let target = folder.ancestors().nth(2).ok_or("the benchmark has no folder")?;
    output(cargo.arg("--target-dir").arg(target)).await.map(|_| ())
}
