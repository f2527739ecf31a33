//! Everything that scans, audits and plans leave in the tables, but for ids and the times of the run. All comparisons of
//! one run with another go through here.

use super::TestDb;

/// Scans by their order in their share, because ids have gaps.
const SCANS: &str = "with n as (
    select c.*, row_number() over (partition by share_id order by scan_id) as place,
        row_number() over (partition by share_id order by finished_utc) as finish
    from tierload_default.scan c
) ";

/// What is left out where a scan and an audit of one share run at once: it tells which of them came first. A file may be
/// made known by either; the counts of both say so.
const WHO_CAME_FIRST: &[&str] = &["scan, counts", "file_current, seen", "audit_log"];

/// Each part's name, and its rows in an order. A part is a table, or those columns of one that can be left out together.
const PARTS: &[(&str, &str)] = &[
    (
        "share",
        "select s.share_name, s.root_path, s.src_type, n.place, s.last_scan_utc = n.finished_utc
         from tierload_default.share s left join n on n.scan_id = s.last_scan_id
         order by 1",
    ),
    (
        "scan",
        "select n.share_name, n.place, n.finish, n.src_type, n.status, n.finished_utc is null, n.chunk_bytes,
            n.error_text, n.bytes_read, n.rows_read, n.loaded, n.rejected, n.duplicates, n.skipped,
            n.snapshot_no, n.known, n.bytes, n.digest
         from n order by 1, 2",
    ),
    (
        "scan, counts",
        "select n.share_name, n.place, n.dirs_new, n.files_new, n.files_changed, n.files_unchanged, n.files_removed,
            n.files_not_seen
         from n order by 1, 2",
    ),
    (
        "ingest_chunk",
        "select n.share_name, n.place, k.input_no, k.chunk_no, k.byte_start, k.byte_end, k.digest, k.rows_read,
            k.loaded, k.rejected, k.skipped, k.known
         from tierload_default.ingest_chunk k join n using (scan_id) order by 1, 2, 3, 4",
    ),
    (
        "scan_reject",
        "select n.share_name, n.place, r.input_no, r.line, r.byte, r.reason, r.raw
         from tierload_default.scan_reject r join n using (scan_id) order by 1, 2, 3, 5",
    ),
    (
        "dir",
        "select s.share_name, d.dir_path, d.dir_path_raw, d.dir_hash64, d.dir_digest, d.parent_digest
         from tierload_default.dir d join tierload_default.share s using (share_id) order by 1, 2, 3",
    ),
    (
        "dir_state",
        "select s.share_name, d.dir_path, t.files, t.bytes, t.allocated_bytes, t.digest, t.from_snapshot
         from tierload_default.dir_state t join tierload_default.dir d using (dir_id, share_id) join tierload_default.share s using (share_id)
         order by 1, 2",
    ),
    (
        "dir_history",
        "select s.share_name, d.dir_path, t.files, t.bytes, t.allocated_bytes, t.digest, t.from_snapshot, t.until_snapshot
         from tierload_default.dir_history t join tierload_default.dir d using (dir_id, share_id) join tierload_default.share s using (share_id)
         order by 1, 2, 7",
    ),
    (
        "file",
        "select n.share_name, n.place, d.dir_path, f.name, f.name_raw, f.size_bytes, f.atime_unix, f.mtime_unix,
            f.ctime_unix, f.frn, f.file_hash, f.file_extension, f.allocated_bytes, f.device, f.nlink, f.owner_name,
            f.group_name, f.tenant_id = n.tenant_id
         from tierload_default.file f join n using (scan_id, share_id) join tierload_default.dir d using (dir_id, share_id)
         order by 1, 2, 3, 4",
    ),
    (
        "file_version",
        "select s.share_name, d.dir_path, v.name, v.from_snapshot, v.until_snapshot
         from tierload_default.file_version v join tierload_default.dir d using (dir_id, share_id) join tierload_default.share s using (share_id)
         order by 1, 2, 3, 4",
    ),
    (
        "file_current",
        "select f.share_name, f.full_path, f.name, f.dir_path, f.size_bytes, f.atime_unix, f.mtime_unix,
            f.ctime_unix, f.file_hash, f.file_extension, f.last_accessed_source, f.frn, f.allocated_bytes, f.device,
            f.nlink, f.owner_name, f.group_name
         from tierload_default.file_current f order by 1, 2",
    ),
    (
        "file_removed",
        "select f.share_name, f.full_path, f.size_bytes, f.atime_unix, f.mtime_unix, f.ctime_unix, f.file_hash,
            f.last_accessed_source
         from tierload_default.file_removed f order by 1, 2",
    ),
    (
        "file_current, seen",
        "select f.share_name, f.full_path, first.place, last.place, f.last_scan_utc = last.finished_utc,
            case when f.first_seen_scan_id is not null then f.created_utc < f.updated_utc end
         from tierload_default.file_known f left join n first on first.scan_id = f.first_seen_scan_id
         left join n last on last.scan_id = f.last_seen_scan_id
         order by 1, 2",
    ),
    (
        "tier_object",
        "select o.share_name, o.full_path, o.state, o.target_uri, o.size_bytes, o.stubbed_utc is null,
            o.rehydrated_utc is null, o.deleted_utc is null, seen.place, o.last_accessed_utc, o.access_count
         from tierload_default.tier_object o
         left join n seen on seen.share_id = o.share_id and seen.finished_utc = o.last_seen_utc
         order by 1, 2",
    ),
    (
        "lucid_audit_cursor",
        "select s.share_name, c.node, c.log_begin, c.byte_offset, c.lines, c.events, c.first_line
         from tierload_default.lucid_audit_cursor c join tierload_default.share s using (share_id) order by 1, 2, 3",
    ),
    (
        "lucid_audit_processed",
        "select s.share_name, p.audit_event_id, p.event_digest
         from tierload_default.lucid_audit_processed p join tierload_default.share s using (share_id) order by 1, 2",
    ),
    // How many batches there were is of no account.
    (
        "audit_log",
        "select s.share_name, a.action, sum((a.detail->>'new_events')::bigint),
            sum((a.detail->>'access_events')::bigint), sum((a.detail->>'files_inserted')::bigint),
            sum((select sum(value::bigint) from jsonb_each_text(nullif(a.detail->'rejected', 'null'))))
         from tierload_default.audit_log a left join tierload_default.share s using (share_id) group by 1, 2 order by 1, 2",
    ),
    (
        "left over",
        "select tablename from pg_tables where tablename like 'staging%' order by 1",
    ),
];

