//! `parvis schema`.

use super::program::{Program, path};

#[tokio::test]
async fn it_prints_the_schema_and_checks_a_file() {
    let program = Program::new().await;
    let schema = program.ok(&["schema"]);
    assert!(schema == parvis::graphql::sdl(), "another schema than the library has");
    let file = program.data.path().join("kept.graphql");
    std::fs::write(&file, &schema).unwrap();
    assert_eq!(program.ok(&["schema", "--check", path(&file)]), "");
    std::fs::write(&file, schema.replace("type Viewer", "type Looker")).unwrap();
    let error = program.fails(&["schema", "--check", path(&file)]);
    assert!(error.contains("stale") && error.contains("parvis schema > schema.graphql"), "{error}");
    program.fails(&["schema", "--check", "/nonexistent"]);
}
