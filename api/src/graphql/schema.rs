//! The schema, put together from its nouns.

use async_graphql::{EmptySubscription, MergedObject, SDLExportOptions};

use super::access::AccessQuery;
use super::audit::AuditQuery;
use super::break_glass::BreakGlassQuery;
use super::export::ExportQuery;
use super::feed::FeedQuery;
use super::group::GroupQuery;
use super::handover::HandoverQuery;
use super::help_request::HelpRequestQuery;
use super::import::ImportQuery;
use super::mutation::Mutation;
use super::node::NodeQuery;
use super::person::PersonQuery;
use super::post::PostQuery;
use super::preview::PreviewQuery;
use super::space::SpaceQuery;
use super::tag::TagQuery;
use super::unit::UnitQuery;
use super::viewer::ViewerQuery;
use crate::config::Config;
use crate::meter::Metering;

/// What can be read. Everything is what you, the bearer of the token, may see.
#[derive(Default, MergedObject)]
pub struct Query(
    ViewerQuery,
    NodeQuery,
    UnitQuery,
    SpaceQuery,
    PostQuery,
    FeedQuery,
    PersonQuery,
    AccessQuery,
    GroupQuery,
    HelpRequestQuery,
    BreakGlassQuery,
    AuditQuery,
    HandoverQuery,
    PreviewQuery,
    TagQuery,
    ImportQuery,
    ExportQuery,
);

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
    format!("{}\n", without_built_ins(&text).trim_end())
}

/// Leaves out the directives that every GraphQL schema has.
fn without_built_ins(text: &str) -> String {
    let built_in = |line: &str| {
        ["@deprecated", "@include", "@skip", "@specifiedBy"]
            .iter()
            .any(|name| line.strip_prefix("directive ").is_some_and(|rest| rest.starts_with(name)))
    };
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines() {
        if built_in(line) {
            // Its description is the block above, between two lines of quotes.
            let quotes = lines.iter().rposition(|line| line.trim() == "\"\"\"");
            let start = quotes
                .and_then(|end| lines.get(..end))
                .and_then(|above| above.iter().rposition(|line| line.trim() == "\"\"\""));
            lines.truncate(start.unwrap_or(lines.len()));
        } else {
            lines.push(line);
        }
    }
    lines.join("\n")
}

fn builder() -> async_graphql::SchemaBuilder<Query, Mutation, EmptySubscription> {
    async_graphql::Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .disable_suggestions()
}
