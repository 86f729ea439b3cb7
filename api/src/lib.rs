//! Parvis, the content engine of an intranet. See the README for the way of a request.

pub mod access;
pub mod app;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod content;
pub mod demo;
pub mod error;
pub mod exporter;
pub mod fault;
pub mod graphql;
pub mod http;
pub mod importer;
pub mod meter;
pub mod server;
pub mod store;
