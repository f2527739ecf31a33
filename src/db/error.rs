//! What the driver or the server says becomes an error of ours. Its kind follows from codes, never from
//! texts: those are translated.

use super::tls;
use crate::error::{Error, ErrorKind};
use std::error::Error as _;
use std::io::ErrorKind as Io;
use tokio_postgres::error::SqlState;

/// For `map_err`: says what was tried when the driver or the server failed.
pub(crate) fn failed(action: impl Into<String>) -> impl FnOnce(tokio_postgres::Error) -> Error {
    let action = action.into();
    move |source| Error::new(kind_of(&source), action).because(source)
}

fn kind_of(source: &tokio_postgres::Error) -> ErrorKind {
    match source.code() {
        Some(state) => kind_of_state(state),
        None if source.is_closed() || lost_connection(source) => ErrorKind::ConnectionLost,
        None => tls::refused(source).unwrap_or(ErrorKind::Database),
    }
}

fn kind_of_state(state: &SqlState) -> ErrorKind {
    const BUSY: [SqlState; 6] = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::TOO_MANY_CONNECTIONS,
    ];
    match *state {
        SqlState::DISK_FULL => ErrorKind::DiskFull,
        SqlState::LOCK_NOT_AVAILABLE => ErrorKind::LockTimeout,
        SqlState::INSUFFICIENT_PRIVILEGE => ErrorKind::Forbidden,
        SqlState::UNIQUE_VIOLATION => ErrorKind::UniqueViolation,
        SqlState::IDLE_SESSION_TIMEOUT => ErrorKind::ConnectionLost,
        // A protocol violation is a defect, and stays one.
        SqlState::PROTOCOL_VIOLATION => ErrorKind::Database,
        // Class 08: connection exceptions.
        _ if state.code().starts_with("08") => ErrorKind::ConnectionLost,
        _ if BUSY.contains(state) => ErrorKind::ServerBusy,
        _ if is_of_a_row(state) => ErrorKind::RowRefused,
        _ => ErrorKind::Database,
    }
}

/// What a value or a row is refused with: data exceptions, violated constraints and limits of the program; P0001 is what
/// somebody's trigger raises.
fn is_of_a_row(state: &SqlState) -> bool {
    ["22", "23", "54"].iter().any(|class| state.code().starts_with(class))
        || *state == SqlState::RAISE_EXCEPTION
}

fn lost_connection(error: &tokio_postgres::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            return matches!(
                io.kind(),
                Io::ConnectionRefused
                    | Io::ConnectionReset
                    | Io::ConnectionAborted
                    | Io::BrokenPipe
                    | Io::UnexpectedEof
                    | Io::TimedOut
                    | Io::HostUnreachable
                    | Io::NetworkUnreachable
                    // The socket of a server that is not up yet.
                    | Io::NotFound
            );
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Retry;

    #[test]
    fn what_passes_and_what_stays() {
        let retry = |code: &str| kind_of_state(&SqlState::from_code(code)).policy().retry;
        for code in ["08006", "08001", "57P01", "57P02", "57P03", "57P05", "40001", "40P01", "53300", "55P03"]
        {
            assert_eq!(retry(code), Retry::Soon, "{code}");
        }
        for code in ["08P01", "53100", "42501", "23505", "28P01", "3D000", "57014"] {
            assert_ne!(retry(code), Retry::Soon, "{code}");
        }
    }

    #[test]
    fn what_one_row_is_refused_with() {
        for (code, refused) in [
            ("22P05", true),
            ("23514", true),
            ("54000", true),
            ("P0001", true),
            ("23505", false),
            ("42P01", false),
        ] {
            let kind = kind_of_state(&SqlState::from_code(code));
            assert_eq!(kind == ErrorKind::RowRefused, refused, "{code}");
        }
    }
}
