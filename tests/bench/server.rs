//! The released server on a free loopback port.

use std::fs::File;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::Result;
use crate::database::Data;
use crate::process::{self, Running};

/// Longest wait for it to answer.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Server {
    process: Running,
    address: String,
    client: reqwest::Client,
}

impl Server {
    /// Starts it; how long it took from there to the first 200 of `/health/ready`.
    pub(crate) async fn start(data: &Data) -> Result<(Self, Duration)> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let log = data.path("server.log");
        let mut command = data.parvis()?;
        command.args(["serve", "--listen", &address]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&log)?);
        let client = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build()?;
        let ready = format!("http://{address}/health/ready");
        let begun = Instant::now();
        let mut server = Self { process: Running::start(&mut command)?, address, client };
        while begun.elapsed() < PATIENCE {
            let answer = server.client.get(&ready).send().await;
            if answer.is_ok_and(|answer| answer.status() == 200) {
                return Ok((server, begun.elapsed()));
            }
            if let Some(status) = server.process.has_ended()? {
                return Err(
                    format!("the server: {status}\n{}", std::fs::read_to_string(log)?).into()
                );
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Err(format!("the server is not ready\n{}", std::fs::read_to_string(log)?).into())
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/graphql", self.address)
    }

    /// The data of one answer, and how long it took. Fails on any error in it.
    pub(crate) async fn ask(&self, token: &str, request: &str) -> Result<(Value, Duration)> {
        let begun = Instant::now();
        let question = self.client.post(self.url()).bearer_auth(token);
        let question = question.header("content-type", "application/json").body(request.to_owned());
        let text = question.send().await?.text().await?;
        let took = begun.elapsed();
        let mut answer: Value = serde_json::from_str(&text)?;
        if answer.get("errors").is_some() {
            return Err(format!("{request}\n{text}").into());
        }
        Ok((answer.pointer_mut("/data").map(Value::take).unwrap_or_default(), took))
    }

    /// The most memory that it has had at once, in bytes (`VmHWM`).
    pub(crate) fn peak_memory(&self) -> Result<u64> {
        process::memory(self.process.id())
    }
}
