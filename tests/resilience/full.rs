//! Disks that are full: the server's, and the one that rejects go to.

use super::twins::{Twins, ended_well};
use crate::support::{
    Case, ServerHome, TestDb, assert_same_tables, dump, execute, is_root, one_line, succeed,
};
use std::path::PathBuf;
use std::process::Command;

/// Of the server's small disk. An empty database takes 8 MB of it.
const DISK_MB: u32 = 48;

/// A server with a tablespace on a disk of its own, which is mounted for the server alone: it goes with it.
struct SmallDisk {
    home: ServerHome,
    url: String,
}

impl SmallDisk {
    fn new() -> SmallDisk {
        let home = ServerHome::new();
        home.start();
        let (uid, gid) = home.owner();
        succeed(&mut home.db(&["stop"]));
        let folder: PathBuf = home.scratch().join("small");
        std::fs::create_dir(&folder).unwrap();
        let mount = format!(
            "mount -t tmpfs -o size={DISK_MB}m,mode=700,uid={uid},gid={gid} none \"$0\" && exec \"$@\""
        );
        let start = home.db(&["url"]);
        let mut alone = Command::new("unshare");
        if !is_root() {
            alone.args(["--user", "--map-current-user", "--keep-caps"]);
        }
        alone
            .args(["--mount", "sh", "-c", &mount])
            .arg(&folder)
            .arg(start.get_program())
            .args(start.get_args());
        alone
            .envs(start.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .env_remove("DATABASE_URL");
        let output = alone.output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "mounting is refused (docker: --cap-add SYS_ADMIN): {told}");
        let url = String::from_utf8(output.stdout).unwrap().trim().to_owned();
        let disk = SmallDisk { home, url };
        disk.execute(&format!("create tablespace small location '{}'", folder.display()));
        disk
    }

    fn execute(&self, sql: &str) {
        execute(&self.url, sql);
    }

    /// Puts a database there, fills the disk, and then makes so much space.
    fn fill(&self, db: &TestDb, spare_mb: u32) {
        let name = db.value("select current_database()");
        self.execute(&format!("alter database {name} set tablespace small"));
        let rows = |kb: u32| format!("as select repeat('x', 1000) from generate_series(1, {kb})");
        db.execute("create schema ballast");
        db.execute(&format!("create table spare {}", rows(spare_mb << 10)));
        let mut kb = DISK_MB << 10;
        for number in 0.. {
            if kb < 16 {
                break;
            }
            // What a failed statement wrote is given back.
            match db.refusal(&format!("create table ballast.n{number} {}", rows(kb))).as_str() {
                "" => {}
                "53100" => kb /= 2,
                other => panic!("the disk cannot be filled: {other}"),
            }
        }
        db.execute("drop table spare");
    }
}

#[test]
fn a_full_server_is_told_and_the_same_command_goes_on_once_there_is_space() {
    let disk = SmallDisk::new();
    // Nothing finds room, then some chunks, then all of them but not their keys.
    for (spare_mb, stage) in [(0, "cannot make share s"), (1, "cannot load chunk"), (6, "cannot build")] {
        let twins = Twins::on(&disk.url, 40_000);
        let mut command = twins.scan("s", 1, &[]);
        disk.fill(twins.db(), spare_mb);
        let output = command.output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(4), "{spare_mb} MB: {told}");
        let line = one_line(told.trim());
        assert!(line.starts_with(stage) && line.contains("No space left on device"), "{line}");
        assert!(line.ends_with("make space on the server's disk, and the same command goes on"), "{line}");
        assert_eq!(twins.faulty.count("select count(*) from tierload_default.file_current"), 0);
        assert_eq!(
            twins.faulty.count("select count(*) from tierload_default.scan where finished_utc is not null"),
            0
        );
        twins.db().execute("drop schema ballast cascade");
        assert_eq!(ended_well(&twins.again("s", 1, &[]).output().unwrap(), &spare_mb)["retries"], 0);
        twins.assert_same();
    }
    drop(disk.home);
}

#[test]
fn a_full_disk_for_rejects_is_told_and_another_one_will_do() {
    let (full, calm) = (Case::new(), Case::new());
    for case in [&full, &calm] {
        case.write("a.csv", dump(0..200).replacen("file_000003.dat,", "file_000003.dat,many", 1));
    }
    let flags = ["a.csv", "--started", "2024-05-01T00:00:00Z", "--max-rejects", "5"];
    for _ in 0..2 {
        let line = full.refuse(&[&flags[..], &["--rejects", "/dev/full"]].concat(), 3);
        for part in ["nothing is published", "--rejects", "/dev/full", "No space left on device"] {
            assert!(line.contains(part), "{line}");
        }
        assert_eq!(full.count("select count(*) from tierload_default.file_current"), 0);
        assert_eq!(
            full.count("select count(*) from tierload_default.scan where finished_utc is not null"),
            0
        );
    }
    for case in [&full, &calm] {
        assert_eq!(case.load(&[&flags[..], &["--rejects", "there.csv"]].concat())["rejected"], 1);
        assert_eq!(std::fs::read_to_string(case.folder().join("there.csv")).unwrap().lines().count(), 2);
    }
    assert_same_tables(&full.db, &calm.db);
    succeed(full.db.tierload().arg("verify"));
}
