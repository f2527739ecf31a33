//! Two databases with the same inputs: `faulty` on a server of its own where things go wrong, and `calm`.

use super::faults::{Fault, kill_9, signal, some_moment};
use super::tree::Tree;
use crate::support::{ServerHome, TestDb, assert_same_tables, read, succeed};
use rustix::process::Signal;
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Events of a round.
const EVENTS: usize = 2_000;

/// How long a command may need until it has succeeded, faults and all.
const PATIENCE: Duration = Duration::from_secs(120);

/// Of one of them the logs are followed all the while.
pub(super) const SHARES: [&str; 3] = ["posix", "smb", FILESPACE];

const FILESPACE: &str = "filespace";

pub(super) struct World {
    folder: TempDir,
    trees: HashMap<&'static str, Tree>,
    follower: Option<Child>,
    /// Before the server, which it needs to be dropped.
    pub(super) faulty: TestDb,
    pub(super) server: ServerHome,
    calm: TestDb,
    scans: u64,
    events: u64,
    log_bytes: u64,
    log_number: u32,
    faults: HashMap<&'static str, u64>,
    usual_time: Duration,
}

impl World {
    pub(super) fn new() -> World {
        let server = ServerHome::new();
        let faulty = TestDb::on(&server.start());
        let calm = TestDb::new();
        for db in [&faulty, &calm] {
            succeed(db.tierload().arg("migrate"));
        }
        let trees = SHARES.map(|share| (share, Tree::new(share)));
        let mut world = World {
            folder: TempDir::new().unwrap(),
            trees: trees.into(),
            follower: None,
            faulty,
            server,
            calm,
            scans: 0,
            events: 0,
            log_bytes: 0,
            log_number: 0,
            faults: HashMap::new(),
            usual_time: Duration::from_millis(500),
        };
        fs::create_dir_all(world.log().parent().unwrap()).unwrap();
        world.scan(FILESPACE);
        world.follow();
        world
    }

    /// The process that follows the logs.
    pub(super) fn follower(&self) -> u32 {
        self.follower.as_ref().map_or(0, Child::id)
    }

    /// A walk of a share, loaded into both databases.
    pub(super) fn scan(&mut self, share: &'static str) {
        let tree = self.trees.get_mut(share).unwrap();
        tree.change();
        let dump = self.folder.path().join(format!("{share}.csv"));
        fs::write(&dump, tree.dump()).unwrap();
        let guid = uuid::Uuid::new_v4().to_string();
        let source_type = if share == "smb" { "SMB" } else { "LucidLink" };
        let scan = |db: &TestDb| {
            let mut command = db.tierload();
            command.arg("scan").arg(&dump).args(["--share", share, "--scan-id", &guid, "--json", "-q"]);
            command.args(["--source-type", source_type, "--chunk-bytes", "32768"]);
            command
        };
        succeed(&mut scan(&self.calm));
        let faulty = scan(&self.faulty);
        self.run_with_faults(faulty);
        self.scans += 1;
    }

    /// Runs the command until it succeeds; what hits it is drawn anew each time.
    fn run_with_faults(&mut self, mut command: Command) {
        let started = Instant::now();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        loop {
            let fault = Fault::some();
            let began = Instant::now();
            let child = command.spawn().unwrap();
            std::thread::sleep(some_moment(self.usual_time));
            self.strike(fault, Some(&child));
            let output = child.wait_with_output().unwrap();
            if output.status.success() {
                if fault == Fault::None {
                    self.usual_time = began.elapsed();
                }
                return;
            }
            let told = String::from_utf8_lossy(&output.stderr);
            let by_us = match fault {
                Fault::Kill => output.status.code().is_none(),
                Fault::Terminate => output.status.code() == Some(130) || output.status.code().is_none(),
                // Lost connections and a lost server are its own affair.
                Fault::None | Fault::Disconnect | Fault::Crash => false,
            };
            assert!(by_us, "{fault:?}: {}: {told}", output.status);
            assert!(started.elapsed() < PATIENCE, "no success in {PATIENCE:?}: {told}");
        }
    }

    fn strike(&mut self, fault: Fault, child: Option<&Child>) {
        let name = match (fault, child) {
            (Fault::Kill, Some(child)) => {
                signal(child, Signal::KILL);
                "processes killed"
            }
            (Fault::Terminate, Some(child)) => {
                signal(child, Signal::TERM);
                "processes asked to stop"
            }
            (Fault::Disconnect, _) => {
                self.faulty.value(
                    "select count(pg_terminate_backend(pid)) from pg_stat_activity
                     where application_name = 'tierload' and datname = current_database()",
                );
                "rounds of lost connections"
            }
            (Fault::Crash, _) => {
                kill_9(self.server.postmaster());
                self.server.start();
                "servers killed"
            }
            _ => return,
        };
        *self.faults.entry(name).or_default() += 1;
    }

