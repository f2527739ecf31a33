//! A filespace with audit logs, and a database.

use super::{TestDb, balanced, succeed, tables};
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

impl World {
    pub(crate) fn new() -> World {
        World::of(TestDb::migrated())
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
        command.arg("audit").arg(self.folder.path()).args(["--share", "fs", "--create-share", "--json"]);
        command
    }

    /// Loads the logs of the filespace; returns what the program says.
    pub(crate) fn audit(&self) -> Value {
        balanced(&succeed(&mut self.audit_command()))
    }

    /// Loads something else.
    pub(crate) fn audit_of(&self, path: &Path, more: &[&str]) -> Value {
        let mut command = self.db.tierload();
        command.arg("audit").arg(path).args(["--share", "fs", "--create-share", "--json"]).args(more);
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
            "insert into tierload_default.tier_object_state (tenant_id, share_id, file_current_id, state, target_uri, planned_utc)
             select tenant_id, share_id, file_id, 'PLANNED', 's3://x/' || name, '2024-05-01' from tierload_default.file_state",
        );
    }

    /// The access time of a file.
    pub(crate) fn atime(&self, path: &str) -> String {
        self.db.value(&format!(
            "select max(atime_unix) from tierload_default.file_current where full_path = '{path}'"
        ))
    }

    /// What stands in the tables, as the oracle sees it.
    pub(crate) fn tables(&self) -> Vec<String> {
        tables(&self.db)
    }
}
