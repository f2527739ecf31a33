//! Killed at each failpoint of a scan, with and without duplicates and rejects in it.

use super::kill::{Clean, Point, kill_at};
use crate::support::{Case, dump, succeed};
use std::fs;
use std::process::Command;

/// Chunks of some 33 rows: about 25 of them.
const FLAGS: [&str; 8] =
    ["--jobs", "2", "--chunk-bytes", "2000", "--max-rejects", "5", "--rejects", "rejects.csv"];

/// Files that the first scan and the second one have: some go, some change, some come.
const DAYS: [std::ops::Range<u32>; 2] = [0..800, 100..900];

/// Until all rows are in the staging table.
const LOADING: &[Point] = &[
    ("scan-begun", 1),
    ("scan-prepared", 1),
    ("dirs-resolved", 1),
    ("dirs-resolved", 2),
    ("chunk-claimed", 1),
    ("chunk-claimed", 12),
    ("chunk-claimed", 23),
    ("chunk-copied", 1),
    ("chunk-copied", 12),
    ("chunk-copied", 23),
    ("chunk-committed", 1),
    ("chunk-committed", 12),
    ("chunk-committed", 23),
    ("ledger-closed", 1),
    ("rejects-written", 1),
];

const BUILDING: &[Point] = &[
    ("constants-added", 1),
    ("key-built", 1),
    ("key-committed", 1),
    ("id-key-committed", 1),
    ("dir-state-committed", 1),
];

const PUBLISHING: &[Point] =
    &[("before-attach", 1), ("scan-attached", 1), ("before-publish-commit", 1), ("publish-committed", 1)];

/// Where a file stands twice the key is built, or the differences are found, again once its duplicates are dropped.
const DUPLICATES: &[Point] = &[
    ("duplicates-dropped", 1),
    ("duplicates-committed", 1),
    ("before-publish-commit", 1),
    ("publish-committed", 1),
];

/// What a rescan does in another way than a first load.
const RESCAN: &[Point] = &[
    ("scan-prepared", 1),
    ("dirs-resolved", 1),
    ("chunk-committed", 12),
    ("ledger-closed", 1),
    ("rejects-written", 1),
];

/// A rescan attaches nothing: it writes what differs, and is published in the same transaction.
const DIFFERENCES: &[Point] = &[
    ("differences-found", 1),
    ("changes-written", 1),
    ("differences-written", 1),
    ("before-publish-commit", 1),
    ("publish-committed", 1),
];

/// All of these.
pub(super) const ALL: [&[Point]; 6] = [LOADING, BUILDING, PUBLISHING, DUPLICATES, RESCAN, DIFFERENCES];

/// The inputs of two days, of which the first may be loaded.
struct Days {
    case: Case,
    duplicates: bool,
}

impl Days {
    fn new(duplicates: bool) -> Days {
        Days { case: Case::new(), duplicates }
    }

    /// `tierload scan` of a day.
    fn scan(&self, day: usize) -> Command {
        let name = format!("{day}.csv");
        let mut text = dump(DAYS[day].clone()).replacen("file_000300.dat,", "file_000300.dat,many", 1);
        if day == 1 {
            text = text.replace("file_00050", "file_00x50").replace(".dat,14", ".dat,9914");
        }
        if self.duplicates {
            text += "/top/dir 00,file_000740.dat,1,1700000001,1600000001,1500000001\n";
        }
        self.case.write(&name, text);
        let started = format!("2024-05-0{}T00:00:00Z", day + 1);
        self.case.scan(&[&[name.as_str(), "--started", &started], &FLAGS[..]].concat())
    }

    fn load(&self, day: usize) {
        succeed(&mut self.scan(day));
        if day == 0 {
            // Objects on the cheap tier, whose files the next scan sees, finds replaced, or misses.
            self.case.db.execute(
                "insert into tierload_default.tier_object_state
                     (tenant_id, share_id, file_current_id, state, target_uri, size_bytes, planned_utc, stubbed_utc)
                 select tenant_id, share_id, file_id, 'STUBBED', 's3://x/' || name, size_bytes, '2024-05-01', '2024-05-01'
                 from tierload_default.file_state where name like '%5.dat'",
            );
        }
    }

    fn assert_same(&self, clean: &Days) {
        Clean::of(&clean.case).assert_same(&self.case);
        let rejects = |days: &Days| fs::read_to_string(days.case.folder().join("rejects.csv")).unwrap();
        assert_eq!(rejects(self), rejects(clean));
    }
}

/// Kills the first load, or the rescan, at each of these points, each time in a database of its own.
fn check(day: usize, duplicates: bool, points: &[Point]) {
    let loaded = Days::new(duplicates);
    (0..day).for_each(|day| loaded.load(day));
    let new = || Days { case: loaded.case.copy(), duplicates };
    let clean = new();
    clean.load(day);
    for point in points {
        let killed = new();
        kill_at(&mut killed.scan(day), *point);
        killed.load(day);
        killed.assert_same(&clean);
    }
}

#[test]
fn a_first_load_is_killed_while_it_loads() {
    check(0, false, LOADING);
}

#[test]
fn a_first_load_is_killed_while_it_builds() {
    check(0, false, BUILDING);
}

#[test]
fn a_first_load_is_killed_while_it_publishes() {
    check(0, false, PUBLISHING);
}

#[test]
fn a_first_load_with_duplicates_is_killed() {
    check(0, true, DUPLICATES);
}

#[test]
fn a_rescan_is_killed_while_it_loads() {
    check(1, false, RESCAN);
}

#[test]
fn a_rescan_is_killed_while_it_publishes() {
    check(1, false, DIFFERENCES);
}

#[test]
fn a_rescan_with_duplicates_is_killed() {
    check(1, true, DUPLICATES);
}

/// One load that dies again and again, a little further each time, and then the rescan.
#[test]
fn killed_again_and_again() {
    const LOADING: [&str; 8] = [
        "scan-prepared",
        "dirs-resolved",
        "chunk-claimed",
        "chunk-copied",
        "chunk-committed",
        "chunk-committed",
        "ledger-closed",
        "rejects-written",
    ];
    let (clean, killed) = (Days::new(false), Days::new(false));
    for (day, published_by) in [(0, [BUILDING, PUBLISHING].concat()), (1, DIFFERENCES.to_vec())] {
        clean.load(day);
        for name in LOADING.into_iter().chain(published_by.iter().map(|(name, _)| *name)) {
            kill_at(&mut killed.scan(day), (name, 1));
        }
        killed.load(day);
        killed.assert_same(&clean);
    }
}
