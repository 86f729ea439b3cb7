//! GraphiQL at `/`: the published bundles, served from the binary, so that it works without internet.

use poem::http::{HeaderValue, StatusCode, header};
use poem::{Endpoint, Request, Response, Route, get};

/// All that the page may do: its own scripts, its own server. The editor writes style elements.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

macro_rules! assets {
    ($($path:literal $file:literal $kind:literal)*) => {
        [$(($path, Asset {
            bytes: include_bytes!(concat!("../../assets/graphiql/", $file)),
            kind: $kind,
        }),)*]
    };
}

/// Adds the page and its files.
pub(super) fn add(routes: Route) -> Route {
    let files = assets! {
        "/" "index.html" "text/html; charset=utf-8"
        "/graphiql/page.js" "page.js" "text/javascript; charset=utf-8"
        "/graphiql/page.css" "page.css" "text/css; charset=utf-8"
        "/graphiql/react.js" "react.production.min.js" "text/javascript; charset=utf-8"
        "/graphiql/react-dom.js" "react-dom.production.min.js" "text/javascript; charset=utf-8"
        "/graphiql/graphiql.js" "graphiql.min.js" "text/javascript; charset=utf-8"
        "/graphiql/graphiql.css" "graphiql.min.css" "text/css; charset=utf-8"
        "/graphiql/licences.txt" "LICENCES.txt" "text/plain; charset=utf-8"
    };
    files.into_iter().fold(routes, |routes, (path, asset)| routes.at(path, get(asset)))
}

/// A file in the binary.
struct Asset {
    bytes: &'static [u8],
    kind: &'static str,
}

impl Endpoint for Asset {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let tag = HeaderValue::from_static(concat!("\"", env!("CARGO_PKG_VERSION"), "\""));
        let answer = Response::builder()
            .header(header::CACHE_CONTROL, "no-cache")
            .header(header::CONTENT_SECURITY_POLICY, POLICY)
            .header(header::ETAG, &tag);
        if request.headers().get(header::IF_NONE_MATCH) == Some(&tag) {
            return Ok(answer.status(StatusCode::NOT_MODIFIED).finish());
        }
        Ok(answer
            .header(header::CONTENT_TYPE, self.kind)
            .header(header::CONTENT_LENGTH, self.bytes.len())
            .body(self.bytes))
    }
}
