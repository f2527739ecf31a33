//! Homes that are behind this program, or ahead of it, beside others that are not.

use super::{Login, two_homes};
use crate::support::{Case, Session, dump, fail, fail_having_told, one_line, succeed};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

/// The last migration of a home, the table that it changes, and a column that it adds.
const NEWEST: i32 = 10;
const NEWEST_NAME: &str = "0010_parts";
const TABLE: &str = "scan";
const COLUMN: &str = "under_dirs";

/// Takes the last migration of a home back.
fn set_back(case: &Case, home: &str) {
    case.db.execute(&format!(
        "delete from tierload.home_migration where home = '{home}' and version = {NEWEST};
         alter table {home}.{TABLE} drop column {COLUMN}"
    ));
}

/// What `migrate` says of it.
fn applied(home: &str) -> String {
    format!("applied {home} {NEWEST_NAME}")
}

fn migrate(case: &Case) -> String {
    succeed(&mut case.command(&["migrate"]))
}

/// Every command that works for acme is refused with these words, and for zeta it is not.
fn only_acme_is_refused(case: &Case, words: &[&str]) {
    case.write("more.csv", dump(0..50));
    let updates = "file_path,new_last_accessed,audit_event_id\n/top/dir 01/file_000001.dat,1790000000,x\n";
    case.write("updates.csv", updates);
    let (acme, zeta) = (Login::unbound(&case.db, "of_acme"), Login::unbound(&case.db, "of_zeta"));
    for args in [
        &["scan", "more.csv", "--share", "s", "--quiet"][..],
        &["audit", "updates.csv", "--share", "s"],
        &["plan", "--share", "s", "--target", "s3://cold", "--older-than", "30d"],
        &["report", "--share", "s"],
        &["status"],
        &["verify"],
    ] {
        let of = |tenant: &str| {
            let mut command = case.command(args);
            command.args(["--tenant", tenant]);
            command
        };
        let told = one_line(&fail(&mut of("acme"), 4));
        assert!(words.iter().all(|word| told.contains(word)), "{args:?}: {told}");
        succeed(&mut of("zeta"));
    }
    let told = one_line(&fail(&mut case.command(&["tenant", "grant", "acme", &acme.role]), 4));
    assert!(words.iter().all(|word| told.contains(word)), "{told}");
    succeed(&mut case.command(&["tenant", "grant", "zeta", &zeta.role]));
    assert_eq!(zeta.rows("select count(*) from file_current"), ["50"]);
    // What goes through all homes cannot leave one out in silence.
    for args in [["status"], ["verify"]] {
        let told = one_line(&fail(&mut case.command(&args), 4));
        assert!(words.iter().all(|word| told.contains(word)), "{args:?}: {told}");
    }
    let list = succeed(&mut case.command(&["tenant", "list"]));
    assert!(list.contains("tierload_acme") && list.contains("tierload_zeta"), "{list}");
}

#[test]
fn a_home_that_is_behind_waits_for_migrate_alone() {
    let case = two_homes();
    let reader = Login::new(&case.db, "acme");
    set_back(&case, "tierload_acme");
    only_acme_is_refused(
        &case,
        &[&format!("home tierload_acme lacks 1 of {NEWEST} migrations"), "run `tierload migrate`"],
    );
    let told = migrate(&case);
    assert_eq!(told.lines().next(), Some(applied("tierload_acme").as_str()), "{told}");
    assert_eq!(told.lines().count(), 2, "{told}");
    assert_eq!(migrate(&case).lines().count(), 1);
    case.load(&["more.csv", "--tenant", "acme"]);
    assert!(succeed(&mut case.command(&["verify"])).contains("nothing found"));
    // Who read before reads on.
    assert_eq!(reader.rows("select count(*) from file_current"), ["50"]);
    assert_eq!(reader.rows("select count(*) from tier_object"), ["0"]);
}

