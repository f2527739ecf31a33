//! `tierload history`.

use super::table::{Table, field};
use crate::cli::HistoryArgs;
use crate::commands::human::bytes;
use crate::commands::terminal::{print, printable};
use crate::commands::{failure, place};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fmt::Write;
use tierload::Result;
use tierload::browse::{FileHistory, HistorySpec, TierState, Version, history};
use tierload::db::Address;

/// Runs `tierload history`.
pub(in crate::commands) async fn run(address: Address, args: HistoryArgs) -> Result<()> {
    let as_json = args.browse.json;
    failure::told(tell(address, args).await, as_json)
}

async fn tell(address: Address, args: HistoryArgs) -> Result<()> {
    let database = place::open_to_read(&address).await?;
    let spec = HistorySpec { share: args.browse.share, tenant: args.browse.tenant, path: args.path };
    let file = history(&database, &spec).await?;
    if args.browse.json {
        return place::print_json(database.place(), to_json(&spec, &file));
    }
    if args.browse.csv {
        return csv(&file);
    }
    print(&text(&file))
}

fn text(file: &FileHistory) -> String {
    let mut text = format!("{}: known since {:.0}\n", printable(&file.path), file.known_since);
    // Writing to a String cannot fail.
    for Version { snapshots: (first, last), seen: (from, to), bytes: size, mtime_unix, owner, .. } in
        &file.versions
    {
        let size = size.map_or("size unknown".to_owned(), |size| bytes(size.unsigned_abs()));
        let changed = mtime_unix.map_or(String::new(), |time| format!(", changed {}", moment(time)));
        let owner = owner.as_ref().map_or(String::new(), |owner| format!(", {}", printable(owner)));
        let _ = writeln!(
            text,
            "  snapshots {first} to {last}, walks of {from:.0} to {to:.0}: {size}{changed}{owner}"
        );
    }
    if file.versions.is_empty() {
        text.push_str("  no scan saw it\n");
    }
    if let Some((accessed, told)) = file.accessed {
        let told = told.map_or(String::new(), |told| format!(", told {told:.0}"));
        let _ = writeln!(text, "  last access in an audit log: {}{told}", moment(accessed));
    }
    for TierState { tier_id, state, target, planned, accesses, .. } in &file.tier {
        let target = printable(target);
        let _ = writeln!(
            text,
            "  tier object {tier_id}: {state}, {target}, planned {planned:.0}, {accesses} accesses since"
        );
    }
    if let Some(removed) = file.removed {
        let _ = writeln!(text, "  found removed {removed:.0}");
    }
    text
}

/// A time as people read it, where it is one.
fn moment(unix: i64) -> String {
    Timestamp::from_second(unix).map_or_else(|_| unix.to_string(), |time| time.to_string())
}

fn csv(file: &FileHistory) -> Result<()> {
    let mut table = Table::new(&[
        "first_snapshot",
        "last_snapshot",
        "first_walk_utc",
        "last_walk_utc",
        "size_bytes",
        "atime_unix",
        "mtime_unix",
        "ctime_unix",
        "owner",
        "file_hash",
    ])?;
    for version in &file.versions {
        table.row(&[
            version.snapshots.0.to_string(),
            version.snapshots.1.to_string(),
            version.seen.0.to_string(),
            version.seen.1.to_string(),
            field(version.bytes),
            field(version.atime_unix),
            field(version.mtime_unix),
            field(version.ctime_unix),
            version.owner.clone().unwrap_or_default(),
            version.hash.clone().unwrap_or_default(),
        ])?;
    }
    table.finish()
}

fn to_json(spec: &HistorySpec, file: &FileHistory) -> Value {
    let time = |time: Option<Timestamp>| time.map(|time| time.to_string());
    let version = |version: &Version| {
        json!({
            "first_snapshot": version.snapshots.0,
            "last_snapshot": version.snapshots.1,
            "first_scan": version.scans.0.to_string(),
            "last_scan": version.scans.1.to_string(),
            "first_walk_utc": version.seen.0.to_string(),
            "last_walk_utc": version.seen.1.to_string(),
            "size_bytes": version.bytes,
            "atime_unix": version.atime_unix,
            "mtime_unix": version.mtime_unix,
            "ctime_unix": version.ctime_unix,
            "owner": version.owner,
            "file_hash": version.hash,
        })
    };
    let object = |object: &TierState| {
        json!({
            "tier_id": object.tier_id,
            "state": object.state,
            "target_uri": object.target,
            "planned_by": object.planned_by,
            "planned_utc": object.planned.to_string(),
            "stubbed_utc": time(object.stubbed),
            "rehydrated_utc": time(object.rehydrated),
            "deleted_utc": time(object.deleted),
            "last_accessed_utc": time(object.accessed),
            "access_count": object.accesses,
        })
    };
    json!({
        "share": spec.share,
        "tenant": spec.tenant,
        "path": file.path,
        "known_since_utc": file.known_since.to_string(),
        "removed_utc": time(file.removed),
        "audit_atime_unix": file.accessed.map(|(accessed, _)| accessed),
        "audit_told_utc": time(file.accessed.and_then(|(_, told)| told)),
        "versions": file.versions.iter().map(version).collect::<Vec<_>>(),
        "tier_objects": file.tier.iter().map(object).collect::<Vec<_>>(),
    })
}
