//! Servers, schemas and tenants that a scan refuses, each in one line and with its exit code.

use crate::support::{Case, ServerHome, TestDb, dump, fail, one_line, succeed, tables, tierload, value};
use std::fs;

/// What a scan says that cannot get at the database `url`.
fn refused(url: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), dump(0..3)).unwrap();
    let mut command = tierload();
    command
        .current_dir(folder.path())
        .env("DATABASE_URL", url)
        .env("TIERLOAD_RETRY_FOR", "0s")
        .args(["scan", "a.csv", "--share", "s", "--quiet"]);
    one_line(&fail(&mut command, 4))
}

#[test]
fn no_server() {
    let message = refused("postgresql:///x?host=/nonexistent&user=u");
    assert!(message.contains("cannot connect to database x at /nonexistent:5432"), "{message}");
    // Nobody listens on the lowest port.
    let message = refused("postgresql://u:secret@127.0.0.1:1/x");
    assert!(message.contains("cannot connect to database x at 127.0.0.1:1"), "{message}");
    assert!(!message.contains("secret"), "{message}");
}

#[test]
fn no_such_database() {
    let db = TestDb::new();
    let name = db.value("select current_database()");
    let message = refused(&db.url().replace(&name, "no_such_database"));
    assert!(message.contains("database \"no_such_database\" does not exist"), "{message}");
}

#[test]
fn a_wrong_password() {
    let home = ServerHome::new();
    let url = home.start();
    let hba = home.data().join("pg_hba.conf");
    let rules = fs::read_to_string(&hba).unwrap();
    value(&url, "create role guarded login password 'right'; select 1");
    fs::write(&hba, format!("local all guarded scram-sha-256\n{rules}")).unwrap();
    value(&url, "select pg_reload_conf()");
    let (before, after) = url.split_once("user=").unwrap();
    let rest = after.split_once('&').map_or("", |(_, rest)| rest);
    let url = |password: &str| format!("{before}user=guarded&password={password}&{rest}");
    // The rule holds once the server has read it.
    let patience = std::time::Instant::now();
    let message = loop {
        let message = refused(&url("wrong"));
        if message.contains("password authentication failed") || patience.elapsed().as_secs() > 10 {
            break message;
        }
    };
    assert!(message.contains("password authentication failed for user \"guarded\""), "{message}");
    assert!(!message.contains("wrong"), "{message}");
    // The right one gets further.
    assert!(!refused(&url("right")).contains("password"));
}

#[test]
fn a_database_without_the_schema() {
    let db = TestDb::new();
    let message = refused(db.url());
    assert!(message.contains("run `tierload migrate`"), "{message}");
    assert_eq!(db.value("select count(*) from pg_namespace where nspname = 'tierload'"), "0");
}

#[test]
fn a_schema_that_is_behind() {
    let case = Case::new();
    case.db.execute("delete from tierload.schema_migration where version = 2");
    let message = refused(case.db.url());
    assert!(message.contains("lacks 1 of ") && message.contains("run `tierload migrate`"), "{message}");
}

#[test]
fn a_schema_newer_than_the_program() {
    let case = Case::new();
    case.db.execute("insert into tierload.schema_migration values (9999, 'tomorrow', 'x', now())");
    for message in [refused(case.db.url()), one_line(&fail(&mut case.command(&["migrate"]), 4))] {
        assert!(message.contains("9999_tomorrow") && message.contains("use the newer program"), "{message}");
    }
    assert!(tables(&case.db).is_empty());
}

#[test]
fn a_schema_made_by_another_text() {
    let case = Case::new();
    case.db.execute("update tierload.schema_migration set checksum = 'x' where version = 1");
    let message = refused(case.db.url());
    assert!(message.contains("0001_tenants was applied with another text"), "{message}");
}

