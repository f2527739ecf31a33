//! The oracle sees what it is for.

use super::oracle::{digests, parts, tables};
use super::{Case, TIME, dump, read, succeed};
use std::collections::BTreeSet;
use std::iter::zip;

/// Changes one thing in each part, and checks that the part, and no other one, tells of it.
#[test]
fn every_change_is_seen_in_its_part() {
    const CHANGES: &[(&str, &str)] = &[
        ("share", "update tierload_default.share set root_path = '/elsewhere'"),
        ("scan", "update tierload_default.scan set bytes_read = bytes_read + 1"),
        ("scan, counts", "update tierload_default.scan set dirs_new = dirs_new + 1"),
        ("ingest_chunk", "update tierload_default.ingest_chunk set digest = gen_random_uuid()"),
        ("scan_reject", "update tierload_default.scan_reject set reason = 'another'"),
        ("dir", "update tierload_default.dir set dir_hash64 = dir_hash64 + 1"),
        ("dir_state", "update tierload_default.dir_state set digest = digest + 1"),
        ("dir_history", "update tierload_default.dir_history set digest = digest + 1"),
        ("file", "update tierload_default.file_history set size_bytes = size_bytes + 1"),
        // One version cut in two says the same of every scan.
        (
            "file_version",
            "insert into tierload_default.file_history (file_id, dir_id, size_bytes, atime_unix, mtime_unix, ctime_unix, share_id,
                 from_snapshot, until_snapshot, tenant_id, name, file_extension)
             select file_id, dir_id, size_bytes, atime_unix, mtime_unix, ctime_unix, share_id, 1, 2, tenant_id, name,
                 file_extension
             from tierload_default.file_state where name = 'file_000001.dat';
             update tierload_default.file_state set from_snapshot = 2 where name = 'file_000001.dat'",
        ),
        // The scans know no hash, so that only the present shows it.
        ("file_current", "update tierload_default.file_state set file_hash = 'another' where removed_utc is null"),
        ("file_removed", "update tierload_default.file_state set file_hash = 'another' where removed_utc is not null"),
        ("file_current, seen", "update tierload_default.file_state set first_snapshot = null"),
        ("tier_object", "update tierload_default.tier_object_state set access_count = access_count + 1"),
        ("lucid_audit_cursor", "update tierload_default.lucid_audit_cursor set byte_offset = byte_offset + 1"),
        ("lucid_audit_processed", "update tierload_default.lucid_audit_processed set audit_event_id = 'another'"),
        ("audit_log", "update tierload_default.audit_log set detail = detail || '{\"new_events\": 7}'"),
        ("left over", "create table tierload_default.staging_scan_7 ()"),
    ];
    assert_eq!(CHANGES.iter().map(|(part, _)| *part).collect::<Vec<_>>(), parts());
    let case = Case::new();
    // One file is rejected, one is removed, one changes.
    case.write("1.csv", dump(0..4).replacen("02.dat,14", "02.dat,many", 1));
    case.write("2.csv", dump(0..2).replacen("00.dat,0,", "00.dat,5,", 1));
    for (input, started) in [("1.csv", "2024-05-01T00:00:00Z"), ("2.csv", "2024-05-02T00:00:00Z")] {
        case.load(&[input, "--source-type", "LucidLink", "--max-rejects", "1", "--started", started]);
    }
    case.db.execute(
        "insert into tierload_default.tier_object_state (tenant_id, share_id, file_current_id, state, target_uri, planned_utc)
         select tenant_id, share_id, file_id, 'PLANNED', 's3://x', '2024-05-01' from tierload_default.file_state",
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
