//! `parvis token issue`.

use sea_orm::ConnectionTrait;
use serde_json::Value;

use super::program::Program;

#[tokio::test]
async fn it_issues_for_a_person_of_the_directory_where_the_local_issuer_is_on() {
    let program = Program::migrated().await;
    let id = program.ok(&["person", "add", "--name", "Ann", "--email", "ann@acme.example"]);
    let issue = ["token", "issue", "--person", "ann@acme.example"];
    let off = program.fails(&issue);
    assert!(off.contains("local_issuer = true") && off.contains("PARVIS_LOCAL_ISSUER"), "{off}");
    program.set("local_issuer = true\n");
    let token = program.ok(&issue);
    assert_eq!(token.trim().split('.').count(), 3, "a JWT: {token}");
    let said: Value =
        serde_json::from_str(&program.ok(&[&issue[..], &["--json", "--ttl", "60"]].concat()))
            .unwrap();
    assert_eq!(said["expiresIn"], 60);
    assert_eq!(said["person"], id.trim());
    assert_eq!(said["token"].as_str().unwrap().split('.').count(), 3);
    let nobody = program.fails(&["token", "issue", "--person", "nobody@acme.example"]);
    assert!(nobody.contains("nobody@acme.example"), "{nobody}");
    // Not of one of two, as a provider's claims can make them.
    program.ok(&["person", "add", "--name", "Ann Two", "--email", "two@acme.example"]);
    let rows = program.rows().await;
    rows.execute_unprepared("UPDATE person SET email = 'ann@acme.example'").await.unwrap();
    rows.close().await.unwrap();
    let two = program.fails(&issue);
    assert!(two.contains("not the address of exactly one active person"), "{two}");
}

#[tokio::test]
async fn a_life_out_of_range_is_refused() {
    let program = Program::migrated().await;
    program.set("local_issuer = true\n");
    program.ok(&["person", "add", "--name", "Ann", "--email", "ann@acme.example"]);
    for ttl in ["0", "86401", "4294967295"] {
        program.fails(&["token", "issue", "--person", "ann@acme.example", "--ttl", ttl]);
    }
    program.ok(&["token", "issue", "--person", "ann@acme.example", "--ttl", "86400"]);
}
