//! The schema, put together from its nouns.

use async_graphql::{EmptySubscription, MergedObject, SDLExportOptions};

use super::feed::FeedQuery;
use super::mutation::Mutation;
use super::node::NodeQuery;
use super::person::PersonQuery;
use super::post::PostQuery;
use super::space::SpaceQuery;
use super::unit::UnitQuery;
use super::viewer::ViewerQuery;
use crate::config::Config;
use crate::meter::Metering;

/// What can be read. Everything is what you, the bearer of the token, may see.
#[derive(Default, MergedObject)]
pub struct Query(ViewerQuery, NodeQuery, UnitQuery, SpaceQuery, PostQuery, FeedQuery, PersonQuery);

/// The executable schema.
pub type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// The schema with the limits of the settings.
#[must_use]
pub fn schema(config: &Config) -> Schema {
    builder()
        .limit_depth(config.max_depth as usize)
        .limit_complexity(config.max_complexity as usize)
        .extension(Metering)
        .finish()
}

/// The schema as text, sorted: the same for the same program.
#[must_use]
pub fn sdl() -> String {
    let options = SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items();
    let text = builder().finish().sdl_with_options(options);
    format!("{}\n", text.trim_end())
}

fn builder() -> async_graphql::SchemaBuilder<Query, Mutation, EmptySubscription> {
    async_graphql::Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .disable_suggestions()
}
