//! `pg_terminate_backend` on each connection of a load, in each phase.

use super::phases::{PHASES, Phase, hold};
use super::twins::{DAYS, Twins, ended_well};

/// The load's connections, oldest first.
fn connections(twins: &Twins) -> Vec<String> {
    twins.db().rows(
        "select pid from pg_stat_activity where datname = current_database() and application_name = 'tierload'
         order by backend_start",
    )
}

fn terminate(twins: &Twins, pid: &str) {
    twins.db().execute(&format!("select pg_terminate_backend({pid})"));
    twins.faulty.wait_for(&format!("select not exists (select from pg_stat_activity where pid = {pid})"));
}

/// Loads a share for each connection that a load has in a phase, which is ended; and one where all are.
fn check(phase: Phase) {
    let twins = Twins::new(2000);
    let mut tried_again = 0;
    for which in [Some(0), Some(1), Some(2), None] {
        for day in DAYS {
            let share = format!("share {which:?}");
            let mut command = twins.scan(&share, day, &["--jobs", "2"]);
            let (child, held) = hold(&twins, &share, &mut command, phase);
            let there = connections(&twins);
            assert!(!there.is_empty());
            for (number, pid) in there.iter().enumerate() {
                if which.is_none_or(|which| which == number) {
                    terminate(&twins, pid);
                }
            }
            held.execute("rollback");
            let summary = ended_well(&child.wait_with_output().unwrap(), &(phase, which, day));
            tried_again += summary["retries"].as_i64().unwrap();
        }
    }
    assert!(tried_again > 0);
    twins.assert_same();
}

#[test]
fn any_connection_may_end_while_it_loads() {
    check(Phase::Load);
}

#[test]
fn any_connection_may_end_while_it_builds() {
    check(Phase::Build);
}

#[test]
fn any_connection_may_end_while_it_publishes() {
    check(Phase::Publish);
}

#[test]
fn without_patience_an_ended_connection_is_told_and_the_same_command_goes_on() {
    let twins = Twins::new(2000);
    for phase in PHASES {
        let share = format!("{phase:?}");
        let mut command = twins.scan(&share, 1, &["--jobs", "2"]);
        let (child, held) = hold(&twins, &share, command.env("TIERLOAD_RETRY_FOR", "0s"), phase);
        for pid in connections(&twins) {
            terminate(&twins, &pid);
        }
        held.execute("rollback");
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(4), "{phase:?}: {}", String::from_utf8_lossy(&output.stderr));
        ended_well(&twins.again(&share, 1, &[]).output().unwrap(), &phase);
    }
    twins.assert_same();
}
