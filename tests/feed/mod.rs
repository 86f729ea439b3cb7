//! The feed: its order, its pages, its filters, its cost, and that it is what single reads say.

mod cost;
mod filter;
mod page;
mod same_as_single_reads;
