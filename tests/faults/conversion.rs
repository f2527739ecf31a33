//! Killed at each failpoint of the conversion of a database of before homes. The same command goes on with it.

use super::kill::{Point, kill_at};
use crate::support::{contents, old_database, succeed};

pub(super) const POINTS: &[Point] = &[
    ("home-filled", 1),
    ("home-filled", 2),
    ("log-carried-over", 1),
    ("log-carried-over", 2),
    ("upgrade-parents-set", 1),
    ("upgrade-parents-set", 4),
    ("upgrade-staged", 1),
    ("upgrade-staged", 4),
    ("changes-written", 3),
    ("differences-written", 3),
    ("upgrade-snapshot-made", 1),
    ("upgrade-snapshot-made", 5),
    ("upgrade-audits-told", 2),
    ("upgrade-compared", 3),
    ("upgrade-old-dropped", 1),
    ("upgrade-old-dropped", 4),
    ("upgrade-before-commit", 4),
    ("upgrade-committed", 1),
    ("upgrade-committed", 8),
    ("old-tables-dropped", 1),
];

#[test]
fn at_each_point() {
    let old = old_database();
    let clean = old.copy();
    succeed(&mut clean.command(&["migrate"]));
    let expected = contents(&clean);
    for &point in POINTS {
        let case = old.copy();
        kill_at(&mut case.command(&["migrate"]), point);
        succeed(&mut case.command(&["migrate"]));
        assert_eq!(contents(&case), expected, "{point:?}");
        succeed(&mut case.command(&["verify"]));
    }
}
