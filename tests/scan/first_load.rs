//! The tables after the first scan of a share.

use crate::support::{Case, fixture, numbers};
use serde_json::json;

#[test]
fn a_first_scan_fills_every_table() {
    let case = Case::new();
    let summary = case.load(&[&fixture("canonical/basic.csv"), "--started", "2024-05-01T10:00:00Z"]);
    assert_eq!(
        case.db.rows("select share_name, root_path, src_type, last_scan_id from tierload_default.share"),
        [format!("s|-|POSIX|{}", summary["scan_id"])]
    );
    assert_eq!(
        case.db.rows(
            "select scan_guid, share_name, src_type, status, started_utc, finished_utc > loading_utc, bytes_read,
                rows_read, loaded, rejected, duplicates, skipped, dirs_new, files_new, files_changed,
                files_unchanged, files_removed from tierload_default.scan"
        ),
        [format!(
            "{}|s|POSIX|OK|2024-05-01 10:00:00+00|t|{}|4|4|0|0|0|3|4|0|0|0",
            summary["scan_guid"].as_str().unwrap(),
            summary["bytes_read"]
        )]
    );
    assert_eq!(
        case.db.rows(
            "select d.dir_path, d.dir_path_raw, p.dir_path from tierload_default.dir d
             left join tierload_default.dir p on p.dir_digest = d.parent_digest order by 1"
        ),
        ["/|-|-", "/film|-|/", "/film/cuts|-|/film"]
    );
    assert_eq!(
        case.db.rows(
            "select d.dir_path, f.name, f.name_raw, f.size_bytes, f.atime_unix, f.mtime_unix, f.ctime_unix, f.frn,
                f.file_hash, f.file_extension
             from tierload_default.file f join tierload_default.dir d using (dir_id) order by f.frn"
        ),
        [
            "/|README|-|10|1700000001|1600000001|1500000001|11|-|-",
            "/film|a.mov|-|200|1700000002|1600000002|1500000002|12|sha1:aa|mov",
            "/film|b.tar.GZ|-|300|1700000003|1600000003|1500000003|13|-|gz",
            "/film/cuts|.hidden|-|0|1700000004|1600000004|1500000004|14|-|-",
        ]
    );
}

#[test]
fn file_current_has_the_columns_and_values_of_the_plan() {
    let case = Case::new();
    case.load(&[&fixture("canonical/basic.csv")]);
    let columns =
        "file_current_id, tenant_id, share_name, dir_id, name, full_path, size_bytes, atime_unix, mtime_unix,
        ctime_unix, file_hash, file_extension, last_accessed_source, atime_updated_utc, first_seen_scan_id,
        last_seen_scan_id, last_scan_utc, created_utc, updated_utc";
    assert_eq!(case.db.rows(&format!("select {columns} from tierload_default.file_current")).len(), 4);
    assert_eq!(
        case.db.rows(
            "select full_path, share_name, size_bytes, file_hash, file_extension, last_accessed_source,
                first_seen_scan_id, last_seen_scan_id, created_utc <= last_scan_utc,
                last_scan_utc = (select finished_utc from tierload_default.scan),
                atime_updated_utc = last_scan_utc and updated_utc = last_scan_utc
             from tierload_default.file_current order by 1"
        ),
        [
            "/README|s|10|-|-|initial_scan|1|1|t|t|t",
            "/film/a.mov|s|200|sha1:aa|mov|initial_scan|1|1|t|t|t",
            "/film/b.tar.GZ|s|300|-|gz|initial_scan|1|1|t|t|t",
            "/film/cuts/.hidden|s|0|-|-|initial_scan|1|1|t|t|t",
        ]
    );
    // A file has the same id wherever it stands.
    assert_eq!(
        case.count(
            "select count(*) from tierload_default.file f join tierload_default.file_current c
             on c.file_current_id = f.file_id and c.dir_id = f.dir_id and c.name = f.name"
        ),
        4
    );
}

#[test]
fn the_ledger_covers_the_input_byte_for_byte() {
    let case = Case::new();
    let path = fixture("canonical/basic.csv");
    let summary = case.load(&[&path, "--chunk-bytes", "80"]);
    let text = std::fs::read_to_string(&path).unwrap();
    let chunks =
        case.db.rows("select chunk_no, byte_start, byte_end from tierload_default.ingest_chunk order by 1");
    assert_eq!(summary["chunks"], chunks.len());
    assert!(chunks.len() > 1, "{chunks:?}");
    let mut at = text.find('\n').unwrap() + 1;
    for (number, chunk) in chunks.iter().enumerate() {
        let [chunk_no, start, end] =
            <[usize; 3]>::try_from(chunk.split('|').map(|n| n.parse().unwrap()).collect::<Vec<_>>()).unwrap();
        assert_eq!((chunk_no, start), (number, at));
        at = end;
    }
    assert_eq!(at, text.len());
    assert_eq!(
        case.db.rows("select input_no, input_name, size_bytes from tierload_default.scan_input"),
        [format!("0|{path}|{}", text.len())]
    );
}

#[test]
fn the_summary_has_the_keys_of_the_contract() {
    let case = Case::new();
    let summary = case.load(&[&fixture("canonical/basic.csv")]);
    let mut keys: Vec<&str> = summary.as_object().unwrap().keys().map(String::as_str).collect();
    // What it has beyond the contract.
    keys.retain(|key| !["already_loaded", "rejects_file"].contains(key));
    let mut contract = [
        "scan_id",
        "scan_guid",
        "tenant",
        "share",
        "status",
        "inputs",
        "bytes_read",
        "rows_read",
        "loaded",
        "rejected",
        "duplicates",
        "skipped",
        "dirs_new",
        "files_new",
        "files_changed",
        "files_unchanged",
        "files_removed",
        "files_not_seen",
        "under",
        "folders_not_read",
        "rejected_without_path",
        "tier_objects_replaced",
        "chunks",
        "chunks_skipped",
        "elapsed_s",
        "retries",
        "database",
        "rows_per_s",
    ];
    keys.sort_unstable();
    contract.sort_unstable();
    assert_eq!(keys, contract);
    assert_eq!(summary["tenant"], "default");
    assert_eq!(summary["share"], "s");
    assert_eq!(summary["status"], "OK");
    assert_eq!(
        numbers(
            &summary,
            ["inputs", "rows_read", "loaded", "dirs_new", "files_new", "chunks", "chunks_skipped"]
        ),
        [1, 4, 4, 3, 4, 1, 0]
    );
    assert_eq!(summary["rejects_file"], json!(null));
    assert!(summary["elapsed_s"].is_f64() && summary["rows_per_s"].as_f64().unwrap() > 0.0);
}

#[test]
fn people_get_a_summary_on_stderr_and_quiet_is_quiet() {
    let case = Case::new();
    let input = fixture("canonical/basic.csv");
    let loud = case.scan(&[&input, "-v"]).output().unwrap();
    assert!(loud.status.success());
    assert_eq!(String::from_utf8_lossy(&loud.stdout), "");
    let text = String::from_utf8(loud.stderr).unwrap();
    assert!(text.contains("4 = 4 loaded + 0 rejected + 0 duplicates + 0 skipped"), "{text}");
    let quiet = case.scan(&[&input, "--quiet"]).output().unwrap();
    assert!(quiet.status.success());
    assert_eq!((quiet.stdout, quiet.stderr), (Vec::new(), Vec::new()));
}
