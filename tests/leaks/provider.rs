//! The company with an identity provider of its own, whose tokens list groups.

use entity::directory_group;
use entity::id::GroupId;
use jsonwebtoken::Algorithm;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};

use crate::auth::issuer::{Issuer, SigningKey, header};
use crate::support::{Cast, TestApp};

pub(super) struct Provider {
    pub(super) cast: Cast,
    pub(super) issuer: Issuer,
    key: SigningKey,
}

impl Provider {
    pub(super) async fn start() -> Self {
        let key = SigningKey::new("main", Algorithm::ES256);
        let issuer = Issuer::start(&[&key]).await;
        let app = TestApp::with(|config| config.oidc_issuer.clone_from(&issuer.url)).await;
        Self { cast: Cast::on(app).await, issuer, key }
    }

    /// A token of this subject with further claims.
    pub(super) fn token(&self, subject: &str, more: &Value) -> String {
        let mut claims = self.issuer.claims();
        let now = self.cast.app.clock.now().micros() / 1_000_000;
        claims["sub"] = json!(subject);
        claims["iat"] = json!(now);
        claims["exp"] = json!(now + 300);
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.key.sign(&header(&self.key), &claims)
    }

    /// Whose the token is, made at first sight.
    pub(super) async fn person(&self, token: &str) -> String {
        let answer = self.ask(token, "{ viewer { person { id } } }", json!({})).await;
        answer["viewer"]["person"]["id"].as_str().unwrap().to_owned()
    }

    /// The data of an answer without an error.
    pub(super) async fn ask(&self, token: &str, query: &str, variables: Value) -> Value {
        let (status, mut answer) = self.cast.app.post_with(token, query, variables).await;
        assert!(status == 200 && answer.get("errors").is_none(), "{status}: {answer:#}");
        answer["data"].take()
    }

    /// The role of the token's bearer in a space.
    pub(super) async fn role(&self, token: &str, space: &str) -> Option<String> {
        let query = "query($id: ID!) { space(id: $id) { viewerRole } }";
        let answer = self.ask(token, query, json!({ "id": space })).await;
        answer["space"]["viewerRole"].as_str().map(Into::into)
    }

    /// The group of this issuer and name, made if it is not there.
    pub(super) async fn group(&self, issuer: &str, key: &str) -> GroupId {
        use directory_group::{Column, Entity};
        let rows = self.cast.app.rows().await;
        let found = Entity::find().filter(Column::Issuer.eq(issuer));
        if let Some(found) = found.filter(Column::ExternalKey.eq(key)).one(&rows).await.unwrap() {
            return found.id;
        }
        let clock = &self.cast.app.clock;
        let row = directory_group::Model {
            id: clock.new_id(),
            issuer: issuer.into(),
            external_key: key.into(),
            name: key.into(),
            created_at: clock.now(),
        };
        let id = row.id;
        Entity::insert(row.into_active_model().reset_all()).exec(&rows).await.unwrap();
        id
    }
}
