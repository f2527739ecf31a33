//! What a database of before homes says, it says afterwards.

use crate::support::{Case, old_database, succeed};

/// What both versions can tell: `{of}` is the schema, `{known}` its view of all files.
const TOLD: &[&str] = &[
    "select share_id, tenant_id, share_name, root_path, src_type, volume_id, last_scan_id, last_scan_utc, created_utc
     from {of}.share order by 1",
    "select scan_id, tenant_id, share_id, share_name, scan_guid, src_type, status, started_utc, loading_utc, chunk_bytes,
        bytes_read, rows_read, loaded, rejected, duplicates, skipped, dirs_new, files_new, files_changed, files_unchanged,
        files_removed, tier_objects_gone, case when status <> 'ERROR' then finished_utc end
     from {of}.scan where status in ('OK', 'WARN') order by 1",
    "select scan_id, input_no, tenant_id, input_name, fingerprint, size_bytes from {of}.scan_input order by 1, 2",
    "select k.share_id, k.scan_id, k.input_no, k.chunk_no, k.tenant_id, k.byte_start, k.byte_end, k.digest, k.rows_read, k.loaded,
        k.rejected, k.skipped, k.loaded_utc
     from {of}.ingest_chunk k join {of}.scan c using (scan_id) where c.status in ('OK', 'WARN') order by 1, 2, 3, 4",
    "select r.* from {of}.scan_reject r join {of}.scan c using (scan_id) where c.status in ('OK', 'WARN') order by 1, 2, 4",
    "select d.dir_id, d.share_id, d.tenant_id, d.dir_path, d.dir_path_raw, d.dir_hash64, d.dir_digest
     from {of}.dir d where exists (select from {known} f where f.dir_id = d.dir_id) order by 1",
    "select f.scan_id, f.share_id, f.tenant_id, f.dir_id, f.name, f.name_raw, f.size_bytes, f.atime_unix, f.mtime_unix,
        f.ctime_unix, f.frn, f.file_hash, f.file_extension
     from {of}.file f order by 1, 4, 5",
    "select file_current_id, share_id, tenant_id, share_name, dir_id, full_path, name, size_bytes, file_extension,
        last_accessed_source, first_seen_scan_id, last_seen_scan_id, last_scan_utc, created_utc, removed_utc,
        case when last_accessed_source = 'lucidlink_audit' then atime_unix end,
        case when last_accessed_source = 'lucidlink_audit' then atime_updated_utc end
     from {known} order by 1",
    "select {tier_id}, tenant_id, share_id, file_current_id, state, target_uri, size_bytes, planned_utc, stubbed_utc,
        rehydrated_utc, deleted_utc, last_accessed_utc, access_count
     from {of}.tier_object order by 1",
    "select * from {of}.lucid_audit_cursor order by 1, 2",
    "select * from {of}.lucid_audit_processed order by 1, 2, 3",
    "select tenant_id, share_id, logged_utc, actor, action, detail from {of}.audit_log
     where action <> 'log carried over' order by audit_log_id",
];

/// The answers of several schemas, one after the other.
fn told(case: &Case, schemas: &[(&str, &str)]) -> Vec<Vec<String>> {
    let answer = |query: &&str| {
        let of = |(of, known): &(&str, &str)| {
            let tier_id = if *of == "tierload" { "tier_object_id" } else { "tier_id" };
            let query = query.replace("{of}", of).replace("{known}", &format!("{of}.{known}"));
            case.db.rows(&query.replace("{tier_id}", tier_id))
        };
        let mut rows: Vec<String> = schemas.iter().flat_map(of).collect();
        rows.sort();
        rows
    };
    TOLD.iter().map(answer).collect()
}

const HOMES: [&str; 2] = ["tierload_default", "tierload_acme"];

