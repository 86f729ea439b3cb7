//! `parvis import`.

use std::collections::HashSet;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Subcommand};
use entity::Timestamp;
use entity::id::{ImportBatchId, SpaceId};
use import::{Format, Kind, Language, Options, Reader, Record, Report};

use super::addresses::Addresses;
use super::operator::{find_space, view};
use super::progress::{Progress, Shown};
use super::{Common, clock, database, failed};
use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::importer::{Choice, Fetcher, MediaFolder, People, Target, import, pdf_text};
use crate::store::{Db, Undone};

/// Import legacy documents into a space, or take an import back
///
/// Reads what other systems left: posts and pages become posts, pictures and files media, and the
/// links between them lead to their new places. What it brings is known by its source and its name
/// there: a second run changes nothing, and what a person has changed here since is kept.
///
/// Posts name the original author where the source does, and the importer for good. Nothing is lost
/// in silence: the report accounts for every item. Exit code: 0 clean, 2 with warnings, 3 with
/// errors.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_long_help = "Examples:\n  parvis import ./old-site --space communication --dry-run --report report.html\n  parvis import export.xml --space sales --timezone Europe/Paris --media ./uploads\n  parvis import ./old-site --space communication/archives --own-host www.old.example\n  parvis import undo import_01jd2n4q5c7v8"
)]
pub(super) struct Import {
    #[command(subcommand)]
    act: Option<Act>,
    #[command(flatten)]
    run: Run,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Take an import back as a whole, except what people have since changed
    Undo(Undo),
    Addresses(Addresses),
}

#[derive(Debug, Args)]
struct Undo {
    /// The import, as its summary named it
    batch: String,
    /// Address of the leader or deputy who takes it back [default: the leader of the space's unit]
    #[arg(long, value_name = "EMAIL")]
    importer: Option<String>,
}

#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    clippy::struct_field_names,
    reason = "switches of a command, by their names there"
)]
struct Run {
    /// What to import: folders, archives or files, together one source
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Where to: a unit's address for its home space, or unit/space
    #[arg(long, value_name = "SLUG", required = true)]
    space: Option<String>,
    /// The format, if it is not recognised
    #[arg(long, value_name = "FORMAT")]
    from: Option<Format>,
    /// Name of the source [default: the name of what is imported]
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Address of the leader or deputy who imports [default: the leader of the space's unit]
    #[arg(long, value_name = "EMAIL")]
    importer: Option<String>,
    /// Encoding of all texts, whatever they declare, as windows-1252 or macintosh
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// Time zone of dates written without one, as Europe/Paris [default: the setting `time_zone`]
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
    /// Host of the old site, whose links are links within it; may be given again
    #[arg(long, value_name = "HOST")]
    own_host: Vec<String>,
    /// Folder or archive in which pictures and files are looked for; may be given again
    #[arg(long, value_name = "PATH")]
    media: Vec<PathBuf>,
    /// Fetch pictures and files that are found nowhere from the old site's hosts
    #[arg(long)]
    fetch: bool,
    /// Another host to fetch from; may be given again
    #[arg(long, value_name = "HOST", requires = "fetch")]
    fetch_host: Vec<String>,
    /// Fetch from addresses within the network too, where an old intranet stands
    #[arg(long, requires = "fetch")]
    fetch_internal: bool,
    /// How long an attempt to fetch one file may take, in seconds, at most 3600
    #[arg(long, value_name = "SECONDS", requires = "fetch", default_value_t = 60,
        value_parser = clap::value_parser!(u16).range(1..=3600))]
    fetch_timeout: u16,
    /// Who the authors are here: a file as --write-authors makes it, with the accounts filled in
    #[arg(long, value_name = "FILE")]
    authors: Option<PathBuf>,
    /// Write the authors of the source to a file to be filled in, and import nothing
    #[arg(long, value_name = "FILE", conflicts_with = "authors")]
    write_authors: Option<PathBuf>,
    /// Only these kinds: post, page, comment, media, author, term, redirect
    #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = kind)]
    only: Vec<Kind>,
    /// Only so many documents
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// Only documents published or changed since, as 2010-01-31
    #[arg(long, value_name = "DATE")]
    since: Option<jiff::civil::Date>,
    /// Leave out what others wrote and the source only repeats
    #[arg(long)]
    no_reblogs: bool,
    /// Take out what was imported before and is no longer in the source, unless people changed it
    #[arg(long)]
    prune: bool,
    /// Write nothing, report the same
    #[arg(long)]
    dry_run: bool,
    /// Write the whole report here: a page for people if the name ends in .html, else JSON; may be
    /// given again
    #[arg(long, value_name = "FILE")]
    report: Vec<PathBuf>,
    /// Print the whole report as JSON instead of a summary
    #[arg(long)]
    json: bool,
    /// How progress is shown: a bar on a terminal, JSON lines for scripts, or not at all
    #[arg(long, value_name = "HOW", value_enum, default_value_t)]
    progress: Shown,
}

