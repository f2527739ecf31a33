//! Writes a snapshot to a file: as the CSV that `tierload scan` reads, or as Parquet.

mod csv;
mod folder;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet_columns;
mod run;
mod spec;
mod sql;
mod writer;

pub use crate::snapshot::AsOf;
pub use run::export;
pub use spec::{ExportOutcome, ExportSpec, Format};
