//! The stage of a run that stores what is ready, and what became of what is no longer in the source.

use std::collections::HashSet;

use entity::id::MediaId;
use import::{Code, Kind, Outcome, Problem};

use super::prepare::{Preparer, Ready};
use super::run::{Run, Target, error};
use crate::access::Permit;
use crate::access::policy::ImportInto;
use crate::error::Result;
use crate::store::{Item, ItemKind, ItemState, Noted};

impl Run<'_, '_> {
    /// Stores a group.
    pub(super) async fn store(&mut self, permit: &Permit<ImportInto>, ready: Ready) -> Result<()> {
        self.noted(permit, ItemKind::Author, Kind::Author, &ready.authors).await?;
        self.noted(permit, ItemKind::Term, Kind::Term, &ready.terms).await?;
        self.documents(permit, &ready).await?;
        self.comments(permit, &ready).await?;
        self.redirects(permit, &ready).await
    }

    async fn noted(
        &self,
        permit: &Permit<ImportInto>,
        item: ItemKind,
        kind: Kind,
        noted: &[Noted],
    ) -> Result<()> {
        if noted.is_empty() {
            return Ok(());
        }
        let Target { db, source, .. } = *self.target;
        let states = if let Some(batch) = self.batch {
            db.note_imported(permit, batch, item, noted).await.map_err(error)?
        } else {
            let names = noted.iter().map(|one| one.external_id.as_str());
            let known = db.imported(permit, source, item, names).await?;
            let state = |one: &Noted| match known.get(&one.external_id) {
                Some(item) if item.content_hash == one.content_hash => ItemState::Unchanged,
                Some(_) => ItemState::Updated,
                None => ItemState::Imported,
            };
            noted.iter().map(state).collect()
        };
        for (one, state) in noted.iter().zip(states) {
            self.tally.settle(kind, &one.external_id, outcome(state), None);
        }
        Ok(())
    }

    async fn documents(&self, permit: &Permit<ImportInto>, ready: &Ready) -> Result<()> {
        if ready.documents.is_empty() {
            return Ok(());
        }
        let Target { db, clock, source, .. } = *self.target;
        let (kinds, documents): (Vec<Kind>, Vec<_>) = ready.documents.iter().cloned().unzip();
        let states = match self.batch {
            Some(batch) => db.import_documents(permit, batch, &documents, clock).await,
            None => db.foretell_documents(permit, source, &documents).await.map_err(Into::into),
        };
        for ((kind, one), state) in kinds.into_iter().zip(&documents).zip(states.map_err(error)?) {
            if state == ItemState::Conflict {
                let message = "changed or deleted here since it was imported: kept as it is";
                let problem = Problem::new(Code::Conflict, kind, &one.external_id, message);
                let problem = problem.in_file(&one.file).at(one.line).titled(&one.title);
                self.tally.lose(Outcome::Skipped, problem);
                continue;
            }
            let id = self.batch.map(|_| one.id.into());
            self.tally.settle(kind, &one.external_id, outcome(state), id);
        }
        Ok(())
    }

    async fn comments(&self, permit: &Permit<ImportInto>, ready: &Ready) -> Result<()> {
        if ready.comments.is_empty() {
            return Ok(());
        }
        let Target { db, clock, source, .. } = *self.target;
        let Some(batch) = self.batch else {
            let names = ready.comments.iter().map(|one| one.external_id.as_str());
            let known = db.imported(permit, source, ItemKind::Comment, names).await?;
            for one in &ready.comments {
                let outcome = match known.get(&one.external_id) {
                    Some(item) if item.content_hash == one.content_hash => Outcome::Unchanged,
                    Some(_) => Outcome::Updated,
                    None => Outcome::Imported,
                };
                self.tally.settle(Kind::Comment, &one.external_id, outcome, None);
            }
            return Ok(());
        };
        let states = db.import_comments(permit, batch, &ready.comments, clock).await;
        for (one, state) in ready.comments.iter().zip(states.map_err(error)?) {
            let (code, outcome, message) = match state {
                ItemState::Conflict => {
                    (Code::Conflict, Outcome::Skipped, "deleted here since it was imported")
                }
                ItemState::Orphan => {
                    (Code::UnknownParent, Outcome::Failed, "what it is on did not come in")
                }
                state => {
                    let id = Some(one.id.into());
                    self.tally.settle(Kind::Comment, &one.external_id, outcome(state), id);
                    continue;
                }
            };
            let problem = Problem::new(code, Kind::Comment, &one.external_id, message);
            self.tally.lose(outcome, Problem { file: None, ..problem });
        }
        Ok(())
    }

    async fn redirects(&self, permit: &Permit<ImportInto>, ready: &Ready) -> Result<()> {
        let (Some(batch), false) = (self.batch, ready.redirects.is_empty()) else {
            let noted: Vec<Noted> = ready.redirects.iter().map(|(one, ..)| one.clone()).collect();
            return self.noted(permit, ItemKind::Redirect, Kind::Redirect, &noted).await;
        };
        let db = self.target.db;
        let states = db.import_redirects(permit, batch, &ready.redirects).await.map_err(error)?;
        for ((one, ..), state) in ready.redirects.iter().zip(states) {
            let target = Some(one.target);
            self.tally.settle(Kind::Redirect, &one.external_id, outcome(state), target);
        }
        Ok(())
    }

