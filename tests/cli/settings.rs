//! Settings: command line over variables over the TOML file over defaults; what is unknown is refused.

use super::program::{Program, path, said};

#[tokio::test]
async fn unknown_keys_and_wrong_kinds_are_refused_by_name() {
    let program = Program::migrated().await;
    for (toml, word) in [
        ("lisen = \"127.0.0.1:1\"\n", "lisen"),
        ("[server]\nlisten = \"127.0.0.1:1\"\n", "server"),
        ("max_depth = \"deep\"\n", "max_depth"),
        ("max_depth = -1\n", "max_depth"),
        ("max_depth = \n", "parvis.toml"),
    ] {
        program.set(toml);
        let error = program.fails(&["migrate", "status"]);
        assert!(error.contains(word), "{toml}: {error}");
    }
    program.set("");
    for (variable, value) in [
        ("PARVIS_MAX_DEPTH", "deep"),
        ("PARVIS_MAX_DEPTH", "-1"),
        ("PARVIS_GRAPHIQL", "perhaps"),
        ("PARVIS_MAX_BODY_BYTES", "99999999999"),
    ] {
        let said = said(program.command(&["migrate", "status"]).env(variable, value));
        assert_eq!(said.code, Some(1), "{variable}={value}: {said:?}");
        assert!(said.err.contains(variable), "{variable}={value}: {said:?}");
    }
    for (variable, value) in [("PARVIS_LOG_FORMAT", "xml"), ("PARVIS_LOG", "=[=")] {
        let said =
            said(program.command(&["serve", "--listen", "127.0.0.1:0"]).env(variable, value));
        assert_eq!(said.code, Some(1), "{variable}={value}: {said:?}");
    }
    program.fails(&["migrate", "status", "--config", "/nonexistent.toml"]);
}

#[tokio::test]
async fn the_command_line_is_over_variables_over_the_file() {
    let program = Program::migrated().await;
    program.ok(&["person", "add", "--name", "Ann", "--email", "ann@acme.example"]);
    let issue = ["token", "issue", "--person", "ann@acme.example"];
    program.set("local_issuer = true\n");
    program.ok(&issue);
    let off = said(program.command(&issue).env("PARVIS_LOCAL_ISSUER", "false"));
    assert_eq!(off.code, Some(1), "{off:?}");
    program.set("local_issuer = false\n");
    let on = said(program.command(&issue).env("PARVIS_LOCAL_ISSUER", "true"));
    assert_eq!(on.code, Some(0), "{on:?}");
    // Another file instead of the one in the data folder, and --data over both.
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("other.toml");
    let data = elsewhere.path().join("unused");
    std::fs::write(&file, format!("local_issuer = true\ndata = {data:?}\n")).unwrap();
    program.ok(&[&issue[..], &["--config", path(&file)]].concat());
    let moved =
        said(program.command(&issue).env("PARVIS_DATA", &data).args(["--config", path(&file)]));
    assert_eq!(moved.code, Some(0), "{moved:?}");
    assert!(!data.exists(), "nothing was made where --data does not point");
}
