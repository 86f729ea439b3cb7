//! Writes co-authors, whom the author names (rule R11).

use entity::{person, post, post_coauthor, space};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::audit::Line;
use super::evangelist::refuse_helper;
use super::publication::locked;
use super::{Db, Seen};
use crate::access::Permit;
use crate::access::policy::{NameCoauthor, RemoveCoauthor};
use crate::clock::Clock;
use crate::fault::{Outcome, Refused};

/// Co-authors of a post, at most.
const MAX_COAUTHORS: u64 = 20;

impl Db {
    /// Names a co-author, who reads the draft and, where they are contributor, changes it.
    pub async fn name_coauthor(
        &self,
        permit: Permit<NameCoauthor>,
        person: &person::Model,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        let me = permit.access().me();
        if person.id == me {
            return Err(Refused::conflict("personId", "You are its author.").into());
        }
        let transaction = self.begin_noted(clock).await?;
        let post = locked(&transaction, permit.row()).await?;
        if let Some(space) = space::Entity::find_by_id(post.space_id).one(&transaction).await? {
            refuse_helper(&transaction, person.id, space.unit_id, clock.now()).await?;
        }
        let named = post_coauthor::Entity::find().filter(post_coauthor::Column::PostId.eq(post.id));
        if named.count(&transaction).await? >= MAX_COAUTHORS {
            return Err(Refused::too_long("personId", 20, "co-authors").into());
        }
        let row = post_coauthor::Model {
            post_id: post.id,
            person_id: person.id,
            named_by: me,
            created_at: clock.now(),
        };
        if !transaction.insert_new(row).await? {
            return Err(Refused::conflict("personId", "They are co-author already.").into());
        }
        // Of which post is its writers' alone.
        let line =
            Line { act: "COAUTHOR_NAMED", subject: Some(person.id.into()), ..Line::default() };
        transaction.audited(clock, Some(permit.access()), line).await?;
        transaction.commit().await?;
        Ok(Seen::written(post))
    }

    /// Takes a co-author off.
    pub async fn remove_coauthor(
        &self,
        permit: Permit<RemoveCoauthor>,
        clock: &Clock,
    ) -> Outcome<Seen<post::Model>> {
        let (post, coauthor) = permit.row();
        let transaction = self.begin_noted(clock).await?;
        post_coauthor::Entity::delete_by_id((coauthor.post_id, coauthor.person_id))
            .exec(&transaction)
            .await?;
        let subject = Some(coauthor.person_id.into());
        let line = Line { act: "COAUTHOR_REMOVED", subject, ..Line::default() };
        transaction.audited(clock, Some(permit.access()), line).await?;
        transaction.commit().await?;
        Ok(Seen::written(post.clone()))
    }
}
