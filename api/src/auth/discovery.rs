//! Fetching the provider's keys: the discovery document (OpenID Connect Discovery 1.0, section 4),
//! then the key set it names (RFC 7517).

use std::time::Duration;

use reqwest::header::CACHE_CONTROL;
use reqwest::{Client, Response, redirect};
use serde::Deserialize;
use url::{Host, Url};

use super::jwks::KeySet;

const TIMEOUT: Duration = Duration::from_secs(5);
const MAX_BYTES: usize = 1_048_576;

/// Where a provider publishes its keys, and how they are fetched: 5 seconds and 1 MB a document, no
/// redirects, `https` only, except that a provider on this very machine may use `http`.
pub(super) struct Discovery {
    issuer: String,
    document: Url,
    client: Client,
}

/// Keys as they came, and for how long their publisher says they may be kept.
pub(super) struct Fetched {
    pub(super) keys: KeySet,
    /// `max-age` of the answer, in seconds.
    pub(super) max_age: Option<i64>,
}

/// Why keys could not be fetched. For the log: callers hear only that it failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error("{0} is not an https address")]
    Address(String),
    #[error("request failed: {0}")]
    Request(#[from] reqwest::Error),
    #[error("{0} answered with status {1}")]
    Status(Url, u16),
    #[error("{0} answered with more than {MAX_BYTES} bytes")]
    TooLarge(Url),
    #[error("the document is not what it should be: {0}")]
    Malformed(#[from] serde_json::Error),
    #[error("the discovery document is of issuer {0}")]
    Issuer(String),
    #[error("the key set holds no key that can be used")]
    NoKeys,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    jwks_uri: String,
}

impl Discovery {
    /// Fails when the issuer's address may not be used or TLS cannot be set up.
    pub(super) fn new(issuer: &str) -> Result<Self, FetchError> {
        let path = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let document = Url::parse(&path)
            .ok()
            .filter(|url| url.query().is_none() && url.fragment().is_none())
            .ok_or_else(|| FetchError::Address(issuer.to_owned()))?;
        if document.scheme() != "https" && !is_plain_loopback(&document) {
            return Err(FetchError::Address(issuer.to_owned()));
        }
        let mut client = Client::builder().timeout(TIMEOUT).redirect(redirect::Policy::none());
        if is_plain_loopback(&document) {
            client = client.no_proxy();
        }
        Ok(Self { issuer: issuer.to_owned(), document, client: client.build()? })
    }

    /// Reads the discovery document and the key set.
    pub(super) async fn fetch(&self) -> Result<Fetched, FetchError> {
        let (body, _) = self.get(self.document.clone()).await?;
        let document: Document = serde_json::from_slice(&body)?;
        if document.issuer != self.issuer {
            return Err(FetchError::Issuer(document.issuer));
        }
        let (body, max_age) = self.get(self.keys_address(document.jwks_uri)?).await?;
        let keys = KeySet::from_json(&body)?;
        if keys.is_empty() {
            return Err(FetchError::NoKeys);
        }
        Ok(Fetched { keys, max_age })
    }

    /// Only a provider that is itself on this machine may point to an address on this machine
    /// without TLS.
    fn keys_address(&self, text: String) -> Result<Url, FetchError> {
        match Url::parse(&text) {
            Ok(url) if url.scheme() == "https" => Ok(url),
            Ok(url) if is_plain_loopback(&url) && is_plain_loopback(&self.document) => Ok(url),
            _ => Err(FetchError::Address(text)),
        }
    }

    async fn get(&self, url: Url) -> Result<(Vec<u8>, Option<i64>), FetchError> {
        let mut response = self.client.get(url.clone()).send().await?;
        if response.status() != reqwest::StatusCode::OK {
            return Err(FetchError::Status(url, response.status().as_u16()));
        }
        let max_age = max_age(&response);
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > MAX_BYTES {
                return Err(FetchError::TooLarge(url));
            }
            body.extend_from_slice(&chunk);
        }
        Ok((body, max_age))
    }
}

/// `http` to 127.0.0.0/8, `::1` or `localhost`.
fn is_plain_loopback(url: &Url) -> bool {
    let local = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    url.scheme() == "http" && local
}

/// `no-store` and `no-cache` count as zero: the cache has a floor of its own.
fn max_age(response: &Response) -> Option<i64> {
    let value = response.headers().get(CACHE_CONTROL)?.to_str().ok()?.to_ascii_lowercase();
    let mut directives = value.split(',').map(str::trim);
    if directives.clone().any(|directive| matches!(directive, "no-store" | "no-cache")) {
        return Some(0);
    }
    directives.find_map(|directive| directive.strip_prefix("max-age=")?.parse().ok())
}
