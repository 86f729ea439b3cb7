//! Directory groups, to whom roles can be granted (rule R4).

use async_graphql::{Context, ID, Object};
use entity::directory_group;

use super::page::{Sort, connection, cost, list};
use crate::error::Result;
use crate::store::Seen;

/// A group of the identity provider's directory. Its members are who its tokens say.
pub struct DirectoryGroup(pub Seen<directory_group::Model>);

/// A group of the identity provider's directory. Its members are who its tokens say.
#[Object]
impl DirectoryGroup {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// As the provider names it.
    async fn name(&self) -> &str {
        &self.0.name
    }
}

connection! {
    /// A page of directory groups.
    DirectoryGroupConnection, DirectoryGroupEdge of DirectoryGroup
}

/// Looks up directory groups.
#[derive(Default)]
pub struct GroupQuery;

#[Object]
impl GroupQuery {
    /// The directory groups that tokens have named, oldest first. For those who hold an office, and
    /// administrators; empty for others.
    #[graphql(complexity = "cost(first, child_complexity)")]
    async fn directory_groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the group before.")] after: Option<String>,
    ) -> Option<Result<DirectoryGroupConnection>> {
        let rows = list::<directory_group::Entity, _>(
            ctx,
            (first, after),
            Sort::ById,
            |all, _| all,
            DirectoryGroup,
        )
        .await;
        Some(rows.map(DirectoryGroupConnection::new))
    }
}
