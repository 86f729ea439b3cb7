//! Who the authors of a source are here, from a file that the person who imports has filled in.

use std::collections::HashMap;
use std::path::Path;

use entity::id::PersonId;
use import::Author;

use crate::error::{Code, Error, Result};
use crate::store::Db;

/// The columns of the file.
const COLUMNS: [&str; 4] = ["external_id", "name", "email", "account"];

/// Accounts by the author's name in the source.
#[derive(Clone, Debug, Default)]
pub struct People {
    accounts: HashMap<String, PersonId>,
}

/// A line of the file names an account that there is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: nobody here has the address {email}")]
pub struct UnknownPerson {
    /// Of the file, from 1.
    pub line: u64,
    /// As written there.
    pub email: String,
}

impl People {
    /// Reads a file of `external_id,name,email,account`: the account is the address of a person
    /// here, or empty for somebody who has none. Nobody is ever made an account.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where the file cannot be read or names an account that there is not.
    pub async fn read(file: &Path, db: &Db) -> Result<Self> {
        let name = file.display();
        let wrong = |cause: String| Error::new(Code::InvalidArgument, format!("{name}: {cause}"));
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_path(file)
            .map_err(|cause| wrong(cause.to_string()))?;
        let header = reader.headers().map_err(|cause| wrong(cause.to_string()))?.clone();
        let column = |wanted: &str| {
            let at =
                header.iter().position(|column| column.trim_start_matches('\u{feff}') == wanted);
            at.ok_or_else(|| {
                wrong(format!(
                    "no column `{wanted}`; written by --write-authors: {}",
                    COLUMNS.join(",")
                ))
            })
        };
        let (id, account) = (column("external_id")?, column("account")?);
        let mut accounts = HashMap::new();
        for (number, line) in (2..).zip(reader.records()) {
            let line = line.map_err(|cause| wrong(cause.to_string()))?;
            let (Some(id), Some(email)) = (line.get(id), line.get(account)) else { continue };
            if id.is_empty() || email.is_empty() {
                continue;
            }
            let person = db.operator_find_person(email).await?;
            let person = person.ok_or_else(|| {
                wrong(UnknownPerson { line: number, email: email.to_owned() }.to_string())
            })?;
            accounts.insert(id.to_owned(), person);
        }
        Ok(Self { accounts })
    }

    /// Writes the authors of a source as such a file, with the accounts that are known.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where it cannot be written.
    pub async fn write(file: &Path, authors: &[Author], db: &Db) -> Result<()> {
        let wrong = |cause: csv::Error| {
            Error::new(Code::InvalidArgument, format!("{}: {cause}", file.display()))
        };
        let mut writer = csv::Writer::from_path(file).map_err(wrong)?;
        writer.write_record(COLUMNS).map_err(wrong)?;
        for author in authors {
            let email = author.email.as_deref().unwrap_or_default();
            let here = !email.is_empty() && db.operator_find_person(email).await?.is_some();
            let account = if here { email } else { "" };
            writer
                .write_record([&author.external_id, &author.name, email, account])
                .map_err(wrong)?;
        }
        writer.flush().map_err(|cause| wrong(cause.into()))
    }

    /// The account of an author, by their id in the source, or by their name where it gives none.
    #[must_use]
    pub fn account(&self, id: Option<&str>, name: Option<&str>) -> Option<PersonId> {
        id.or(name).and_then(|author| self.accounts.get(author)).copied()
    }
}
