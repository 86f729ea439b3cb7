//! Load from the public generator `wrk`, over kept connections.

use std::path::Path;
use std::process::Command;

use crate::database::Data;
use crate::options::Options;
use crate::server::Server;
use crate::{Result, process};

/// Seconds whose numbers are thrown away.
const WARM_UP: u32 = 2;

/// What came of a load. No answer had an error: else there is no such value.
#[derive(Clone, Copy, serde::Deserialize)]
pub(crate) struct Load {
    requests: u32,
    micros: u32,
    failed: u32,
    p50: u32,
    p99: u32,
}

impl Load {
    /// Sends `requests` in turn, again and again.
    pub(crate) async fn run(
        (data, server): (&Data, &Server),
        token: &str,
        requests: &[String],
        options: &Options,
    ) -> Result<Self> {
        let file = data.path("requests");
        std::fs::write(&file, format!("{token}\n{}\n", requests.join("\n")))?;
        Self::wrk(server, &file, WARM_UP, options).await?;
        let load = Self::wrk(server, &file, options.seconds, options).await?;
        if load.failed > 0 {
            Err(format!("{} of {} failed", load.failed, load.requests).into())
        } else {
            Ok(load)
        }
    }

    async fn wrk(server: &Server, file: &Path, seconds: u32, options: &Options) -> Result<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/wrk.lua");
        let threads = options.connections.min(2);
        let mut command = Command::new("wrk");
        command.args(["--latency", "--timeout", "10s", "--threads", &threads.to_string()]);
        command.args(["--connections", &options.connections.to_string()]);
        command.args(["--duration", &format!("{seconds}s"), "--script"]).arg(script);
        let printed = process::output(command.arg(server.url()).arg("--").arg(file)).await?;
        let line =
            printed.lines().find(|line| line.starts_with('{')).ok_or("wrk printed no summary")?;
        Ok(serde_json::from_str(line)?)
    }

    pub(crate) fn per_second(&self) -> f64 {
        f64::from(self.requests) / (f64::from(self.micros) / 1e6)
    }

    /// Half of the requests took at most so many milliseconds.
    pub(crate) fn p50(&self) -> f64 {
        f64::from(self.p50) / 1e3
    }

    /// 99 in a hundred took at most so many milliseconds.
    pub(crate) fn p99(&self) -> f64 {
        f64::from(self.p99) / 1e3
    }
}