#[test]
fn an_unknown_tenant() {
    let case = Case::new();
    case.write("a.csv", dump(0..3));
    let message = case.refuse(&["a.csv", "--tenant", "acme"], 2);
    assert_eq!(message, "no tenant acme; add it with: tierload tenant add acme");
    assert!(tables(&case.db).is_empty());
    succeed(&mut case.command(&["tenant", "add", "acme", "--name", "Acme Corp."]));
    assert_eq!(case.load(&["a.csv", "--tenant", "acme"])["tenant"], "acme");
    let list = succeed(&mut case.command(&["tenant", "list"]));
    assert!(list.contains("acme") && list.contains("Acme Corp.") && list.contains("default"), "{list}");
    let again = fail(&mut case.command(&["tenant", "add", "acme"]), 2);
    assert!(again.contains("tenant acme exists already"), "{again}");
}

#[test]
fn flags_that_make_no_sense() {
    let case = Case::new();
    case.write("a.csv", dump(0..3));
    for flags in [
        ["--jobs", "0"],
        ["--jobs", "17"],
        ["--chunk-bytes", "0"],
        ["--chunk-bytes", "2GiB"],
        ["--chunk-bytes", "much"],
        ["--started", "yesterday"],
        ["--scan-id", "7"],
        ["--source-type", "FAT"],
    ] {
        let told = fail(case.scan(&["a.csv"]).args(flags), 2);
        assert!(told.contains(flags[0]), "{told}");
    }
    let told = fail(&mut case.command(&["scan", "a.csv", "--share", ""]), 2);
    assert!(told.contains("--share"), "{told}");
    let told = case.refuse(&["a.csv", "--root", "/a/../b"], 2);
    assert!(told.contains("--root /a/../b"), "{told}");
    let told = fail(&mut case.command(&["abandon", "00000000-0000-4000-8000-000000000001"]), 2);
    assert!(told.contains("tenant default has no scan 00000000-0000-4000-8000-000000000001"), "{told}");
    assert!(tables(&case.db).is_empty());
}

#[test]
fn a_rejects_file_that_is_an_input() {
    let case = Case::new();
    let content = dump(0..3) + "/a,b\n";
    let path = case.write("a.csv", &content);
    for flags in [&["--rejects", "./a.csv"][..], &["--rejects", "./a.csv", "--dry-run"]] {
        let told = fail(case.scan(&["a.csv"]).args(flags), 2);
        assert!(told.contains("a.csv is an input"), "{told}");
    }
    let folder = fail(case.scan(&["a.csv"]).args(["--rejects", "."]), 2);
    assert!(folder.contains("--rejects . is a folder"), "{folder}");
    assert_eq!(fs::read_to_string(path).unwrap(), content);
    assert!(tables(&case.db).is_empty());
}

#[test]
fn a_rejects_file_replaces_none_but_rejects_files() {
    let case = Case::new();
    case.write("a.csv", dump(0..200) + "/a,b\n");
    let before = tables(&case.db);
    let other = case.write("report.csv", "input,line\nmine,1\n");
    for flags in [&["--rejects", "report.csv"][..], &["--rejects", "report.csv", "--dry-run"]] {
        let told = case.refuse(&[&["a.csv"], flags].concat(), 2);
        assert!(told.contains("report.csv is there and is no rejects file"), "{told}");
        assert!(told.contains("name another file"), "{told}");
    }
    assert_eq!(fs::read_to_string(&other).unwrap(), "input,line\nmine,1\n");
    assert_eq!(tables(&case.db), before);
    // Its own kind, and a file with nothing in it, hold nothing that was somebody's work.
    for there in ["", "input,line,byte,reason,raw\nold.csv,1,1,old,old\n", "input,line,byte,reason,raw\r\n"] {
        fs::write(&other, there).unwrap();
        case.load(&["a.csv", "--rejects", "report.csv", "--scan-id", &uuid::Uuid::new_v4().to_string()]);
        let found = fs::read_to_string(&other).unwrap();
        assert!(found.starts_with("input,line,byte,reason,raw\na.csv,202,"), "{found}");
    }
}
