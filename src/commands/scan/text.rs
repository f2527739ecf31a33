//! What a scan did, in a few lines for people.

use crate::commands::terminal::printable;
use indicatif::{HumanBytes, HumanCount};
use std::fmt::Write;
use tierload::scan::ScanOutcome;

/// The outcome of a scan; `verbose` with the time of each stage.
pub(super) fn outcome(outcome: &ScanOutcome, verbose: bool) -> String {
    let counts = &outcome.counts;
    let count = |number: i64| HumanCount(number as u64);
    let mut text = String::new();
    let done = if outcome.already_loaded { "was loaded before; nothing to do" } else { "is published" };
    let _ = writeln!(
        text,
        "scan {} of share {} {done} ({})",
        outcome.scan_guid,
        printable(&outcome.share),
        outcome.status.as_str()
    );
    let _ = writeln!(
        text,
        "  rows   {} = {} loaded + {} rejected + {} duplicates + {} skipped",
        count(counts.rows_read),
        count(counts.loaded),
        count(counts.rejected),
        count(counts.duplicates),
        count(counts.skipped)
    );
    let _ = writeln!(
        text,
        "  files  {} new, {} changed, {} unchanged, {} removed; {} new directories",
        count(counts.files_new),
        count(counts.files_changed),
        count(counts.files_unchanged),
        count(counts.files_removed),
        count(counts.dirs_new)
    );
    if !outcome.under.is_empty() {
        let under: Vec<_> = outcome.under.iter().map(|dir| printable(dir)).collect();
        let _ =
            writeln!(text, "  the walk is of {} alone: what lies elsewhere is as it was", under.join(", "));
    }
    if counts.files_not_seen > 0 {
        let not_seen = count(counts.files_not_seen);
        let _ = writeln!(
            text,
            "  {not_seen} more were not seen and are kept: they lie outside the walk, their records were rejected, the walk could \
             not read them, or an audit log made them known or accessed them after it began"
        );
    }
    if counts.tier_objects_replaced > 0 {
        let replaced = count(counts.tier_objects_replaced);
        let _ =
            writeln!(text, "  {replaced} tier objects are ended: another file stood in place of the stub");
    }
    if counts.folders_not_read > 0 {
        let folders = count(counts.folders_not_read);
        let _ = writeln!(text, "  {folders} folders could not be read: nothing below them is removed");
    }
    if counts.rejected_without_path > 0 {
        let records = count(counts.rejected_without_path);
        let _ =
            writeln!(text, "  {records} rejected records do not tell their file: this scan removes nothing");
    }
    if let Some(path) = &outcome.rejects_file {
        let path = path.display().to_string();
        let _ = writeln!(text, "  rejected rows, each with its reason: {}", printable(&path));
    }
    if !outcome.already_loaded {
        let _ = writeln!(
            text,
            "  {} from {} input{} as {} in {:.2} s, {} rows/s; {} chunks, {} of them loaded before",
            HumanBytes(counts.bytes_read as u64),
            outcome.inputs,
            if outcome.inputs == 1 { "" } else { "s" },
            outcome.source_type.as_str(),
            outcome.elapsed.as_secs_f64(),
            HumanCount(outcome.rows_per_s() as u64),
            HumanCount(outcome.chunks),
            HumanCount(outcome.chunks_skipped)
        );
    }
    if outcome.retries > 0 {
        let _ = writeln!(text, "  tried again {} times after the server was lost or busy", outcome.retries);
    }
    if verbose {
        for (stage, time) in &outcome.stages {
            let _ = writeln!(text, "  {stage:<20} {:>8.3} s", time.as_secs_f64());
        }
        let busy = &outcome.busy;
        for (stage, time) in [("encode", busy.encode), ("directories", busy.directories), ("copy", busy.copy)]
        {
            let _ = writeln!(text, "  {stage:<20} {:>8.3} s, added up over workers", time.as_secs_f64());
        }
    }
    text
}
