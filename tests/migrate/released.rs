//! Databases of earlier versions, with their rows.

use super::schema;
use crate::support::{Case, succeed};
use flate2::read::GzDecoder;
use std::fs::{self, File};
use std::io::Read;
use std::path::PathBuf;

/// The dumps of released schemas, made by `scripts/dump-schema.sh`.
fn dumps() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/schema");
    let mut dumps: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    dumps.sort();
    dumps
}

/// A database with what a dump holds.
fn restored(dump: &PathBuf) -> Case {
    let case = Case::bare();
    // The role is the server's, and no part of a dump; it is there as soon as one database was migrated.
    drop(Case::new());
    let mut text = String::new();
    GzDecoder::new(File::open(dump).unwrap()).read_to_string(&mut text).unwrap();
    case.db.execute(&text);
    case
}

const STOCK: &str = "select t.code, f.full_path, f.size_bytes, f.atime_unix, f.removed_utc is not null
     from tierload.file_current f join tierload.tenant t using (tenant_id) order by 1, 2";

#[test]
fn every_released_schema_is_brought_to_this_one_with_its_rows() {
    assert!(!dumps().is_empty());
    let fresh = Case::new();
    let newest = fresh.db.value("select max(version) from tierload.schema_migration");
    for dump in dumps() {
        let case = restored(&dump);
        let told = succeed(&mut case.command(&["migrate"]));
        assert!(told.contains(&format!("schema is at version {newest}")), "{told}");
        let one_tenant = [
            "/a/1|-|1779987033|f",
            "/a/one.txt|10|1700000000|f",
            "/a/two.txt|21|1600000000|f",
            "/b/gone.txt|30|1600000000|t",
        ];
        let expected: Vec<String> = ["acme", "default"]
            .iter()
            .flat_map(|code| one_tenant.map(|row| format!("{code}|{row}")))
            .collect();
        assert_eq!(case.db.rows(STOCK), expected, "{}", dump.display());
        succeed(&mut case.command(&["verify"]));

        // Work goes on: what was loaded is known, what is new is loaded.
        case.write("updates.csv", "file_path,new_last_accessed,audit_event_id\n/a/one.txt,1700000000,e1\n/a/two.txt,1750000000,e2\n");
        let told = succeed(&mut case.command(&["audit", "updates.csv", "--share", "s", "--json"]));
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        assert_eq!((told["replayed"].as_i64(), told["new_events"].as_i64()), (Some(1), Some(1)), "{told}");
        case.write("third.csv", "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n/a,one.txt,10,1600000000,1600000000,1\n/b,gone.txt,31,1600000000,1600000001,1\n");
        let summary = case.load(&["third.csv"]);
        let counts = ["files_new", "files_changed", "files_unchanged", "files_removed"]
            .map(|key| summary[key].as_i64().unwrap());
        assert_eq!(counts, [0, 1, 1, 1], "{summary}");
        succeed(&mut case.command(&["verify"]));
    }
}

#[test]
fn a_migrated_schema_is_the_one_that_is_made_at_once() {
    let fixed = |case: &Case| -> Vec<String> {
        // Partitions and staging tables belong to shares and scans; numbers of columns tell of history only.
        let parts = case.db.rows(
            "select relname from pg_class where relnamespace = 'tierload'::regnamespace
             and (relispartition or relname ~ '^(staging_|file_s[0-9]|file_state_s[0-9]|lucid_audit_processed_)')",
        );
        schema(case)
            .into_iter()
            .filter(|line| !parts.iter().any(|part| line.contains(part.as_str())))
            .collect()
    };
    let fresh = fixed(&Case::new());
    for dump in dumps() {
        let case = restored(&dump);
        succeed(&mut case.command(&["migrate"]));
        assert_eq!(fixed(&case), fresh, "{}", dump.display());
    }
}
