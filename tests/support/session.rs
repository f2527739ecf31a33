//! A connection that stays, for locks and for looking often.

use super::TestDb;
use futures::TryStreamExt;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls};

/// How long anything may take that a test waits for, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(120);

/// A connection, with the runtime that serves it.
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

    /// Waits until a query returns `t`.
    pub(crate) fn wait_for(&self, sql: &str) {
        let started = Instant::now();
        while self.value(sql) != "t" {
            assert!(started.elapsed() < PATIENCE, "waited in vain for {sql}");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}
