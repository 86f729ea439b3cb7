//! Nothing: the package exists for its tests, which are one binary, `main.rs`.
