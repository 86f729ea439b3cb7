//! The named people of one small company, the same in every test.
//!
//! ```text
//! Acme (company), led by BOSS
//! ├── Sales (direction), led by LEADER, deputy DEPUTY, members AUTHOR and MEMBER
//! │   └── Shops (sub-direction), led by CHILD_LEADER, member CHILD
//! ├── Finance (direction), led by OTHER_LEADER, member OUTSIDER
//! └── Board (committee), led by BOSS, member LEADER
//! ```
//! Sales has four spaces: its home (UNIT), `Sales news` (OPEN), `Sales deals` (RESTRICTED) and
//! `Sales merger` (SECRET). On the home, `READER`, `CONTRIBUTOR` and `EDITOR` (members of nothing)
//! hold grants of those roles. The platform roles have a holder each who is member of nothing.

use std::collections::HashMap;

use entity::platform_role::Role;
use entity::{media, post_media};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use super::TestApp;

/// Who is who.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    Boss,
    Leader,
    Deputy,
    Author,
    Member,
    ChildLeader,
    Child,
    OtherLeader,
    Outsider,
    Reader,
    Contributor,
    Editor,
    Evangelist,
    Administrator,
    Guardian,
    Auditor,
    Deactivated,
}

impl Who {
    pub(crate) const ALL: [Self; 17] = [
        Self::Boss,
        Self::Leader,
        Self::Deputy,
        Self::Author,
        Self::Member,
        Self::ChildLeader,
        Self::Child,
        Self::OtherLeader,
        Self::Outsider,
        Self::Reader,
        Self::Contributor,
        Self::Editor,
        Self::Evangelist,
        Self::Administrator,
        Self::Guardian,
        Self::Auditor,
        Self::Deactivated,
    ];
}

/// The company, with an app that runs it.
pub(crate) struct Cast {
    pub(crate) app: TestApp,
    pub(crate) acme: String,
    pub(crate) sales: String,
    pub(crate) shops: String,
    pub(crate) finance: String,
    pub(crate) board: String,
    /// The home space of Sales: UNIT.
    pub(crate) home: String,
    /// OPEN.
    pub(crate) news: String,
    /// RESTRICTED.
    pub(crate) deals: String,
    /// SECRET.
    pub(crate) merger: String,
    people: HashMap<Who, String>,
}

impl Cast {
    /// The company on a new database.
    pub(crate) async fn start() -> Self {
        Self::on(TestApp::start().await).await
    }

    /// The company in this app.
    pub(crate) async fn on(app: TestApp) -> Self {
        let acme = app.found("Acme").await;
        let mut people = HashMap::new();
        for who in Who::ALL {
            let roles: &[Role] = match who {
                Who::Administrator => &[Role::Admin],
                Who::Guardian => &[Role::Guardian],
                Who::Auditor => &[Role::Auditor],
                Who::Evangelist => &[Role::Evangelist],
                _ => &[],
            };
            people.insert(who, app.person(&format!("{who:?}"), roles).await);
        }
        let admin = people[&Who::Administrator].clone();
        let unit = async |parent: &str, kind: &str, name: &str| {
            let input = json!({ "parentId": parent, "kind": kind, "name": name });
            let made = app.done(&admin, "unitCreate", input, "unit { id }").await;
            made["unit"]["id"].as_str().unwrap().to_owned()
        };
        let sales = unit(&acme, "DIRECTION", "Sales").await;
        let shops = unit(&sales, "SUB_DIRECTION", "Shops").await;
        let finance = unit(&acme, "DIRECTION", "Finance").await;
        let board = unit(&acme, "COMMITTEE", "Board").await;
        let lead = async |unit: &str, who: Who| {
            let input = json!({ "unitId": unit, "personId": people[&who] });
            app.done(&admin, "leaderAppoint", input, "position { id }").await;
        };
        lead(&acme, Who::Boss).await;
        lead(&sales, Who::Leader).await;
        lead(&shops, Who::ChildLeader).await;
        lead(&finance, Who::OtherLeader).await;
        lead(&board, Who::Boss).await;
        let assign = async |by: Who, unit: &str, who: Who| {
            let input = json!({ "unitId": unit, "personId": people[&who] });
            app.done(&people[&by], "personAssign", input, "assignment { id }").await;
        };
        assign(Who::Leader, &sales, Who::Author).await;
        assign(Who::Leader, &sales, Who::Member).await;
        assign(Who::ChildLeader, &shops, Who::Child).await;
        assign(Who::OtherLeader, &finance, Who::Outsider).await;
        assign(Who::Boss, &board, Who::Leader).await;
        let leader = people[&Who::Leader].clone();
        let deputy = json!({ "unitId": sales, "personId": people[&Who::Deputy] });
        app.done(&leader, "deputyName", deputy, "position { id }").await;
        let open = async |name: &str, visibility: &str| {
            let input = json!({ "unitId": sales, "name": name, "visibility": visibility });
            let made = app.done(&leader, "spaceOpen", input, "space { id }").await;
            made["space"]["id"].as_str().unwrap().to_owned()
        };
        let news = open("Sales news", "OPEN").await;
        let deals = open("Sales deals", "RESTRICTED").await;
        let merger = open("Sales merger", "SECRET").await;
        let query = "query($id: ID!) { unit(id: $id) { spaces { id isHome } } }";
        let spaces = app.ask(&leader, query, json!({ "id": sales })).await;
        let home = spaces["unit"]["spaces"][0]["id"].as_str().unwrap().to_owned();
        for (who, role) in
            [(Who::Reader, "READER"), (Who::Contributor, "CONTRIBUTOR"), (Who::Editor, "EDITOR")]
        {
            let grantee = json!({ "person": people[&who] });
            let input = json!({ "spaceId": home, "role": role, "grantee": grantee });
            app.done(&leader, "spaceGrant", input, "grant { id }").await;
        }
        let out = json!({ "id": people[&Who::Deactivated] });
        app.done(&admin, "personDeactivate", out, "person { id }").await;
        Self { app, acme, sales, shops, finance, board, home, news, deals, merger, people }
    }

