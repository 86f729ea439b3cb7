//! The feed: its order, its pages, its filters, its cost, and that it is what single reads say.

mod cost;
mod cursor;
mod filter;
mod live;
mod page;
mod random;
mod same_as_single_reads;
