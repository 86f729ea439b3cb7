//! Importing: documents a second on both engines beside a bare insert of the same rows, the memory that a
//! gigabyte of WordPress takes, and what readers notice meanwhile.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use entity::{import_address, import_change, import_item, post, post_body, post_tag, revision};
use fastrand::Rng;
use parvis::store::Dialect;
use sea_orm::{
    ActiveModelTrait, DatabaseConnection, EntityTrait, IntoActiveModel, Iterable, ModelTrait,
    TransactionTrait,
};
use serde_json::{Value, json};

use crate::database::Data;
use crate::measure::SEED;
use crate::options::Options;
use crate::organisation::{Doors, Organisation};
use crate::process::{self, Running};
use crate::readers::{self, Reader};
use crate::samples::{micros, quantile};
use crate::server::Server;
use crate::{Result, machine, operations, posts, random};

/// Documents of 2 kB.
const DOCUMENTS: u32 = 30_000;
/// Rows of a bare insert's transaction, as of the importer's.
const ROWS: usize = 500;
/// Posts that are there before, for readers.
const POSTS: u32 = 100_000;
/// Spaces that the reader reads.
const READS: usize = 30;
/// Bytes of the large file.
const LARGE: u64 = 1 << 30;

pub(crate) async fn run(options: &Options) -> Result<()> {
    println!("{}\n", machine::headline());
    println!("{} documents of 2 kB as records.\n", machine::grouped(DOCUMENTS.into()));
    println!(
        "| engine | documents/s | again, unchanged | bare insert of the same rows, documents/s | share | peak memory, MB | feed at rest, p50 and p99 ms | during an import | ratio of p99 |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
    for dialect in options.engine.dialects() {
        engine(*dialect, options).await?;
    }
    large().await
}

async fn engine(dialect: Dialect, options: &Options) -> Result<()> {
    let mut rng = Rng::with_seed(SEED);
    let mut data = Data::create(dialect).await?;
    let organisation = Organisation::invent(options.spaces, options.people, Doors::Mixed, &mut rng);
    let connection = data.fill().await?;
    organisation.write(&connection, &mut rng).await?;
    posts::write(&connection, &organisation, POSTS, true, &mut rng).await?;
    let reader = readers::granted(&data, &connection, &organisation, &[READS], &mut rng).await?;
    let reader = reader.into_iter().next().ok_or("no reader")?;
    data.settle(connection).await?;
    let folder = data.path("records");
    records(&folder, &mut rng)?;
    let space = organisation.unit(1)?.slug.clone();
    let first = import(&data, &folder, &space, "first", "imported").await?;
    let again = import(&data, &folder, &space, "first", "unchanged").await?;
    let bare = bare(&data).await?;
    let (server, _) = Server::start(&data).await?;
    feeds(&server, &reader, |begun| begun.elapsed().as_secs() >= 2).await?;
    let rest = feeds(&server, &reader, |begun| begun.elapsed().as_secs() >= 10).await?;
    let mut command = data.parvis()?;
    command.arg("import").arg(&folder);
    command.args(["--space", &space, "--source", "second", "--progress", "none"]);
    command.stdout(std::process::Stdio::null());
    let mut importing = Running::start(&mut command)?;
    let mut busy = Vec::new();
    while importing.has_ended()?.is_none() {
        busy.extend(feeds(&server, &reader, |begun| begun.elapsed().as_millis() >= 50).await?);
    }
    let [rest, busy] = [&rest, &busy].map(|times| {
        let mut times = micros(times);
        [0.5, 0.99].map(|share| quantile(&mut times, share) / 1e3)
    });
    let rate = |took: Duration| f64::from(DOCUMENTS) / took.as_secs_f64();
    println!(
        "| {} | {:.0} | {:.0} | {:.0} | {:.2} | {} | {:.1}, {:.1} | {:.1}, {:.1} | {:.1} |",
        machine::engine(dialect),
        rate(first.took),
        rate(again.took),
        rate(bare),
        rate(first.took) / rate(bare),
        first.peak >> 20,
        rest[0],
        rest[1],
        busy[0],
        busy[1],
        busy[1] / rest[1],
    );
    Ok(())
}

/// A run of the command.
struct Ran {
    took: Duration,
    /// Bytes of memory at most.
    peak: u64,
}

/// Fails unless every document became what is said.
async fn import(data: &Data, from: &Path, space: &str, source: &str, what: &str) -> Result<Ran> {
    let report = data.path("report.json");
    let mut command = data.parvis()?;
    command.arg("import").arg(from).args(["--space", space, "--source", source]);
    command.args(["--progress", "none", "--report"]).arg(&report);
    command.stdout(std::process::Stdio::null());
    let begun = Instant::now();
    let mut running = Running::start(&mut command)?;
    let mut peak = 0;
    while running.has_ended()?.is_none() {
        peak = peak.max(process::memory(running.id()).unwrap_or(0));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let took = begun.elapsed();
    let report: Value = serde_json::from_slice(&std::fs::read(report)?)?;
    let count = report.pointer(&format!("/totals/post/{what}")).and_then(Value::as_u64);
    if count.is_none_or(|count| count == 0) {
        return Err(format!("import: {}", report.pointer("/totals").unwrap_or(&report)).into());
    }
    Ok(Ran { took, peak })
}

/// Documents with two labels, an old address and a link to the next.
fn records(folder: &Path, rng: &mut Rng) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut file = BufWriter::new(File::create(folder.join("records.jsonl"))?);
    for number in 0..DOCUMENTS {
        let next = (number + 1) % DOCUMENTS;
        let body = format!(
            "<h2>{}</h2><p>{}</p><ul><li>{}</li><li>{}</li></ul><p>Voir <a href=\"parvis:document/{next}\">la suite</a>.</p>",
            random::text(rng, 40),
            random::text(rng, 1_500),
            random::text(rng, 180),
            random::text(rng, 180),
        );
        let line = json!({
            "type": "document", "external_id": number.to_string(), "title": random::text(rng, 40),
            "body": body, "author": random::person_name(rng), "lang": "fr",
            "published_at": format!("20{:02}-{:02}-{:02}T08:00:00Z", 4 + number % 20, 1 + number % 12, 1 + number % 28),
            "tags": [random::word(rng), random::word(rng)],
            "old_urls": [format!("http://old.example/{number}.html")],
        });
        writeln!(file, "{line}")?;
    }
    Ok(file.flush()?)
}

/// The rows that the import wrote, into an empty database of the same kind, many to a statement.
async fn bare(data: &Data) -> Result<Duration> {
    let from = data.read().await?;
    let into = Data::create(data.dialect()).await?;
    let connection = into.insert().await?;
    let mut took = Duration::ZERO;
    macro_rules! copy {
        ($($table:ident where $imported:expr;)*) => {$(
            let all = $table::Entity::find().filter($imported).all(&from).await?;
            took += insert(&connection, all).await?;
        )*};
    }
    use sea_orm::sea_query::{Expr, ExprTrait, Query};
    use sea_orm::{ColumnTrait, QueryFilter};
    let imported = || {
        Query::select()
            .column(post::Column::Id)
            .from(post::Entity)
            .and_where(Expr::col(post::Column::ImportedBy).is_not_null())
            .take()
    };
    copy! {
        post where post::Column::ImportedBy.is_not_null();
        post_body where post_body::Column::PostId.in_subquery(imported());
        revision where revision::Column::PostId.in_subquery(imported());
        post_tag where post_tag::Column::PostId.in_subquery(imported());
        import_item where import_item::Column::Kind.eq("document");
        import_change where import_change::Column::Kind.eq("document");
        import_address where import_address::Column::Kind.eq("document");
    }
    Ok(took)
}

async fn insert<M>(connection: &DatabaseConnection, rows: Vec<M>) -> Result<Duration>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: Send + ActiveModelTrait,
{
    debug_assert!(<M::Entity as EntityTrait>::Column::iter().count() * ROWS < 32_000);
    let mut rows = rows.into_iter().map(|row| row.into_active_model().reset_all()).peekable();
    let begun = Instant::now();
    while rows.peek().is_some() {
        let some: Vec<_> = rows.by_ref().take(ROWS).collect();
        let transaction = connection.begin().await?;
        M::Entity::insert_many(some).exec_without_returning(&transaction).await?;
        transaction.commit().await?;
    }
    Ok(begun.elapsed())
}

async fn feeds(
    server: &Server,
    reader: &Reader,
    done: impl Fn(Instant) -> bool,
) -> Result<Vec<Duration>> {
    let (begun, mut times) = (Instant::now(), Vec::new());
    while !done(begun) {
        let (_, took) = server.ask(&reader.token, &operations::feed()).await?;
        times.push(took);
    }
    Ok(times)
}

/// A WordPress export of a gigabyte into SQLite.
async fn large() -> Result<()> {
    let mut rng = Rng::with_seed(SEED);
    let mut data = Data::create(Dialect::Sqlite).await?;
    let organisation = Organisation::invent(30, 100, Doors::Mixed, &mut rng);
    let connection = data.fill().await?;
    organisation.write(&connection, &mut rng).await?;
    data.settle(connection).await?;
    let file = data.path("export.xml");
    let items = wordpress(&file, &mut rng)?;
    let space = organisation.unit(1)?.slug.clone();
    let ran = import(&data, &file, &space, "large", "imported").await?;
    println!(
        "\nA WordPress export of 1 GiB, {} posts, into SQLite: {:.0} s, {:.0} posts/s, peak memory {} MB.",
        machine::grouped(items),
        ran.took.as_secs_f64(),
        items as f64 / ran.took.as_secs_f64(),
        ran.peak >> 20,
    );
    Ok(())
}

fn wordpress(path: &Path, rng: &mut Rng) -> Result<u64> {
    let mut file = BufWriter::new(File::create(path)?);
    write!(
        file,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
         xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:wp=\"http://wordpress.org/export/1.2/\">\n\
         <channel><title>Large</title><link>http://old.example</link><wp:wxr_version>1.2</wp:wxr_version>\n"
    )?;
    let (mut written, mut items) = (0_u64, 0_u64);
    while written < LARGE {
        items += 1;
        let item = format!(
            "<item><title>{title}</title><link>http://old.example/{items}</link><dc:creator>marie</dc:creator>\
             <content:encoded><![CDATA[{text}\n\n{more} <a href=\"http://old.example/{before}\">avant</a>]]></content:encoded>\
             <wp:post_id>{items}</wp:post_id><wp:post_date>2010-03-04 10:00:00</wp:post_date>\
             <wp:post_date_gmt>2010-03-04 09:00:00</wp:post_date_gmt><wp:post_name>{items}</wp:post_name>\
             <wp:status>publish</wp:status><wp:post_type>post</wp:post_type>\
             <category domain=\"category\" nicename=\"vie\"><![CDATA[Vie]]></category></item>\n",
            title = random::text(rng, 40),
            text = random::text(rng, 2_500),
            more = random::text(rng, 1_500),
            before = items.saturating_sub(1).max(1),
        );
        written += item.len() as u64;
        file.write_all(item.as_bytes())?;
    }
    file.write_all(b"</channel></rss>\n")?;
    file.flush()?;
    Ok(items)
}
