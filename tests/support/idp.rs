//! Starts the real identity provider of `tests/idp` and gets tokens from it as its clients do.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response, redirect};
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::{Url, form_urlencoded};

const CALLBACK: &str = "http://127.0.0.1/callback";
const VERIFIER: &str = "a-code-verifier-of-forty-three-characters-or-more";
const SCOPE: &str = "openid profile email posts:read posts:write";

/// A running provider; it ends when this is dropped.
pub(crate) struct Provider {
    child: Child,
    /// Kept open, so that the provider can go on printing.
    _output: BufReader<ChildStdout>,
    /// Its address, and the `iss` of its tokens.
    pub(crate) issuer: String,
}

/// Starts a provider that signs access tokens for the audience `parvis` with ES256.
pub(crate) fn start_provider() -> Provider {
    start_provider_with(&[])
}

/// Starts a provider with the options that `tests/idp/server.mjs` names.
pub(crate) fn start_provider_with(options: &[&str]) -> Provider {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("idp");
    assert!(
        folder.join("node_modules/oidc-provider").is_dir(),
        "the identity provider is not installed: run `npm ci --omit=dev` in tests/idp (tests/run does)"
    );
    let mut child = Command::new("node")
        .arg("server.mjs")
        .args(options)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("node (20 or newer) starts");
    let mut output = BufReader::new(child.stdout.take().expect("a pipe"));
    let issuer = loop {
        let mut line = String::new();
        assert!(output.read_line(&mut line).unwrap() > 0, "the provider ended before it listened");
        if let Some(issuer) = serde_json::from_str::<Value>(&line)
            .ok()
            .and_then(|ready| ready.get("issuer").and_then(Value::as_str).map(str::to_owned))
        {
            break issuer;
        }
    };
    Provider { child, _output: output, issuer }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Provider {
    /// An access token of the client `importer` for itself (client credentials grant).
    pub(crate) async fn client_token(&self, scope: &str) -> String {
        let form = [
            ("grant_type", "client_credentials"),
            ("scope", scope),
            ("client_id", "importer"),
            ("client_secret", "importer-secret-for-tests-only"),
        ];
        self.tokens(&form).await.0
    }

    /// An access token of the client `web` for a person, who logs in and consents (authorization
    /// code grant with PKCE).
    pub(crate) async fn person_token(&self, login: &str) -> String {
        self.person_tokens(login).await.0
    }

    /// The access token and the ID token that the client `web` gets for a person.
    pub(crate) async fn person_tokens(&self, login: &str) -> (String, String) {
        let code = self.authorize(login).await;
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", "web"),
            ("code", &code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        let (access, id) = self.tokens(&form).await;
        (access, id.expect("an ID token"))
    }

    async fn tokens(&self, form: &[(&str, &str)]) -> (String, Option<String>) {
        let request = client().post(format!("{}/token", self.issuer));
        let response = with_form(request, form).send().await.unwrap();
        let answer: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        let token = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
        (token("access_token").unwrap_or_else(|| panic!("no token: {answer}")), token("id_token"))
    }

    /// What the person's browser does, up to the code in the last redirect.
    async fn authorize(&self, login: &str) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let query = [
            ("client_id", "web"),
            ("response_type", "code"),
            ("redirect_uri", CALLBACK),
            ("scope", SCOPE),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let mut browser = Browser { client: client(), cookies: BTreeMap::new() };
        let mut url = Url::parse_with_params(&format!("{}/auth", self.issuer), query).unwrap();
        for prompt in ["login", "consent"] {
            url = browser.follow(url).await;
            let form = [("prompt", prompt), ("login", login), ("password", "any")];
            let answer = browser.send(with_form(browser.client.post(url.clone()), &form)).await;
            url = location(&url, &answer).expect("a redirect after the form");
        }
        let end = browser.follow(url).await;
        let code = end.query_pairs().find(|(name, _)| name == "code");
        code.unwrap_or_else(|| panic!("no code in {end}")).1.into_owned()
    }
}

/// As much of a browser as the login pages need: it keeps cookies.
struct Browser {
    client: Client,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// Follows redirects to the next page, or to the client's address, which is not called.
    async fn follow(&mut self, mut url: Url) -> Url {
        while !url.as_str().starts_with(CALLBACK) {
            let answer = self.send(self.client.get(url.clone())).await;
            let Some(next) = location(&url, &answer) else { break };
            url = next;
        }
        url
    }

    async fn send(&mut self, request: RequestBuilder) -> Response {
        let cookies: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = request.header(COOKIE, cookies.join("; ")).send().await.unwrap();
        assert!(!answer.status().is_client_error(), "the provider refused: {}", answer.status());
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answer
    }
}

fn client() -> Client {
    Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap()
}

fn with_form(request: RequestBuilder, form: &[(&str, &str)]) -> RequestBuilder {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)
}

fn location(from: &Url, answer: &Response) -> Option<Url> {
    let target = answer.headers().get(LOCATION)?;
    Some(from.join(target.to_str().unwrap()).unwrap())
}
