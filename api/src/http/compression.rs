//! Compressing answers. Requests are never decompressed: see `negotiate.rs`.

use poem::http::{HeaderMap, HeaderValue, header};
use poem::web::{Compress, CompressionAlgo};
use poem::{IntoResponse, Response};

/// Answers below this size, in bytes, are sent as they are.
const WORTH_IT: u64 = 1024;

/// The coding a client accepts: Brotli, else gzip (`q=0` is a no; finer wishes are not weighed).
pub(super) fn accepted(headers: &HeaderMap) -> Option<CompressionAlgo> {
    let codings = || {
        headers
            .get_all(header::ACCEPT_ENCODING)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(|one| one.split_once(';').map_or((one, ""), |(name, rest)| (name, rest)))
    };
    let accepts = |coding: &str| {
        codings().any(|(name, quality)| {
            let refused = quality.trim().strip_prefix("q=0");
            let refused = refused.is_some_and(|rest| rest.trim_matches(['.', '0']).is_empty());
            name.trim().eq_ignore_ascii_case(coding) && !refused
        })
    };
    [(CompressionAlgo::BR, "br"), (CompressionAlgo::GZIP, "gzip")]
        .into_iter()
        .find_map(|(algorithm, name)| accepts(name).then_some(algorithm))
}

/// Compresses text of some size; pictures are compressed already.
pub(super) fn compress(mut response: Response, coding: Option<CompressionAlgo>) -> Response {
    let headers = response.headers_mut();
    let text = |value: &HeaderValue| {
        let kind = value.to_str().unwrap_or_default();
        kind.starts_with("text/") || kind.contains("json") || kind.contains("javascript")
    };
    let long = |value: &HeaderValue| {
        value
            .to_str()
            .ok()
            .and_then(|length| length.parse::<u64>().ok())
            .is_some_and(|n| n >= WORTH_IT)
    };
    if !headers.get(header::CONTENT_TYPE).is_some_and(text)
        || !headers.get(header::CONTENT_LENGTH).is_some_and(long)
    {
        return response;
    }
    headers.append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    match coding {
        Some(algorithm) => Compress::new(response, algorithm).into_response(),
        None => response,
    }
}
