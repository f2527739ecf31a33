//! Whether the server runs, where, and which version.

use super::folder::size_bytes;
use super::home::DATABASE;
use super::installation::Installation;
use super::occupants::postmaster;
use super::probe::{self, Answer};
use crate::error::Result;
use std::path::PathBuf;

/// What is known of a private server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerStatus {
    /// Whether it runs.
    pub state: ServerState,
    /// The postmaster's process id, when it lives.
    pub pid: Option<u32>,
    /// PostgreSQL's version, as in "15.14".
    pub version: String,
    /// The folder of PostgreSQL's programs.
    pub programs: PathBuf,
    /// PostgreSQL's data folder.
    pub data: PathBuf,
    /// Bytes in the data folder.
    pub size_bytes: u64,
    /// The file that PostgreSQL writes its messages to.
    pub log: PathBuf,
    /// Where to connect once it runs.
    pub url: String,
}

/// Whether a private server runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerState {
    /// It takes connections.
    Running,
    /// It starts, recovers or stops, in its own words.
    NotReady(String),
    /// Its process lives, but does not answer.
    Unresponsive,
    /// It has data, and does not run.
    Stopped,
    /// There is no data folder yet.
    NotMade,
}

/// Asks the server, the system and the disk. Changes nothing.
pub(super) fn status(server: &Installation) -> Result<ServerStatus> {
    let Installation { home, binaries, .. } = server;
    let url = home.url(DATABASE);
    let answer = probe::ask(&url)?;
    let pid = postmaster(&home.data);
    let state = match answer {
        Answer::Ready | Answer::NoDatabase => ServerState::Running,
        Answer::NotYet(words) => ServerState::NotReady(words),
        Answer::Silent if pid.is_some() => ServerState::Unresponsive,
        Answer::Silent if home.data.exists() => ServerState::Stopped,
        Answer::Silent => ServerState::NotMade,
    };
    Ok(ServerStatus {
        state,
        pid,
        version: binaries.version.clone(),
        programs: binaries.folder.clone(),
        data: home.data.clone(),
        size_bytes: size_bytes(&home.data),
        log: home.log_file(),
        url,
    })
}