    fn follow(&mut self) {
        let mut command = self.faulty.tierload();
        command.arg("audit").arg(self.folder.path().join(".lucid_audit"));
        command.args([
            "--share",
            FILESPACE,
            "--create-share",
            "--follow",
            "--interval",
            "1s",
            "--json",
            "--quiet",
        ]);
        let told = File::create(self.folder.path().join("follower.txt")).unwrap();
        self.follower =
            Some(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(told).spawn().unwrap());
    }

    fn log(&self) -> PathBuf {
        let name = format!("{:06}.log.active", self.log_number);
        self.folder.path().join(".lucid_audit/7/2026/06").join(name)
    }

    /// People work on the filespace, for which something goes wrong in the middle.
    pub(super) fn events(&mut self) {
        let fault = Fault::some();
        for part in 0..4 {
            let mut text = String::new();
            for _ in 0..EVENTS / 4 {
                self.events += 1;
                let path = self.trees[FILESPACE].some_path();
                // Not in the order of time.
                let time = 1_780_000_000 + self.events.cast_signed() / 100 + fastrand::i64(0..1_000);
                text.push_str(&read(&path, time));
            }
            let mut log = OpenOptions::new().append(true).create(true).open(self.log()).unwrap();
            log.write_all(text.as_bytes()).unwrap();
            self.log_bytes += text.len() as u64;
            if part == 1 {
                let follower = self.follower.take();
                self.strike(fault, follower.as_ref());
                self.follower = follower;
            }
        }
        if matches!(fault, Fault::Kill | Fault::Terminate) {
            self.follower.take().unwrap().wait().unwrap();
            self.follow();
        }
        if fastrand::u8(..5) == 0 {
            let active = self.log();
            fs::rename(&active, active.with_extension("")).unwrap();
            self.log_number += 1;
        }
    }

    /// What is cold is planned, what is in use again withdrawn.
    pub(super) fn plan(&mut self) {
        self.catch_up();
        let plan = |db: &TestDb| {
            let mut command = db.tierload();
            command.args(["plan", "--share", FILESPACE, "--target", "s3://cold", "--json"]);
            command.args(["--older-than", "1000d", "--ext", "mov"]);
            command
        };
        succeed(&mut plan(&self.calm));
        let faulty = plan(&self.faulty);
        self.run_with_faults(faulty);
        // The events to come are of a time long past, and are to warm what is planned all the same.
        for db in [&self.calm, &self.faulty] {
            db.execute("update tierload_default.tier_object_state set planned_utc = '2024-05-01'");
        }
    }

    /// Waits until every event is applied.
    pub(super) fn catch_up(&mut self) {
        let mut command = self.calm.tierload();
        command.arg("audit").arg(self.folder.path().join(".lucid_audit")).args([
            "--share",
            FILESPACE,
            "--create-share",
            "-q",
        ]);
        if self.events > 0 {
            succeed(&mut command);
        }
        let started = Instant::now();
        let read = "select coalesce(sum(byte_offset), 0) from tierload_default.lucid_audit_cursor";
        while self.faulty.value(read) != self.log_bytes.to_string() {
            let told = || fs::read_to_string(self.folder.path().join("follower.txt")).unwrap();
            assert!(started.elapsed() < PATIENCE, "the log is not read to its end: {}", told());
            let ended = self.follower.as_mut().unwrap().try_wait().unwrap();
            assert!(ended.is_none(), "the follower ended: {ended:?}: {}", told());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops the follower as an administrator would.
    pub(super) fn end(&mut self) {
        let mut follower = self.follower.take().unwrap();
        signal(&follower, Signal::TERM);
        assert!(follower.wait().unwrap().success());
    }

    pub(super) fn counts(&self) -> String {
        let mut faults: Vec<_> = self.faults.iter().map(|(name, count)| format!("{count} {name}")).collect();
        faults.sort();
        format!("{} scans, {} events; {}", self.scans, self.events, faults.join(", "))
    }

    pub(super) fn assert_same(&self) {
        assert_same_tables(&self.faulty, &self.calm);
        for db in [&self.faulty, &self.calm] {
            succeed(db.tierload().arg("verify"));
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(follower) = &mut self.follower {
            let _ = follower.kill();
            let _ = follower.wait();
        }
    }
}