/// The names of the parts.
pub(super) fn parts() -> Vec<&'static str> {
    PARTS.iter().map(|(name, _)| *name).collect()
}

/// The tables, a line a row.
pub(crate) fn tables(db: &TestDb) -> Vec<String> {
    rows(db, &[])
}

/// A number of rows and two sums of their hashes for each part, made by the server, which is quicker than rows where there are
/// many, and needs no order and no room for all of them.
pub(crate) fn digests(db: &TestDb) -> Vec<String> {
    let digest = |(name, query): &(&str, &str)| {
        let (query, _) = query.rsplit_once("order by").unwrap();
        db.value(&format!(
            "{SCANS} select concat_ws(' ', '{name}', count(*), sum(hash_record_extended(t, 0)), sum(hash_record_extended(t, 1)))
             from ({query}) t"
        ))
    };
    PARTS.iter().map(digest).collect()
}

/// Fails with the first row that differs.
pub(crate) fn assert_same_tables(found: &TestDb, expected: &TestDb) {
    if digests(found) != digests(expected) {
        assert_same_rows(&tables(found), &tables(expected));
        panic!("the tables differ in their digests only");
    }
}

/// The same where a scan and an audit of one share ran at once in one of them.
pub(crate) fn assert_same_whoever_came_first(found: &TestDb, expected: &TestDb) {
    assert_same_rows(&rows(found, WHO_CAME_FIRST), &rows(expected, WHO_CAME_FIRST));
}

fn assert_same_rows(found: &[String], expected: &[String]) {
    for (found, expected) in found.iter().zip(expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len(), "one has rows that the other has not");
}

fn rows(db: &TestDb, left_out: &[&str]) -> Vec<String> {
    let lines = |(name, query): &(&str, &str)| {
        db.rows(&format!("{SCANS}{query}"))
            .into_iter()
            .map(|row| format!("{name}: {row}"))
            .collect::<Vec<_>>()
    };
    PARTS.iter().filter(|(name, _)| !left_out.contains(name)).flat_map(lines).collect()
}
