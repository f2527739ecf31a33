//! `tierload scan --dry-run`.

use crate::commands::failure;
use crate::commands::terminal::{print, print_json, printable, printable_json};
use serde_json::{Value, json};
use tierload::dump::rows::StoredRow;
use tierload::scan::{DryRunOutcome, DryRunReport, ScanSpec, dry_run};
use tierload::{Error, ErrorKind, Result};

/// Characters of a rejected record that are shown.
const RECORD_SHOWN: usize = 100;

/// Tells what a load would do; with `as_json` in one object, also where nothing would be published.
pub(super) fn run(spec: &ScanSpec, as_json: bool) -> Result<()> {
    let mut inputs = Vec::new();
    let outcome = dry_run(spec, |report| {
        if as_json {
            inputs.push(json_of(&report));
            return Ok(());
        }
        print(&text_of(&report))
    });
    let done = outcome.and_then(|outcome| refuse(spec, outcome));
    if !as_json {
        return done;
    }
    let mut told = json!({ "dry_run": true, "inputs": inputs });
    if let (Err(error), Value::Object(told)) = (&done, &mut told) {
        told.extend(failure::as_json(error));
    }
    let printed = print_json(&told);
    done.and(printed)
}

/// An error where a load would publish nothing.
fn refuse(spec: &ScanSpec, outcome: DryRunOutcome) -> Result<()> {
    if let Some(refusal) = outcome.refusal {
        return Err(refusal);
    }
    if !spec.max_rejects.allows(outcome.rejected, outcome.rows_read) {
        let message = format!(
            "{} of {} rows would be rejected, more than --max-rejects {}{}; nothing would be published",
            outcome.rejected, outcome.rows_read, spec.max_rejects, outcome.commonest_reject
        );
        return Err(Error::new(ErrorKind::TooManyRejects, message));
    }
    Ok(())
}

fn json_of(report: &DryRunReport) -> Value {
    let columns: serde_json::Map<_, _> =
        report.columns.iter().map(|(field, column)| (field.to_string(), json!(column))).collect();
    let rejects = report.rejects.iter().map(|group| {
        let first = &group.first;
        json!({ "reason": group.reason, "rows": group.rows, "first_line": first.line, "first_byte": first.byte })
    });
    json!({
        "input": report.input,
        "format": report.format,
        "why": report.why,
        "columns": columns,
        "source_type": report.source_type.as_str(),
        "rows_read": report.rows_read,
        "loaded": report.loaded,
        "skipped": report.skipped,
        "rejected": report.rejected,
        "rejects": rejects.collect::<Vec<_>>(),
        "cut_off_line": report.cut_off.map(|end| end.line),
        "first_rows": report.first_rows.iter().map(row_json).collect::<Vec<_>>(),
    })
}

fn text_of(report: &DryRunReport) -> String {
    let columns: Vec<String> =
        report.columns.iter().map(|(field, column)| format!("{field} from {column}")).collect();
    let mut text =
        format!("{}: format {}: {}\n", printable(&report.input), report.format, printable(&report.why));
    text.push_str(&format!("  {}\n", printable(&columns.join(", "))));
    text.push_str(&format!(
        "  {} rows = {} to load + {} rejected + {} skipped, as {}\n",
        report.rows_read,
        report.loaded,
        report.rejected,
        report.skipped,
        report.source_type.as_str()
    ));
    for group in &report.rejects {
        let first = &group.first;
        text.push_str(&format!(
            "  {} rejected: {}; the first in line {}: {:?}\n",
            group.rows,
            printable(&group.reason),
            first.line,
            String::from_utf8_lossy(&first.raw).chars().take(RECORD_SHOWN).collect::<String>()
        ));
    }
    for row in &report.first_rows {
        text.push_str(&format!("  {}\n", printable_json(&row_json(row).to_string())));
    }
    text
}

fn row_json(row: &StoredRow) -> Value {
    json!({
        "dir_path": row.dir_path,
        "name": row.name,
        "size_bytes": row.size_bytes,
        "atime_unix": row.atime_unix,
        "mtime_unix": row.mtime_unix,
        "ctime_unix": row.ctime_unix,
        "allocated_bytes": row.allocated_bytes,
        "frn": row.frn,
        "device": row.device,
        "nlink": row.nlink,
        "owner": row.owner,
        "group": row.group,
        "file_extension": row.file_extension,
        "file_hash": row.file_hash,
    })
}
