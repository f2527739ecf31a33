//! Somebody who may create things in the database, and waits for an administrator who runs tierload.

use super::Login;
use crate::support::{Case, TestDb, dump, execute, fail, succeed};
use std::path::Path;

/// What runs in the name of whoever reads or writes something of Mallory's.
fn take_over(login: &Login<'_>) -> String {
    format!("begin execute 'reset role; alter role {} superuser'; return null; end", login.role)
}

fn as_mallory(db: &TestDb, login: &Login<'_>, sql: &str) {
    execute(&db.url_of(&login.role), sql);
}

/// Every command refuses, and nothing of Mallory's ran.
fn assert_refused(db: &TestDb, folder: &Path, login: &Login<'_>, commands: &[&[&str]], words: &str) {
    for command in commands {
        let message = fail(db.tierload().current_dir(folder).args(*command), 4);
        assert!(message.contains("is not safe to use") && message.contains(words), "{command:?}: {message}");
    }
    let superuser = format!("select rolsuper from pg_roles where rolname = '{}'", login.role);
    assert_eq!(db.value(&superuser), "f", "{words}");
}

const SCAN: &[&str] = &["scan", "a.csv", "--share", "t", "--quiet"];

#[test]
fn a_schema_that_somebody_made_first_is_not_read() {
    let (db, folder) = (TestDb::new(), tempfile::tempdir().unwrap());
    std::fs::write(folder.path().join("a.csv"), dump(0..3)).unwrap();
    let mallory = Login::unbound(&db, "mallory");
    db.execute(&format!("grant create on database {} to {}", db.name(), mallory.role));
    let take_over = take_over(&mallory);
    let all: [&[&str]; 6] =
        [&["status"], &["migrate"], &["verify"], &["tenant", "list"], SCAN, &["tenant", "add", "x"]];
    for (plant, words) in [
        ("create schema tierload".to_owned(), "schema tierload belongs to role"),
        (
            format!(
                "create function tierload.boom() returns integer language plpgsql as $$ {take_over} $$;
                 create view tierload.schema_migration as select tierload.boom() as version, ''::text as name,
                     ''::text as checksum;
                 grant all on schema tierload to public; grant all on all tables in schema tierload to public"
            ),
            "view tierload.schema_migration belongs to role",
        ),
    ] {
        as_mallory(&db, &mallory, &plant);
        assert_refused(&db, folder.path(), &mallory, &all, words);
    }
    as_mallory(&db, &mallory, "drop schema tierload cascade");
    succeed(db.tierload().arg("migrate"));
    succeed(db.tierload().current_dir(folder.path()).args(SCAN));
}

#[test]
fn nothing_of_somebody_elses_in_our_schemas_is_run() {
    let case = Case::new();
    case.write("a.csv", dump(0..3));
    case.load(&["a.csv"]);
    let mallory = Login::unbound(&case.db, "mallory");
    let role = &mallory.role;
    let boom = |schema: &str, result: &str| {
        format!(
            "create function {schema}.boom() returns {result} language plpgsql as $$ {} $$",
            take_over(&mallory)
        )
    };
    case.db.execute(&format!("create schema mallory authorization {role}"));
    as_mallory(&case.db, &mallory, &boom("mallory", "trigger"));
    let common: [&[&str]; 4] = [&["status"], &["migrate"], &["verify"], SCAN];
    let home: [&[&str]; 4] = [
        &["status"],
        &["verify"],
        SCAN,
        &["plan", "--share", "s", "--older-than", "1d", "--target", "s3://b"],
    ];
    for (commands, plant, undo, words) in [
        (
            &common,
            format!("grant create on schema tierload to {role}"),
            format!("revoke create on schema tierload from {role}"),
            "may create in schema tierload",
        ),
        (
            &home,
            format!("grant create on schema tierload_default to {role}"),
            format!("revoke create on schema tierload_default from {role}"),
            "may create in schema tierload_default",
        ),
        (
            &home,
            "grant create on schema tierload_default to public".to_owned(),
            "revoke create on schema tierload_default from public".to_owned(),
            "everybody may create in schema tierload_default",
        ),
        (
            &common,
            format!("{}; alter function tierload.boom() owner to {role}", boom("tierload", "integer")),
            "drop function tierload.boom()".to_owned(),
            "function tierload.boom() belongs to role",
        ),
        (
            &home,
            format!("alter table tierload_default.principal owner to {role}"),
            "alter table tierload_default.principal owner to tierload_loader".to_owned(),
            "table tierload_default.principal belongs to role",
        ),
        (
            &home,
            "create trigger boom before insert on tierload_default.scan for each row execute function mallory.boom()".to_owned(),
            "drop trigger boom on tierload_default.scan".to_owned(),
            "trigger boom on table tierload_default.scan runs a function of role",
        ),
        (
            &common,
            format!(
                "{}; alter function mallory.event() owner to {role};
                 create event trigger boom on ddl_command_start execute function mallory.event()",
                boom("mallory", "event_trigger").replace("boom()", "event()").replace("return null; ", "")
            ),
            "drop event trigger boom; drop function mallory.event()".to_owned(),
            "event trigger boom runs a function of role",
        ),
        (
            &home,
            format!("create type tierload_default.bad as enum ('a'); alter type tierload_default.bad owner to {role}"),
            "drop type tierload_default.bad".to_owned(),
            "type tierload_default.bad belongs to role",
        ),
    ] {
        case.db.execute(&plant);
        assert_refused(&case.db, case.folder(), &mallory, commands, words);
        case.db.execute(&undo);
        succeed(case.db.tierload().arg("status"));
    }
    case.db.execute("drop schema mallory cascade");
    case.assert_sound();
}
