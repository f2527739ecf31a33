//! What the driver needs to know of a server: where it is, who asks, with which password and how it is encrypted.

use super::parameters::{Parameters, is_url};
use super::passfile::{self, Whose};
use super::tls;
use crate::error::{Error, Result};
use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// Folders of sockets that a password file knows as localhost.
const USUAL_SOCKETS: [&str; 2] = ["/var/run/postgresql", "/tmp"];

/// What the driver needs to know. Passwords by libpq's precedence: URL, `PGPASSWORD`, password file.
pub(super) fn config(parameters: &Parameters) -> Result<Config> {
    let mut config: Config = parameters
        .rest
        .parse()
        .map_err(|error: tokio_postgres::Error| not_understood(&error, &parameters.rest))?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    if config.get_application_name().is_none() {
        config.application_name("tierload");
    }
    // As for libpq, there is no TLS over a Unix socket, whatever is asked for.
    let mode = tls::mode(parameters)?;
    config.ssl_mode(if is_remote(&config) { mode } else { SslMode::Disable });
    if config.get_password().is_none_or(<[u8]>::is_empty) {
        let variable = std::env::var("PGPASSWORD").ok().filter(|password| !password.is_empty());
        let password = variable.map(String::into_bytes).or_else(|| from_passfile(parameters, &config));
        if let Some(password) = password {
            config.password(password);
        }
    }
    Ok(config)
}

/// The driver's reason is one level down. What it quotes as the name of a parameter may be a piece of a password, so
/// the reason is repeated only for a URL, and where that looks like a name.
fn not_understood(error: &tokio_postgres::Error, text: &str) -> Error {
    let reason = error.source().map(ToString::to_string).filter(|reason| {
        let name = reason.split('`').nth(1).unwrap_or("?");
        is_url(text) && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
    });
    let reason = reason.unwrap_or_else(|| "expected postgresql://user@host:port/database".into());
    Error::usage(format!("--database-url is not a PostgreSQL URL: {reason}"))
}

fn from_passfile(parameters: &Parameters, config: &Config) -> Option<Vec<u8>> {
    let path = parameters.get("passfile").map(PathBuf::from).or_else(passfile::usual_place)?;
    let user = config.get_user().map(str::to_owned).or_else(|| whoami::username().ok())?;
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        #[cfg(unix)]
        Some(Host::Unix(path)) if USUAL_SOCKETS.iter().all(|usual| path != Path::new(usual)) => {
            path.display().to_string()
        }
        #[cfg(unix)]
        Some(Host::Unix(_)) => "localhost".into(),
        None => config.get_hostaddrs().first()?.to_string(),
    };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let database = config.get_dbname().unwrap_or(&user);
    passfile::password(&path, &Whose { host: &host, port, database, user: &user })
}

/// Whether any of the hosts is reached through a network.
pub(super) fn is_remote(config: &Config) -> bool {
    !config.get_hostaddrs().is_empty() || config.get_hosts().iter().any(|host| matches!(host, Host::Tcp(_)))
}

pub(super) fn place(config: &Config) -> String {
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        #[cfg(unix)]
        Some(Host::Unix(path)) => path.display().to_string(),
        None => "localhost".into(),
    };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let database = config.get_dbname().or(config.get_user()).unwrap_or_default();
    format!("database {database} at {host}:{port}")
}
