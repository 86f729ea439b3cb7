//! Tokens of a real identity provider (oidc-provider), got as its clients get them.

use parvis::auth::claims::Groups;
use parvis::auth::token::Verifier;
use parvis::clock::Clock;
use parvis::config::Config;
use parvis::error::Code;

use crate::support::idp::{start_provider, start_provider_with};

fn verifier(issuer: &str) -> Verifier {
    let config = Config { oidc_issuer: issuer.into(), ..Config::default() };
    // The provider's clock is the machine's.
    Verifier::new(&config, Clock::system(), None).unwrap()
}

#[tokio::test]
async fn a_person_and_an_application_are_recognised() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let people = r#"{"alice": {"name": "Alice Ames", "groups": ["editors", "staff"]}}"#;
    std::fs::write(&file, people).unwrap();
    let provider = start_provider_with(&["--people", file.path().to_str().unwrap()]);
    let verifier = verifier(&provider.issuer);

    let (access, id_token) = provider.person_tokens("alice").await;
    let person = verifier.verify(&access).await.unwrap();
    assert_eq!((person.issuer.as_str(), person.subject.as_str()), (&*provider.issuer, "alice"));
    assert_eq!(person.name.as_deref(), Some("Alice Ames"));
    assert_eq!(person.email.as_deref(), Some("alice@example.com"));
    assert_eq!(person.groups, Groups::Listed(vec!["editors".into(), "staff".into()]));
    assert_eq!(person.client.as_deref(), Some("web"));
    let error = verifier.verify(&id_token).await.unwrap_err();
    assert_eq!(error.code, Code::Unauthenticated, "an ID token is no access token");

    let importer = verifier.verify(&provider.client_token("import:write").await).await.unwrap();
    assert_eq!(
        (importer.subject.as_str(), importer.client.as_deref()),
        ("importer", Some("importer"))
    );
    assert_eq!(importer.scopes, Some(vec!["import:write".into()]));
    assert_eq!(importer.groups, Groups::Unknown);
}

#[tokio::test]
async fn rs256_is_recognised_and_another_provider_is_not() {
    let trusted = start_provider_with(&["--algorithm", "RS256"]);
    let stranger = start_provider();
    let verifier = verifier(&trusted.issuer);
    assert!(verifier.verify(&trusted.client_token("posts:read").await).await.is_ok());
    let error = verifier.verify(&stranger.client_token("posts:read").await).await.unwrap_err();
    assert_eq!(error.code, Code::Unauthenticated);
}
