//! Migrations that are repeated, meet, fail, or come from a newer program; who may migrate.

use super::schema;
use crate::support::{Case, ServerHome, Session, dump, fail, old_database, succeed, tierload, value};
use std::fs;
use std::process::Stdio;

#[test]
fn migrating_twice_changes_nothing() {
    let case = Case::new();
    let list = "select version, name, checksum, applied_utc from tierload.schema_migration order by 1";
    let before = case.db.rows(list);
    assert!(succeed(&mut case.command(&["migrate"])).contains("schema is at version"));
    assert_eq!(case.db.rows(list), before);
}

#[test]
fn two_that_migrate_at_once_apply_each_migration_once() {
    let case = Case::bare();
    let session = Session::open(&case.db);
    // Both are held at the same place, and let go together.
    session.execute("select pg_advisory_lock(7310593)");
    let migrating: Vec<_> = (0..2)
        .map(|_| case.command(&["migrate"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
        .collect();
    case.wait_for(
        "select count(*) = 2 from pg_locks where locktype = 'advisory' and not granted
         and database = (select oid from pg_database where datname = current_database())",
    );
    session.execute("select pg_advisory_unlock(7310593)");
    let told: Vec<String> = migrating
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
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
    assert_eq!(told.concat().matches("applied tierload_default 0001_scans").count(), 1, "{told:?}");
    assert_eq!(schema(&case), schema(&Case::new()));
}

#[test]
fn a_migration_that_fails_leaves_the_schema_as_it_was() {
    let case = old_database();
    // Something is in the way of what all tenants have in common.
    case.db.execute("create table tierload.home_migration as select 7 as n");
    let before = schema(&case);
    let message = fail(&mut case.command(&["migrate"]), 4);
    assert!(message.contains("migration failed, nothing was changed: 0004_homes"), "{message}");
    assert!(message.contains("home_migration"), "{message}");
    assert_eq!(schema(&case), before);
    // With that away, something is in the way of a home.
    case.db.execute("drop table tierload.home_migration; create schema tierload_default");
    let message = fail(&mut case.command(&["migrate"]), 4);
    assert!(message.contains("cannot migrate home tierload_default"), "{message}");
    assert_eq!(
        case.db.rows("select distinct home from tierload.home_migration union all select nspname from pg_namespace n
             where nspname ~ '^tierload_' and nspname <> 'tierload_log' and exists (select from pg_class where relnamespace = n.oid) order by 1"),
        ["tierload_acme", "tierload_acme"]
    );
    assert_eq!(case.db.value("select count(*) from tierload.share"), "8");
    // With that away too it goes on.
    case.db.execute("drop schema tierload_default");
    let told = succeed(&mut case.command(&["migrate"]));
    assert!(told.contains("applied tierload_default 0001_scans") && !told.contains("0004_homes"), "{told}");
    succeed(&mut case.command(&["verify"]));
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

#[test]
fn a_user_with_createrole_is_enough() {
    let home = ServerHome::new();
    let url = home.start();
    value(&url, "create role ordinary login createrole; create role loads login; select 1");
    // A statement of its own: a database is not made within a transaction.
    succeed(home.db(&["psql", "--", "-c", "create database plain owner ordinary"]).current_dir("/"));
    let (before, after) = url.split_once("user=").unwrap();
    let rest = after.split_once('&').map_or("", |(_, rest)| rest);
    let (scheme, parameters) = before.split_once('?').unwrap();
    let base = scheme.rsplit_once('/').unwrap().0;
    let url = |user: &str| format!("{base}/plain?{parameters}user={user}&{rest}");
    succeed(tierload().env("DATABASE_URL", url("ordinary")).arg("migrate"));
    value(&url("ordinary"), "grant tierload_loader to loads; select 1");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), dump(0..3)).unwrap();
    for user in ["ordinary", "loads"] {
        let mut command = tierload();
        command.current_dir(folder.path()).env("DATABASE_URL", url(user));
        succeed(command.args(["scan", "a.csv", "--share", user, "--quiet"]));
    }
}

#[test]
fn a_copy_in_another_database_gets_its_rights_back() {
    let case = Case::new();
    // What pg_dump and pg_restore leave out.
    case.db.execute(&format!("revoke create on database {} from tierload_loader", case.db.name()));
    fail(&mut case.command(&["tenant", "add", "acme"]), 4);
    succeed(&mut case.command(&["migrate"]));
    succeed(&mut case.command(&["tenant", "add", "acme"]));
}

#[test]
fn a_database_that_cannot_hold_every_name_is_refused() {
    let case = Case::bare();
    let name = format!("{}_latin", case.db.name());
    case.db.execute(&format!("create database {name} encoding 'LATIN1' locale 'C' template template0"));
    let url = case.db.url().replace(case.db.name(), &name);
    let mut migrate = tierload();
    let told = fail(migrate.env_remove("TIERLOAD_HOME").env("DATABASE_URL", &url).arg("migrate"), 4);
    assert!(told.contains("has encoding LATIN1") && told.contains("encoding 'UTF8'"), "{told}");
    assert_eq!(value(&url, "select to_regnamespace('tierload') is null"), "t");
    case.db.execute(&format!("drop database {name} with (force)"));
}
