//! Flags of `tierload export`.

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::path::PathBuf;
use tierload::export::AsOf;

/// Flags of `tierload export`.
#[derive(Debug, Args)]
#[command(after_help = "\
The CSV is the canonical one. Loaded into an empty share of the same root and type it is the same snapshot. Rows come sorted by \
path: two exports of a snapshot are the same, byte for byte.

  tierload export --share projects -o projects.csv.zst
  tierload export --share projects --as-of 2026-06-30 --format parquet -o june.parquet")]
pub(crate) struct ExportArgs {
    /// The share.
    #[arg(long, value_name = "NAME")]
    pub(crate) share: String,
    /// The tenant that owns it.
    #[arg(long, value_name = "CODE", default_value = "default")]
    pub(crate) tenant: String,
    /// The snapshot: a scan's UUID, a snapshot's number, or a time (RFC 3339) or date (to its end, in UTC) for the latest one
    /// that was published by then; by default the latest.
    #[arg(long, value_name = "SCAN|DATE", value_parser = as_of)]
    pub(crate) as_of: Option<AsOf>,
    /// How it is written.
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    pub(crate) format: ExportFormat,
    /// Write here instead of stdout (`-`); a CSV is compressed by `.gz` and `.zst`. FILE appears, or is replaced, only once it
    /// is whole.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Print one JSON object on stdout at the end; needs a file to write to.
    #[arg(long, requires = "output")]
    pub(crate) json: bool,
    /// No summary.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// How a snapshot is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    // No doc comments: with them, clap gives the help its long form.
    Csv,
    #[cfg(feature = "parquet")]
    Parquet,
}

fn as_of(text: &str) -> Result<AsOf, String> {
    if let Ok(guid) = text.parse() {
        return Ok(AsOf::Scan(guid));
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().map(AsOf::Number).map_err(|_| "no snapshot has such a number".into());
    }
    let time = text.parse::<Timestamp>().ok().or_else(|| end_of(text.parse().ok()?));
    let expected = "expected the UUID of a scan, a snapshot's number, a date such as 2026-06-30, or a time such as 2026-06-30T12:00:00Z";
    time.map(AsOf::Time).ok_or_else(|| expected.into())
}

/// The last moment of a day in UTC.
fn end_of(day: Date) -> Option<Timestamp> {
    let next = day.checked_add(1.day()).ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp();
    next.checked_sub(1.microsecond()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snapshots_are_named_in_four_ways() {
        let time = |text: &str| AsOf::Time(text.parse().unwrap());
        assert_eq!(as_of("12"), Ok(AsOf::Number(12)));
        assert_eq!(as_of("2026-06-30"), Ok(time("2026-06-30T23:59:59.999999Z")));
        assert_eq!(as_of("2026-06-30T12:00:00+02:00"), Ok(time("2026-06-30T10:00:00Z")));
        let guid = "01234567-89ab-4def-8123-456789abcdef";
        assert_eq!(as_of(guid), Ok(AsOf::Scan(guid.parse().unwrap())));
        for bad in ["", "latest", "30.06.2026", "2026-06-31", "-1", "99999999999"] {
            assert!(as_of(bad).is_err(), "{bad}");
        }
    }
}
