//! Counters of the HTTP side, in the text format of Prometheus.

use std::sync::Arc;
use std::time::Duration;

use poem::http::{Method, StatusCode, header};
use poem::{Endpoint, Request, Response};
use prometheus::{Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, Opts, Registry};

use super::Engine;
use crate::error::{Error, Result};

/// Upper bounds of the latency buckets, in seconds.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// The counters. Clones count together.
#[derive(Clone, Debug)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: Histogram,
    in_flight: IntGauge,
    statements: IntCounter,
}

impl Metrics {
    /// Counters at zero. Fails only if two had one name.
    pub fn new() -> Result<Self> {
        Self::registered().map_err(Error::internal)
    }

    /// The registry, for counters of other parts.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    fn registered() -> prometheus::Result<Self> {
        let made = Self {
            registry: Registry::new(),
            requests: IntCounterVec::new(
                Opts::new("parvis_http_requests_total", "Requests answered."),
                &["method", "status"],
            )?,
            seconds: Histogram::with_opts(
                HistogramOpts::new("parvis_http_request_seconds", "Time to the answer's head.")
                    .buckets(BUCKETS.to_vec()),
            )?,
            in_flight: IntGauge::new("parvis_http_requests_in_flight", "Requests being answered.")?,
            statements: IntCounter::new(
                "parvis_database_statements_total",
                "Statements that requests sent to the database.",
            )?,
        };
        made.registry.register(Box::new(made.requests.clone()))?;
        made.registry.register(Box::new(made.seconds.clone()))?;
        made.registry.register(Box::new(made.in_flight.clone()))?;
        made.registry.register(Box::new(made.statements.clone()))?;
        Ok(made)
    }

    /// Counts a request in flight until the guard is dropped.
    pub(super) fn begin(&self) -> InFlight {
        self.in_flight.inc();
        InFlight(self.in_flight.clone())
    }

    /// Counts an answered request.
    pub(super) fn end(&self, method: &Method, status: StatusCode, time: Duration, statements: u32) {
        // Any word can be sent as a method, and every label value is kept for ever.
        let method = match *method {
            Method::GET => "GET",
            Method::POST => "POST",
            Method::OPTIONS => "OPTIONS",
            _ => "other",
        };
        self.requests.with_label_values(&[method, status.as_str()]).inc();
        self.seconds.observe(time.as_secs_f64());
        self.statements.inc_by(u64::from(statements));
    }
}

/// A request that is being answered, also when its client goes away before the end.
pub(super) struct InFlight(IntGauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// `/metrics`.
pub(super) struct Page<E>(pub(super) Arc<E>);

impl<E: Engine> Endpoint for Page<E> {
    type Output = Response;

    async fn call(&self, _: Request) -> poem::Result<Response> {
        let families = self.0.metrics().registry.gather();
        let text = prometheus::TextEncoder::new().encode_to_string(&families).unwrap_or_default();
        Ok(Response::builder()
            .header(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
            .header(header::CACHE_CONTROL, "no-store")
            .body(text))
    }
}
