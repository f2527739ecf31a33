//! What the columns of a dump mean. A new format is one file here, its `mod` line, and one line in [`KINDS`].
//!
//! [`detect`] finds the [`Kind`] of an input by its [`Head`]; the kind reads the header and gives a [`Format`],
//! which turns records into rows. No files, threads or SQL here.

mod azure_inventory;
mod binary;
mod canonical;
mod cr_lines;
mod csv;
mod efu;
mod enclosed;
mod export;
mod facts;
mod fields;
mod find;
mod find_columns;
mod find_records;
mod gpfs;
mod head;
mod json_bytes;
mod kind;
mod kind_column;
mod kinds;
mod map;
mod mftecmd;
mod moment;
mod ncdu;
mod object_path;
mod options;
mod pattern;
mod percent;
mod powershell;
mod principal;
mod pwalk;
mod raw_times;
mod rclone;
mod rclone_lsf;
mod refused;
mod reject;
mod s3_inventory;
mod sniff;
mod times;
mod unit;
mod windirstat;
mod wiztree;
mod wrong_unit;
mod year_first;
mod zone;

pub use head::Head;
pub use kind::{Format, Kind, Row, RowPath};
pub use kinds::{KINDS, table};
pub use map::Map;
pub use options::Options;
pub use pattern::DateFormat;
pub use principal::Principal;
pub use raw_times::{RawTimes, TimeNumbers};
pub use reject::Reject;
pub use sniff::{Detected, detect};
pub use times::Times;
pub use unit::TimeUnit;
pub use wrong_unit::FirstTimes;
pub(crate) use wrong_unit::ORDINARY_S;
pub use zone::Zone;

#[cfg(test)]
mod misread_tests;
#[cfg(test)]
mod random_tests;
#[cfg(test)]
mod tests;
