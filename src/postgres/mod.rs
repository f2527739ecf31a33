//! The private PostgreSQL server that tierload starts when no database is named.
//!
//! The flow: `home` says where it lives, `account` who it runs as, `binaries` which PostgreSQL; `create` makes the
//! data folder once, `settings` writes its configuration, `start` brings it up and `probe` asks whether it answers.
//!
//! ```text
//! HOME/lock                 held while a server is made, started, stopped or deleted
//! HOME/pg/made-by-tierload  without this file nothing is ever deleted
//! HOME/pg/server.conf       written at every start, included by data/postgresql.conf
//! HOME/pg/{data,run,log}    owned by the server's user, closed to all others; run/ holds the socket
//! ```
//!
//! Whoever can enter `run/` is let in without a password: that is the server's own user, and root.

mod account;
mod binaries;
mod commands;
mod create;
mod error;
mod home;
mod occupants;
mod probe;
mod settings;
mod start;
mod stop;

pub use commands::run;

use crate::error::Result;
use account::Account;
use binaries::Binaries;
use home::Home;
use probe::Answer;
use std::path::Path;

/// The database that tierload keeps its tables in.
const DATABASE: &str = "tierload";
/// The superuser that initdb makes: a fixed name, so that the URL is the same whoever runs tierload.
const SUPERUSER: &str = "tierload";

/// The private server of this user: found, not necessarily made or running.
#[derive(Debug)]
pub struct PrivateServer {
    home: Home,
    account: Account,
    binaries: Binaries,
    quiet: bool,
}

impl PrivateServer {
    /// Finds the server's home (`TIERLOAD_HOME`, or the platform's usual place) and PostgreSQL's programs. Changes
    /// nothing on disk.
    pub fn locate() -> Result<PrivateServer> {
        let home = Home::from_env()?;
        let account = Account::choose(&home.data)?;
        let binaries = Binaries::find(home.data_major()?, &home.data)?;
        Ok(PrivateServer { home, account, binaries, quiet: false })
    }

    /// Says nothing on stderr while it makes or waits for the server.
    #[must_use]
    pub fn quiet(mut self, quiet: bool) -> PrivateServer {
        self.quiet = quiet;
        self
    }

    /// Makes the server when there is none, starts it when it does not run, makes its database when that is
    /// missing; returns the URL to connect to. Safe to call from many processes at once, and inside a tokio runtime.
    pub fn ensure_running(&self) -> Result<String> {
        let url = self.url();
        if probe::ask(&url)? == Answer::Ready {
            return Ok(url);
        }
        self.home.make_root(&self.account)?;
        let _lock = self.home.lock()?;
        create::ensure_created(self)?;
        start::ensure_started(self)?;
        if probe::ask(&url)? == Answer::NoDatabase {
            probe::create_database(&self.home.url("postgres"), DATABASE)?;
        }
        Ok(url)
    }

    /// Where to connect once it runs, as libpq and tokio-postgres read it.
    pub fn url(&self) -> String {
        self.home.url(DATABASE)
    }

    /// PostgreSQL's data folder.
    pub fn data_folder(&self) -> &Path {
        &self.home.data
    }

    /// For things that take long enough for a person to wonder.
    fn say(&self, text: &str) {
        if !self.quiet {
            tracing::warn!("{text}");
        }
    }
}
