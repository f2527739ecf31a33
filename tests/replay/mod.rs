//! Random histories of shares, replayed in memory by simple code that knows neither SQL nor versions: every snapshot, every
//! present and every removed file must be what the dumps and the updates said.
//!
//! - `history`: what can happen, drawn at random
//! - `model`: what must follow from it
//! - `run`: the same with tierload, processes killed on the way, and the comparison
//!
//! A history that fails is shrunk, and its seed is kept in `proptest-regressions`, where it is tried first from then on.

mod history;
mod model;
mod run;

use history::{Step, steps};
use proptest::prelude::*;

/// Each history is some twenty processes.
const HISTORIES: u32 = 12;

fn histories() -> u32 {
    std::env::var("REPLAY_HISTORIES").ok().and_then(|count| count.parse().ok()).unwrap_or(HISTORIES)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: histories(),
        max_shrink_iters: 60,
        failure_persistence: Some(Box::new(proptest::test_runner::FileFailurePersistence::SourceParallel("proptest-regressions"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_history_is_told_as_it_was(history in steps()) {
        run::replay(&history);
    }
}

/// The cases that the rules name, one after the other.
#[test]
fn the_history_that_has_everything_is_told_as_it_was() {
    use history::Change::*;
    let scan = |share: usize, changes: &[history::Change]| Step::Scan {
        share,
        changes: changes.to_vec(),
        under: None,
        kill: None,
    };
    let part = |share: usize, under: &'static str, changes: &[history::Change]| Step::Scan {
        share,
        changes: changes.to_vec(),
        under: Some(under),
        kill: None,
    };
    let killed = |share: usize, kill: usize| Step::Scan {
        share,
        changes: vec![Add(9)],
        under: None,
        kill: Some(kill),
    };
    let audit = |share: usize, accesses: &[(u8, i16)]| Step::Audit { share, accesses: accesses.to_vec() };
    let history = [
        scan(0, &[Add(0), Add(1), Add(2), Add(3)]),
        audit(0, &[(0, 400), (40, -400)]),
        scan(1, &[Add(0)]),
        scan(0, &[Grow(0), Remove(1), RenameFolder(0, 3)]),
        audit(0, &[(0, 10), (2, 5)]),
        scan(0, &[Add(1), FileToFolder(2), ForgetTimes]),
        killed(0, 0),
        scan(0, &[FolderToFile(2), RememberTimes]),
        killed(1, 3),
        audit(1, &[(0, -100), (41, 300)]),
        scan(1, &[Remove(0), Add(5)]),
        scan(0, &[]),
        part(0, "/a", &[Remove(0), Remove(9), Add(4)]),
        audit(0, &[(0, 1), (9, 1)]),
        scan(0, &[Add(6)]),
        scan(2, &[FileToFolder(0)]),
        audit(2, &[(0, 139), (4, 7)]),
    ];
    run::replay(&history);
}
