//! Large batches, the second half of whose access times is brought forward in a session of its own.

use crate::support::{Session, TIME, World, assert_same_tables, read, succeed};
use std::process::{Command, Stdio};

const FILES: i64 = 40;

fn path(file: i64) -> String {
    format!("/d/f{file:02}")
}

/// A share of which the audit is to read one batch in halves: some files are unknown, in both of them.
fn world() -> World {
    let world = World::new();
    let known: Vec<String> = (0..FILES).filter(|file| file % 10 != 3).map(path).collect();
    let rows: Vec<(&str, i64, i64)> = known.iter().map(|path| (path.as_str(), 1, TIME - 10)).collect();
    world.scan(&rows);
    world.plan_all();
    let log: String = (0..FILES).map(|file| read(&path(file), TIME + file)).collect();
    world.write("7", "a.log", &log);
    world
}

fn audit(world: &World, batch_files: &str) -> Command {
    let mut command = world.audit_command();
    command.args(["--batch-files", batch_files, "--jobs", "1"]);
    command
}

#[test]
fn halves_do_what_the_whole_does() {
    let (halved, whole) = (world(), world());
    succeed(&mut audit(&halved, "100"));
    // From 20,000 files on, without the flag.
    succeed(&mut whole.audit_command());
    assert_same_tables(&halved.db, &whole.db);
    assert_eq!(halved.db.value("select count(*) from tierload_default.file_state"), FILES.to_string());
}

#[test]
fn a_half_that_waits_too_long_is_applied_with_the_other() {
    let (held_up, calm) = (world(), world());
    succeed(&mut audit(&calm, "100"));
    let holder = Session::open(&held_up.db);
    holder.execute(&format!(
        "begin; select from tierload_default.file_state where name = 'f{}' for update",
        FILES - 1
    ));
    let child = audit(&held_up, "100").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let watcher = Session::open(&held_up.db);
    let pid = holder.value("select pg_backend_pid()");
    let waiting = format!(
        "from pg_stat_activity where datname = current_database() and {pid} = any (pg_blocking_pids(pid))"
    );
    watcher.wait_for(&format!("select count(*) > 0 {waiting}"));
    let half = watcher.value(&format!("select pid {waiting}"));
    // The half gives up, and then the batch itself waits.
    watcher.wait_for(&format!("select count(*) > 0 {waiting} and pid <> {half}"));
    holder.execute("rollback");
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    assert!(told.contains("a batch is applied in one session, not in two"), "{told}");
    assert_same_tables(&held_up.db, &calm.db);
}