#[test]
fn a_home_that_is_ahead_is_left_to_the_newer_program() {
    let case = two_homes();
    let insert = "insert into tierload.home_migration values ('tierload_acme', 9999, 'tomorrow', 'x', now())";
    case.db.execute(insert);
    let words = ["home tierload_acme is at version 9999", "use the newer program"];
    only_acme_is_refused(&case, &words);
    // The others are brought up all the same.
    set_back(&case, "tierload_zeta");
    let (told, error) = fail_having_told(&mut case.command(&["migrate"]), 4);
    assert!(told.contains(&applied("tierload_zeta")), "{told}");
    let error = one_line(&error);
    assert!(words.iter().all(|word| error.contains(word)), "{error}");
    succeed(&mut case.command(&["status", "--tenant", "zeta"]));
}

/// It needs strong locks: readers who come after it do not queue behind it, and it says for whom it waits.
#[test]
fn a_migration_gives_way_to_readers() {
    let case = two_homes();
    set_back(&case, "tierload_acme");
    let reader = Session::open(&case.db);
    reader.execute(&format!("begin; lock table tierload_acme.{TABLE} in access share mode"));
    let process = format!("process {} of role", reader.value("select pg_backend_pid()"));
    let mut command = case.command(&["migrate"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let line = lines.find(|line| line.contains("waiting to"));
    assert!(line.is_some_and(|line| line.contains("migrate home tierload_acme") && line.contains(&process)));
    for _ in 0..10 {
        // Longer than it waits at a time, and shorter than it waits in all.
        case.db.execute(&format!("set statement_timeout = '2s'; select count(*) from tierload_acme.{TABLE}"));
    }
    reader.execute("rollback");
    assert!(child.wait().unwrap().success());
    assert!(migrate(&case).lines().all(|line| !line.contains("applied")));
}

#[test]
fn a_home_of_another_text_is_not_built_upon() {
    let case = two_homes();
    set_back(&case, "tierload_acme");
    case.db.execute(
        "update tierload.home_migration set checksum = 'x' where home = 'tierload_acme' and version = 2",
    );
    let told = one_line(&fail(&mut case.command(&["migrate"]), 4));
    assert!(told.contains("0002_files of home tierload_acme was applied with another text"), "{told}");
    assert_eq!(
        case.count("select max(version) from tierload.home_migration where home = 'tierload_acme'"),
        i64::from(NEWEST) - 1
    );
}

#[test]
fn a_home_that_cannot_be_brought_up_stays_as_it_was() {
    let case = two_homes();
    set_back(&case, "tierload_acme");
    set_back(&case, "tierload_zeta");
    // Something else has the name of its new column.
    case.db.execute(&format!("alter table tierload_acme.{TABLE} add column {COLUMN} text"));
    let (told, error) = fail_having_told(&mut case.command(&["migrate"]), 4);
    assert!(
        error.contains(&format!(
            "cannot migrate home tierload_acme, nothing of it was changed: {NEWEST_NAME}"
        )),
        "{error}"
    );
    assert!(told.contains(&applied("tierload_zeta")), "{told}");
    assert_eq!(
        case.count("select max(version) from tierload.home_migration where home = 'tierload_acme'"),
        i64::from(NEWEST) - 1
    );
    case.db.execute(&format!("alter table tierload_acme.{TABLE} drop column {COLUMN}"));
    assert!(migrate(&case).contains(&applied("tierload_acme")));
}

#[test]
fn two_that_migrate_at_once_bring_each_home_up_once() {
    let case = two_homes();
    let homes = ["tierload_acme", "tierload_zeta"];
    homes.iter().for_each(|home| set_back(&case, home));
    let held = Session::open(&case.db);
    // Both wait for the first home.
    held.execute("begin; select from tierload.home where home = 'tierload_acme' for update");
    let migrating: Vec<_> =
        (0..2).map(|_| case.command(&["migrate"]).stdout(Stdio::piped()).spawn().unwrap()).collect();
    case.wait_for(
        "select count(*) = 2 from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like '%tierload.home%'",
    );
    held.execute("rollback");
    let told: String = migrating
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success());
            String::from_utf8(output.stdout).unwrap()
        })
        .collect();
    for home in homes {
        assert_eq!(told.matches(&applied(home)).count(), 1, "{told}");
    }
    assert!(succeed(&mut case.command(&["verify"])).contains("nothing found"));
}
