//! The flows of the private server.

use super::home::DATABASE;
use super::installation::Installation;
use super::probe::{self, Answer};
use super::reset::{self, ServerData};
use super::status::{self, ServerStatus};
use super::trust::check_way;
use super::{create, start, stop};
use crate::error::Result;
use std::path::Path;
use std::process::Command;

/// The private server of this user: found, not necessarily made or running.
#[derive(Debug)]
pub struct PrivateServer(Installation);

impl PrivateServer {
    /// Finds the server's home (`TIERLOAD_HOME`, or the platform's usual place) and PostgreSQL's programs. Changes
    /// nothing on disk.
    pub fn locate() -> Result<PrivateServer> {
        Installation::locate().map(PrivateServer)
    }

    /// Makes the server when there is none, starts it when it does not run, makes its database when that is
    /// missing; returns the URL to connect to. Safe to call from many processes at once, and inside a tokio runtime,
    /// which it blocks.
    pub fn ensure_running(&self) -> Result<String> {
        let url = self.url();
        if probe::ask(&url)? == Answer::Ready {
            return Ok(url);
        }
        let home = &self.0.home;
        home.make_root(&self.0.account)?;
        // What was not there may have been made by somebody else meanwhile.
        check_way(&home.pg)?;
        let _lock = home.lock()?;
        create::ensure_created(&self.0)?;
        start::ensure_started(&self.0)?;
        if probe::ask(&url)? == Answer::NoDatabase {
            probe::create_database(&home.url("postgres"), DATABASE)?;
        }
        Ok(url)
    }

    /// Stops the server and waits until it is gone; false when it did not run. Its clients are disconnected.
    pub fn stop(&self) -> Result<bool> {
        if !self.0.home.root.exists() {
            return Ok(false);
        }
        let _lock = self.0.home.lock()?;
        stop::ensure_stopped(&self.0)
    }

    /// Whether it runs, where, and which version. Changes nothing.
    pub fn status(&self) -> Result<ServerStatus> {
        status::status(&self.0)
    }

    /// What [`reset`](Self::reset) would delete; `None` when nothing was made.
    pub fn data(&self) -> Option<ServerData> {
        reset::data(&self.0.home)
    }

    /// Stops the server and deletes its data, if tierload made them; says what there was. Other files in the home
    /// stay.
    pub fn reset(&self) -> Result<Option<ServerData>> {
        reset::reset(&self.0)
    }

    /// A psql that connects to the server, which must run. The caller adds arguments.
    pub fn psql(&self) -> Command {
        let mut psql = Command::new(self.0.binaries.psql());
        // By environment and not by a flag, so that a database that is named as an argument counts.
        psql.envs(self.0.home.libpq_env()).env_remove("PGHOSTADDR").env_remove("PGSERVICE");
        psql
    }

    /// Where to connect once it runs, as libpq and tokio-postgres read it.
    pub fn url(&self) -> String {
        self.0.home.url(DATABASE)
    }

    /// The folder that it lives in.
    pub fn home(&self) -> &Path {
        &self.0.home.root
    }

    /// The folder of PostgreSQL's programs.
    pub fn programs(&self) -> &Path {
        &self.0.binaries.folder
    }
}
