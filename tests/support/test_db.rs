//! A database a test.

use super::{ServerHome, succeed, tierload};
use std::env;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use tokio_postgres::{NoTls, SimpleQueryMessage};

/// A database with a name of its own, dropped with the value.
pub(crate) struct TestDb {
    server: String,
    name: String,
    url: String,
    /// What it was copied from, which goes with its last copy.
    _template: Option<Arc<TestDb>>,
}

impl TestDb {
    /// Makes an empty database; the first one of a test run starts the server.
    pub(crate) fn new() -> TestDb {
        TestDb::on(server_url())
    }

    /// The same on a server of the test's own.
    pub(crate) fn on(server: &str) -> TestDb {
        TestDb::from_template(server, "template0")
    }

    /// A database that was migrated: a copy, because statements that make a schema take longer. `tierload migrate` has still
    /// to be run on it, as on one that was restored: the copy lacks what the database itself grants.
    pub(crate) fn migrated() -> TestDb {
        static TEMPLATE: Mutex<Weak<TestDb>> = Mutex::new(Weak::new());
        let mut held = TEMPLATE.lock().unwrap_or_else(PoisonError::into_inner);
        let template = held.upgrade().unwrap_or_else(|| {
            let template = Arc::new(TestDb::new());
            succeed(template.tierload().arg("migrate"));
            *held = Arc::downgrade(&template);
            template
        });
        drop(held);
        let mut copy = template.copy();
        copy._template = Some(template);
        copy
    }

    /// A copy; nobody may be connected to this one.
    pub(crate) fn copy(&self) -> TestDb {
        TestDb::from_template(&self.server, &self.name)
    }

    fn from_template(server: &str, template: &str) -> TestDb {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        // The process id keeps apart the processes that test on one server at a time.
        let name = format!("tierload_test_{}_{number}", std::process::id());
        execute(server, &format!("drop database if exists {name} with (force)"));
        execute(server, &format!("create database {name} template {template}"));
        TestDb { server: server.to_owned(), url: with_database(server, &name), name, _template: None }
    }

    /// For `--database-url` and `DATABASE_URL`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The URL with which a role without a password connects.
    pub(crate) fn url_of(&self, role: &str) -> String {
        let (before, query) = self.url.split_once('?').unwrap_or((&self.url, ""));
        let (scheme, place) = before.split_once("://").unwrap();
        let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
        let others = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("user="));
        let query: Vec<String> = others.map(str::to_owned).chain([format!("user={role}")]).collect();
        format!("{scheme}://{place}?{}", query.join("&"))
    }

    /// The name of the database, for names that must be the server's only ones.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The `tierload` that works on this database.
    #[allow(dead_code, reason = "for the modules of the commands")]
    pub(crate) fn tierload(&self) -> Command {
        let mut command = tierload();
        command.env("DATABASE_URL", &self.url);
        command
    }

    /// Runs statements that return nothing.
    pub(crate) fn execute(&self, sql: &str) {
        execute(&self.url, sql);
    }

    /// The first column of the first row, as text; empty for NULL.
    pub(crate) fn value(&self, sql: &str) -> String {
        value(&self.url, sql)
    }

    /// Every row, its columns joined by `|`, NULL as `-`.
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        let messages = query(&self.url, sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        let line = |row: &tokio_postgres::SimpleQueryRow| {
            (0..row.len()).map(|at| row.get(at).unwrap_or("-")).collect::<Vec<_>>().join("|")
        };
        messages
            .iter()
            .filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => Some(line(row)),
                _ => None,
            })
            .collect()
    }

    /// The SQLSTATE with which statements fail; empty when they do not.
    pub(crate) fn refusal(&self, sql: &str) -> String {
        match query(&self.url, sql) {
            Ok(_) => String::new(),
            Err(error) => error.code().map_or_else(|| error.to_string(), |state| state.code().to_string()),
        }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let sql = format!("drop database if exists {} with (force)", self.name);
        if let Err(error) = query(&self.server, &sql)
            && !std::thread::panicking()
        {
            panic!("cannot drop {}: {error}", self.name);
        }
    }
}

/// Runs statements on any server.
pub(crate) fn execute(url: &str, sql: &str) {
    query(url, sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
}

/// The first column of the first row of a query on any server.
pub(crate) fn value(url: &str, sql: &str) -> String {
    let messages = query(url, sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    let mut rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_string()),
        _ => None,
    });
    rows.next().unwrap_or_else(|| panic!("{sql}: no row"))
}

/// In a thread of its own, because a test may be inside a runtime.
fn query(url: &str, sql: &str) -> Result<Vec<SimpleQueryMessage>, tokio_postgres::Error> {
    let work = async {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        client.simple_query(sql).await
    };
    std::thread::scope(|scope| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        scope.spawn(move || runtime.block_on(work)).join().unwrap()
    })
}

/// `TIERLOAD_TEST_URL`, or a private server that lasts as long as this process.
fn server_url() -> &'static str {
    static SERVER: OnceLock<(Option<ServerHome>, String)> = OnceLock::new();
    let (_, url) = SERVER.get_or_init(|| match env::var("TIERLOAD_TEST_URL") {
        Ok(url) if !url.is_empty() => (None, url),
        _ => {
            let home = ServerHome::new();
            let url = home.start();
            (Some(home), url)
        }
    });
    url
}

/// The same server, another database.
fn with_database(url: &str, name: &str) -> String {
    let after_scheme = url.find("://").expect("TIERLOAD_TEST_URL is no URL") + 3;
    let query = url.find('?').unwrap_or(url.len());
    let path = url[after_scheme..query].find('/').map_or(query, |slash| after_scheme + slash);
    format!("{}/{name}{}", &url[..path], &url[query..])
}

#[test]
fn urls_get_another_database() {
    let cases = [
        ("postgresql:///a?host=/x/y&user=u", "postgresql:///db?host=/x/y&user=u"),
        ("postgres://u:p@h:5/a", "postgres://u:p@h:5/db"),
        ("postgres://h", "postgres://h/db"),
        ("postgres://h?sslmode=disable", "postgres://h/db?sslmode=disable"),
    ];
    for (url, expected) in cases {
        assert_eq!(with_database(url, "db"), expected);
    }
}

#[test]
fn every_test_has_a_database_of_its_own() {
    let (one, two) = (TestDb::new(), TestDb::new());
    assert_ne!(one.url(), two.url());
    one.execute("create table only_here (n int)");
    assert_eq!(two.value("select coalesce(to_regclass('only_here')::text, 'none')"), "none");
    let name = one.name.clone();
    drop(one);
    assert_eq!(two.value(&format!("select count(*) from pg_database where datname = '{name}'")), "0");
}
