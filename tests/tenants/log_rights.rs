//! Who can guard the log, and what is said where nobody did. Roles are the server's, so each test has a server of its own.

use super::INSUFFICIENT_PRIVILEGE;
use crate::support::{ServerHome, Session, TestDb, dump, execute, succeed};
use std::path::Path;
use std::process::Command;

/// A server, and a database of somebody who may load but is no superuser.
struct Shared {
    db: TestDb,
    folder: tempfile::TempDir,
    server: String,
    // Last, because fields are dropped in order.
    _home: ServerHome,
}

const ROLE: &str = "olga";

impl Shared {
    fn new(rights: &str) -> Shared {
        let home = ServerHome::new();
        let server = home.start();
        execute(
            &server,
            &format!(
                "create role tierload_loader; create role {ROLE} login {rights}; grant tierload_loader to {ROLE}"
            ),
        );
        let db = TestDb::on(&server);
        execute(&server, &format!("alter database {} owner to {ROLE}", db.name()));
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.csv"), dump(0..10)).unwrap();
        Shared { db, folder, server, _home: home }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.db.tierload();
        command.env("DATABASE_URL", self.db.url_of(ROLE)).current_dir(self.folder()).args(args);
        command
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What a command prints, and what it notes.
    fn told(&self, command: &mut Command) -> (String, String) {
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        (text(output.stdout), text(output.stderr))
    }

    fn scan_and_plan(&self) {
        succeed(&mut self.command(&["scan", "a.csv", "--share", "s", "--quiet"]));
        self.plan();
    }

    fn plan(&self) {
        succeed(&mut self.command(&["plan", "--share", "s", "--target", "s3://cold", "--older-than", "30d"]));
    }

    fn session(&self) -> Session {
        Session::at(&self.db.url_of(ROLE))
    }
}

const OPEN: &str = "audit_log is not guarded, and its loader could change it";

#[test]
fn an_owner_who_may_not_make_roles_is_told_what_to_ask_for() {
    let shared = Shared::new("");
    let (_, noted) = shared.told(&mut shared.command(&["migrate"]));
    let ask = format!("create role tierload_log nologin; grant tierload_log to \"{ROLE}\"");
    assert!(noted.contains(OPEN) && noted.contains(&ask), "{noted}");
    shared.scan_and_plan();
    for args in [["status"], ["verify"]] {
        let (told, noted) = shared.told(&mut shared.command(&args));
        assert!(format!("{told}{noted}").contains(OPEN), "{args:?}: {told}{noted}");
    }
    // The old protection is there.
    let session = shared.session();
    session.execute(
        "update tierload_default.audit_log set action = 'x'; delete from tierload_default.audit_log",
    );
    let log =
        "select action, actor, carried_over, place from tierload_default.audit_log order by audit_log_id";
    assert_eq!(shared.db.value("select string_agg(action, ' ') from tierload_default.audit_log"), "plan");
    // An administrator does what was asked for.
    execute(&shared.server, &ask);
    let (told, noted) = shared.told(&mut shared.command(&["migrate"]));
    assert!(
        told.contains("applied log/0001_entries\napplied tierload_default audit_log, guarded\n"),
        "{told}"
    );
    assert!(noted.contains(&format!("but not from {ROLE}")), "{noted}");
    execute(&shared.server, &format!("revoke tierload_log from {ROLE}"));
    let (told, noted) = shared.told(&mut shared.command(&["migrate"]));
    assert!(!told.contains("applied") && !noted.contains("audit_log"), "{told}{noted}");
    shared.plan();
    assert_eq!(
        shared.db.rows(log),
        [format!("plan|{ROLE}|t|1"), format!("log carried over|{ROLE}|f|2"), format!("plan|{ROLE}|f|3")]
    );
    let (told, _) = shared.told(&mut shared.command(&["verify"]));
    assert!(told.contains("nothing found"), "{told}");
    let (told, _) = shared.told(&mut shared.command(&["status"]));
    assert!(told.contains("audit_log is guarded: its loader can only add to it"), "{told}");
    for attempt in
        ["truncate tierload_log.entry", "set role tierload_log", "drop schema tierload_log cascade"]
    {
        assert_eq!(shared.session().attempt(attempt), Err(INSUFFICIENT_PRIVILEGE.into()), "{attempt}");
    }
}

#[test]
fn whoever_may_make_roles_guards_it_and_is_named() {
    let shared = Shared::new("createrole");
    let (told, noted) = shared.told(&mut shared.command(&["migrate"]));
    assert!(told.contains("applied log/0001_entries"), "{told}");
    assert!(noted.contains(&format!("but not from {ROLE}, who can act as role tierload_log")), "{noted}");
    shared.scan_and_plan();
    assert_eq!(shared.session().attempt("set role tierload_log"), Err(INSUFFICIENT_PRIVILEGE.into()));
    assert_eq!(shared.session().attempt("truncate tierload_log.entry"), Err(INSUFFICIENT_PRIVILEGE.into()));
    // A superuser takes that away.
    execute(&shared.server, &format!("revoke tierload_log from {ROLE}; alter role {ROLE} nocreaterole"));
    let (_, noted) = shared.told(&mut shared.command(&["verify"]));
    assert!(!noted.contains("audit_log"), "{noted}");
    assert_eq!(
        shared.session().attempt("grant tierload_log to current_user"),
        Err(INSUFFICIENT_PRIVILEGE.into())
    );
}

#[test]
fn a_superuser_guards_it_later() {
    let shared = Shared::new("");
    succeed(&mut shared.command(&["migrate"]));
    shared.scan_and_plan();
    succeed(&mut shared.command(&["tenant", "add", "acme"]));
    let (told, noted) = shared.told(shared.db.tierload().arg("migrate"));
    for line in
        ["log/0001_entries", "tierload_acme audit_log, guarded", "tierload_default audit_log, guarded"]
    {
        assert!(told.contains(&format!("applied {line}\n")), "{told}");
    }
    assert!(!noted.contains("audit_log"), "{noted}");
    // A home that is made now is guarded from the start, by whoever makes it.
    succeed(&mut shared.command(&["tenant", "add", "zeta"]));
    shared.plan();
    let (told, noted) = shared.told(&mut shared.command(&["verify"]));
    assert!(told.contains("nothing found") && !noted.contains("audit_log"), "{told}{noted}");
    let carried = "select count(*) filter (where carried_over), count(*) from tierload_default.audit_log";
    assert_eq!(shared.db.rows(carried), ["1|3"]);
}

#[test]
fn a_role_or_a_schema_of_somebody_elses_is_left_alone() {
    let shared = Shared::new("createrole");
    execute(
        &shared.server,
        "create role mallory login; create role tierload_log; grant tierload_log to mallory",
    );
    let (told, noted) = shared.told(&mut shared.command(&["migrate"]));
    assert!(!told.contains("log/0001_entries") && noted.contains(OPEN), "{told}{noted}");
    execute(&shared.server, "revoke tierload_log from mallory");
    shared.db.execute("create schema tierload_log authorization mallory");
    let (told, noted) = shared.told(&mut shared.command(&["migrate"]));
    assert!(!told.contains("log/0001_entries") && noted.contains("belongs to role mallory"), "{told}{noted}");
    shared.scan_and_plan();
    shared.db.execute("drop schema tierload_log");
    let (told, _) = shared.told(shared.db.tierload().arg("migrate"));
    assert!(told.contains("applied log/0001_entries"), "{told}");
}
