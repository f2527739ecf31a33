//! `tierload du`.

use super::table::Table;
use crate::cli::DuArgs;
use crate::commands::human::{bytes, count, json_bytes};
use crate::commands::terminal::{print, printable};
use crate::commands::{failure, place};
use serde_json::json;
use std::fmt::Write;
use tierload::Result;
use tierload::browse::{AsOf, DuOutcome, DuSpec, du};
use tierload::db::Address;

/// Runs `tierload du`.
pub(in crate::commands) async fn run(address: Address, args: DuArgs) -> Result<()> {
    let as_json = args.browse.json;
    failure::told(tell(address, args).await, as_json)
}

async fn tell(address: Address, args: DuArgs) -> Result<()> {
    let database = place::open_to_read(&address).await?;
    let spec = DuSpec {
        share: args.browse.share.clone(),
        tenant: args.browse.tenant.clone(),
        path: args.path,
        depth: args.depth,
        as_of: args.as_of.unwrap_or(AsOf::Latest),
    };
    let outcome = du(&database, &spec).await?;
    if args.browse.json {
        return place::print_json(database.place(), to_json(&spec, &outcome));
    }
    if args.browse.csv {
        let mut table = Table::new(&["path", "files", "bytes", "allocated_bytes"])?;
        for dir in &outcome.directories {
            let numbers = [dir.files.to_string(), dir.bytes.to_string(), dir.allocated_bytes.to_string()];
            table.row(&[std::slice::from_ref(&dir.path), &numbers[..]].concat())?;
        }
        return table.finish();
    }
    print(&text(&outcome))
}

fn text(outcome: &DuOutcome) -> String {
    let mut text = String::new();
    for dir in &outcome.directories {
        let (size, files) = (bytes(dir.bytes), count(dir.files));
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{size:>12} {files:>12} files  {}", printable(&dir.path));
    }
    text
}

fn to_json(spec: &DuSpec, outcome: &DuOutcome) -> serde_json::Value {
    let directories: Vec<_> = outcome
        .directories
        .iter()
        .map(|dir| {
            json!({
                "path": dir.path,
                "files": dir.files,
                "bytes": json_bytes(dir.bytes),
                "allocated_bytes": json_bytes(dir.allocated_bytes),
            })
        })
        .collect();
    json!({
        "share": spec.share,
        "tenant": spec.tenant,
        "scan_guid": outcome.scan_guid.to_string(),
        "snapshot_no": outcome.snapshot_no,
        "published_utc": outcome.published.map(|time| time.to_string()),
        "under": outcome.under,
        "directories": directories,
    })
}
