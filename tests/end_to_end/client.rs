//! The README's TypeScript client: typed by schema.graphql, run against the real program.

use std::process::Command;

use super::{run, tests};
use crate::support::{Cast, Who};

#[tokio::test(flavor = "multi_thread")]
async fn the_client_compiles_and_pages_through_the_feed() {
    let cast = Cast::start().await;
    for number in 0..3 {
        cast.app.wait(60);
        cast.publish(Who::Leader, &cast.news, &format!("News {number}")).await;
    }
    let npm = |script: &str| {
        let mut command = Command::new("npm");
        command.arg("--prefix").arg(tests().join("tools")).args(["run", "--silent", script]);
        command
    };
    run(npm("check:client")).await;
    let mut client = npm("client");
    client.args(["--", "3"]);
    client.env("PARVIS_URL", cast.app.listen().await);
    client.env("PARVIS_TOKEN", cast.app.token(cast.id(Who::Outsider)));
    let said = run(client).await;
    let titles: Vec<&str> = said.lines().filter_map(|line| line.splitn(3, ' ').nth(2)).collect();
    assert_eq!(titles, ["News 2", "News 1", "News 0"], "{said}");
}
