//! `parvis export`.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use entity::id::{MediaId, PostId};
use entity::post;
use import::Site;
use import::jsonl::Line;
use sea_orm::{ColumnTrait, Order};

use super::operator::{find_space, view};
use super::{Common, clock, database, failed};
use crate::access::policy::ExportSpace;
use crate::error::Result;
use crate::exporter::{Exported, exported, media_file, rest};
use crate::store::{Seen, media_path};

/// Posts that are read at a time.
const PORTION: u64 = 100;

/// Take a space out, to be imported elsewhere
///
/// Writes everything that its leader reads of the space into a folder: `records.jsonl`, one record a
/// line, and the files in `media/`. `parvis import` reads the folder, here or elsewhere.
#[derive(Debug, Args)]
#[command(
    after_long_help = "Example:\n  parvis export --space communication ./communication-export"
)]
pub(super) struct Export {
    /// Where to: a folder that is not there yet, or is empty
    to: PathBuf,
    /// Which space: a unit's address for its home space, or unit/space
    #[arg(long, value_name = "SLUG")]
    space: String,
    /// Address of the leader or deputy whose view is taken out [default: the leader of the space's unit]
    #[arg(long, value_name = "EMAIL")]
    exporter: Option<String>,
}

/// What was written.
#[derive(Default)]
struct Written {
    posts: u64,
    comments: u64,
    media: HashSet<MediaId>,
    /// Ids of authors and media whose lines are there.
    lines: HashSet<String>,
}

impl Export {
    pub(super) async fn run(self, common: &Common) -> Result<ExitCode> {
        let config = common.config()?;
        let db = database(&config, "export").await?;
        let space = find_space(&db, &self.space).await?;
        let (access, row) = view(&db, space, self.exporter.as_deref(), clock().now()).await?;
        let title = row.name.clone();
        let permit = access.permit::<ExportSpace>(row);
        let permit = permit.map_err(|refusal| failed("Refused", refusal.message))?;
        let wrong = |cause: std::io::Error| failed(&self.to.display().to_string(), cause);
        let mut file = self.begin().map_err(wrong)?;
        let site = Site { title: Some(title), ..Site::default() };
        write(&mut file, &Line::from(&site)).map_err(wrong)?;
        let mut written = Written::default();
        let mut after: Option<PostId> = None;
        loop {
            let mut posts = db
                .visible::<post::Entity>(&access)
                .filter(post::Column::SpaceId.eq(space))
                .filter(post::Column::State.ne(post::State::Deleted));
            if let Some(after) = after {
                posts = posts.filter(post::Column::Id.gt(after));
            }
            let posts: Vec<Seen<post::Model>> =
                posts.order_by(post::Column::Id, Order::Asc).limit(PORTION).all().await?;
            let Some(last) = posts.last() else { break };
            after = Some(last.id);
            for one in exported(&db, &access, &posts).await? {
                self.take(&mut file, &config.data, &one, &mut written).map_err(wrong)?;
            }
        }
        let others = rest(&db, &permit).await?;
        self.take(&mut file, &config.data, &others, &mut written).map_err(wrong)?;
        file.flush().map_err(wrong)?;
        let Written { posts, comments, media, .. } = written;
        println!(
            "{posts} posts, {comments} comments, {} files in {}",
            media.len(),
            self.to.display()
        );
        Ok(ExitCode::SUCCESS)
    }

    /// The empty file of records, in an empty folder.
    fn begin(&self) -> std::io::Result<BufWriter<File>> {
        fs::create_dir_all(self.to.join("media"))?;
        let taken =
            fs::read_dir(&self.to)?.count() > 1 || fs::read_dir(self.to.join("media"))?.count() > 0;
        if taken {
            return Err(std::io::Error::new(
                std::io::ErrorKind::AlreadyExists,
                "the folder is not empty",
            ));
        }
        Ok(BufWriter::new(File::create_new(self.to.join("records.jsonl"))?))
    }

    /// Writes a post with what it needs, each file and author once.
    fn take(
        &self,
        file: &mut impl Write,
        data: &Path,
        one: &Exported,
        written: &mut Written,
    ) -> std::io::Result<()> {
        for medium in &one.media {
            if written.media.insert(medium.id) {
                fs::copy(media_path(data, &medium.sha256), self.to.join(media_file(medium)))?;
            }
        }
        for line in &one.lines {
            match line {
                Line::Author(author) if !written.lines.insert(author.external_id.clone()) => {
                    continue;
                }
                Line::Media(medium) if !written.lines.insert(medium.external_id.clone()) => {
                    continue;
                }
                Line::Document(_) => written.posts += 1,
                Line::Comment(_) => written.comments += 1,
                _ => {}
            }
            write(file, line)?;
        }
        Ok(())
    }
}

fn write(file: &mut impl Write, line: &Line) -> std::io::Result<()> {
    let json = line.to_json().map_err(std::io::Error::other)?;
    writeln!(file, "{json}")
}
