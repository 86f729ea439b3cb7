//! The settings: one table, from which defaults, `PARVIS_*` variables, the README and checks come.
//!
//! A setting is taken from the command line, else its variable, else the TOML file, else its default.

use std::path::{Path, PathBuf};

macro_rules! settings {
    ($($(#[doc = $doc:literal])* $name:ident: $kind:ty = $default:expr;)*) => {
        /// Everything an operator can set. The field's name is the TOML key; `PARVIS_` and the
        /// name in capitals is the environment variable.
        #[derive(Clone, Debug, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Config {
            $($(#[doc = $doc])* pub $name: $kind,)*
        }

        impl Default for Config {
            fn default() -> Self {
                Self { $($name: $default,)* }
            }
        }

        impl Config {
            /// Name, default and meaning of every setting, in order.
            #[must_use]
            pub fn table() -> Vec<(&'static str, String, String)> {
                let defaults = Self::default();
                vec![$((
                    stringify!($name),
                    defaults.$name.text(),
                    [$($doc),*].map(str::trim).join(" "),
                ),)*]
            }

            /// Puts the `PARVIS_*` variables that `get` knows over what is set.
            fn overlay(&mut self, get: impl Fn(&str) -> Option<String>) -> Result<(), ConfigError> {
                $(
                    let variable = concat!("PARVIS_", stringify!($name)).to_uppercase();
                    if let Some(text) = get(&variable) {
                        self.$name = Setting::parse(&text).ok_or_else(|| ConfigError::Variable {
                            variable,
                            expected: <$kind as Setting>::EXPECTED,
                        })?;
                    }
                )*
                Ok(())
            }
        }
    };
}

settings! {
    /// Folder of the SQLite database, the local issuer's key and the media.
    data: PathBuf = PathBuf::from("data");
    /// `postgres://user:password@host/name`, or empty for SQLite in the data folder.
    database: String = String::new();
    /// Connections that read at the same time (SQLite adds one that writes).
    database_connections: u32 = 8;
    /// Address and port to listen on.
    listen: String = "127.0.0.1:8080".into();
    /// Time zone of dates in imports that are written without one, as `Europe/Paris`.
    time_zone: String = "UTC".into();
    /// Log filter, as `info` or `parvis=debug,sqlx=warn`.
    log: String = "info".into();
    /// `text` for people or `json` for machines.
    log_format: String = "text".into();
    /// Issuer of the OpenID Connect provider, exactly as in its tokens; empty for none.
    oidc_issuer: String = String::new();
    /// What must stand in a token's `aud`.
    oidc_audience: String = "parvis".into();
    /// Signature algorithms accepted: of RS256, PS256, ES256, EdDSA.
    oidc_algorithms: Vec<String> = ["RS256", "ES256", "EdDSA"].map(Into::into).to_vec();
    /// Accepted `typ` headers. `JWT` (Entra ID) also turns on the checks that tell ID tokens apart.
    oidc_token_types: Vec<String> = ["at+jwt"].map(Into::into).to_vec();
    /// Accepted `azp` or `client_id`; empty accepts any.
    oidc_clients: Vec<String> = Vec::new();
    /// Clock difference tolerated, in seconds, at most 60.
    oidc_leeway_seconds: u32 = 30;
    /// Longest accepted life of a token, in seconds.
    oidc_max_lifetime_seconds: u32 = 86_400;
    /// Claim that lists the directory groups.
    oidc_groups_claim: String = "groups".into();
    /// Create a person on the first valid token of an unknown subject.
    oidc_create_people: bool = true;
    /// Shortest time between two fetches of the provider's keys, in seconds.
    oidc_refetch_seconds: u32 = 30;
    /// Accept tokens signed by the key in the data folder (`parvis token issue`): for trials.
    local_issuer: bool = false;
    /// Origins allowed by CORS; `*` for any.
    cors_origins: Vec<String> = Vec::new();
    /// Serve GraphiQL at `/`.
    graphiql: bool = true;
    /// Largest request body, in bytes.
    max_body_bytes: u32 = 1_048_576;
    /// Largest body of an application that may import, in bytes.
    max_import_bytes: u32 = 33_554_432;
    /// Largest file that is sent, in bytes.
    max_upload_bytes: u64 = 268_435_456;
    /// Where front ends serve `/posts/ID`, as `https://intranet.example`: old addresses lead there; empty for
    /// this host.
    front_end_url: String = String::new();
    /// Deepest nesting of a query.
    max_depth: u32 = 15;
    /// Highest cost of a query: a field is 1, a list multiplies what it holds by its `first`.
    max_complexity: u32 = 5_000;
    /// Aliases in a request.
    max_aliases: u32 = 50;
    /// Directives in a request.
    max_directives: u32 = 20;
    /// Fields and fragment spreads written in a request.
    max_fields: u32 = 1_000;
    /// Operations in a batch; they share every other limit.
    max_batch: u32 = 10;
    /// Longest time for a request, in seconds.
    request_timeout_seconds: u32 = 10;
    /// Longest wait for requests in flight at shutdown, in seconds.
    shutdown_seconds: u32 = 30;
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The TOML file cannot be read.
    #[error("cannot read {path}: {cause}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        cause: String,
    },
    /// A variable's text is not of its kind.
    #[error("{variable} must be {expected}")]
    Variable {
        /// The variable.
        variable: String,
        /// What it should be.
        expected: &'static str,
    },
}

impl Config {
    /// Reads `file` (or, without one, `parvis.toml` in the data folder if there is one), then the
    /// environment's `PARVIS_*` variables over it. `data` is the command line's data folder.
    pub fn load(file: Option<&Path>, data: Option<&Path>) -> Result<Self, ConfigError> {
        let get = |name: &str| std::env::var(name).ok();
        let folder = data
            .map(Path::to_path_buf)
            .or_else(|| get("PARVIS_DATA").map(PathBuf::from))
            .unwrap_or_else(|| Self::default().data);
        let beside = folder.join("parvis.toml");
        let mut config = match file {
            Some(file) => Self::read(file)?,
            None if beside.exists() => Self::read(&beside)?,
            None => Self::default(),
        };
        config.overlay(get)?;
        if file.is_none() || data.is_some() {
            config.data = folder;
        }
        Ok(config)
    }

    /// The SQLite file, where `database` names no other.
    #[must_use]
    pub fn sqlite_file(&self) -> PathBuf {
        self.data.join("parvis.db")
    }

    /// Where the database is, as the drivers take it.
    #[must_use]
    pub fn database_url(&self) -> String {
        if self.database.is_empty() {
            format!("sqlite://{}", self.sqlite_file().display())
        } else {
            self.database.clone()
        }
    }

    fn read(path: &Path) -> Result<Self, ConfigError> {
        let failed = |cause: String| ConfigError::File { path: path.to_path_buf(), cause };
        let text = std::fs::read_to_string(path).map_err(|cause| failed(cause.to_string()))?;
        toml::from_str(&text).map_err(|cause| failed(cause.to_string()))
    }
}

/// A kind of value that can be written in a variable.
trait Setting: Sized {
    const EXPECTED: &'static str;
    fn parse(text: &str) -> Option<Self>;
    fn text(&self) -> String;
}

impl Setting for String {
    const EXPECTED: &'static str = "text";
    fn parse(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
    fn text(&self) -> String {
        self.clone()
    }
}

impl Setting for PathBuf {
    const EXPECTED: &'static str = "a path";
    fn parse(text: &str) -> Option<Self> {
        Some(Self::from(text))
    }
    fn text(&self) -> String {
        self.display().to_string()
    }
}

impl Setting for u32 {
    const EXPECTED: &'static str = "a whole number";
    fn parse(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }
    fn text(&self) -> String {
        self.to_string()
    }
}

impl Setting for u64 {
    const EXPECTED: &'static str = "a whole number";
    fn parse(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }
    fn text(&self) -> String {
        self.to_string()
    }
}

impl Setting for bool {
    const EXPECTED: &'static str = "true or false";
    fn parse(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }
    fn text(&self) -> String {
        self.to_string()
    }
}

impl Setting for Vec<String> {
    const EXPECTED: &'static str = "texts separated by commas";
    fn parse(text: &str) -> Option<Self> {
        Some(
            text.split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(Into::into)
                .collect(),
        )
    }
    fn text(&self) -> String {
        self.join(",")
    }
}
