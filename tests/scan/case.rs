//! A database, a folder of inputs, and the command on both.

use crate::support::{TestDb, fail, succeed};
use futures::TryStreamExt;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls};

/// The header of the canonical form.
pub(crate) const HEADER: &str = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n";

/// How long anything may take that a test waits for.
const PATIENCE: Duration = Duration::from_secs(30);

/// A migrated database and an empty folder, which is where the command runs.
pub(crate) struct Case {
    pub(crate) db: TestDb,
    folder: TempDir,
}

impl Case {
    pub(crate) fn new() -> Case {
        Case::with(TestDb::new())
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

    /// The number a query returns.
    pub(crate) fn count(&self, sql: &str) -> i64 {
        self.db.value(sql).parse().unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// Waits until a query returns `t`.
    pub(crate) fn wait_for(&self, sql: &str) {
        let session = Session::open(&self.db);
        let started = Instant::now();
        while session.value(sql) != "t" {
            assert!(started.elapsed() < PATIENCE, "waited in vain for {sql}");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Nothing of any scan can be seen, and no table of the loader's is left.
    pub(crate) fn assert_nothing_published(&self) {
        for table in ["file", "file_state", "file_current"] {
            assert_eq!(self.count(&format!("select count(*) from tierload.{table}")), 0, "{table}");
        }
        assert_eq!(self.count("select count(*) from tierload.share where last_scan_id is not null"), 0);
        assert_eq!(self.staging_tables(), Vec::<String>::new());
    }

    pub(crate) fn staging_tables(&self) -> Vec<String> {
        self.db.rows("select tablename from pg_tables where tablename like 'staging%' order by 1")
    }
}

/// The JSON object on stdout, with balanced books.
pub(crate) fn summary(stdout: &str) -> Value {
    let summary: Value = serde_json::from_str(stdout).unwrap_or_else(|error| panic!("{error}: {stdout}"));
    let number = |key: &str| summary[key].as_i64().unwrap_or_else(|| panic!("no {key} in {summary}"));
    assert_eq!(
        number("rows_read"),
        number("loaded") + number("rejected") + number("duplicates") + number("skipped"),
        "{summary}"
    );
    assert_eq!(
        number("files_new") + number("files_changed") + number("files_unchanged"),
        number("loaded"),
        "{summary}"
    );
    summary
}

/// These keys of a summary, in this order.
pub(crate) fn numbers<const N: usize>(summary: &Value, keys: [&str; N]) -> [i64; N] {
    keys.map(|key| summary[key].as_i64().unwrap_or_else(|| panic!("no number {key} in {summary}")))
}

/// The message, which must be one line that says who speaks.
pub(crate) fn one_line(stderr: &str) -> String {
    assert_eq!(stderr.lines().count(), 1, "not one line: {stderr}");
    stderr
        .strip_prefix("tierload: ")
        .unwrap_or_else(|| panic!("no \"tierload: \" before {stderr}"))
        .to_string()
}

/// The canonical dump of files `from..to`, some 60 bytes each, in 37 directories.
pub(crate) fn dump(files: std::ops::Range<u32>) -> String {
    let mut text = HEADER.to_string();
    for n in files {
        text += &format!("/top/dir {:02},file_{n:06}.dat,{},17{n:08},16{n:08},15{n:08}\n", n % 37, n * 7);
    }
    text
}

/// A file of `fixtures/`.
pub(crate) fn fixture(name: &str) -> String {
    format!("{}/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A connection that stays, for locks and for looking often.
pub(crate) struct Session {
    client: Client,
    runtime: Runtime,
}

impl Session {
    pub(crate) fn open(db: &TestDb) -> Session {
        Session::at(db.url())
    }

    /// As whoever the URL names.
    pub(crate) fn at(url: &str) -> Session {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (client, connection) = runtime.block_on(tokio_postgres::connect(url, NoTls)).unwrap();
        runtime.spawn(connection);
        Session { client, runtime }
    }

    pub(crate) fn execute(&self, sql: &str) {
        self.runtime
            .block_on(self.client.batch_execute(sql))
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// What a statement returns, a line a row, or the SQLSTATE with which it is refused. COPY TO STDOUT too; where
    /// COPY FROM STDIN is not refused, that is an error.
    pub(crate) fn attempt(&self, sql: &str) -> Result<Vec<String>, String> {
        let state = |error: tokio_postgres::Error| {
            error.code().map_or_else(|| format!("{error:?}"), |state| state.code().to_owned())
        };
        let work = async {
            if sql.starts_with("copy") && sql.ends_with("to stdout") {
                let chunks: Vec<bytes::Bytes> = self.client.copy_out(sql).await?.try_collect().await?;
                let text = String::from_utf8(chunks.concat()).unwrap();
                return Ok(text.lines().map(str::to_owned).collect());
            }
            let messages = self.client.simple_query(sql).await?;
            let line = |row: &tokio_postgres::SimpleQueryRow| {
                (0..row.len()).map(|at| row.get(at).unwrap_or("-")).collect::<Vec<_>>().join("|")
            };
            Ok(messages
                .iter()
                .filter_map(|message| match message {
                    tokio_postgres::SimpleQueryMessage::Row(row) => Some(line(row)),
                    _ => None,
                })
                .collect())
        };
        self.runtime.block_on(work).map_err(state)
    }

    /// Has the server check a statement without running it.
    pub(crate) fn prepare(&self, sql: &str) -> Result<tokio_postgres::Statement, tokio_postgres::Error> {
        self.runtime.block_on(self.client.prepare(sql))
    }

    /// Begins a COPY FROM STDIN and breaks it off.
    pub(crate) fn begin_copy(&self, sql: &str) {
        let sink = self.runtime.block_on(self.client.copy_in::<_, bytes::Bytes>(sql));
        drop(sink.unwrap_or_else(|error| panic!("{sql}: {error}")));
    }

    /// The first column of the first row, as text.
    pub(crate) fn value(&self, sql: &str) -> String {
        let messages = self.runtime.block_on(self.client.simple_query(sql));
        let messages = messages.unwrap_or_else(|error| panic!("{sql}: {error}"));
        let value = messages.iter().find_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_string()),
            _ => None,
        });
        value.unwrap_or_else(|| panic!("{sql}: no row"))
    }
}
