//! Writes suggestions for drafts, which only the author applies (rule R12).

use entity::{post, post_body, suggestion};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::invitation::{note_help, still_invited};
use super::publication::locked;
use super::{Db, Seen, Text};
use crate::access::Permit;
use crate::access::policy::{DecideSuggestion, Suggest};
use crate::clock::Clock;
use crate::content::render;
use crate::fault::{Outcome, Refused};

/// The part of a text that suggestions may change, in per cent of its characters.
const MOST: usize = 20;

impl Db {
    /// Suggests other words for a passage of a draft. The passage must stand in the text exactly once, be
    /// less than all of it, and change at most a fifth of its characters.
    pub async fn suggest(
        &self,
        permit: Permit<Suggest>,
        passage: String,
        replacement: String,
        clock: &Clock,
    ) -> Outcome<Seen<suggestion::Model>> {
        let transaction = self.begin().await?;
        let post = locked(&transaction, &permit.row().0).await?;
        if let Some(invitation) = &permit.row().1 {
            still_invited(&transaction, invitation, post.space_id, clock.now()).await?;
        }
        let body = post_body::Entity::find_by_id(post.id).one(&transaction).await?;
        let body = body.ok_or_else(|| Refused::not_found("postId"))?;
        let changed = changed(&passage, &replacement);
        check(&body.source, &passage, changed, 0, "passage")?;
        let row = suggestion::Model {
            id: clock.new_id(),
            post_id: post.id,
            evangelist_id: permit.access().me(),
            passage,
            replacement,
            created_at: clock.now(),
            changed: i32::try_from(changed).unwrap_or(i32::MAX),
            applied_at: None,
            declined_at: None,
        };
        transaction.insert(row.clone()).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Applies a suggestion: a new version of the text, signed by the author. All that are applied to a
    /// text may together change a fifth of it.
    pub async fn apply_suggestion(
        &self,
        permit: Permit<DecideSuggestion>,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        let (before, post) = permit.row();
        let now = clock.now();
        let transaction = self.begin().await?;
        let mut row = locked(&transaction, post).await?;
        let mut suggestion = undecided(&transaction, before).await?;
        let body = post_body::Entity::find_by_id(row.id).one(&transaction).await?;
        let body = body.ok_or_else(|| Refused::not_found("id"))?;
        let applied = suggestion::Entity::find()
            .filter(suggestion::Column::PostId.eq(row.id))
            .filter(suggestion::Column::AppliedAt.is_not_null());
        let applied = applied.all(&transaction).await?;
        let so_far = applied.iter().chain([&suggestion]).map(|it| it.changed.unsigned_abs());
        let so_far = so_far.sum::<u32>() as usize;
        let grown = applied
            .iter()
            .map(|it| it.replacement.chars().count().saturating_sub(it.passage.chars().count()));
        check(&body.source, &suggestion.passage, so_far, grown.sum(), "id")?;
        let source = body.source.replacen(&suggestion.passage, &suggestion.replacement, 1);
        let rendered = render(body.format, &source)?;
        let text = Text { format: body.format, source };
        self.write_text(
            &transaction,
            &mut row,
            None,
            Some((rendered, text)),
            permit.access(),
            clock,
        )
        .await?;
        row.updated_at = now;
        transaction.update(row.clone()).await?;
        suggestion.applied_at = Some(now);
        transaction.update(suggestion.clone()).await?;
        note_help(&transaction, row.id, suggestion.evangelist_id, now).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }

    /// Declines a suggestion.
    pub async fn decline_suggestion(
        &self,
        permit: Permit<DecideSuggestion>,
        clock: &Clock,
    ) -> Outcome<Seen<suggestion::Model>> {
        let (before, post) = permit.row();
        let transaction = self.begin().await?;
        locked(&transaction, post).await?;
        let mut row = undecided(&transaction, before).await?;
        row.declined_at = Some(clock.now());
        transaction.update(row.clone()).await?;
        transaction.commit().await?;
        Ok(Seen::written(row))
    }
}

async fn undecided(
    transaction: &super::transaction::Transaction,
    before: &suggestion::Model,
) -> Outcome<suggestion::Model> {
    let row = suggestion::Entity::find_by_id(before.id).one(transaction).await?;
    let row = row.ok_or_else(|| Refused::not_found("id"))?;
    if row.applied_at.is_some() || row.declined_at.is_some() {
        return Err(Refused::conflict("id", "It has been decided already.").into());
    }
    Ok(row)
}

/// Characters of the longer of two texts without what they begin and end with alike.
fn changed(before: &str, after: &str) -> usize {
    let (before, after): (Vec<char>, Vec<char>) =
        (before.chars().collect(), after.chars().collect());
    let shorter = before.len().min(after.len());
    let alike = |pairs: &mut dyn Iterator<Item = (&char, &char)>| {
        pairs.take_while(|(one, other)| one == other).count()
    };
    let head = alike(&mut before.iter().zip(&after));
    let tail = alike(&mut before.iter().rev().zip(after.iter().rev())).min(shorter - head);
    before.len().max(after.len()) - head - tail
}

/// `grown` is by how much suggestions have lengthened the text: a fifth is of what the author wrote.
fn check(
    source: &str,
    passage: &str,
    changed: usize,
    grown: usize,
    field: &str,
) -> Result<(), Refused> {
    match source.matches(passage).count() {
        1 => {}
        0 => return Err(Refused::conflict(field, "The passage does not stand in the text.")),
        _ => {
            return Err(Refused::conflict(field, "The passage stands in the text more than once."));
        }
    }
    if passage.trim() == source.trim() {
        let message = "A suggestion replaces a passage, not the whole text.";
        return Err(Refused::forbidden(field, "R12", message));
    }
    if changed * 100 > source.chars().count().saturating_sub(grown) * MOST {
        let message = format!("Suggestions change at most {MOST} % of a text.");
        return Err(Refused::forbidden(field, "R12", message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_and_ends_alike_is_not_changed() {
        for (before, after, count) in [
            ("abc", "abc", 0),
            ("abc", "abXc", 1),
            ("aaa", "aa", 1),
            ("été", "ete", 3),
            ("", "xyz", 3),
            ("one two three", "one 2 three", 3),
        ] {
            assert_eq!(changed(before, after), count, "{before} -> {after}");
        }
    }

    #[test]
    fn a_fifth_is_the_most() {
        let text = "0123456789";
        assert_eq!(check(text, "01", 2, 0, "id"), Ok(()));
        assert_eq!(check(text, "01", 2, 1, "id").unwrap_err().rule, Some("R12"));
        assert_eq!(check(text, "012", 3, 0, "id").unwrap_err().rule, Some("R12"));
        assert_eq!(check(text, text, 0, 0, "id").unwrap_err().rule, Some("R12"));
        assert!(check("abab", "ab", 0, 0, "id").is_err() && check(text, "x", 0, 0, "id").is_err());
    }
}
