//! Makes a group of records ready to be stored: chooses, finds bytes, rewrites links, renders.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use entity::id::{CommentId, MediaId};
use entity::{Timestamp, import_batch};
use import::{
    Author, Code, Comment, Document, Kind, Outcome, Problem, Reader, Reading, Record, Redirect,
    Term,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::choice::Choice;
use super::document::{Shared, digest, instant, page_id, post_path, prepared, spelled};
use super::run::{Tally, Target, kind_of};
use super::selection::Selection;
use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::content::render_comment_html;
use crate::error::{Error, Result};
use crate::store::{ImportedComment, ImportedDocument, Item, ItemKind, Noted, Seen};

/// A redirect, what it leads to, and its addresses: host, or empty, and path.
pub(super) type OldRedirect = (Noted, ItemKind, Vec<(String, String)>);

/// A group that is ready to be stored.
#[derive(Debug, Default)]
pub(super) struct Ready {
    pub(super) authors: Vec<Noted>,
    pub(super) terms: Vec<Noted>,
    pub(super) documents: Vec<(Kind, ImportedDocument)>,
    pub(super) comments: Vec<ImportedComment>,
    pub(super) redirects: Vec<OldRedirect>,
}

/// The stage of a run that makes ready.
pub(super) struct Preparer<'a, 'w> {
    pub(super) target: &'a Target<'a>,
    pub(super) reader: Arc<dyn Reader>,
    pub(super) choice: Arc<Choice>,
    pub(super) tally: &'a Tally<'w>,
    pub(super) selection: Selection,
    /// Of a dry run, which stores none: the media that it found.
    pub(super) found: HashMap<String, (MediaId, String)>,
    /// Of a dry run: the media that its documents would show.
    pub(super) shows: HashSet<MediaId>,
    /// Authors without an account, until a text of theirs says where in the source they are.
    unmapped: BTreeMap<String, Problem>,
}

impl<'a, 'w> Preparer<'a, 'w> {
    pub(super) fn new(
        target: &'a Target<'a>,
        reader: Arc<dyn Reader>,
        choice: Arc<Choice>,
        tally: &'a Tally<'w>,
    ) -> Self {
        Self {
            target,
            reader,
            selection: Selection::new(choice.clone()),
            choice,
            tally,
            found: HashMap::new(),
            shows: HashSet::new(),
            unmapped: BTreeMap::new(),
        }
    }

    /// Makes a group ready. Media are stored at once: the documents after them need their ids.
    pub(super) async fn prepare(
        &mut self,
        permit: &Permit<ImportInto>,
        batch: Option<&Seen<import_batch::Model>>,
        group: Vec<Record>,
    ) -> Result<Ready> {
        let mut ready = Ready::default();
        let earlier = self.selection.commented_earlier(self.target, permit, &group).await?;
        let (mut assets, mut documents) = (Vec::new(), Vec::new());
        for record in group {
            if !self.selection.takes(&record, &earlier) {
                self.selection.exclude(kind_of(&record));
                continue;
            }
            match record {
                Record::Author(author)
                    if self.selection.first(ItemKind::Author, &author.external_id) =>
                {
                    ready.authors.push(self.author(&author));
                }
                Record::Term(term) if self.selection.first(ItemKind::Term, &term.external_id) => {
                    ready.terms.push(noted_term(&term));
                }
                Record::Asset(asset)
                    if self.selection.first(ItemKind::Media, &asset.external_id) =>
                {
                    assets.push(asset);
                }
                Record::Document(document)
                    if self.selection.first(ItemKind::Document, &document.external_id) =>
                {
                    documents.push(*document);
                }
                Record::Comment(comment)
                    if self.selection.first(ItemKind::Comment, &comment.external_id) =>
                {
                    ready.comments.push(self.comment(permit, *comment));
                }
                Record::Redirect(redirect)
                    if self.selection.first(ItemKind::Redirect, &redirect.external_id) =>
                {
                    ready.redirects.extend(self.redirect(permit, &redirect).await?);
                }
                Record::SetAside(aside) => self.tally.set_aside(aside),
                record => self.twice(&record),
            }
        }
        self.assets(permit, batch, assets).await?;
        ready.documents = self.documents(permit, documents).await?;
        Ok(ready)
    }

    fn twice(&self, record: &Record) {
        let id = match record {
            Record::Author(author) => &author.external_id,
            Record::Term(term) => &term.external_id,
            Record::Asset(asset) => &asset.external_id,
            Record::Document(document) => &document.external_id,
            Record::Comment(comment) => &comment.external_id,
            Record::Redirect(redirect) => &redirect.external_id,
            Record::SetAside(_) => return,
        };
        let message = "another item of the source has the same identity; the first was taken";
        let problem = Problem::new(Code::DuplicateId, kind_of(record), id, message);
        self.tally.lose(Outcome::Failed, problem);
    }

    fn author(&mut self, author: &Author) -> Noted {
        let account = self.choice.people.account(Some(&author.external_id), Some(&author.name));
        if account.is_none() {
            let message = format!(
                "{} has no account here: their name stands on what they wrote",
                author.name
            );
            let problem =
                Problem::new(Code::UnmappedAuthor, Kind::Author, &author.external_id, message);
            let problem = Problem { file: None, ..problem.titled(&author.name) };
            self.unmapped.insert(author.external_id.clone(), problem);
        }
        Noted {
            external_id: author.external_id.clone(),
            target: account.map_or(Uuid::nil(), Uuid::from),
            content_hash: digest(&[
                &author.name,
                &account.map(|id| id.to_string()).unwrap_or_default(),
            ]),
            meta: Some(json!({ "name": author.name }).to_string()),
        }
    }

    /// Tells of an author without an account, with the first of their texts.
    fn first_of_author(&mut self, document: &Document) {
        let by = document.author_id.as_ref().or(document.author.as_ref());
        if let Some(problem) = by.and_then(|id| self.unmapped.remove(id)) {
            let Reading { file, line, .. } = &document.reading;
            self.tally.tell(problem.in_file(file).at(*line));
        }
    }

    /// Tells of those authors without an account of whom no text came.
    pub(super) fn tell_unmapped(&mut self) {
        for problem in std::mem::take(&mut self.unmapped).into_values() {
            self.tally.tell(problem);
        }
    }

    fn comment(&self, permit: &Permit<ImportInto>, comment: Comment) -> ImportedComment {
        let rewritten = import::rewrite_comment(&comment, |_, external_id| {
            Some(post_path(page_id(permit.row().id, self.target.source, external_id)))
        });
        rewritten.problems.into_iter().for_each(|problem| self.tally.tell(problem));
        let html = render_comment_html(&rewritten.html);
        let written_at = comment.written.as_ref().map(instant);
        let name = format!("{}\0{}", self.target.source, comment.external_id);
        ImportedComment {
            id: comment_id(&name, written_at.unwrap_or_else(|| self.target.clock.now())),
            content_hash: digest(&[
                &html,
                comment.author.as_deref().unwrap_or_default(),
                comment.parent.as_deref().unwrap_or_default(),
            ]),
            external_id: comment.external_id,
            document: comment.document,
            parent: comment.parent,
            author: comment.author,
            html,
            written_at,
        }
    }

    async fn redirect(
        &mut self,
        permit: &Permit<ImportInto>,
        redirect: &Redirect,
    ) -> Result<Option<OldRedirect>> {
        let Target { db, source, .. } = *self.target;
        let addresses = spelled(&redirect.old_urls);
        let mut to = None;
        for kind in [ItemKind::Document, ItemKind::Media] {
            let item = db.imported(permit, source, kind, [redirect.to.as_str()]).await?;
            to = to.or_else(|| item.get(&redirect.to).map(|item| (item.target, kind)));
        }
        // What a dry run would make, or the group before is about to store, is known by its name.
        let left_out = self.selection.leaves_out(&redirect.to);
        if to.is_none() && !left_out && self.selection.came(ItemKind::Document, &redirect.to) {
            let id = page_id(permit.row().id, source, &redirect.to);
            to = Some((id, ItemKind::Document));
        }
        if to.is_none() && left_out {
            self.selection.exclude(Kind::Redirect);
            return Ok(None);
        }
        let Some((target, kind)) = to else {
            let message = format!("leads to {}, which did not come in", redirect.to);
            let id = &redirect.external_id;
            let problem = Problem::new(Code::BrokenRedirect, Kind::Redirect, id, message);
            self.tally.lose(Outcome::Failed, problem);
            return Ok(None);
        };
        let noted = Noted {
            external_id: redirect.external_id.clone(),
            target,
            content_hash: digest(&[&redirect.to, &redirect.old_urls.join(" ")]),
            meta: Some(json!({ "to": redirect.to, "old_urls": redirect.old_urls }).to_string()),
        };
        Ok(Some((noted, kind, addresses)))
    }

    async fn documents(
        &mut self,
        permit: &Permit<ImportInto>,
        documents: Vec<Document>,
    ) -> Result<Vec<(Kind, ImportedDocument)>> {
        if documents.is_empty() {
            return Ok(Vec::new());
        }
        let Target { db, clock, source, .. } = *self.target;
        for document in &documents {
            self.first_of_author(document);
        }
        let names = documents.iter().map(|document| document.external_id.as_str());
        let known = db.imported(permit, source, ItemKind::Document, names).await?;
        let media = self.media_of(permit, &documents).await?;
        {
            let mut report = self.tally.report();
            for document in &documents {
                report.note(document);
            }
        }
        let shared = Arc::new(Shared {
            space: permit.row().id,
            source: source.to_owned(),
            now: clock.now(),
            known,
            media,
            choice: self.choice.clone(),
        });
        // On one thread: what is stored meanwhile takes longer, and more would only take the processor from it.
        let work = tokio::task::spawn_blocking(move || {
            documents.iter().map(|document| prepared(document, &shared)).collect::<Vec<_>>()
        });
        let mut ready = Vec::new();
        for one in work.await.map_err(Error::internal)? {
            one.problems.into_iter().for_each(|problem| self.tally.tell(problem));
            match one.document {
                Ok(document) => {
                    self.selection.lead(one.kind, &document, one.leads);
                    if self.choice.dry_run {
                        self.shows.extend(&document.media);
                    }
                    ready.push((one.kind, document));
                }
                Err(outcome) => self.tally.settle(one.kind, &one.external_id, outcome, one.target),
            }
        }
        Ok(ready)
    }

    /// The media that these documents show or link to, as far as they are here.
    async fn media_of(
        &self,
        permit: &Permit<ImportInto>,
        documents: &[Document],
    ) -> Result<HashMap<String, (MediaId, String)>> {
        let mut wanted: HashSet<&str> = HashSet::new();
        for document in documents {
            wanted.extend(document.cover.as_deref());
            for link in &document.links {
                if let import::Target::Entry { kind: Kind::Media, external_id, .. } = &link.target {
                    wanted.insert(external_id);
                }
            }
        }
        let Target { db, source, .. } = *self.target;
        let items = db.imported(permit, source, ItemKind::Media, wanted.iter().copied()).await?;
        let here = |(name, item): (String, Item)| (name, (item.target.into(), item.content_hash));
        let mut media: HashMap<_, _> = items.into_iter().map(here).collect();
        for name in wanted {
            if let Some(found) = self.found.get(name) {
                media.insert(name.to_owned(), found.clone());
            }
        }
        Ok(media)
    }
}

fn noted_term(term: &Term) -> Noted {
    let Term { external_id, taxonomy, name, slug, parent, description } = term;
    let meta = json!({
        "taxonomy": taxonomy, "name": name, "slug": slug, "parent": parent, "description": description,
    });
    Noted {
        external_id: external_id.clone(),
        target: Uuid::nil(),
        content_hash: digest(&[&meta.to_string()]),
        meta: Some(meta.to_string()),
    }
}

/// An id that is the same in every run and stands at its time among others (UUID version 7).
fn comment_id(name: &str, written_at: Timestamp) -> CommentId {
    let millis = u64::try_from(written_at.micros() / 1000).unwrap_or(0);
    let mut tail = [0_u8; 10];
    tail.iter_mut().zip(Sha256::digest(name)).for_each(|(byte, digest)| *byte = digest);
    uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid().into()
}
