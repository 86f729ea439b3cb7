//! Fetches pictures and files from their old addresses, if the person who imports asks for it, and
//! nothing but that: named hosts, public addresses, bounded time and size.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use import::{Asset, Measured, measure, normal};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, StatusCode, Url, redirect};

use crate::error::{Error, Result};
use crate::store::Keeping;

/// Largest file that is fetched, in bytes.
const MAX_BYTES: u64 = 256 << 20;
/// Redirects that are followed, at most.
const MAX_HOPS: usize = 5;
/// Attempts at one address, at most.
const ATTEMPTS: u32 = 3;
/// Files after which a host that has answered for none of them is asked no more.
const SILENT: u32 = 3;

/// Fetches from the hosts it may.
#[derive(Clone, Debug)]
pub struct Fetcher {
    client: Client,
    hosts: Arc<HashSet<String>>,
    internal: bool,
    /// How many files in a row each host gave no answer for.
    silent: Arc<Mutex<HashMap<String, u32>>>,
}

/// Why nothing was fetched.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    /// No address, or none of the web.
    #[error("it has no address to fetch it from")]
    NoAddress,
    /// The host is not one of those named.
    #[error("{0} is not one of the hosts to fetch from")]
    Host(String),
    /// The host has an address within the network of the server.
    #[error("{0} is within the internal network")]
    Internal(String),
    /// The server answered with something else.
    #[error("the server answered {0}")]
    Status(StatusCode),
    /// More than is fetched.
    #[error("larger than {MAX_BYTES} bytes")]
    TooLarge,
    /// Nothing was sent, or a page instead of a file.
    #[error("the server sent {0}")]
    NotAFile(&'static str),
    /// No answer came.
    #[error("cannot be fetched: {0}")]
    NoAnswer(String),
    /// None came for other files before.
    #[error("{0} does not answer, and is asked no more in this run")]
    Silent(String),
    /// The connection failed within an answer.
    #[error("cannot be fetched: {0}")]
    Connection(String),
    /// It could not be kept.
    #[error("cannot be kept: {0}")]
    Disk(#[from] std::io::Error),
}

impl Fetcher {
    /// Fetches from these hosts, with or without `www.`; `internal` allows addresses within the network
    /// of the server too, where an old intranet stands. An attempt takes `patience` at most.
    ///
    /// # Errors
    /// `INTERNAL` when no client can be made.
    pub fn new(
        hosts: impl IntoIterator<Item = String>,
        internal: bool,
        patience: Duration,
    ) -> Result<Self> {
        let bare = |host: String| {
            let host = host.to_lowercase();
            host.strip_prefix("www.").unwrap_or(&host).to_owned()
        };
        let hosts: Arc<HashSet<String>> = Arc::new(hosts.into_iter().map(bare).collect());
        let allowed = hosts.clone();
        let policy = redirect::Policy::custom(move |attempt| {
            let there = checked(attempt.url(), &allowed, internal).is_ok();
            if attempt.previous().len() > MAX_HOPS || !there {
                attempt.stop()
            } else {
                attempt.follow()
            }
        });
        let client = Client::builder()
            .redirect(policy)
            .dns_resolver(Outside { internal })
            .no_proxy()
            .referer(false)
            .connect_timeout(Duration::from_secs(10))
            .timeout(patience)
            .user_agent(concat!("parvis-import/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(Error::internal)?;
        Ok(Self { client, hosts, internal, silent: Arc::default() })
    }

    /// Fetches an asset from the first of its addresses that is whole, into the media folder if one is
    /// given.
    pub(super) async fn fetch(
        &self,
        asset: &Asset,
        data: Option<&Path>,
    ) -> std::result::Result<Measured, FetchError> {
        let whole = asset.old_urls.iter().find_map(|url| {
            let url = if url.starts_with("//") { format!("https:{url}") } else { url.clone() };
            Url::parse(&url).ok().filter(url::Url::has_host)
        });
        let url = whole.ok_or(FetchError::NoAddress)?;
        checked(&url, &self.hosts, self.internal)?;
        let host = url.host_str().unwrap_or_default().to_owned();
        if self.silent(&host, |files| *files >= SILENT) {
            return Err(FetchError::Silent(host));
        }
        let mut attempt = 1;
        let done = loop {
            match self.once(asset, url.clone(), data).await {
                Err(cause) if attempt < ATTEMPTS && cause.passes() => {
                    tokio::time::sleep(Duration::from_millis(250 << attempt)).await;
                    attempt += 1;
                }
                done => break done,
            }
        };
        let answered = !matches!(done, Err(FetchError::NoAnswer(_)));
        self.silent(&host, |files| *files = if answered { 0 } else { *files + 1 });
        done
    }

    /// What is known of a host's silence, to be looked at or changed.
    fn silent<T>(&self, host: &str, look: impl FnOnce(&mut u32) -> T) -> T {
        let mut silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        look(silent.entry(host.to_owned()).or_default())
    }

    async fn once(
        &self,
        asset: &Asset,
        url: Url,
        data: Option<&Path>,
    ) -> std::result::Result<Measured, FetchError> {
        let answer = self.client.get(url).send().await;
        let mut answer = answer.map_err(|cause| FetchError::NoAnswer(told(cause)))?;
        if answer.status() != StatusCode::OK {
            return Err(FetchError::Status(answer.status()));
        }
        let kind = answer.headers().get(reqwest::header::CONTENT_TYPE);
        let page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if page && !asset.name.to_lowercase().ends_with(".html") {
            return Err(FetchError::NotAFile("a page instead of the file"));
        }
        let mut bytes = tempfile::tempfile()?;
        let cut = |cause| FetchError::Connection(told(cause));
        let mut size = 0;
        while let Some(piece) = answer.chunk().await.map_err(cut)? {
            size += piece.len() as u64;
            if size > MAX_BYTES {
                return Err(FetchError::TooLarge);
            }
            std::io::Write::write_all(&mut bytes, &piece)?;
        }
        if size == 0 {
            return Err(FetchError::NotAFile("nothing"));
        }
        std::io::Seek::rewind(&mut bytes)?;
        let Some(data) = data else {
            return Ok(measure(&asset.name, bytes, MAX_BYTES, |_| Ok(()))?);
        };
        let mut keeping = Keeping::begin(data)?;
        let measured = measure(&asset.name, bytes, MAX_BYTES, |piece| keeping.add(piece))?;
        keeping.keep(&measured.sha256)?;
        Ok(measured)
    }
}

/// The cause for people, without the address, which the report has already.
fn told(cause: reqwest::Error) -> String {
    if cause.is_timeout() { "it took too long".into() } else { cause.without_url().to_string() }
}

impl FetchError {
    /// Whether another attempt may succeed.
    fn passes(&self) -> bool {
        match self {
            Self::NoAnswer(_) | Self::Connection(_) => true,
            Self::Status(status) => {
                status.is_server_error() || *status == StatusCode::TOO_MANY_REQUESTS
            }
            _ => false,
        }
    }
}

/// Refuses addresses of other schemes and hosts, and numbers that are within the network.
fn checked(
    url: &Url,
    hosts: &HashSet<String>,
    internal: bool,
) -> std::result::Result<(), FetchError> {
    let named = normal(url.as_str()).and_then(|address| address.host).unwrap_or_default();
    let bare = url.host_str().unwrap_or_default().to_lowercase();
    let bare = bare.strip_prefix("www.").unwrap_or(&bare);
    if !hosts.contains(&named) && !hosts.contains(bare) {
        return Err(FetchError::Host(named));
    }
    let number = match url.host() {
        Some(url::Host::Ipv4(number)) => Some(IpAddr::V4(number)),
        Some(url::Host::Ipv6(number)) => Some(IpAddr::V6(number)),
        _ => None,
    };
    match number {
        Some(number) if !internal && !is_outside(number) => Err(FetchError::Internal(named)),
        _ => Ok(()),
    }
}

/// Looks names up, and leaves out addresses within the network: what a name means may change between
/// two looks, so that the address that was checked is the one that is connected to.
#[derive(Clone, Copy, Debug)]
struct Outside {
    internal: bool,
}

impl Resolve for Outside {
    fn resolve(&self, name: Name) -> Resolving {
        let internal = self.internal;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let outside: Vec<SocketAddr> =
                found.filter(|address| internal || is_outside(address.ip())).collect();
            if outside.is_empty() {
                return Err(FetchError::Internal(name.as_str().to_owned()).into());
            }
            Ok(Box::new(outside.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is one of the public internet (IANA's special-purpose registries).
fn is_outside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            let special = v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_broadcast()
                || v4.is_documentation()
                || v4.is_multicast()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (18..20).contains(&b));
            !special
        }
        IpAddr::V6(v6) => {
            if let Some(v4) = v6.to_ipv4_mapped() {
                return is_outside(IpAddr::V4(v4));
            }
            let [first, second, ..] = v6.segments();
            // Only 2000::/3 is given out, without documentation, 6to4 and Teredo, which carry others.
            (first & 0xe000) == 0x2000
                && first != 0x2002
                && !(first == 0x2001 && (second == 0 || second == 0xdb8))
                && first != 0x3fff
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_within_the_network_are_none() {
        let inside = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
            "2001:db8::1",
        ];
        for address in inside {
            assert!(!is_outside(address.parse().unwrap()), "{address}");
        }
        for address in ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"] {
            assert!(is_outside(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn only_named_hosts_are_asked_and_numbers_are_looked_at() {
        let hosts = HashSet::from(["old.example".to_owned(), "127.0.0.1".to_owned()]);
        let ask = |url: &str, internal| checked(&Url::parse(url).unwrap(), &hosts, internal);
        assert!(ask("http://www.old.example/a.jpg", false).is_ok());
        assert!(matches!(ask("http://other.example/a.jpg", false), Err(FetchError::Host(_))));
        assert!(matches!(
            ask("http://old.example@other.example/", false),
            Err(FetchError::Host(_))
        ));
        assert!(matches!(ask("http://127.0.0.1/a.jpg", false), Err(FetchError::Internal(_))));
        assert!(matches!(ask("http://2130706433/a.jpg", false), Err(FetchError::Internal(_))));
        assert!(ask("http://127.0.0.1/a.jpg", true).is_ok());
    }
}
