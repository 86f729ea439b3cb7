//! `parvis person add`: the first people, before anyone can sign in.

use sea_orm::{ConnectionTrait, Statement};

use super::program::Program;

async fn count(program: &Program, table: &str) -> i64 {
    let rows = program.rows().await;
    let sql = format!("SELECT COUNT(*) AS n FROM {table}");
    let statement = Statement::from_string(rows.get_database_backend(), sql);
    rows.query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap()
}

#[tokio::test]
async fn it_founds_the_company_once_and_adds_people_with_roles() {
    let program = Program::migrated().await;
    let add = |name: &str, email: &str, more: &[&str]| {
        let base = ["person", "add", "--name", name, "--email", email, "--company", "Acme"];
        program.ok(&[&base[..], more].concat()).trim().to_owned()
    };
    let first =
        add("Ann Administrator", "ann@acme.example", &["--role", "admin", "--role", "auditor"]);
    let second = add("Bob", "bob@acme.example", &[]);
    assert!(first.parse::<entity::id::PersonId>().is_ok() && second != first, "{first}");
    // An address is how the operator names a person: it stays of one.
    let again = ["person", "add", "--name", "Ann again", "--email", "ann@acme.example"];
    let error = program.fails(&again);
    assert!(error.contains("ann@acme.example: is the address of somebody already"), "{error}");
    assert_eq!(count(&program, "unit").await, 1);
    assert_eq!(count(&program, "space").await, 1);
    assert_eq!(count(&program, "person").await, 2);
    assert_eq!(count(&program, "platform_role").await, 2);
}

#[tokio::test]
async fn bad_names_and_a_missing_schema_are_refused_and_write_nothing() {
    let empty = Program::new().await;
    let base = ["person", "add", "--email", "a@acme.example"];
    let error = empty.fails(&[&base[..], &["--name", "A"]].concat());
    assert!(error.contains("parvis migrate up"), "{error}");
    let program = Program::migrated().await;
    let long = "x".repeat(201);
    for name in ["", "   ", "two\nlines", "bell\u{7}", &long] {
        let error = program.fails(&[&base[..], &["--name", name, "--company", "Acme"]].concat());
        assert!(error.contains("--name"), "{name:?}: {error}");
    }
    assert_eq!(count(&program, "person").await, 0);
    assert_eq!(count(&program, "unit").await, 0);
}
