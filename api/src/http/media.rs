//! `/media/:id`: pictures and files, to those who may see them.

use std::sync::Arc;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Body, Endpoint, Request, Response};
use tokio::fs::File;

use super::record::Record;
use super::reply::Refusal;
use super::{Engine, MediaFile, token};
use crate::error::{Code, Error, Result};

/// The only types shown in place: what a browser decodes and never runs.
const RASTER: [&str; 5] = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];

/// The endpoint.
pub(super) struct Media<E>(pub(super) Arc<E>);

impl<E: Engine> Endpoint for Media<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        Ok(match self.answer(&request).await {
            Ok(response) => response,
            Err(error) => Refusal::of(&request).response(&error),
        })
    }
}

impl<E: Engine> Media<E> {
    /// Hidden, absent and no id at all are one answer.
    async fn answer(&self, request: &Request) -> Result<Response> {
        let viewer = token::identify(&*self.0, request).await?;
        let id = request.raw_path_param("id").unwrap_or_default();
        let found = match self.0.media(&viewer, &Record::of(request).meter, id).await {
            Err(error) if error.code == Code::InvalidId => None,
            other => other?,
        };
        let file = found.ok_or_else(|| Error::new(Code::NotFound, "There is nothing here."))?;
        let tag = format!("\"{}\"", file.sha256);
        let known = request.headers().get_all(header::IF_NONE_MATCH).iter().any(|value| {
            let text = value.to_str().unwrap_or_default();
            text.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)
        });
        if known { Ok(not_modified(&tag)) } else { send(&file, &tag).await }
    }
}

/// A stored copy may be used only after asking: a right can be lost at any time.
fn headers(tag: &str) -> poem::ResponseBuilder {
    Response::builder()
        .header(header::CACHE_CONTROL, "private, no-cache")
        .header(header::VARY, "Authorization")
        .header(header::ETAG, tag)
}

fn not_modified(tag: &str) -> Response {
    headers(tag).status(StatusCode::NOT_MODIFIED).finish()
}

async fn send(file: &MediaFile, tag: &str) -> Result<Response> {
    let bytes = File::open(&file.path).await.map_err(Error::internal)?;
    let length = bytes.metadata().await.map_err(Error::internal)?.len();
    let kind = HeaderValue::from_str(&file.content_type);
    let kind = kind.unwrap_or(HeaderValue::from_static("application/octet-stream"));
    Ok(headers(tag)
        .header(header::CONTENT_TYPE, kind)
        .header(header::CONTENT_LENGTH, length)
        .header(header::CONTENT_DISPOSITION, disposition(file))
        .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")
        .body(Body::from_async_read(bytes)))
}

/// RFC 6266, with the name as in RFC 8187: percent-encoded, so that no name can break the header.
fn disposition(file: &MediaFile) -> String {
    let place = if file.inline && RASTER.contains(&file.content_type.as_str()) {
        "inline"
    } else {
        "attachment"
    };
    format!("{place}; filename*=UTF-8''{}", utf8_percent_encode(&file.name, NON_ALPHANUMERIC))
}
