//! One good token passes; each token that differs from it in one way does not.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use parvis::auth::claims::{Claims, Groups};
use parvis::auth::token::{MAX_TOKEN_BYTES, Verifier};
use parvis::config::Config;
use parvis::error::Code;
use serde_json::{Value, json};

use super::issuer::{Issuer, NOW, SigningKey, at, clock, header, unsigned};

const REFUSALS: [&str; 2] = ["The access token is not valid.", "The access token has expired."];

/// A provider with one key, and a way to sign tokens that differ from a good one.
struct World {
    issuer: Issuer,
    key: SigningKey,
}

impl World {
    async fn new() -> Self {
        let key = SigningKey::new("main", Algorithm::ES256);
        Self { issuer: Issuer::start(&[&key]).await, key }
    }

    fn token(&self, change: impl FnOnce(&mut Value, &mut Value)) -> String {
        let (mut header, mut claims) = (header(&self.key), self.issuer.claims());
        change(&mut header, &mut claims);
        self.key.sign(&header, &claims)
    }

    fn claiming(&self, name: &str, value: Value) -> String {
        self.token(|_, claims| claims[name] = value)
    }

    fn without(&self, name: &str) -> String {
        self.token(|_, claims| {
            claims.as_object_mut().unwrap().remove(name).unwrap();
        })
    }

    fn headed(&self, name: &str, value: Value) -> String {
        self.token(|header, _| header[name] = value)
    }

    fn verifier(&self, change: impl FnOnce(&mut Config)) -> Verifier {
        let mut config = self.issuer.config();
        change(&mut config);
        Verifier::new(&config, clock(), None).unwrap()
    }
}

async fn accepted(verifier: &Verifier, name: &str, token: &str) -> Claims {
    verifier.verify(token).await.unwrap_or_else(|error| panic!("{name}: {error}"))
}

async fn refused(verifier: &Verifier, name: &str, token: &str) {
    match verifier.verify(token).await {
        Ok(claims) => panic!("{name}: accepted as {claims:?}"),
        Err(error) => {
            assert_eq!(error.code, Code::Unauthenticated, "{name}");
            assert!(REFUSALS.contains(&error.message.as_str()), "{name}: {}", error.message);
        }
    }
}

#[tokio::test]
async fn a_good_token_of_every_algorithm_is_read() {
    let all = [Algorithm::ES256, Algorithm::RS256, Algorithm::PS256, Algorithm::EdDSA];
    let keys = all.map(|algorithm| SigningKey::new(&format!("{algorithm:?}"), algorithm));
    let issuer = Issuer::start(&keys.each_ref()).await;
    let mut config = issuer.config();
    config.oidc_algorithms = all.map(|algorithm| format!("{algorithm:?}")).to_vec();
    let verifier = Verifier::new(&config, clock(), None).unwrap();
    for key in &keys {
        let mut claims = issuer.claims();
        claims["aud"] = json!(["elsewhere", "parvis"]);
        claims["name"] = json!("Alice Ames");
        claims["email"] = json!("alice@example.com");
        claims["locale"] = json!("de-CH");
        claims["groups"] = json!(["editors", "staff"]);
        claims["scope"] = json!("posts:read posts:write");
        let read = accepted(&verifier, &key.kid, &key.sign(&header(key), &claims)).await;
        let expected = Claims {
            issuer: issuer.url.clone(),
            subject: "alice".into(),
            issued_at: at(NOW),
            expires_at: at(NOW + 300),
            name: Some("Alice Ames".into()),
            email: Some("alice@example.com".into()),
            locale: Some("de-CH".into()),
            groups: Groups::Listed(vec!["editors".into(), "staff".into()]),
            scopes: Some(vec!["posts:read".into(), "posts:write".into()]),
            client: Some("web".into()),
        };
        assert_eq!(read, expected);
    }
}

