//! Notices of the library, on stderr.

use super::terminal::{JsonErr, printable};
use crate::cli::LogFormat;
use std::fmt;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::prelude::*;
use tracing_subscriber::registry::LookupSpan;

/// Writes notices to stderr from here on. Warnings are written even when `quiet`.
pub(super) fn start(format: LogFormat, quiet: bool) {
    let level = if quiet { Level::WARN } else { Level::INFO };
    // Only tierload's own: notices of the crates below mean nothing to its users.
    let ours = Targets::new().with_target("tierload", level).with_default(LevelFilter::OFF);
    let layer = tracing_subscriber::fmt::layer();
    let started = match format {
        LogFormat::Text => {
            let layer = layer.with_writer(std::io::stderr).event_format(Plain);
            tracing_subscriber::registry().with(layer.with_filter(ours)).try_init()
        }
        LogFormat::Json => {
            let layer = layer.with_writer(|| JsonErr).json();
            tracing_subscriber::registry().with(layer.with_filter(ours)).try_init()
        }
    };
    // A second start in one process changes nothing.
    let _ = started;
}

/// The message alone, in one line.
struct Plain;

impl<S, N> FormatEvent<S, N> for Plain
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = String::new();
        context.field_format().format_fields(Writer::new(&mut line), event)?;
        writeln!(writer, "{}", printable(&line))
    }
}