#[test]
fn nothing_is_lost() {
    let case = old_database();
    let before = told(&case, &[("tierload", "file_current")]);
    assert!(
        before.iter().all(|rows| rows.len() >= 2),
        "{:?}",
        before.iter().map(Vec::len).collect::<Vec<_>>()
    );
    let ids =
        "select nextval('{of}.file_id_seq'), nextval('{of}.dir_id_seq'), nextval('{of}.share_share_id_seq'),
        nextval('{of}.scan_scan_id_seq'), nextval('{of}.tier_object_tier_object_id_seq')";
    let told_lines = succeed(&mut case.command(&["migrate"]));
    for share in [
        "acme/s: 36 rows in 4 snapshots",
        "default/s: 36 rows in 4 snapshots",
        "acme/logs: 0 rows in 0 snapshots",
    ] {
        assert!(told_lines.contains(&format!("converted {share}, ")), "{told_lines}");
    }
    let homes = HOMES.map(|home| (home, "file_known"));
    let after = told(&case, &homes);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(after, before);
    }
    assert!(succeed(&mut case.command(&["verify"])).contains("nothing found"));
    // Ids that are given now were never given before.
    for home in HOMES {
        for (id, table, column) in [
            (0, "file_state", "file_id"),
            (1, "dir", "dir_id"),
            (2, "share", "share_id"),
            (3, "scan", "scan_id"),
            (4, "tier_object", "tier_id"),
        ] {
            let next: i64 =
                case.db.rows(&ids.replace("{of}", home))[0].split('|').nth(id).unwrap().parse().unwrap();
            assert!(
                next > case.count(&format!("select max({column}) from {home}.{table}")),
                "{home}.{table}"
            );
        }
    }
    // A second run has nothing to do.
    assert!(!succeed(&mut case.command(&["migrate"])).contains("converted"));
}

#[test]
fn snapshots_say_what_they_would_if_they_were_published_now() {
    let case = old_database();
    succeed(&mut case.command(&["migrate"]));
    // The latest scan again, under another identity: nothing differs, so its digest and its sums are the same.
    let rows = case.db.rows(
        "select d.dir_path, f.name, f.size_bytes, coalesce(f.atime_unix::text, ''), coalesce(f.mtime_unix::text, ''),
            coalesce(f.ctime_unix::text, ''), coalesce(f.frn::text, ''), d.dir_path_raw is null and f.name_raw is null
         from tierload_default.file f join tierload_default.dir d using (dir_id, share_id) where f.scan_id = 4",
    );
    let mut text = b"dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn\n".to_vec();
    for row in &rows {
        let fields = row.rsplit_once('|').unwrap().0.replace('|', ",");
        // As the dump had them: U+FFFD and two digits stand for a byte that is no text.
        for (at, part) in fields.split("\u{fffd}E9").enumerate() {
            text.extend_from_slice(if at > 0 { b"\xE9" } else { b"" });
            text.extend_from_slice(part.as_bytes());
        }
        text.push(b'\n');
    }
    case.write("again.csv", text);
    let summary = case.load(&["again.csv", "--scan-id", "00000000-0000-4000-8000-000000000000"]);
    let counts = ["files_new", "files_changed", "files_unchanged", "files_removed"]
        .map(|key| summary[key].as_i64().unwrap());
    // An audit log had heard of a file that the scan does not see; it was accessed before the walk began.
    assert_eq!(counts, [0, 0, 9, 1], "{summary}");
    assert_eq!(
        case.db.value("select count(distinct (known, bytes, digest)) from tierload_default.scan where share_id = 1 and snapshot_no >= 4"),
        "1"
    );
    assert_eq!(case.db.value("select count(*) from tierload_default.dir_state where from_snapshot > 4"), "0");
    succeed(&mut case.command(&["verify"]));
}

#[test]
fn a_scan_that_was_not_finished_begins_again() {
    let case = old_database();
    succeed(&mut case.command(&["migrate"]));
    let unfinished = "select status, error_text ~ 'same command' from tierload_default.scan where share_name = 'killed' order by scan_id";
    assert_eq!(case.db.rows(unfinished), ["ERROR|t", "OK|-", "ERROR|t"]);
    assert_eq!(case.db.value("select count(*) from tierload_default.ingest_chunk join tierload_default.scan c using (scan_id) where c.status = 'ERROR' and c.share_name = 'killed'"), "0");
    let guid = case.db.value("select scan_guid from tierload_default.scan where share_name = 'killed' order by scan_id desc limit 1");
    case.write(
        "again.csv",
        "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n/a,one.txt,10,1,1,1\n",
    );
    succeed(&mut case.command(&["scan", "again.csv", "--share", "killed", "--scan-id", &guid, "--quiet"]));
    assert_eq!(case.db.rows(unfinished), ["ERROR|t", "OK|-", "OK|-"]);
    succeed(&mut case.command(&["verify"]));
}

#[test]
fn a_state_that_did_not_say_since_when_gets_a_time() {
    let case = old_database();
    case.db.execute("update tierload.tier_object set state = 'STUBBED', stubbed_utc = null");
    succeed(&mut case.command(&["migrate"]));
    let since_planned =
        "select count(*) filter (where stubbed_utc = planned_utc) - count(*) from {of}.tier_object_state";
    for home in HOMES {
        assert_eq!(case.count(&since_planned.replace("{of}", home)), 0, "{home}");
        assert!(case.count(&format!("select count(*) from {home}.tier_object_state")) > 0, "{home}");
    }
}
