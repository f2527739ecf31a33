//! Connections that are cut: each commit of a load in turn, rows in many places, connections when they are made.

use super::proxy::{Cut, Proxy, Seen};
use super::twins::{DAYS, Twins, ended_well, tried_again};
use crate::support::{one_line, succeed, summary};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Loads a share a cut, a first scan and a rescan each, with all the cuts there are of a kind.
fn sweep(count: impl Fn(&Seen) -> &AtomicUsize, cut: impl Fn(usize) -> Cut, jobs: &str, files: u32) {
    let twins = Twins::new(files);
    let proxy = Proxy::new(twins.db());
    let load = |share: &str, day: u32, cut: Cut| {
        let mut command = twins.scan(share, day, &["--jobs", jobs]);
        let seen = proxy.set(cut);
        let output = command.env("DATABASE_URL", proxy.url(twins.db())).output().unwrap();
        (output, seen)
    };
    let there_are = DAYS.map(|day| {
        let (output, seen) = load("calm", day, Cut::Nowhere);
        assert_eq!(ended_well(&output, &"calm")["retries"], 0);
        count(&seen).load(Ordering::Relaxed)
    });
    assert!(there_are.iter().all(|&many| many > 3), "{there_are:?}");
    for number in 1..=there_are[0].max(there_are[1]) {
        for (day, there_are) in DAYS.into_iter().zip(there_are) {
            // Where there is no such cut, the day must be loaded all the same.
            let cut = if number <= there_are { cut(number) } else { Cut::Nowhere };
            let (output, seen) = load(&format!("share {number}"), day, cut);
            if cut == Cut::Nowhere {
                ended_well(&output, &(cut, day));
            } else {
                tried_again(&output, &(cut, day));
                assert_eq!(seen.cuts(), 1, "{cut:?}");
            }
        }
    }
    twins.assert_same();
}

#[test]
fn a_commit_whose_answer_is_lost_is_found_in_the_ledger() {
    sweep(|seen| &seen.commits, Cut::Commit, "1", 400);
}

#[test]
fn a_commit_that_is_not_done_yet_is_waited_for() {
    sweep(|seen| &seen.commits, Cut::SlowCommit, "1", 100);
}

#[test]
fn rows_that_are_cut_off_are_sent_again() {
    sweep(|seen| &seen.copy_data, Cut::CopyData, "3", 500);
}

#[test]
fn connections_that_are_refused_are_made_again() {
    let twins = Twins::new(400);
    let proxy = Proxy::new(twins.db());
    // Of later ones some may not be needed, or only look how far the build is.
    let all = [Cut::FirstConnections(3), Cut::Connection(1), Cut::Connection(2)];
    for (share, cut) in ["a", "b", "c"].into_iter().zip(all) {
        for day in DAYS {
            let mut command = twins.scan(share, day, &[]);
            let seen = proxy.set(cut);
            let output = command.env("DATABASE_URL", proxy.url(twins.db())).output().unwrap();
            tried_again(&output, &(cut, day));
            assert!(seen.cuts() > 0, "{cut:?}");
        }
    }
    twins.assert_same();
}

#[test]
fn without_patience_a_cut_is_told_and_the_same_command_goes_on() {
    let twins = Twins::new(400);
    let proxy = Proxy::new(twins.db());
    let cuts = [Cut::Connection(1), Cut::Connection(3), Cut::CopyData(2), Cut::CopyData(3), Cut::Commit(1)];
    let more = [Cut::Commit(3), Cut::Commit(6), Cut::Commit(9), Cut::Commit(12)];
    for (number, cut) in cuts.into_iter().chain(more).enumerate() {
        for day in DAYS {
            let share = format!("share {number}");
            let mut command = twins.scan(&share, day, &["--jobs", "1"]);
            proxy.set(cut);
            command.env("DATABASE_URL", proxy.url(twins.db())).env("TIERLOAD_RETRY_FOR", "0s");
            let output = command.output().unwrap();
            let told = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(4), "{cut:?}: {told}");
            one_line(told.trim());
            let rerun = summary(&succeed(&mut twins.again(&share, day, &["--jobs", "1"])));
            assert_eq!(rerun["retries"], 0);
        }
    }
    twins.assert_same();
}
