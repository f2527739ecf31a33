//! Audit logs and updates under the same faults as scans: an event counts once, whether its commit was heard of or not.

use super::proxy::{Cut, Proxy};
use crate::support::{Case, HEADER, TIME, assert_same_tables, balanced, read, succeed};
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::sync::atomic::Ordering;

/// Of each log, and of the updates.
const EVENTS: i64 = 400;

/// Two databases with the same inputs, which are known files, logs of two nodes, and updates with ids.
pub(super) struct Audits {
    pub(super) faulty: Case,
    pub(super) calm: Case,
}

impl Audits {
    pub(super) fn new() -> Audits {
        let audits = Audits { faulty: Case::new(), calm: Case::new() };
        // Some files are known, most of them of one scan, and every fifth only from the log.
        let path = |n: i64| format!("/d{}/f{}", n % 7, n % 250);
        let mut known = HEADER.to_owned();
        for n in 0..200 {
            let _ = writeln!(known, "/d{},f{n},1,1000,1000,1000", n % 7);
        }
        let log =
            |node: i64| (0..EVENTS).map(|n| read(&path(n * 37 + node), TIME + n * 7919 % 5000)).collect();
        let logs: [String; 2] = [log(1), log(2)];
        let updates: String = (0..EVENTS).map(|n| format!("{},{},e{n}\n", path(n * 11), TIME + n)).collect();
        for case in [&audits.faulty, &audits.calm] {
            case.write("known.csv", &known);
            case.write("updates.csv", &updates);
            for (node, text) in ["1", "2"].iter().zip(&logs) {
                let folder = case.folder().join(".lucid_audit").join(node).join("2026/06");
                fs::create_dir_all(&folder).unwrap();
                fs::write(folder.join("a.log"), text).unwrap();
            }
        }
        audits
    }

    /// Scans a share and plans its objects in both databases, loads its events in one, and gives back the command that
    /// loads them in the other.
    pub(super) fn audit(&self, share: &str) -> Command {
        for case in [&self.faulty, &self.calm] {
            let mut scan = case.command(&["scan", "known.csv", "--share", share, "--quiet"]);
            succeed(scan.args(["--source-type", "LucidLink"]));
            case.db.execute(&format!(
                "insert into tierload_default.tier_object_state
                    (tenant_id, share_id, file_current_id, state, target_uri, planned_utc)
                 select tenant_id, share_id, file_id, 'PLANNED', 's3://x/' || name, '2024-05-01'
                 from tierload_default.file_state join tierload_default.share using (tenant_id, share_id) where share_name = '{share}'"
            ));
        }
        succeed(&mut command(&self.calm, share));
        self.again(share)
    }

    /// The same command once more.
    pub(super) fn again(&self, share: &str) -> Command {
        command(&self.faulty, share)
    }

    pub(super) fn assert_same(&self) {
        assert_same_tables(&self.faulty.db, &self.calm.db);
        succeed(self.faulty.db.tierload().arg("verify"));
    }
}

pub(super) fn command(case: &Case, share: &str) -> Command {
    let mut command = case.command(&["audit", ".lucid_audit", "updates.csv", "--share", share]);
    command.args(["--create-share", "--json", "--quiet", "--batch-files", "100", "--jobs", "1"]);
    command
}

/// What a run says that succeeded.
pub(super) fn ended_well(command: &mut Command, told: &dyn std::fmt::Debug) -> Value {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{told:?}: {}", String::from_utf8_lossy(&output.stderr));
    balanced(std::str::from_utf8(&output.stdout).unwrap().trim())
}

#[test]
fn every_cut_applies_each_event_once() {
    let audits = Audits::new();
    let proxy = Proxy::new(&audits.faulty.db);
    let url = proxy.url(&audits.faulty.db);
    let seen = proxy.set(Cut::Nowhere);
    let calm = ended_well(audits.audit("calm").env("DATABASE_URL", &url), &"calm");
    assert_eq!([&calm["new_events"], &calm["retries"]], [&Value::from(3 * EVENTS), &Value::from(0)]);
    let (commits, copies) = (seen.commits.load(Ordering::Relaxed), seen.copy_data.load(Ordering::Relaxed));
    assert!(commits > 10 && copies > 5, "{seen:?}");
    let cuts = (1..=commits).map(Cut::Commit).chain((1..=copies).step_by(3).map(Cut::CopyData));
    for (number, cut) in cuts.enumerate() {
        let share = format!("share {number}");
        let mut command = audits.audit(&share);
        let seen = proxy.set(cut);
        command.env("DATABASE_URL", &url);
        if number % 4 == 3 {
            let output = command.env("TIERLOAD_RETRY_FOR", "0s").output().unwrap();
            let told = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(4), "{cut:?}: {told}");
            ended_well(&mut audits.again(&share), &cut);
        } else {
            let run = ended_well(&mut command, &cut);
            assert!(run["retries"].as_i64().unwrap() > 0, "{cut:?}: {run}");
        }
        assert_eq!(seen.cuts(), 1, "{cut:?}");
    }
    audits.assert_same();
}
