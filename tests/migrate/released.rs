//! Databases of earlier versions, with their rows.

use super::schema;
use crate::support::{Case, restored, succeed};
use std::fs;
use std::path::PathBuf;

/// The dumps of released schemas, made by `scripts/dump-schema.sh`.
fn dumps() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/schema");
    let mut dumps: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    dumps.sort();
    dumps
}

const STOCK: &str = "select t.code, f.full_path, f.size_bytes, f.atime_unix, f.removed_utc is not null
     from (select * from tierload_default.file_known union all select * from tierload_acme.file_known) f
     join tierload.tenant t using (tenant_id) order by 1, 2";

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
        // Partitions belong to shares and months.
        let parts = case
            .db
            .rows("select c.oid::regclass from pg_class c where relispartition and relkind in ('r', 'p')");
        let leads = |line: &str| {
            let table = line.split('|').nth(1).unwrap();
            let index = line.split('|').nth(2).unwrap();
            parts.iter().any(|part| part == table || index.starts_with(part.split('.').nth(1).unwrap()))
        };
        let keys = case.db.rows(
            "select i.indexrelid::regclass from pg_index i join pg_class c on c.oid = i.indrelid where c.relispartition",
        );
        schema(case)
            .into_iter()
            .filter(|line| {
                !leads(line) && !keys.iter().any(|key| line.split('|').nth(1) == Some(key.as_str()))
            })
            .collect()
    };
    let case = Case::new();
    succeed(&mut case.command(&["tenant", "add", "acme"]));
    let fresh = fixed(&case);
    for dump in dumps() {
        let case = restored(&dump);
        succeed(&mut case.command(&["migrate"]));
        assert_eq!(fixed(&case), fresh, "{}", dump.display());
    }
}

#[test]
fn a_fresh_database_has_nothing_of_before_homes() {
    let case = Case::new();
    assert_eq!(
        case.db.rows("select relname, relkind from pg_class where relnamespace = 'tierload'::regnamespace and relkind <> 'i' order by 1"),
        ["home|r", "home_migration|r", "schema_migration|r", "tenant|r", "tenant_role|r"]
    );
    assert_eq!(
        case.db.rows("select proname from pg_proc where pronamespace = 'tierload'::regnamespace order by 1"),
        ["current_tenant", "home_of", "is_loader"]
    );
}
