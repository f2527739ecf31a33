//! Databases of earlier versions, and migrations that meet or fail.

use crate::scan::case::{Case, Session};
use crate::support::{fail, succeed};
use flate2::read::GzDecoder;
use std::fs::{self, File};
use std::io::Read;
use std::path::PathBuf;
use std::process::Stdio;

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

/// Every object of the schema as it is made.
fn schema(case: &Case) -> Vec<String> {
    case.db.rows(
        "select 'column', c.relname, a.attnum::text, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull::text,
             pg_get_expr(d.adbin, d.adrelid)
         from pg_class c join pg_attribute a on a.attrelid = c.oid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
         where c.relnamespace = 'tierload'::regnamespace and a.attnum > 0 and not a.attisdropped
         union all
         select 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', ''
         from pg_constraint where connamespace = 'tierload'::regnamespace and conrelid <> 0
         union all
         select 'index', tablename, indexname, indexdef, '', '', '' from pg_indexes where schemaname = 'tierload'
         union all
         select 'policy', tablename, policyname, qual, with_check, cmd, '' from pg_policies where schemaname = 'tierload'
         union all
         select 'table', relname, relkind::text, relrowsecurity::text, relforcerowsecurity::text, relacl::text, relowner::regrole::text
         from pg_class where relnamespace = 'tierload'::regnamespace
         union all
         select 'function', proname, prosrc, proconfig::text, prosecdef::text, '', '' from pg_proc where pronamespace = 'tierload'::regnamespace
         union all
         select 'migration', version::text, name, checksum, '', '', '' from tierload.schema_migration
         order by 1, 2, 3, 4",
    )
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

#[test]
fn two_that_migrate_at_once_apply_each_migration_once() {
    let case = Case::bare();
    let session = Session::open(&case.db);
    // Both are held at the same place, and let go together.
    session.execute("select pg_advisory_lock(7310593)");
    let migrating: Vec<_> =
        (0..2).map(|_| case.command(&["migrate"]).stdout(Stdio::piped()).spawn().unwrap()).collect();
    case.wait_for(
        "select count(*) = 2 from pg_locks where locktype = 'advisory' and not granted
         and database = (select oid from pg_database where datname = current_database())",
    );
    session.execute("select pg_advisory_unlock(7310593)");
    let told: Vec<String> = migrating
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success());
            String::from_utf8(output.stdout).unwrap()
        })
        .collect();
    let migrations = case
        .db
        .rows("select to_char(version, 'FM0000') || '_' || name from tierload.schema_migration order by 1");
    assert!(migrations.len() >= 3);
    for name in migrations {
        let line = format!("applied {name}");
        assert_eq!(told.iter().filter(|text| text.contains(&line)).count(), 1, "{name}: {told:?}");
    }
    assert_eq!(schema(&case), schema(&Case::new()));
}

#[test]
fn a_migration_that_fails_leaves_the_schema_as_it_was() {
    let case = Case::new();
    // The last two are to be applied again: the first of them goes, the second finds a table in its way.
    case.db.execute("delete from tierload.schema_migration where version >= 2; drop table tierload.scan, tierload.scan_input,
        tierload.ingest_chunk, tierload.scan_reject, tierload.dir, tierload.file, tierload.file_state cascade;
        drop sequence tierload.dir_id_seq, tierload.file_id_seq; create table tierload.keep as select 7 as n");
    let before = schema(&case);
    let message = fail(&mut case.command(&["migrate"]), 4);
    assert!(message.contains("migration failed, nothing was changed: 0003_audit"), "{message}");
    assert!(message.contains("tier_object"), "{message}");
    assert_eq!(schema(&case), before);
    // With the obstacle away it goes on.
    case.db.execute("drop table tierload.tier_object, tierload.lucid_audit_cursor, tierload.lucid_audit_processed, tierload.audit_log");
    let told = succeed(&mut case.command(&["migrate"]));
    assert!(told.contains("applied 0002_scans") && told.contains("applied 0003_audit"), "{told}");
    assert_eq!(case.db.value("select n from tierload.keep"), "7");
}

#[test]
fn an_older_program_touches_nothing_whatever_it_is_asked() {
    let case = Case::new();
    case.db.execute("insert into tierload.schema_migration values (9999, 'tomorrow', 'x', now())");
    case.write("a.csv", "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n/a,b,1,2,3,4\n");
    let before = schema(&case);
    for args in [
        &["migrate"][..],
        &["tenant", "add", "acme"],
        &["tenant", "list"],
        &["tenant", "grant", "default", "x"],
        &["tenant", "revoke", "x"],
        &["scan", "a.csv", "--share", "s"],
        &["audit", "a.csv", "--share", "s"],
        &["plan", "--share", "s", "--target", "s3://t", "--older-than", "1d"],
        &["report", "--share", "s"],
        &["status"],
        &["verify"],
        &["abandon", "00000000-0000-0000-0000-000000000000"],
        &["bench", "--rows", "1000", "--events", "20"],
    ] {
        let message = fail(&mut case.command(args), 4);
        assert!(
            message.contains("9999_tomorrow") && message.contains("use the newer program"),
            "{args:?}: {message}"
        );
    }
    assert_eq!(schema(&case), before);
    assert_eq!(case.db.value("select count(*) from tierload.tenant"), "1");
}
