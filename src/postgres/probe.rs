//! Talks to the server. Whether it runs is asked by connecting, since nothing else tells for sure.

use crate::error::{Error, ErrorKind, Result};
use std::future::Future;
use std::time::Duration;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls};

/// A server that lets a connection hang for so long does not answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// What came back from an attempt to connect.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It takes connections.
    Ready,
    /// It takes connections; the database is missing.
    NoDatabase,
    /// It starts, recovers or stops, in its own words.
    NotYet(String),
    /// Nothing answers.
    Silent,
}

/// Tries to connect.
pub(super) fn ask(url: &str) -> Result<Answer> {
    let connected = on_own_runtime(async { tokio::time::timeout(ANSWER_WITHIN, connect(url)).await })?;
    let Ok(Err(error)) = connected else {
        return Ok(if connected.is_ok() { Answer::Ready } else { Answer::Silent });
    };
    Ok(match error.as_db_error() {
        Some(db) if *db.code() == SqlState::UNDEFINED_DATABASE => Answer::NoDatabase,
        Some(db) if *db.code() == SqlState::CANNOT_CONNECT_NOW => Answer::NotYet(db.message().to_string()),
        // As with too many connections: it is there, and the caller's own attempt will say what is wrong.
        Some(_) => Answer::Ready,
        None => Answer::Silent,
    })
}

/// Makes a database; not an error when someone else just made it.
pub(super) fn create_database(url: &str, name: &str) -> Result<()> {
    let made = on_own_runtime(async {
        // template0, because anyone connected to template1 would be in the way.
        connect(url).await?.batch_execute(&format!("create database {name} template template0")).await
    })?;
    match made {
        Err(error)
            if matches!(error.code(), Some(&SqlState::DUPLICATE_DATABASE | &SqlState::UNIQUE_VIOLATION)) =>
        {
            Ok(())
        }
        made => made.map_err(|error| {
            let message = format!("cannot make the database {name}");
            Error::new(ErrorKind::PrivateServer, message).about(name).because(error)
        }),
    }
}

/// A future is run in a thread of its own, because the caller may be inside a runtime, where blocking panics.
fn on_own_runtime<T: Send>(future: impl Future<Output = T> + Send) -> Result<T> {
    let ran = std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            Ok::<T, std::io::Error>(runtime.block_on(future))
        });
        thread.join()
    });
    ran.map_err(|_| Error::internal("the thread that talks to the private server panicked"))?
        .map_err(|error| Error::internal(format!("cannot start a runtime: {error}")))
}

async fn connect(url: &str) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}
