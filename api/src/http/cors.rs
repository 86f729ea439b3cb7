//! Which other origins' pages may call (the Fetch standard's CORS protocol).
//!
//! Not poem's middleware: that refuses every request with an `Origin` it does not know, and browsers
//! send one on same-origin POSTs too, so the GraphiQL page could not call its own server.

use poem::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use poem::{Request, Response};

/// How long a browser may keep a preflight's answer, in seconds.
const MAX_AGE: &str = "600";

/// The allowed origins, exact, or any. Cookies are never allowed: there are none.
pub(super) struct Cors {
    origins: Vec<String>,
}

impl Cors {
    pub(super) fn new(origins: &[String]) -> Self {
        Self { origins: origins.to_vec() }
    }

    /// The answer to a preflight; the browser refuses for us when the origin is not allowed.
    pub(super) fn preflight(request: &Request) -> Option<Response> {
        let headers = request.headers();
        let asks = headers.contains_key(header::ORIGIN)
            && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        (request.method() == Method::OPTIONS && asks)
            .then(|| Response::builder().status(StatusCode::NO_CONTENT).finish())
    }

    /// Adds what the browser must see to hand the answer to a page of `origin`.
    pub(super) fn decorate(&self, origin: Option<&HeaderValue>, response: &mut Response) {
        if self.origins.is_empty() {
            return;
        }
        let preflight = response.status() == StatusCode::NO_CONTENT;
        let mut set = |name: HeaderName, value: HeaderValue| {
            response.headers_mut().append(name, value);
        };
        set(header::VARY, HeaderValue::from_static("Origin"));
        let Some(allowed) = self.allowed(origin) else { return };
        set(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
        set(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("X-Request-Id"));
        if preflight {
            for (name, value) in [
                (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
                (
                    header::ACCESS_CONTROL_ALLOW_HEADERS,
                    "Authorization, Content-Type, X-Request-Id, X-Parvis-Cost",
                ),
                (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE),
            ] {
                set(name, HeaderValue::from_static(value));
            }
        }
    }

    fn allowed(&self, origin: Option<&HeaderValue>) -> Option<HeaderValue> {
        let origin = origin?;
        if self.origins.iter().any(|one| one == "*") {
            return Some(HeaderValue::from_static("*"));
        }
        self.origins.iter().any(|one| one.as_bytes() == origin.as_bytes()).then(|| origin.clone())
    }
}
