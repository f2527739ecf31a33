//! `tierload audit`, `tierload plan` and `tierload bench`.
//!
//! - `events`: what one event, of whatever form, does to the tables
//! - `replay`: the same logs again, renamed, shortened, replaced, cut in the middle of a line
//! - `interrupted`: killed, stopped, and two at once, against one clean run
//! - `updates`: the CSV that agents send
//! - `updates_interrupted`: the same, killed, and two at once
//! - `follow`: `--follow`
//! - `restart`: `--follow` on a server that is stopped and started again
//! - `beside_scans`: scans and audits of one share at once
//! - `plan`: planned objects, warmed by events, seen by scans
//! - `verify`: what `tierload verify` finds in the tables of audits
//! - `tenants`: who sees what
//! - `bench`: `tierload bench`

mod bench;
mod beside_scans;
mod events;
mod follow;
mod interrupted;
mod plan;
mod replay;
mod restart;
mod tenants;
mod updates;
mod updates_interrupted;
mod verify;

use crate::support::{TestDb, succeed};
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A database, and a filespace whose logs are loaded into share `fs`.
pub(crate) struct World {
    pub(crate) db: TestDb,
    folder: TempDir,
}

/// The time of the first event of most tests, in seconds since 1970.
pub(crate) const TIME: i64 = 1_779_987_033;

impl World {
    pub(crate) fn new() -> World {
        World::of(TestDb::new())
    }

    /// The same in a database that is there.
    pub(crate) fn of(db: TestDb) -> World {
        let world = World { db, folder: TempDir::new().unwrap() };
        succeed(world.db.tierload().arg("migrate"));
        world
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where a log of a node lies.
    pub(crate) fn log(&self, node: &str, name: &str) -> PathBuf {
        let folder = self.path(".lucid_audit").join(node).join("2026/06");
        fs::create_dir_all(&folder).unwrap();
        folder.join(name)
    }

    /// Writes a log.
    pub(crate) fn write(&self, node: &str, name: &str, text: &str) -> PathBuf {
        let path = self.log(node, name);
        fs::write(&path, text).unwrap();
        path
    }

    /// `tierload audit` of the filespace.
    pub(crate) fn audit_command(&self) -> Command {
        let mut command = self.db.tierload();
        command.arg("audit").arg(self.folder.path()).args(["--share", "fs", "--json"]);
        command
    }

    /// Loads the logs of the filespace; returns what the program says.
    pub(crate) fn audit(&self) -> Value {
        balanced(&succeed(&mut self.audit_command()))
    }

    /// Loads something else.
    pub(crate) fn audit_of(&self, path: &Path, more: &[&str]) -> Value {
        let mut command = self.db.tierload();
        command.arg("audit").arg(path).args(["--share", "fs", "--json"]).args(more);
        balanced(&succeed(&mut command))
    }

    /// Scans share `fs`: rows are `path,size,atime`.
    pub(crate) fn scan(&self, rows: &[(&str, i64, i64)]) -> Value {
        let mut csv = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn\n".to_owned();
        for (path, size, atime) in rows {
            let (dir, name) = path.rsplit_once('/').unwrap();
            let dir = if dir.is_empty() { "/" } else { dir };
            let _ = writeln!(csv, "{dir},{name},{size},{atime},1000000000,1000000000,");
        }
        static SCANS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = SCANS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = self.path(&format!("scan{number}.csv"));
        fs::write(&path, csv).unwrap();
        let mut command = self.db.tierload();
        command.arg("scan").arg(&path).args(["--share", "fs", "--source-type", "LucidLink", "--json", "-q"]);
        // Dumps are told apart by content; a rescan of an unchanged tree is a scan of its own.
        command.args(["--scan-id", &uuid::Uuid::new_v4().to_string()]);
        serde_json::from_str(&succeed(&mut command)).unwrap()
    }

    /// An object of the cheap tier for each file that is there, so that every access is counted.
    pub(crate) fn plan_all(&self) {
        self.db.execute(
            "insert into tierload.tier_object (tenant_id, share_id, file_current_id, state, target_uri, planned_utc)
             select tenant_id, share_id, file_current_id, 'PLANNED', 's3://x/' || name, now() from tierload.file_state",
        );
    }

    /// The access time of a file.
    pub(crate) fn atime(&self, path: &str) -> String {
        self.db
            .value(&format!("select max(atime_unix) from tierload.file_current where full_path = '{path}'"))
    }

    /// What stands in the tables, without ids and without the times of runs.
    pub(crate) fn tables(&self) -> String {
        tables(&self.db)
    }
}

/// What stands in the tables of a database, without ids and without the times of runs.
pub(crate) fn tables(db: &TestDb) -> String {
    let queries = [
        "select string_agg(concat_ws('|', full_path, size_bytes, atime_unix, mtime_unix, last_accessed_source,
            file_extension, first_seen_scan_id is not null, removed_utc is not null), E'\\n' order by full_path)
         from tierload.file_current",
        "select string_agg(dir_path, E'\\n' order by dir_path) from tierload.dir",
        "select string_agg(concat_ws('|', node, log_begin, byte_offset, lines, events, first_line), E'\\n'
            order by node, log_begin) from tierload.lucid_audit_cursor",
        "select string_agg(concat_ws('|', full_path, state, target_uri, last_accessed_utc, access_count), E'\\n'
            order by full_path) from tierload.tier_object join tierload.file_current using (file_current_id)",
        "select string_agg(audit_event_id, E'\\n' order by audit_event_id) from tierload.lucid_audit_processed",
        "select concat_ws('|', sum((detail->>'new_events')::bigint), sum((detail->>'access_events')::bigint),
            sum((detail->>'files_inserted')::bigint)) from tierload.audit_log where action = 'audit batch'",
    ];
    queries.map(|query| db.value(query)).join("\n--\n")
}

/// The JSON of a run, whose books must balance.
pub(crate) fn balanced(stdout: &str) -> Value {
    let run: Value = serde_json::from_str(stdout).unwrap();
    let [events, new, replayed, rejected] =
        ["events", "new_events", "replayed", "rejected"].map(|key| run[key].as_u64().unwrap());
    assert_eq!(events, new + replayed + rejected, "{run}");
    run
}

/// A line of a log.
pub(crate) fn event(action: &str, path: &str, time: i64) -> String {
    format!(
        "{{\"timestamp\":{time}000000,\"operation\":{{\"action\":\"{action}\",\"entryPath\":\"{path}\"}}}}\n"
    )
}

pub(crate) fn read(path: &str, time: i64) -> String {
    event("FileRead", path, time)
}

/// The numbers of a run by their names.
pub(crate) fn numbers(run: &Value, names: &[&str]) -> Vec<i64> {
    names.iter().map(|name| run[*name].as_i64().unwrap_or_else(|| panic!("no {name} in {run}"))).collect()
}
