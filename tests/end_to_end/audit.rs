//! The GraphQL-over-HTTP audit suite of the npm package `graphql-http`, against the real program.

use std::process::Command;

use super::{run, tests};
use crate::support::{Cast, Who};

#[tokio::test(flavor = "multi_thread")]
async fn no_must_and_no_should_fails() {
    let cast = Cast::start().await;
    let address = cast.app.listen().await;
    let mut audit = Command::new("node");
    audit.arg(tests().join("http/audit.mjs")).arg(address);
    audit.arg(cast.app.token(cast.id(Who::Member)));
    let said = run(audit).await;
    // It exits with a failure on any warning or error; a run without audits would be none.
    assert!(said.contains("61 audits: 61 ok"), "{said}");
}
