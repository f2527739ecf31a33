//! The oracle sees what it is for.

use super::oracle::{digests, parts, tables};
use super::{Case, TIME, dump, read, succeed};
use std::collections::BTreeSet;
use std::iter::zip;

/// Changes one thing in each part, and checks that the part, and no other one, tells of it.
#[test]
fn every_change_is_seen_in_its_part() {
    const CHANGES: &[(&str, &str)] = &[
        ("share", "update tierload.share set root_path = '/elsewhere'"),
        ("scan", "update tierload.scan set bytes_read = bytes_read + 1"),
        ("scan, counts", "update tierload.scan set dirs_new = dirs_new + 1"),
        ("ingest_chunk", "update tierload.ingest_chunk set digest = gen_random_uuid()"),
        ("scan_reject", "update tierload.scan_reject set reason = 'another'"),
        ("dir", "update tierload.dir set dir_hash64 = dir_hash64 + 1"),
        ("dir, seen", "update tierload.dir set first_seen_scan_id = null"),
        ("file", "update tierload.file set size_bytes = size_bytes + 1"),
        ("file_current", "update tierload.file_state set file_hash = 'another'"),
        ("file_current, seen", "update tierload.file_state set first_seen_scan_id = null"),
        ("tier_object", "update tierload.tier_object set access_count = access_count + 1"),
        ("lucid_audit_cursor", "update tierload.lucid_audit_cursor set byte_offset = byte_offset + 1"),
        ("lucid_audit_processed", "update tierload.lucid_audit_processed set audit_event_id = 'another'"),
        ("audit_log", "update tierload.audit_log set detail = detail || '{\"new_events\": 7}'"),
        ("left over", "create table tierload.staging_scan_7 ()"),
    ];
    assert_eq!(CHANGES.iter().map(|(part, _)| *part).collect::<Vec<_>>(), parts());
    let case = Case::new();
    case.write("a.csv", dump(0..3).replacen("02.dat,14", "02.dat,many", 1));
    case.load(&["a.csv", "--source-type", "LucidLink", "--max-rejects", "1"]);
    case.db.execute(
        "insert into tierload.tier_object (tenant_id, share_id, file_current_id, state, target_uri, planned_utc)
         select tenant_id, share_id, file_current_id, 'PLANNED', 's3://x', now() from tierload.file_state",
    );
    case.write("a.log", read("/top/dir 00/file_000000.dat", TIME));
    case.write("updates.csv", format!("/top/dir 01/file_000001.dat,{TIME},e1\n"));
    for input in ["a.log", "updates.csv"] {
        succeed(&mut case.command(&["audit", input, "--share", "s", "--quiet"]));
    }
    for (part, change) in CHANGES {
        let (before, digests_before) = (tables(&case.db), digests(&case.db));
        case.db.execute(change);
        let (after, digests_after) = (tables(&case.db), digests(&case.db));
        let is_new = |row: &&String| !before.contains(row);
        let told: BTreeSet<&str> =
            after.iter().filter(is_new).map(|row| row.split(": ").next().unwrap()).collect();
        assert_eq!(told.into_iter().collect::<Vec<_>>(), [*part], "{change}");
        let differ: Vec<&str> = zip(parts(), zip(digests_before, digests_after))
            .filter_map(|(name, (before, after))| (before != after).then_some(name))
            .collect();
        assert_eq!(differ, [*part], "{change}");
    }
}