    /// The person's id.
    pub(crate) fn id(&self, who: Who) -> &str {
        &self.people[&who]
    }

    /// As [`TestApp::ask`].
    pub(crate) async fn ask(&self, who: Who, query: &str, variables: Value) -> Value {
        self.app.ask(self.id(who), query, variables).await
    }

    /// As [`TestApp::done`].
    pub(crate) async fn done(&self, who: Who, field: &str, input: Value, selection: &str) -> Value {
        self.app.done(self.id(who), field, input, selection).await
    }

    /// As [`TestApp::refused`].
    pub(crate) async fn refused(&self, who: Who, field: &str, input: Value, code: &str) -> Value {
        self.app.refused(self.id(who), field, input, code).await
    }

    /// A published post. Its id.
    pub(crate) async fn publish(&self, who: Who, space: &str, title: &str) -> String {
        let input = json!({ "spaceId": space, "title": title, "body": "Text.", "publish": true });
        let made = self.done(who, "postCreate", input, "post { id }").await;
        made["post"]["id"].as_str().unwrap().to_owned()
    }

    /// A picture of three bytes that the post in this space shows. Its id.
    pub(crate) async fn picture(&self, space: &str, post: &str) -> String {
        let (rows, sha256) = (self.app.rows().await, "ab".repeat(32));
        let row = media::Model {
            id: self.app.clock.new_id(),
            space_id: space.parse().unwrap(),
            sha256: sha256.clone(),
            content_type: "image/png".into(),
            byte_size: 3,
            name: "plan.png".into(),
            width: None,
            height: None,
            added_by: self.id(Who::Leader).parse().unwrap(),
            created_at: self.app.clock.now(),
        };
        let shown = post_media::Model { media_id: row.id, post_id: post.parse().unwrap() };
        let (id, row) = (row.id.to_string(), row.into_active_model().reset_all());
        media::Entity::insert(row).exec(&rows).await.unwrap();
        let shown = shown.into_active_model().reset_all();
        post_media::Entity::insert(shown).exec(&rows).await.unwrap();
        let folder = self.app.config.data.join("media").join("ab");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(sha256), "png").unwrap();
        id
    }

    /// Whether the person reads the post, by id.
    pub(crate) async fn reads(&self, who: Who, post: &str) -> bool {
        let query = "query($id: ID!) { post(id: $id) { id } }";
        !self.ask(who, query, json!({ "id": post })).await["post"].is_null()
    }

    /// The titles of the person's feed.
    pub(crate) async fn feed(&self, who: Who) -> Vec<String> {
        let feed = self.ask(who, "{ feed(first: 100) { nodes { title } } }", json!({})).await;
        let nodes = feed["feed"]["nodes"].as_array().unwrap();
        nodes.iter().map(|post| post["title"].as_str().unwrap().to_owned()).collect()
    }
}