impl Import {
    pub(super) async fn run(self, common: &Common) -> Result<ExitCode> {
        let config = common.config()?;
        let db = database(&config, "import").await?;
        let done = match self.act {
            Some(Act::Undo(undo)) => undo.run(&db).await,
            Some(Act::Addresses(addresses)) => addresses.run(&db, &config).await,
            None => self.run.run(&db, &config).await,
        };
        // SQLite then has all in its file, and nothing waits in its log for whoever comes next.
        let closed = db.close().await;
        done.and_then(|code| closed.map(|()| code))
    }
}

impl Undo {
    async fn run(self, db: &Db) -> Result<ExitCode> {
        let clock = clock();
        let unknown = || failed(&self.batch, "no import has this id");
        let id: ImportBatchId = self.batch.parse().map_err(|_| unknown())?;
        let batch = db.operator_find_batch(id).await?.ok_or_else(unknown)?;
        let permit = permit(db, batch.space_id, self.importer.as_deref(), clock.now()).await?;
        let undone = db.undo_import(&permit, &batch, &clock).await;
        let Undone { removed, restored, kept } = undone.map_err(super::refused)?;
        let language = language();
        let [gone, back, stay] =
            [("removed", "supprimés"), ("restored", "rétablis"), ("kept", "conservés")]
                .map(|(english, french)| language.of(english, french));
        println!("{removed} {gone}, {restored} {back}, {} {stay}", kept.len());
        for one in &kept {
            println!("  {} {}: {}", one.kind, one.external_id, one.reason);
        }
        Ok(ExitCode::from(if kept.is_empty() { 0 } else { 2 }))
    }
}

impl Run {
    async fn run(&self, db: &Db, config: &Config) -> Result<ExitCode> {
        step_back();
        let options = self.options(config)?;
        let reader: Arc<dyn Reader> = Arc::from(
            import::open(&self.paths, self.from, options.clone())
                .map_err(|cause| failed(cause.code(), &cause))?,
        );
        if let Some(file) = &self.write_authors {
            return write_authors(file, &*reader, db).await;
        }
        // Before anything comes in: a report that cannot be written would be noticed after all has.
        for file in &self.report {
            let opened = std::fs::OpenOptions::new().create(true).append(true).open(file);
            opened.map_err(|cause| failed(&file.display().to_string(), cause))?;
        }
        let (report, batch) = self.import(db, config, reader, &options).await?;
        let json = serde_json::to_string_pretty(&report).map_err(Error::internal)?;
        let language = language();
        for file in &self.report {
            let name = file.display().to_string();
            let page = file.extension().is_some_and(|it| it.eq_ignore_ascii_case("html"));
            let text = if page { report.page(language) } else { json.clone() };
            std::fs::write(file, text).map_err(|cause| failed(&name, cause))?;
        }
        if self.json {
            println!("{json}");
        } else {
            print!("{}", report.summary(language));
            if let Some(batch) = batch {
                let undo = language.of("; to take it back:", " ; pour l’annuler :");
                println!("  import {batch}{undo} parvis import undo {batch}");
            }
        }
        Ok(ExitCode::from(report.exit_code()))
    }

    async fn import(
        &self,
        db: &Db,
        config: &Config,
        reader: Arc<dyn Reader>,
        options: &Options,
    ) -> Result<(Report, Option<ImportBatchId>)> {
        let clock = clock();
        let space = find_space(db, self.space.as_deref().unwrap_or_default()).await?;
        let permit = permit(db, space, self.importer.as_deref(), clock.now()).await?;
        let choice = Arc::new(self.choice(db, &*reader, options).await?);
        let target = Target {
            db,
            clock: &clock,
            data: &config.data,
            permit: &permit,
            source: &self.source()?,
        };
        let mut progress = Progress::new(self.progress, &reader.expected());
        let done = import(&target, reader, choice, &mut |settled| progress.heard(settled)).await;
        progress.end();
        let done = done.map_err(super::refused)?;
        Ok((done.report, done.batch.map(|batch| batch.id)))
    }

