//! Links of texts to posts and files here, as links within an export.

use std::collections::HashSet;

use entity::id::{PostId, SpaceId};
use entity::media;
use entity::post::{self, State};
use import::jsonl::{document_address, media_address};
use sea_orm::ColumnTrait;

use crate::access::Access;
use crate::error::Result;
use crate::store::{Db, Seen, in_few_lengths};

/// Posts that links lead to and that are looked up at a time.
const LINKED: usize = 1_000;

/// The posts that a text may lead to.
pub(super) fn posts(text: &str) -> impl Iterator<Item = PostId> {
    text.split("/posts/").skip(1).filter_map(|rest| id_at(rest).parse().ok())
}

/// Those of these posts that are in an export of these spaces, whichever portion they come with.
pub(super) async fn known(
    db: &Db,
    access: &Access,
    ids: HashSet<PostId>,
    spaces: impl Iterator<Item = SpaceId>,
) -> Result<HashSet<PostId>> {
    let spaces = in_few_lengths(spaces);
    let ids: Vec<PostId> = ids.into_iter().collect();
    let mut known = HashSet::new();
    for some in ids.chunks(LINKED) {
        let rows = db
            .visible::<post::Entity>(access)
            .filter(post::Column::Id.is_in(in_few_lengths(some.iter().copied())))
            .filter(post::Column::SpaceId.is_in(spaces.iter().copied()))
            .filter(post::Column::State.ne(State::Deleted));
        known.extend(rows.all().await?.into_iter().map(|row| row.id));
    }
    Ok(known)
}

/// A text whose links to these posts and media lead within the export.
pub(super) fn within(text: &str, known: &HashSet<PostId>, media: &[Seen<media::Model>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['/']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        // Whole addresses on other hosts have a path like ours: what stands before tells.
        let own = before.ends_with(['"', '\'', '(', '<', ' ']) || before.is_empty();
        let post = from.strip_prefix("/posts/").filter(|_| own).map(id_at).and_then(|id| {
            let post: PostId = id.parse().ok()?;
            known.contains(&post).then(|| (id.len() + 7, document_address(id)))
        });
        let medium = from.strip_prefix("/media/").filter(|_| own).map(id_at).and_then(|id| {
            let here = media.iter().any(|medium| medium.id.to_string() == id);
            here.then(|| (id.len() + 7, media_address(id)))
        });
        let (length, address) = post.or(medium).unwrap_or((1, "/".to_owned()));
        out.push_str(&address);
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The id that a text begins with.
fn id_at(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}
