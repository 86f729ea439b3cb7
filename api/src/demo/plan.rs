//! What the demo's organisation is made of, as `organisation.toml` and `posts/` say it.

use serde::Deserialize;

use crate::error::{Error, Result};

/// The organisation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Organisation {
    pub(super) company: String,
    pub(super) leader: String,
    pub(super) administrator: String,
    pub(super) guardian: String,
    pub(super) evangelist: String,
    pub(super) home: String,
    pub(super) unit: Vec<Unit>,
    pub(super) space: Vec<Space>,
    pub(super) grant: Vec<Grant>,
}

/// A unit, with whom it has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unit {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) parent: Option<String>,
    pub(super) leader: String,
    #[serde(default)]
    pub(super) deputies: Vec<String>,
    /// Further ones: who leads it is a member too.
    pub(super) members: Vec<String>,
    /// Visibility of its home space, if not UNIT.
    pub(super) home: Option<String>,
}

/// A further space.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Space {
    pub(super) unit: String,
    pub(super) name: String,
    pub(super) visibility: String,
    pub(super) description: String,
}

/// A role on a space.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grant {
    pub(super) space: String,
    pub(super) person: String,
    pub(super) role: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Posts {
    post: Vec<Post>,
}

/// A post with its comments.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Post {
    pub(super) by: String,
    pub(super) space: String,
    /// How many days ago, at least 1.
    pub(super) days: i64,
    #[serde(default = "french")]
    pub(super) lang: String,
    pub(super) title: String,
    pub(super) tags: Vec<String>,
    pub(super) body: String,
    #[serde(default)]
    pub(super) comments: Vec<Comment>,
}

/// A comment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Comment {
    pub(super) by: String,
    pub(super) text: String,
}

fn french() -> String {
    "fr".to_owned()
}

/// The organisation of the files.
pub(super) fn organisation() -> Result<Organisation> {
    toml::from_str(include_str!("organisation.toml")).map_err(Error::internal)
}

/// The posts of the files, oldest first.
pub(super) fn posts() -> Result<Vec<Post>> {
    const FILES: [&str; 6] = [
        include_str!("posts/house.toml"),
        include_str!("posts/market.toml"),
        include_str!("posts/people.toml"),
        include_str!("posts/projects.toml"),
        include_str!("posts/support.toml"),
        include_str!("posts/technical.toml"),
    ];
    let mut all = Vec::new();
    for file in FILES {
        let Posts { post } = toml::from_str(file).map_err(Error::internal)?;
        all.extend(post);
    }
    all.sort_by_key(|post| std::cmp::Reverse(post.days));
    Ok(all)
}

impl Organisation {
    /// Everyone named, once.
    pub(super) fn people(&self) -> Vec<&str> {
        let units = self
            .unit
            .iter()
            .flat_map(|unit| [&unit.leader].into_iter().chain(&unit.deputies).chain(&unit.members));
        let mut people: Vec<&str> = units.map(String::as_str).collect();
        people.extend([&*self.leader, &*self.administrator, &*self.guardian, &*self.evangelist]);
        people.sort_unstable();
        people.dedup();
        people
    }
}