#[tokio::test]
async fn hostile_tokens_are_refused() {
    let world = World::new().await;
    let (issuer, key) = (&world.issuer, &world.key);
    let verifier = issuer.verifier(&clock());
    let (good_header, good_claims) = (header(key), issuer.claims());
    let stranger = SigningKey::new("main", Algorithm::ES256);
    let elsewhere = Issuer::start(&[&stranger]).await;
    let hmac = |secret: &[u8]| {
        let message =
            unsigned(&json!({"alg": "HS256", "typ": "at+jwt", "kid": "main"}), &good_claims);
        let secret = EncodingKey::from_secret(secret);
        let signature = crypto::sign(message.as_bytes(), &secret, Algorithm::HS256).unwrap();
        format!("{message}.{signature}")
    };
    let public = key.public();
    let point = ["x", "y"].map(|name| STANDARD.encode(public[name].as_str().unwrap())).concat();
    let good = issuer.token(key);
    let (message, signature) = good.rsplit_once('.').unwrap();
    let hostile = [
        ("no aud", world.without("aud")),
        ("wrong aud", world.claiming("aud", json!("other"))),
        ("aud that contains ours", world.claiming("aud", json!("parvis2"))),
        ("aud of another form", world.claiming("aud", json!({"parvis": true}))),
        ("no iss", world.without("iss")),
        ("wrong iss", world.claiming("iss", json!(elsewhere.url))),
        ("iss with a slash more", world.claiming("iss", json!(format!("{}/", issuer.url)))),
        ("iss as a list", world.claiming("iss", json!([issuer.url]))),
        ("local iss without a local issuer", world.claiming("iss", json!("urn:parvis:local"))),
        ("no sub", world.without("sub")),
        ("empty sub", world.claiming("sub", json!(" "))),
        ("sub too long", world.claiming("sub", json!("a".repeat(256)))),
        ("sub as a number", world.claiming("sub", json!(7))),
        ("no exp", world.without("exp")),
        ("exp as text", world.claiming("exp", json!((NOW + 300).to_string()))),
        ("exp out of all range", world.claiming("exp", json!(1e300))),
        ("expired", world.token(|_, claims| {
            claims["iat"] = json!(NOW - 400);
            claims["exp"] = json!(NOW - 100);
        })),
        ("no iat", world.without("iat")),
        ("iat in the far future", world.token(|_, claims| {
            claims["iat"] = json!(NOW + 3_600);
            claims["exp"] = json!(NOW + 3_700);
        })),
        (
            "iat in the far future under an nbf of now",
            world.token(|_, claims| {
                claims["nbf"] = json!(NOW);
                claims["iat"] = json!(NOW + 3_600);
                claims["exp"] = json!(NOW + 3_700);
            }),
        ),
        ("nbf in the far future", world.claiming("nbf", json!(NOW + 3_600))),
        ("nbf as text", world.claiming("nbf", json!("soon"))),
        ("lifetime too long", world.claiming("exp", json!(NOW + 86_401))),
        ("bound to a key", world.claiming("cnf", json!({"jkt": "abc"}))),
        ("scopes that cannot be read", world.claiming("scope", json!(7))),
        ("client that cannot be read", world.claiming("client_id", json!(7))),
        ("HS256 with the public point", hmac(point.as_bytes())),
        ("HS256 with the public key's JSON", hmac(public.to_string().as_bytes())),
        ("alg none", format!("{}.", unsigned(&json!({"alg": "none", "typ": "at+jwt"}), &good_claims))),
        ("alg None with a signature", world.headed("alg", json!("None"))),
        ("signature left out", format!("{message}.")),
        ("alg not the key's", world.headed("alg", json!("RS256"))),
        ("alg not accepted", world.headed("alg", json!("ES384"))),
        ("unknown kid", world.headed("kid", json!("other"))),
        ("crit", world.headed("crit", json!(["exp"]))),
        ("empty crit", world.headed("crit", json!([]))),
        ("no typ", world.token(|header, _| {
            header.as_object_mut().unwrap().remove("typ").unwrap();
        })),
        ("ID token or other JWT", world.headed("typ", json!("JWT"))),
        ("logout token", world.headed("typ", json!("logout+jwt"))),
        ("another issuer's key of this name", stranger.sign(&good_header, &good_claims)),
        ("another issuer's token", elsewhere.token(&stranger)),
        ("own key in the header", stranger.sign(
            &json!({"alg": "ES256", "typ": "at+jwt", "kid": "own", "jwk": stranger.public()}),
            &good_claims,
        )),
        ("own key under the real name", stranger.sign(
            &json!({"alg": "ES256", "typ": "at+jwt", "kid": "main", "jwk": stranger.public()}),
            &good_claims,
        )),
        ("own key's address in the header", stranger.sign(
            &json!({"alg": "ES256", "typ": "at+jwt", "kid": "main", "jku": format!("{}/keys", elsewhere.url)}),
            &good_claims,
        )),
        ("other claims under the signature", format!(
            "{}.{signature}",
            unsigned(&good_header, &json!({"iss": issuer.url, "aud": "parvis", "sub": "bob", "iat": NOW, "exp": NOW + 300})),
        )),
        ("oversize", world.claiming("filler", json!("a".repeat(MAX_TOKEN_BYTES)))),
        ("a fourth part", format!("{good}.e30")),
        ("a space", format!("{good} ")),
        ("empty", String::new()),
        ("dots", "..".into()),
        ("garbage", "ä.\u{0}.🦀".into()),
        ("not JSON", "e30x.e30x.e30x".into()),
        ("header that is a list", format!("W10.{}", good.split_once('.').unwrap().1)),
    ];
    for (name, token) in hostile {
        accepted(&verifier, &format!("control before {name}"), &good).await;
        refused(&verifier, name, &token).await;
    }
    assert_eq!(elsewhere.fetches(), 0, "an address in a header was followed");
}