    async fn choice(&self, db: &Db, reader: &dyn Reader, options: &Options) -> Result<Choice> {
        let people = match &self.authors {
            Some(file) => People::read(file, db).await?,
            None => People::default(),
        };
        let media = MediaFolder::open(&self.media, options);
        let hosts = reader.site().hosts.iter().chain(&self.fetch_host).cloned();
        let patience = Duration::from_secs(self.fetch_timeout.into());
        let fetcher = self.fetch.then(|| Fetcher::new(hosts, self.fetch_internal, patience));
        let fetcher = fetcher.transpose()?;
        let since =
            self.since.and_then(|day| options.time_zone.to_timestamp(day.at(0, 0, 0, 0)).ok());
        Ok(Choice {
            dry_run: self.dry_run,
            only: self.only.iter().copied().collect::<HashSet<_>>(),
            limit: self.limit,
            since: since.map(|at| Timestamp::from_micros(at.as_microsecond())),
            prune: self.prune,
            people,
            media: media.map_err(|cause| failed(cause.code(), &cause))?,
            fetcher,
            ..Choice::default()
        })
    }

    fn options(&self, config: &Config) -> Result<Options> {
        let zone = self.timezone.as_deref().unwrap_or(&config.time_zone);
        let time_zone =
            jiff::tz::TimeZone::get(zone).map_err(|cause| failed("--timezone", cause))?;
        let options = Options {
            own_hosts: self.own_host.clone(),
            now: jiff::Timestamp::from_microsecond(clock().now().micros())
                .map_err(Error::internal)?,
            time_zone,
            reblogs: !self.no_reblogs,
            pdf_text: Some(pdf_text),
            ..Options::default()
        };
        match &self.encoding {
            Some(label) => {
                options.with_encoding(label).map_err(|cause| failed(cause.code(), &cause))
            }
            None => Ok(options),
        }
    }

    fn source(&self) -> Result<String> {
        if let Some(source) = &self.source {
            return Ok(source.clone());
        }
        let [path] = self.paths.as_slice() else {
            return Err(failed("--source", "several paths are one source: give it a name"));
        };
        let whole = std::fs::canonicalize(path);
        let whole = whole.map_err(|cause| failed(&path.display().to_string(), cause))?;
        Ok(whole.file_name().unwrap_or_default().to_string_lossy().into_owned())
    }
}

async fn write_authors(file: &std::path::Path, reader: &dyn Reader, db: &Db) -> Result<ExitCode> {
    let authors: Vec<_> = reader
        .records()
        .filter_map(|record| match record {
            Record::Author(author) => Some(author),
            _ => None,
        })
        .collect();
    People::write(file, &authors, db).await?;
    let (authors, to) = (authors.len(), file.display());
    println!("{authors} {} {to}", language().of("authors in", "auteurs dans"));
    Ok(ExitCode::SUCCESS)
}

/// Has this process give way to others: whoever reads meanwhile should not notice.
#[cfg(unix)]
fn step_back() {
    // Where it may not, the import only takes more of the machine.
    let _ = rustix::process::nice(10);
}

#[cfg(not(unix))]
fn step_back() {}

/// The language of the locale, as programs read it (POSIX, chapter 8).
fn language() -> Language {
    let variables = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter();
    let locale = variables.filter_map(|name| std::env::var(name).ok()).find(|it| !it.is_empty());
    Language::of_locale(&locale.unwrap_or_default())
}

/// The permit to import into a space, for whoever the command names, or who leads its unit.
pub(super) async fn permit(
    db: &Db,
    space: SpaceId,
    importer: Option<&str>,
    now: Timestamp,
) -> Result<Permit<ImportInto>> {
    let (access, row) = view(db, space, importer, now).await?;
    access.permit::<ImportInto>(row).map_err(|refusal| failed("Refused", refusal.message))
}

fn kind(name: &str) -> std::result::Result<Kind, String> {
    let all = [
        Kind::Post,
        Kind::Page,
        Kind::Comment,
        Kind::Media,
        Kind::Author,
        Kind::Term,
        Kind::Redirect,
    ];
    let found = all.into_iter().find(|kind| kind.as_str() == name);
    found.ok_or_else(|| format!("known: {}", all.map(Kind::as_str).join(", ")))
}
