//! The same inputs in two databases: one has faults, the other is calm.

use crate::support::{Case, TestDb, assert_same_tables, dump, succeed, summary};
use serde_json::Value;
use std::process::{Command, Output, Stdio};

/// A share's first load, and a rescan in which files changed, came and went.
pub(super) const DAYS: [u32; 2] = [1, 2];

pub(super) struct Twins {
    pub(super) faulty: Case,
    pub(super) calm: Case,
    files: u32,
}

impl Twins {
    /// With so many files in each scan.
    pub(super) fn new(files: u32) -> Twins {
        Twins::with(Case::new(), files)
    }

    /// The same on a server of the test's own, which is the one that has faults.
    pub(super) fn on(server: &str, files: u32) -> Twins {
        Twins::with(Case::on(server), files)
    }

    fn with(faulty: Case, files: u32) -> Twins {
        let twins = Twins { faulty, calm: Case::new(), files };
        for case in [&twins.faulty, &twins.calm] {
            let first = dump(0..files).replacen("file_000003.dat,", "file_000003.dat,many", 1);
            case.write("1.csv", first);
            // A tenth goes, a tenth comes, and some change.
            case.write("2.csv", dump(files / 10..files + files / 10).replace("4.dat,", "4.dat,1"));
        }
        twins
    }

    /// The scan of a share on a day.
    fn command(&self, case: &Case, share: &str, day: u32, more: &[&str]) -> Command {
        // Some 30 chunks of a long scan, and a few of a short one.
        let chunk_bytes = (self.files * 2).max(8000).to_string();
        let mut command = case.command(&["scan", &format!("{day}.csv"), "--share", share]);
        command.args(["--started", &format!("2024-05-0{day}T00:00:00Z"), "--json", "--quiet"]);
        command.args(["--max-rejects", "5", "--chunk-bytes", &chunk_bytes]).args(more);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Loads it in peace, and gives back the command that is to have the fault.
    pub(super) fn scan(&self, share: &str, day: u32, more: &[&str]) -> Command {
        succeed(&mut self.command(&self.calm, share, day, more));
        self.again(share, day, more)
    }

    /// The same command once more.
    pub(super) fn again(&self, share: &str, day: u32, more: &[&str]) -> Command {
        self.command(&self.faulty, share, day, more)
    }

    /// Both hold the same, and it is sound.
    pub(super) fn assert_same(&self) {
        assert_same_tables(&self.faulty.db, &self.calm.db);
        succeed(self.faulty.db.tierload().arg("verify"));
        assert!(self.faulty.count("select count(*) from tierload_default.file") > 0);
    }

    pub(super) fn db(&self) -> &TestDb {
        &self.faulty.db
    }
}

/// The summary of a command that succeeded, and that tried something again.
pub(super) fn tried_again(output: &Output, told: &dyn std::fmt::Debug) -> Value {
    let summary = ended_well(output, told);
    assert!(summary["retries"].as_i64().unwrap() > 0, "{told:?}: {summary}");
    summary
}

/// The summary of a command that succeeded.
pub(super) fn ended_well(output: &Output, told: &dyn std::fmt::Debug) -> Value {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told:?}: {}: {stderr}", output.status);
    summary(std::str::from_utf8(&output.stdout).unwrap().trim())
}
