//! What is known of a request while it runs, for its log line and its meter.

use std::sync::{Arc, OnceLock};

use poem::Request;

use crate::meter::Meter;

/// Shared between the gate, which writes the log line, and the address that answers.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) meter: Arc<Meter>,
    /// Id of the caller, once identified.
    pub(super) caller: OnceLock<String>,
}

impl Record {
    pub(super) fn new(max_complexity: u32, origin: String) -> Arc<Self> {
        let meter = Meter::new(max_complexity).from(origin);
        Arc::new(Self { meter: Arc::new(meter), caller: OnceLock::new() })
    }

    /// The record that the gate put into the request.
    pub(super) fn of(request: &Request) -> Arc<Self> {
        request.data::<Arc<Self>>().cloned().unwrap_or_else(|| Self::new(0, String::new()))
    }
}