#[tokio::test]
async fn time_is_exact_to_the_second() {
    let world = World::new().await;
    let verifier = world.issuer.verifier(&clock());
    let period = |iat: i64, exp: i64| {
        world.token(|_, claims| {
            claims["iat"] = json!(iat);
            claims["exp"] = json!(exp);
        })
    };
    for (name, good, bad) in [
        ("exp", period(NOW - 100, NOW - 29), period(NOW - 100, NOW - 30)),
        ("iat", period(NOW + 30, NOW + 90), period(NOW + 31, NOW + 90)),
        ("nbf", world.claiming("nbf", json!(NOW + 30)), world.claiming("nbf", json!(NOW + 31))),
        ("lifetime", period(NOW, NOW + 86_400), period(NOW, NOW + 86_401)),
    ] {
        accepted(&verifier, name, &good).await;
        refused(&verifier, name, &bad).await;
    }
}

#[tokio::test]
async fn where_jwt_is_accepted_other_kinds_of_token_are_told_apart() {
    let world = World::new().await;
    let verifier = world.verifier(|config| config.oidc_token_types = vec!["JWT".into()]);
    let entra = |change: &dyn Fn(&mut Value)| {
        world.token(|header, claims| {
            header["typ"] = json!("JWT");
            claims["scp"] = json!("posts.read");
            change(claims);
        })
    };
    let good = entra(&|_| {});
    let same_client = entra(&|claims| claims["client_id"] = json!("parvis"));
    for (name, token) in [
        ("nonce", entra(&|claims| claims["nonce"] = json!("n"))),
        ("at_hash", entra(&|claims| claims["at_hash"] = json!("h"))),
        ("c_hash", entra(&|claims| claims["c_hash"] = json!("h"))),
        ("logout events", entra(&|claims| claims["events"] = json!({"logout": {}}))),
        ("no scopes", world.headed("typ", json!("JWT"))),
        ("audience is the client", same_client.clone()),
        ("Keycloak's ID token", entra(&|claims| claims["typ"] = json!("ID"))),
        ("Keycloak's refresh token", entra(&|claims| claims["typ"] = json!("Refresh"))),
        ("logout token", world.headed("typ", json!("logout+jwt"))),
    ] {
        accepted(&verifier, &format!("control before {name}"), &good).await;
        refused(&verifier, name, &token).await;
    }
    let keycloak = entra(&|claims| claims["typ"] = json!("Bearer"));
    accepted(&verifier, "Keycloak's access token", &keycloak).await;
    let shared = world.verifier(|config| {
        config.oidc_token_types = vec!["JWT".into()];
        config.oidc_clients = vec!["parvis".into()];
    });
    accepted(&shared, "audience is a configured client", &same_client).await;
}

