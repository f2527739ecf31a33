//! Shares that are not converted yet, or cannot be; several that convert at once; the private server.

use crate::support::{
    Case, HISTORY, ServerHome, Session, contents, execute, fail, fail_having_told, old_database, succeed,
    tierload, unpacked, value,
};
use std::path::Path;
use std::process::Stdio;

#[test]
fn a_share_that_cannot_be_converted_stays_as_it_was_and_keeps_no_other_from_it() {
    let case = old_database();
    case.db.execute("create table keep as select * from tierload.file_state_s1 where name = 'same.txt'; delete from tierload.file_state_s1 where name = 'same.txt'");
    let error = fail(&mut case.command(&["migrate"]), 1);
    assert!(error.contains("9 rows were loaded, 9 are there, and 8 of them have a file"), "{error}");
    assert_eq!(
        case.db.rows("select share_name from tierload_default.share where is_behind union all select share_name from tierload_acme.share where is_behind"),
        ["s"]
    );
    assert_eq!(case.count("select count(*) from tierload.file_s1"), 36);
    assert_eq!(
        case.count(
            "select count(*) from pg_tables where tablename like 'file_state_s1' or tablename like 'staging%'"
        ),
        1
    );
    // Nothing is done with it, and everything with the others.
    case.write("a.csv", "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n/a,one.txt,10,1,1,1\n");
    case.write("u.csv", "file_path,new_last_accessed,audit_event_id\n/a/one.txt,1700000000,e1\n");
    for args in [
        &["scan", "a.csv", "--share", "s"][..],
        &["audit", "u.csv", "--share", "s"],
        &["report", "--share", "s"],
        &["plan", "--share", "s", "--target", "s3://t", "--older-than", "30d"],
        &["verify"],
    ] {
        let error = fail(&mut case.command(args), 4);
        assert!(error.contains("share s ") && error.contains("run `tierload migrate`"), "{args:?}: {error}");
    }
    for args in [
        &["scan", "a.csv", "--share", "s", "--tenant", "acme"][..],
        &["audit", "u.csv", "--share", "logs", "--create-share"],
        &["status"],
    ] {
        succeed(&mut case.command(args));
    }
    // Once it is mended it is converted.
    case.db.execute("insert into tierload.file_state_s1 select * from keep");
    let told = succeed(&mut case.command(&["migrate"]));
    assert!(told.contains("converted default/s: 36 rows in 4 snapshots"), "{told}");
    assert_eq!(case.db.value("select to_regclass('tierload.file') is null"), "t");
    succeed(&mut case.command(&["verify"]));
}

#[test]
fn scans_whose_loaders_had_clocks_of_their_own() {
    let case = old_database();
    // The third began before the fourth; its loader's clock was ahead.
    case.db.execute(
        "update tierload.scan s set finished_utc = o.finished_utc from tierload.scan o
         where (s.scan_id, o.scan_id) in ((3, 4), (4, 3))",
    );
    succeed(&mut case.command(&["migrate"]));
    assert_eq!(
        case.db.value(
            "select bool_and(snapshot_no = n) from (
                 select snapshot_no, row_number() over (order by started_utc, scan_id) as n
                 from tierload_default.scan where share_id = 1 and snapshot_no is not null) c"
        ),
        "t"
    );
    succeed(&mut case.command(&["verify"]));
}

#[test]
fn a_home_that_cannot_be_made_keeps_no_other_from_it() {
    let case = old_database();
    case.db.execute("create schema tierload_acme");
    let (told, error) = fail_having_told(&mut case.command(&["migrate"]), 4);
    assert!(error.contains("there is a schema tierload_acme already"), "{error}");
    assert!(told.contains("converted default/s: ") && !told.contains("converted acme/"), "{told}");
    succeed(&mut case.command(&["report", "--share", "s"]));
    let error = fail(&mut case.command(&["report", "--share", "s", "--tenant", "acme"]), 4);
    assert!(error.contains("home tierload_acme lacks "), "{error}");
    case.db.execute("drop schema tierload_acme");
    let told = succeed(&mut case.command(&["migrate"]));
    assert!(told.contains("converted acme/s: ") && !told.contains("converted default/"), "{told}");
    succeed(&mut case.command(&["verify"]));
}

#[test]
fn two_that_convert_at_once_convert_each_share_once() {
    let (clean, case) = (old_database(), old_database());
    succeed(&mut clean.command(&["migrate"]));
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
    let told: String = migrating
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        })
        .collect();
    for share in ["acme/s", "acme/logs", "acme/killed", "acme/refused", "default/s", "default/logs"] {
        assert_eq!(told.matches(&format!("converted {share}: ")).count(), 1, "{told}");
    }
    assert_eq!(contents(&case), contents(&clean));
}

#[test]
fn other_shares_are_loaded_while_one_is_converted() {
    let case = old_database();
    // The conversion of the last share is held amid its scans.
    let session = Session::open(&case.db);
    session.execute("begin");
    session.execute("lock table tierload.file_s1_c3 in access exclusive mode");
    let migrating = case.command(&["migrate"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    case.wait_for("select exists (select from pg_locks where not granted and relation = 'tierload.file_s1_c3'::regclass)");
    case.write("a.csv", "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n/a,one.txt,10,1,1,1\n");
    case.write("u.csv", "file_path,new_last_accessed,audit_event_id\n/a/one.txt,1700000000,n1\n");
    for args in [
        // Its first scan makes partitions beside those that are being made.
        &["scan", "a.csv", "--share", "fresh"][..],
        &["scan", "a.csv", "--share", "killed"],
        &["audit", "u.csv", "--share", "fresh"],
        &["audit", "u.csv", "--share", "of-logs-alone", "--create-share"],
        &["tenant", "add", "late"],
        &["scan", "a.csv", "--share", "s", "--tenant", "late"],
        &["report", "--share", "killed"],
    ] {
        succeed(&mut case.command(args));
    }
    let error = fail(&mut case.command(&["report", "--share", "s"]), 4);
    assert!(error.contains("run `tierload migrate`"), "{error}");
    session.execute("rollback");
    let output = migrating.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    succeed(&mut case.command(&["verify"]));
    assert_eq!(case.db.value("select count(*) from tierload_default.file where share_id = 1"), "36");
}

#[test]
fn a_reader_of_the_old_tables_holds_up_nothing_for_long() {
    let case = old_database();
    case.db.execute("create view kept_by_somebody as select * from tierload.audit_log");
    // What hangs on an old table keeps it, and is no reason to stop.
    succeed(&mut case.command(&["migrate"]));
    assert_eq!(case.db.value("select count(*) > 0 from kept_by_somebody"), "t");
    succeed(&mut case.command(&["verify"]));
    case.db.execute("drop view kept_by_somebody");
    succeed(&mut case.command(&["migrate"]));
    assert_eq!(case.db.value("select to_regclass('tierload.audit_log') is null"), "t");
}

#[test]
fn the_private_server_is_converted_by_any_command() {
    let home = ServerHome::new();
    let url = home.start();
    // Only to have the role.
    drop(Case::on(&url));
    execute(&url, &unpacked(Path::new(HISTORY)));
    let command = |args: &[&str]| {
        let mut command = tierload();
        command.env("TIERLOAD_HOME", home.path()).env_remove("DATABASE_URL").args(args);
        command
    };
    let told = succeed(&mut command(&["verify"]));
    assert!(told.contains("nothing found"), "{told}");
    assert_eq!(value(&url, "select count(*) from tierload_acme.file"), "45");
    assert_eq!(value(&url, "select to_regclass('tierload.share') is null"), "t");
}
