//! The bearer token of a request (RFC 6750, section 2.1): only ever from the `Authorization` header.

use poem::Request;
use poem::http::header::AUTHORIZATION;

use super::Engine;
use super::record::Record;
use crate::error::Result;

/// The caller. `Unauthenticated` when the header is absent, repeated or no bearer token.
pub(super) async fn identify<E: Engine>(engine: &E, request: &Request) -> Result<E::Viewer> {
    let token = bearer(request).map(ToOwned::to_owned);
    let record = Record::of(request);
    let viewer = engine.identify(&record.meter, token.as_deref()).await?;
    let _ = record.caller.set(engine.log_name(&viewer));
    Ok(viewer)
}

fn bearer(request: &Request) -> Option<&str> {
    let mut values = request.headers().get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
