//! Reading a body piece by piece, up to a limit.

use futures_util::TryStreamExt;
use poem::http::{HeaderMap, header};
use poem::{Body, Request};

use crate::error::{Code, Error, Result};

/// How much of a refused body is read and thrown away, in multiples of the limit, so that the
/// connection can serve the next request. Beyond it the connection is closed.
const DISCARD: usize = 4;

/// The body, of at most `limit` bytes.
pub(super) async fn read(request: &mut Request, limit: usize) -> Result<Vec<u8>> {
    if let Some(length) = declared_length(request.headers())
        && length > limit
    {
        discard(request, limit).await;
        return Err(too_large(limit));
    }
    let mut pieces = Box::pin(request.take_body().into_bytes_stream());
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.try_next().await.map_err(|_| broken())? {
        if bytes.len() + piece.len() > limit {
            request.set_body(Body::from_bytes_stream(pieces));
            discard(request, limit).await;
            return Err(too_large(limit));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// Reads what is left of a refused body, unless it is too much or the client waits to be asked
/// for it.
pub(super) async fn discard(request: &mut Request, limit: usize) {
    let allowed = limit.saturating_mul(DISCARD);
    let asks_first = request.headers().contains_key(header::EXPECT);
    if asks_first || declared_length(request.headers()).is_some_and(|length| length > allowed) {
        return;
    }
    let mut pieces = Box::pin(request.take_body().into_bytes_stream());
    let mut seen = 0_usize;
    while let Ok(Some(piece)) = pieces.try_next().await {
        seen += piece.len();
        if seen > allowed {
            return;
        }
    }
}

fn declared_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_large(limit: usize) -> Error {
    Error::new(Code::PayloadTooLarge, format!("The body is larger than {limit} bytes."))
}

fn broken() -> Error {
    Error::new(Code::BadRequest, "The body ended too early.")
}
