//! The old site of the communication department, taken in by the importer that everyone uses.

use std::sync::Arc;

use entity::space;
use import::{Format, Options, Report};
use include_dir::{Dir, include_dir};
use sea_orm::ColumnTrait;

use super::stage::Stage;
use super::{GUESTS, refused};
use crate::access::policy::ImportInto;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::importer::{Choice, Target, import};

/// The hand-made site, as it was about 2004.
static SITE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../import/fixtures/legacy-site");

/// The name under which it is imported: the last thing that the demo does.
pub(super) const SOURCE: &str = "legacy-site";

/// Takes the site into the home of the communication department, as its leader.
pub(super) async fn import_into_communication(stage: &Stage, config: &Config) -> Result<Report> {
    let folder = tempfile::tempdir().map_err(Error::internal)?;
    SITE.extract(folder.path()).map_err(Error::internal)?;
    let [leader, ..] = GUESTS;
    let access = stage.access(leader.name).await?;
    let home = stage.db.operator_find_space("communication").await?;
    let home = home.ok_or_else(|| Error::internal("no space for the site"))?;
    let row = stage.db.visible::<space::Entity>(&access).filter(space::Column::Id.eq(home));
    let row = row.one().await?.ok_or_else(|| Error::internal("the space is not seen"))?;
    let permit = access.permit::<ImportInto>(row).map_err(|refusal| refused(refusal.into()))?;
    let paths = [folder.path().to_owned()];
    let reader = import::open(&paths, Some(Format::Html), Options::default());
    let reader = reader.map_err(Error::internal)?;
    let target = Target {
        db: &stage.db,
        clock: &stage.clock,
        data: &config.data,
        permit: &permit,
        source: SOURCE,
    };
    let done = import(&target, Arc::from(reader), Arc::new(Choice::default()), &mut |_| ()).await;
    Ok(done.map_err(refused)?.report)
}
