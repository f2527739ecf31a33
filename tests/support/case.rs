//! A database, a folder of inputs, and the command on both.

use super::{Session, TestDb, fail, one_line, succeed, summary};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A migrated database and an empty folder, which is where the command runs.
pub(crate) struct Case {
    pub(crate) db: TestDb,
    folder: TempDir,
}

impl Case {
    pub(crate) fn new() -> Case {
        Case::with(TestDb::migrated())
    }

    /// The same on a server of the test's own.
    pub(crate) fn on(server: &str) -> Case {
        Case::with(TestDb::on(server))
    }

    fn with(db: TestDb) -> Case {
        let case = Case { db, folder: TempDir::new().unwrap() };
        succeed(case.db.tierload().arg("migrate"));
        case
    }

    /// The same tables in a database of their own, and an empty folder.
    pub(crate) fn copy(&self) -> Case {
        Case { db: self.db.copy(), folder: TempDir::new().unwrap() }
    }

    /// The same without the schema.
    pub(crate) fn bare() -> Case {
        Case { db: TestDb::new(), folder: TempDir::new().unwrap() }
    }

    /// Where the command runs.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes an input.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// `tierload scan ARGS --share s`.
    pub(crate) fn scan(&self, args: &[&str]) -> Command {
        self.command(&[&["scan", "--share", "s"], args].concat())
    }

    /// `tierload ARGS` in the folder.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.db.tierload();
        command.current_dir(self.folder()).args(args).stdin(Stdio::null());
        command
    }

    /// A scan that must succeed; its summary. Books are checked.
    pub(crate) fn load(&self, args: &[&str]) -> Value {
        summary(&succeed(self.scan(args).arg("--json")))
    }

    /// A scan that must fail with this exit code, and say why in one line.
    pub(crate) fn refuse(&self, args: &[&str], code: i32) -> String {
        one_line(&fail(self.scan(args).arg("--quiet"), code))
    }

    /// The tables keep their invariants, and every snapshot is what was published.
    pub(crate) fn assert_sound(&self) {
        for args in [&["verify"][..], &["verify", "--as-of", "all"]] {
            succeed(&mut self.command(args));
        }
    }

    /// The number a query returns.
    pub(crate) fn count(&self, sql: &str) -> i64 {
        self.db.value(sql).parse().unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// Waits until a query returns `t`.
    pub(crate) fn wait_for(&self, sql: &str) {
        Session::open(&self.db).wait_for(sql);
    }

    /// Nothing of any scan can be seen, and no table of the loader's is left.
    pub(crate) fn assert_nothing_published(&self) {
        for table in ["file", "file_state", "file_current"] {
            assert_eq!(self.count(&format!("select count(*) from tierload_default.{table}")), 0, "{table}");
        }
        assert_eq!(
            self.count("select count(*) from tierload_default.share where last_scan_id is not null"),
            0
        );
        assert_eq!(self.staging_tables(), Vec::<String>::new());
    }

    pub(crate) fn staging_tables(&self) -> Vec<String> {
        self.db.rows("select tablename from pg_tables where tablename like 'staging%' order by 1")
    }
}
