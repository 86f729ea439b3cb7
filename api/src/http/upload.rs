//! Files that come in: with a GraphQL operation by the multipart request specification, or alone by
//! `PUT`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Seek, Write};
use std::sync::Arc;

use async_graphql::UploadValue;
use futures_util::TryStreamExt;
use poem::http::StatusCode;
use poem::web::{Field, Multipart};
use poem::{Endpoint, FromRequest, Request, RequestBody, Response};
use tokio::io::AsyncReadExt;
use url::form_urlencoded;

use super::parameters::{self, Operations};
use super::record::Record;
use super::reply::Refusal;
use super::{Engine, MediaUpload, body, token};
use crate::error::{Code, Error, Result};

/// Files of one operation, at most.
const MAX_FILES: usize = 10;

/// Bytes that are read at a time.
const PIECE: usize = 64 << 10;

/// Reads a body as the specification has it: `operations`, then `map`, then the files. One operation,
/// of at most `limit` bytes; files of at most `max_file` bytes.
pub(super) async fn operations(
    request: &mut Request,
    limit: usize,
    max_file: u64,
) -> Result<Operations> {
    let mut body = RequestBody::new(request.take_body());
    let multipart = Multipart::from_request(request, &mut body).await;
    let mut multipart = multipart.map_err(|_| broken())?;
    let operations = text(&mut multipart, "operations", limit).await?;
    let Operations::Single(mut operation) = parameters::from_json(operations.as_bytes(), 1)? else {
        return Err(Error::new(Code::BadRequest, "Files come with one operation, not a batch."));
    };
    let map = text(&mut multipart, "map", limit).await?;
    let map: BTreeMap<String, Vec<String>> = serde_json::from_str(&map)
        .map_err(|_| Error::new(Code::BadRequest, "`map` is no object of lists of paths."))?;
    if map.len() > MAX_FILES {
        let message = format!("At most {MAX_FILES} files come with an operation.");
        return Err(Error::new(Code::TooLarge, message));
    }
    let mut missing: Vec<&String> = map.keys().collect();
    while let Some(field) = multipart.next_field().await.map_err(|_| broken())? {
        let name = field.name().unwrap_or_default().to_owned();
        let Some(paths) = map.get(&name) else {
            return Err(Error::new(Code::BadRequest, "A file is not in `map`."));
        };
        missing.retain(|other| **other != name);
        let filename = field.file_name().unwrap_or("file").to_owned();
        let content_type = field.content_type().map(ToOwned::to_owned);
        let content = keep(field, max_file).await?;
        for path in paths {
            let content = content.try_clone().map_err(Error::internal)?;
            let (filename, content_type) = (filename.clone(), content_type.clone());
            operation.set_upload(path, UploadValue { filename, content_type, content });
        }
    }
    if !missing.is_empty() {
        return Err(Error::new(Code::BadRequest, "A file of `map` did not come."));
    }
    Ok(Operations::Single(operation))
}

async fn text(multipart: &mut Multipart, name: &str, limit: usize) -> Result<String> {
    let field = multipart.next_field().await.map_err(|_| broken())?;
    let field = field.filter(|field| field.name() == Some(name)).ok_or_else(|| {
        let message =
            format!("`{name}` is missing: first `operations`, then `map`, then the files.");
        Error::new(Code::BadRequest, message)
    })?;
    let mut bytes = Vec::new();
    let mut reader = Box::pin(field.into_async_read()).take(limit as u64 + 1);
    reader.read_to_end(&mut bytes).await.map_err(|_| broken())?;
    if bytes.len() > limit {
        let message = format!("`{name}` is larger than {limit} bytes.");
        return Err(Error::new(Code::PayloadTooLarge, message));
    }
    String::from_utf8(bytes).map_err(|_| Error::new(Code::BadRequest, "The body is not UTF-8."))
}

/// The bytes of a file, in a file without a name.
async fn keep(field: Field, limit: u64) -> Result<File> {
    let mut reader = Box::pin(field.into_async_read());
    let mut file = tempfile::tempfile().map_err(Error::internal)?;
    let mut buffer = vec![0; PIECE];
    let mut size = 0;
    loop {
        let read = reader.read(&mut buffer).await.map_err(|_| broken())?;
        if read == 0 {
            break;
        }
        size += read as u64;
        if size > limit {
            return Err(too_large(limit));
        }
        file.write_all(buffer.get(..read).unwrap_or_default()).map_err(Error::internal)?;
    }
    file.rewind().map_err(Error::internal)?;
    Ok(file)
}

/// The endpoint of `PUT /media?spaceId=…&source=…&externalId=…&name=…`, for scripts: its body is the file.
pub(super) struct Put<E>(pub(super) Arc<E>);

impl<E: Engine> Endpoint for Put<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        Ok(match self.answer(&mut request).await {
            Ok(response) => response,
            Err(error) => {
                body::discard(&mut request, self.0.config().max_body_bytes as usize).await;
                let mut response = Refusal::of(&request).allowing("PUT").response(&error);
                // No GraphQL answer says it here: a script sees by the status that nothing was kept.
                if response.status() == StatusCode::OK {
                    response.set_status(StatusCode::BAD_REQUEST);
                }
                response
            }
        })
    }
}

impl<E: Engine> Put<E> {
    async fn answer(&self, request: &mut Request) -> Result<Response> {
        let viewer = token::identify(&*self.0, request).await?;
        let query = request.uri().query().unwrap_or_default().to_owned();
        let find = |name: &str| {
            let mut all = form_urlencoded::parse(query.as_bytes());
            all.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        let value = |name: &str| {
            find(name).filter(|text| !text.is_empty()).ok_or_else(|| {
                Error::new(Code::InvalidArgument, format!("The parameter `{name}` is missing."))
            })
        };
        let (space, source) = (value("spaceId")?, value("source")?);
        let external_id = value("externalId")?;
        let name = find("name").unwrap_or_else(|| external_id.clone());
        let file = self.file(request).await?;
        let old_urls = find("oldUrl").into_iter().collect();
        let upload = MediaUpload { space, source, external_id, name, old_urls, file };
        let meter = Record::of(request).meter.clone();
        let kept = self.0.import_media(&viewer, &meter, upload).await?;
        let json = serde_json::to_vec(&kept).map_err(Error::internal)?;
        Ok(Response::builder().status(StatusCode::OK).content_type("application/json").body(json))
    }

    async fn file(&self, request: &mut Request) -> Result<File> {
        let limit = self.0.config().max_upload_bytes;
        let mut pieces = Box::pin(request.take_body().into_bytes_stream());
        let mut file = tempfile::tempfile().map_err(Error::internal)?;
        let mut size = 0;
        while let Some(piece) = pieces.try_next().await.map_err(|_| broken())? {
            size += piece.len() as u64;
            if size > limit {
                return Err(too_large(limit));
            }
            file.write_all(&piece).map_err(Error::internal)?;
        }
        file.rewind().map_err(Error::internal)?;
        Ok(file)
    }
}

fn too_large(limit: u64) -> Error {
    Error::new(Code::PayloadTooLarge, format!("The file is larger than {limit} bytes."))
}

fn broken() -> Error {
    Error::new(Code::BadRequest, "The body is no multipart form, or ended too early.")
}
