//! `parvis import addresses`: old addresses and where they lead, for a web server or a table.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use entity::id::{MediaId, PostId};
use entity::import_address;

use super::operator::find_space;
use super::{clock, failed, import};
use crate::config::Config;
use crate::error::Result;
use crate::store::Db;

/// How the addresses are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A table: old address, new address
    #[default]
    Csv,
    /// A `map` of nginx, for `return 301 $parvis;`
    Nginx,
}

/// Write old addresses and where they lead, as CSV or for nginx
#[derive(Debug, Args)]
pub(super) struct Addresses {
    /// Of which space: a unit's address for its home space, or unit/space
    #[arg(long, value_name = "SLUG")]
    space: String,
    /// Of this source alone
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// In which form
    #[arg(long, value_name = "FORM", value_enum, default_value_t)]
    form: Form,
    /// Address of the leader or deputy who asks [default: the leader of the space's unit]
    #[arg(long, value_name = "EMAIL")]
    importer: Option<String>,
}

impl Addresses {
    pub(super) async fn run(self, db: &Db, config: &Config) -> Result<ExitCode> {
        let space = find_space(db, &self.space).await?;
        let permit = import::permit(db, space, self.importer.as_deref(), clock().now()).await?;
        let mut out = BufWriter::new(io::stdout().lock());
        let wrong = |cause: io::Error| failed("standard output", cause);
        self.begin(&mut out).map_err(wrong)?;
        let mut after = (String::new(), String::new());
        loop {
            let source = self.source.as_deref();
            let rows = db.addresses_after(&permit, source, (&after.0, &after.1)).await?;
            let Some(last) = rows.last() else { break };
            let next = (last.path.clone(), last.host.clone());
            // Of several imports of one address the newest comes first.
            for row in &rows {
                if (&row.path, &row.host) != (&after.0, &after.1) {
                    self.write(&mut out, row, &config.front_end_url).map_err(wrong)?;
                    after = (row.path.clone(), row.host.clone());
                }
            }
            after = next;
        }
        if self.form == Form::Nginx {
            writeln!(out, "}}").map_err(wrong)?;
        }
        out.flush().map_err(wrong)?;
        Ok(ExitCode::SUCCESS)
    }

    fn begin(&self, out: &mut impl Write) -> io::Result<()> {
        match self.form {
            Form::Csv => writeln!(out, "old_address,new_address"),
            Form::Nginx => writeln!(
                out,
                "# In http {{ }}; then, in the server of the old host: if ($parvis) {{ return 301 $parvis; }}\n\
                 map $host$request_uri $parvis {{\n    default \"\";"
            ),
        }
    }

    fn write(
        &self,
        out: &mut impl Write,
        row: &import_address::Model,
        front_end: &str,
    ) -> io::Result<()> {
        let to = match row.kind.as_str() {
            "media" => format!("/media/{}", MediaId::from(row.target_id)),
            _ => {
                format!("{}/posts/{}", front_end.trim_end_matches('/'), PostId::from(row.target_id))
            }
        };
        match self.form {
            Form::Csv => {
                let host = if row.host.is_empty() {
                    String::new()
                } else {
                    format!("http://{}", row.host)
                };
                let old = format!("{host}{}", row.path).replace('"', "\"\"");
                writeln!(out, "\"{old}\",\"{to}\"")
            }
            Form::Nginx => {
                let host = match row.host.as_str() {
                    "" => "[^/]*".to_owned(),
                    host => format!("(?:www\\.)?{}", escaped(host)),
                };
                writeln!(out, "    \"~*^{host}{}$\" {to};", pattern(&row.path))
            }
        }
    }
}

/// What browsers send for a path and its query, with parts of a query before and after that choose no other page.
fn pattern(address: &str) -> String {
    let idle = format!("(?:utm_[^=&]*|{})(?:=[^&]*)?", ::import::IDLE.join("|"));
    match address.split_once('?') {
        None => format!("{}/?(?:[?&]{idle})*", sent(address)),
        Some((path, query)) => {
            format!("{}/?\\?(?:{idle}&)*{}(?:&{idle})*", sent(path), sent(query))
        }
    }
}

/// What browsers send for a path, as a regular expression: they differ in what they escape.
fn sent(path: &str) -> String {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        let code = utf8_percent_encode(c.encode_utf8(&mut [0; 4]), NON_ALPHANUMERIC).to_string();
        if c.is_ascii_alphanumeric() || "-_.~/?&=".contains(c) {
            out.push_str(&escaped(&c.to_string()));
        } else if !c.is_ascii() || " \"#%<>`".contains(c) {
            out.push_str(&code);
        } else {
            out.extend(["(?:", &escaped(&c.to_string()), "|", &code, ")"]);
        }
    }
    out
}

/// For a regular expression within quotes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\.+*?()|[]{}^$".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
