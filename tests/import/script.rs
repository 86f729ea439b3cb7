//! A script that imports: its token, and a server that listens to it.

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use url::Url;

use super::{apply, sent};
use crate::support::{Cast, TestApp, Who};

/// Bytes of a file that these servers take, at most.
pub(super) const LIMIT: u64 = 100_000;

/// Between the parts of a form.
const BOUNDARY: &str = "frontier";

/// A part of a form: its name, its file name if it is a file, and its bytes.
pub(super) type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

/// A cast whose server listens, and a token that imports into Sales' home alone.
pub(super) struct Script {
    pub(super) cast: Cast,
    graphql: Url,
    pub(super) token: String,
    client: Client,
}

impl Script {
    pub(super) async fn start() -> Self {
        let app = TestApp::with(|config| config.max_upload_bytes = LIMIT).await;
        let cast = Cast::on(app).await;
        let graphql = cast.app.listen().await.parse().unwrap();
        let limits = json!({ "spaceIds": [cast.home] });
        let token = apply(&cast, Who::Leader, &["POSTS_READ", "IMPORT_WRITE"], limits).await;
        Self { cast, graphql, token, client: Client::builder().no_proxy().build().unwrap() }
    }

    pub(super) async fn answer(&self, request: RequestBuilder, token: &str) -> (u16, Value) {
        let answer = request.bearer_auth(token).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap())
    }

    /// `PUT /media` with these parameters: what is empty is left out.
    pub(super) async fn put(
        &self,
        token: &str,
        parameters: &[(&str, &str)],
        body: Vec<u8>,
    ) -> (u16, Value) {
        let mut url = self.graphql.join("/media").unwrap();
        url.query_pairs_mut()
            .extend_pairs(parameters.iter().filter(|(_, value)| !value.is_empty()));
        self.answer(self.client.request(Method::PUT, url).body(body), token).await
    }

    /// `mediaImport` in parts.
    pub(super) async fn multipart(&self, parts: &[Part<'_>]) -> (u16, Value) {
        let request = self.form(parts).header("GraphQL-Require-Preflight", "1");
        self.answer(request, &self.token).await
    }

    pub(super) fn form(&self, parts: &[Part<'_>]) -> RequestBuilder {
        let mut body = Vec::new();
        for (name, file, bytes) in parts {
            let file = file.map(|name| format!("; filename=\"{name}\"")).unwrap_or_default();
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n"
            );
            body.extend([head.as_bytes(), *bytes, b"\r\n"].concat());
        }
        body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.client.post(self.graphql.clone()).header("Content-Type", kind).body(body)
    }

    pub(super) fn operations(&self, space: &str) -> String {
        let query = "mutation($input: MediaImportInput!) { mediaImport(input: $input) {
            media { id name contentType byteSize } errors { code field rule } } }";
        let input = json!({ "spaceId": space, "source": "wiki", "externalId": "plan", "file": null,
            "oldUrls": ["http://wiki.old.example/i/plan.gif"] });
        json!({ "query": query, "variables": { "input": input } }).to_string()
    }

    /// A document whose body is this; its post's HTML.
    pub(super) async fn document(&self, id: &str, body: &str) -> String {
        let input = json!({ "spaceId": self.cast.home, "source": "wiki",
            "documents": [{ "externalId": id, "title": id, "body": body, "publishedAt": "2010-03-04T09:00:00Z" }] });
        let selection = "imported { results { outcome post { bodyHtml } problems { code } } }";
        let done = sent(&self.cast, &self.token, "documentsImport", input, selection).await;
        let result = &done["imported"]["results"][0];
        assert_eq!(
            (&result["outcome"], &result["problems"]),
            (&json!("IMPORTED"), &json!([])),
            "{done}"
        );
        result["post"]["bodyHtml"].as_str().unwrap().to_owned()
    }

    /// The status and bytes of a medium for this person.
    pub(super) async fn get(&self, who: Who, id: &str) -> (u16, Vec<u8>) {
        let url = self.graphql.join(&format!("/media/{id}")).unwrap();
        let token = self.cast.app.token(self.cast.id(who));
        let answer = self.client.get(url).bearer_auth(token).send().await.unwrap();
        (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
    }
}
