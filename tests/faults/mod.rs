//! What `tierload` survives: kill -9 at named places and at random moments, and signals. One oracle: after the same
//! command is run again the tables are those of a run that nothing happened to, and `tierload verify` finds nothing.
//!
//! - `kill`: how a process is made to die, and what must hold afterwards
//! - `scan_points`, `audit_points`: at each failpoint of a first load, a rescan, logs and updates
//! - `conversion`: at each failpoint of a database of before homes that is converted
//! - `building`: while the server builds an index
//! - `moments`: at random moments of long loads; `FAULT_SEED` repeats a run
//! - `signals`: SIGINT, SIGTERM and SIGPIPE
//!
//! `--features failpoints` builds them, and `scripts/test.sh` does so.

mod audit_points;
mod building;
mod conversion;
mod kill;
mod moments;
mod scan_points;
mod signals;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The names of the failpoints below a folder.
fn failpoints(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            failpoints(&path, found);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            let names = text.split("failpoint!(\"").skip(1).filter_map(|rest| rest.split('"').next());
            found.extend(names.map(str::to_owned));
        }
    }
}

#[test]
fn every_failpoint_is_killed_at() {
    let mut present = BTreeSet::new();
    failpoints(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut present);
    let points = scan_points::ALL.into_iter().chain([conversion::POINTS]).flatten().map(|(name, _)| *name);
    let killed_at: BTreeSet<String> = points.chain(audit_points::BATCH).map(str::to_owned).collect();
    assert_eq!(killed_at, present);
}
