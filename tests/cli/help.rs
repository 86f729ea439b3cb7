//! `--help` of every command teaches: it says what the command is for and explains every option.

use super::program::{Program, said};

const COMMANDS: [(&[&str], &[&str]); 12] = [
    (&[], &["demo", "serve", "migrate", "schema", "token", "person", "import"]),
    (&["demo"], &["--data", "--database"]),
    (&["serve"], &["--listen", "--data", "--database", "--config", "migrate up", "SIGTERM"]),
    (&["migrate"], &["up", "down", "status", "serve"]),
    (&["migrate", "up"], &["--data", "--database", "--config"]),
    (&["migrate", "down"], &["--steps", "--yes", "lost"]),
    (&["migrate", "status"], &["--json"]),
    (&["schema"], &["--check"]),
    (&["token"], &["issue", "local_issuer"]),
    (&["token", "issue"], &["--person", "--ttl", "--json"]),
    (&["person", "add"], &["--name", "--email", "--role", "--company", "admin", "guardian"]),
    (
        &["import"],
        &[
            "--space",
            "--from",
            "--source",
            "--importer",
            "--encoding",
            "--own-host",
            "--dry-run",
            "--report",
            "--json",
            "Exit code",
        ],
    ),
];

#[tokio::test]
async fn every_command_explains_itself_and_every_option() {
    let program = Program::new().await;
    for (command, words) in COMMANDS {
        let help = program.ok(&[command, &["--help"]].concat());
        for word in words {
            assert!(help.contains(word), "{command:?} does not mention {word}:\n{help}");
        }
        // An option's line is followed by its words, on the line or the next.
        let lines: Vec<&str> = help.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let text = line.trim_start();
            if !text.starts_with("--") && !text.starts_with("-h") {
                continue;
            }
            let beside = text.split("  ").skip(1).any(|part| !part.trim().is_empty());
            let below = lines.get(at + 1).is_some_and(|next| !next.trim().is_empty());
            assert!(beside || below, "{command:?} does not explain {text}");
        }
    }
}

#[tokio::test]
async fn what_is_no_command_or_option_is_refused_with_code_64() {
    let program = Program::new().await;
    for wrong in [
        &["frobnicate"][..],
        &["serve", "--frobnicate"],
        &["migrate", "sideways"],
        &["migrate", "down", "--steps", "-1"],
        &["token", "issue"],
        &["token", "issue", "--person", "a@b.example", "--ttl", "soon"],
        &["person", "add", "--name", "A", "--email", "a@b.example", "--role", "king"],
        &["import", ".", "--space", "s", "--from", "papyrus"],
    ] {
        let said = program.run(wrong);
        assert_eq!(said.code, Some(64), "{wrong:?}: {said:?}");
        assert!(said.out.is_empty() && said.err.contains("error: "), "{wrong:?}: {said:?}");
    }
    let version = said(std::process::Command::new(super::binary()).arg("--version"));
    assert_eq!(version.out.trim(), format!("parvis {}", env!("CARGO_PKG_VERSION")));
}