#[tokio::test]
async fn only_listed_algorithms_are_accepted() {
    let world = World::new().await;
    for (algorithms, works) in [(["RS256", "ES256"], true), (["RS256", "EdDSA"], false)] {
        let verifier =
            world.verifier(|config| config.oidc_algorithms = algorithms.map(Into::into).to_vec());
        let token = world.issuer.token(&world.key);
        assert_eq!(verifier.verify(&token).await.is_ok(), works, "{algorithms:?}");
    }
}

#[tokio::test]
async fn type_names_compare_as_media_types() {
    let world = World::new().await;
    for (setting, header) in [("at+jwt", "application/AT+JWT"), ("application/at+jwt", "at+jwt")] {
        let verifier = world.verifier(|config| config.oidc_token_types = vec![setting.into()]);
        accepted(&verifier, header, &world.headed("typ", json!(header))).await;
    }
}

#[tokio::test]
async fn only_listed_clients_are_served() {
    let world = World::new().await;
    let verifier = world.verifier(|config| config.oidc_clients = vec!["web".into(), "app".into()]);
    for claim in ["client_id", "azp", "appid"] {
        let named = |client: &str| {
            world.token(|_, claims| {
                claims.as_object_mut().unwrap().remove("client_id");
                claims[claim] = json!(client);
            })
        };
        let read = accepted(&verifier, claim, &named("app")).await;
        assert_eq!(read.client.as_deref(), Some("app"));
        refused(&verifier, claim, &named("other")).await;
    }
    refused(&verifier, "no client", &world.without("client_id")).await;
    refused(&verifier, "one of two", &world.claiming("azp", json!("other"))).await;
}

#[tokio::test]
async fn groups_that_are_not_listed_are_unknown_never_none() {
    let world = World::new().await;
    let verifier = world.verifier(|config| config.oidc_groups_claim = "teams".into());
    let listed = |groups: &[&str]| Groups::Listed(groups.iter().copied().map(Into::into).collect());
    for (claims, expected) in [
        (json!({"teams": ["a", "b"]}), listed(&["a", "b"])),
        (json!({"teams": []}), listed(&[])),
        (json!({"teams": ["a"], "hasgroups": false}), listed(&["a"])),
        (json!({}), Groups::Unknown),
        (json!({"groups": ["a"]}), Groups::Unknown),
        (json!({"teams": null}), Groups::Unknown),
        (json!({"teams": "a"}), Groups::Unknown),
        (json!({"teams": ["a", 7]}), Groups::Unknown),
        (json!({"teams": [], "hasgroups": true}), Groups::Unknown),
        (json!({"teams": [], "_claim_names": {"teams": "src1"}}), Groups::Unknown),
    ] {
        let token = world.token(|_, all| {
            all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        });
        let read = accepted(&verifier, "groups", &token).await;
        assert_eq!(read.groups, expected, "{claims}");
    }
}

#[tokio::test]
async fn scopes_are_read_in_every_providers_form() {
    let world = World::new().await;
    let verifier = world.issuer.verifier(&clock());
    for (claims, expected) in [
        (json!({}), None),
        (json!({"scope": ""}), Some(vec![])),
        (json!({"scope": "a  b"}), Some(vec!["a", "b"])),
        (json!({"scp": "a b"}), Some(vec!["a", "b"])),
        (json!({"scp": ["a", "b"], "roles": ["c"]}), Some(vec!["a", "b"])),
        (json!({"roles": ["c"]}), Some(vec!["c"])),
    ] {
        let token = world.token(|_, all| {
            all.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        });
        let read = accepted(&verifier, "scopes", &token).await.scopes;
        let read = read.as_ref().map(|all| all.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(read, expected, "{claims}");
    }
}
