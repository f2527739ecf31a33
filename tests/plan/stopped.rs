//! Plans that somebody stops: what the server does for them ends too, and nothing of them is left.

use super::FILES;
use crate::support::{Session, World};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufReader, Read};
use std::process::{Command, Stdio};

/// Sends a signal to a command that waits for a lock, and returns what it said.
fn stop(world: &World, mut command: Command, lock: &str, signal: Signal) -> String {
    let held = Session::open(&world.db);
    held.execute(&format!("begin; {lock}"));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let waiting = "select count(*) = 1 from pg_stat_activity
        where datname = current_database() and application_name = 'tierload' and wait_event_type = 'Lock'";
    Session::open(&world.db).wait_for(waiting);
    kill_process(Pid::from_child(&child), signal).unwrap();
    let mut told = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_to_string(&mut told).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{told}");
    // The lock is still held, and nobody waits for it any more.
    Session::open(&world.db).wait_for(&waiting.replace("= 1", "= 0"));
    held.execute("rollback");
    told
}

#[test]
fn a_plan_that_is_stopped_leaves_nothing() {
    for signal in [Signal::INT, Signal::TERM] {
        let world = World::new();
        world.scan(FILES);
        // Planned, and in use again: the next plan would withdraw it.
        world.plan(&["--ext", "exr"]);
        let before = world.tables();
        for lock in [
            "select from tierload_default.share for update",
            "lock table tierload_default.tier_object_state in share mode",
            "lock table tierload_default.tier_plan in share mode",
        ] {
            let told = stop(&world, world.plan_command(&["--older-than", "1y"]), lock, signal);
            assert!(told.lines().last().unwrap().contains("stopped; nothing is planned"), "{lock}: {told}");
            assert_eq!(world.tables(), before, "{lock}");
        }
        let mut undo = world.db.tierload();
        undo.args(["plan", "--share", "fs", "--undo"]);
        let told = stop(&world, undo, "select from tierload_default.tier_object_state for update", signal);
        assert!(told.lines().last().unwrap().contains("stopped; nothing is withdrawn"), "{told}");
        assert_eq!(world.tables(), before);
        assert_eq!(world.plan(&[])["files"], 4);
    }
}
