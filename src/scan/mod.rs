//! Scans: inputs -> chunks -> rows -> staging table -> partition.

mod max_rejects;

pub use max_rejects::MaxRejects;
