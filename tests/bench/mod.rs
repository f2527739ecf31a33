//! `tierload bench` measures, and leaves nothing but rows of `audit_log`.

use crate::support::{World, fail, succeed};
use serde_json::Value;

#[test]
fn a_benchmark_removes_what_it_loaded() {
    let world = World::new();
    let told = succeed(world.db.tierload().args(["bench", "--rows", "5000", "--events", "2000", "--json"]));
    let report: Value = serde_json::from_str(&told).unwrap();
    assert!(report["rescan"]["rows_per_s"].as_f64().unwrap() > 0.0, "{report}");
    for (kind, files) in [("distinct", 2_000), ("distinct_again", 2_000), ("many", 100), ("many_again", 100)]
    {
        assert_eq!(report["audit"][kind]["files_updated"], files, "{kind}: {report}");
    }
    assert_eq!(report["settings"]["fsync"], world.db.value("show fsync"));
    for table in [
        "share",
        "scan",
        "dir",
        "dir_state",
        "dir_history",
        "file",
        "file_state",
        "file_history",
        "principal",
        "ingest_chunk",
        "lucid_audit_cursor",
    ] {
        assert_eq!(world.db.value(&format!("select count(*) from tierload_default.{table}")), "0", "{table}");
    }
    assert_eq!(world.db.value("select count(*) from tierload.tenant"), "1");
    let tables = "select count(*) from pg_class where relnamespace = 'tierload'::regnamespace and relname ~ '_[sc]?[0-9]+$'";
    assert_eq!(world.db.value(tables), "0");
    assert!(fail(world.db.tierload().args(["bench", "--rows", "10"]), 2).contains("--rows"));
}
