//! What can go wrong, said once: what happened, to which input or object, and what to do next.

use std::error::Error as StdError;
use tokio_postgres::error::SqlState;

/// Result of every fallible operation of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error that ends a command. The variant decides the exit code.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The command line, or what it asks for, makes no sense. Exit code 2.
    #[error("{0}")]
    Usage(String),
    /// An input cannot be read, or is refused. Exit code 3.
    #[error("{0}")]
    Input(String),
    /// An input is not the one that a scan began to load; what is loaded of that stays. Exit code 3.
    #[error("{0}")]
    Changed(String),
    /// A file or folder could not be read or written. Exit code 3.
    #[error("{action} {path}")]
    Io {
        /// What was tried, as in "cannot read".
        action: &'static str,
        /// The file or folder.
        path: String,
        /// Why not.
        source: std::io::Error,
    },
    /// The server refused or was lost. Exit code 4.
    #[error("{action}")]
    Database {
        /// What was tried.
        action: String,
        /// What the driver or the server said.
        source: Box<tokio_postgres::Error>,
    },
    /// The database is not in a state to work with (no server, wrong schema version). Exit code 4.
    #[error("{0}")]
    Server(String),
    /// A signal asked to stop. Exit code 130.
    #[error("{0}")]
    Interrupted(String),
    /// A defect of tierload. Exit code 1.
    #[error("internal error: {0}")]
    Internal(String),
}

impl Error {
    /// The process exit code for this error.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Internal(_) => 1,
            Error::Usage(_) => 2,
            Error::Input(_) | Error::Changed(_) | Error::Io { .. } => 3,
            Error::Database { .. } | Error::Server(_) => 4,
            Error::Interrupted(_) => 130,
        }
    }

    /// For `map_err`: says what was tried when the driver or server failed.
    pub fn database(action: impl Into<String>) -> impl FnOnce(tokio_postgres::Error) -> Error {
        let action = action.into();
        move |source| Error::Database { action, source: Box::new(source) }
    }

    /// For `map_err`: says what was tried on which path.
    pub fn io(
        action: &'static str,
        path: impl AsRef<std::path::Path>,
    ) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.as_ref().display().to_string();
        move |source| Error::Io { action, path, source }
    }
}

/// The error and its causes in one line.
pub fn chain(error: &Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        // The server's DETAIL and HINT come on lines of their own.
        let text = inner.to_string().replace('\n', "; ");
        if !line.ends_with(&text) {
            line.push_str(": ");
            line.push_str(&text);
        }
        cause = inner.source();
    }
    if let Error::Database { source, .. } = error
        && source.code() == Some(&SqlState::DISK_FULL)
    {
        line.truncate(line.trim_end_matches('.').len());
        line.push_str("; make space on the server's disk, and the same command goes on");
    }
    line
}