    /// Imported before and no longer in the source: said, and taken out only if the choice says so.
    pub(super) async fn vanished(
        &mut self,
        permit: &Permit<ImportInto>,
        preparer: &Preparer<'_, '_>,
    ) -> Result<()> {
        let Target { db, source, .. } = *self.target;
        // Comments before what they are on.
        for kind in [ItemKind::Comment, ItemKind::Document, ItemKind::Media, ItemKind::Redirect] {
            let mut after = String::new();
            loop {
                let items = db.imported_after(permit, source, kind, &after).await?;
                let Some(last) = items.last() else { break };
                after.clone_from(&last.external_id);
                for item in &items {
                    if !preparer.selection.came(kind, &item.external_id) {
                        self.gone(permit, kind, item).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// What came in and no text shows: said, for readers will not find it.
    pub(super) async fn unshown(
        &self,
        permit: &Permit<ImportInto>,
        preparer: &Preparer<'_, '_>,
    ) -> Result<()> {
        let Target { db, source, .. } = *self.target;
        if self.batch.is_none() {
            let mut found: Vec<_> = preparer.found.iter().map(|(id, it)| (id, it.0)).collect();
            found.sort();
            return self.tell_unshown(found, &preparer.shows).await;
        }
        let mut after = String::new();
        loop {
            let items = db.imported_after(permit, source, ItemKind::Media, &after).await?;
            let Some(last) = items.last() else { return Ok(()) };
            after.clone_from(&last.external_id);
            let came =
                items.iter().filter(|it| preparer.selection.came(ItemKind::Media, &it.external_id));
            let came = came.map(|it| (&it.external_id, it.target.into())).collect();
            self.tell_unshown(came, &preparer.shows).await?;
        }
    }

    /// `foretold` is what the documents of a dry run would show.
    async fn tell_unshown(
        &self,
        media: Vec<(&String, MediaId)>,
        foretold: &HashSet<MediaId>,
    ) -> Result<()> {
        let ids: Vec<MediaId> = media.iter().map(|(_, id)| *id).collect();
        let shown = self.target.db.shown_media(&ids).await?;
        for (name, _) in
            media.iter().filter(|(_, id)| !shown.contains(id) && !foretold.contains(id))
        {
            let message = "no text shows it: only leaders and deputies of the space see it";
            self.tally.tell(Problem::new(Code::UnusedMedia, Kind::Media, name, message));
        }
        Ok(())
    }

    /// Whether something is taken out, or would be: in a trial the documents before are still there, and what they
    /// show goes with them.
    async fn goes(
        &mut self,
        permit: &Permit<ImportInto>,
        kind: ItemKind,
        item: &Item,
    ) -> Result<bool> {
        let Target { db, source, .. } = *self.target;
        let trial = self.batch.is_none();
        if trial && kind == ItemKind::Media {
            let showing = db.posts_showing(item.target.into()).await?;
            return Ok(showing.iter().all(|post| self.foretold.contains(post)));
        }
        let goes = db.prune_imported(permit, source, kind, &item.external_id, trial).await;
        let goes = goes.map_err(error)?;
        if goes && trial && kind == ItemKind::Document {
            self.foretold.insert(item.target.into());
        }
        Ok(goes)
    }

    async fn gone(
        &mut self,
        permit: &Permit<ImportInto>,
        kind: ItemKind,
        item: &Item,
    ) -> Result<()> {
        let external_id = &item.external_id;
        let counted = match kind {
            ItemKind::Document if is_post(item) => Kind::Post,
            ItemKind::Document => Kind::Page,
            ItemKind::Comment => Kind::Comment,
            ItemKind::Media => Kind::Media,
            ItemKind::Author => Kind::Author,
            ItemKind::Term => Kind::Term,
            ItemKind::Redirect => Kind::Redirect,
        };
        let told = |code, message: &str| {
            let problem = Problem::new(code, counted, external_id, message);
            self.tally.tell(Problem { file: None, title: text_of(item, "title"), ..problem });
        };
        if !self.choice.prune {
            told(Code::Vanished, "imported earlier and no longer in the source: it stays here");
            return Ok(());
        }
        if self.goes(permit, kind, item).await? {
            told(Code::Pruned, "imported earlier and no longer in the source: taken out");
        } else {
            told(Code::Conflict, "no longer in the source, and changed here since: it stays");
        }
        Ok(())
    }
}

/// Whether a document was a post where it came from.
fn is_post(item: &Item) -> bool {
    text_of(item, "kind").is_some_and(|kind| kind == Kind::Post.as_str())
}

/// What the source told of an item under a name.
fn text_of(item: &Item, name: &str) -> Option<String> {
    let meta = item.meta.as_deref()?;
    let meta: serde_json::Value = serde_json::from_str(meta).ok()?;
    Some(meta.get(name)?.as_str()?.to_owned())
}

fn outcome(state: ItemState) -> Outcome {
    match state {
        ItemState::Imported => Outcome::Imported,
        ItemState::Updated => Outcome::Updated,
        ItemState::Unchanged => Outcome::Unchanged,
        ItemState::Conflict => Outcome::Skipped,
        ItemState::Orphan => Outcome::Failed,
    }
}
