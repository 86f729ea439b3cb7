//! `parvis import`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use entity::id::PersonId;
use import::{Format, Options, Report};

use super::{Common, clock, database, failed};
use crate::access::policy::ImportInto;
use crate::auth::Viewer;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::importer::{Target, import};
use crate::store::Db;

/// Import legacy documents into a space
///
/// Takes a folder of HTML pages as posts, pictures and files as media, and rewrites the links
/// between them. What it brings is known by its source and path: a second run changes nothing, and
/// what a person has changed here since is kept.
///
/// Posts name the original author where the source does, and the importer for good. Exit code: 0
/// clean, 2 with warnings, 3 with errors.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Examples:\n  parvis import ./old-site --space communication --dry-run --report report.json\n  parvis import ./old-site --space communication/archives --own-host www.old.example"
)]
pub(super) struct Import {
    /// The folder to import
    path: PathBuf,
    /// Where to: a unit's address for its home space, or unit/space
    #[arg(long, value_name = "SLUG")]
    space: String,
    /// The format, if it is not recognised
    #[arg(long, value_name = "FORMAT")]
    from: Option<Format>,
    /// Name of the source [default: the folder's name]
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Address of the leader or deputy who imports [default: the leader of the space's unit]
    #[arg(long, value_name = "EMAIL")]
    importer: Option<String>,
    /// Encoding of all pages, whatever they declare, as windows-1252 or macintosh
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// Host of the old site, whose links are links within it; may be given again
    #[arg(long, value_name = "HOST")]
    own_host: Vec<String>,
    /// Write nothing, report the same
    #[arg(long)]
    dry_run: bool,
    /// Write the whole report here, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Print the whole report as JSON instead of a summary
    #[arg(long)]
    json: bool,
}

impl Import {
    pub(super) async fn run(self, common: &Common) -> Result<ExitCode> {
        let config = common.config()?;
        let db = database(&config, "import").await?;
        let report = self.import(&db, &config).await?;
        let json = serde_json::to_string_pretty(&report).map_err(Error::internal)?;
        if let Some(file) = &self.report {
            let name = file.display().to_string();
            std::fs::write(file, &json).map_err(|cause| failed(&name, cause))?;
        }
        if self.json {
            println!("{json}");
        } else {
            print!("{report}");
        }
        Ok(ExitCode::from(report.exit_code()))
    }

    async fn import(&self, db: &Db, config: &Config) -> Result<Report> {
        let clock = clock();
        let Some(space) = db.operator_find_space(&self.space).await? else {
            return Err(failed(&self.space, "no space has this address"));
        };
        let importer = match &self.importer {
            Some(email) => db.operator_find_person(email).await?,
            None => db.operator_leader_of(space, clock.now()).await?,
        };
        let Some(importer) = importer else {
            let message = "say with --importer which leader or deputy of the space imports";
            return Err(failed("No importer", message));
        };
        let access = db.access(Arc::new(operator(importer)), clock.now()).await?;
        let seen = db.visible::<entity::space::Entity>(&access);
        let row =
            seen.filter(sea_orm::ColumnTrait::eq(&entity::space::Column::Id, space)).one().await?;
        let Some(row) = row else {
            return Err(failed("The importer", "has no role in that space"));
        };
        let permit = access.permit::<ImportInto>(row);
        let permit = permit.map_err(|refusal| failed("Refused", refusal.message))?;
        let reader = import::open(&self.path, self.from, self.options()?)
            .map_err(|cause| failed(cause.code(), &cause))?;
        let target = Target {
            db,
            clock: &clock,
            data: &config.data,
            permit: &permit,
            source: &self.source()?,
        };
        import(&target, &*reader, self.dry_run).await
    }

    fn options(&self) -> Result<Options> {
        let options = Options { own_hosts: self.own_host.clone(), ..Options::default() };
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
        let whole = std::fs::canonicalize(&self.path);
        let whole = whole.map_err(|cause| failed(&self.path.display().to_string(), cause))?;
        Ok(whole.file_name().unwrap_or_default().to_string_lossy().into_owned())
    }
}

/// The importer as the rules see them. Access version 0 is never kept, so nothing is reused.
fn operator(person: PersonId) -> Viewer {
    Viewer { person, platform: Vec::new(), application: None, access_version: 0 }
}
