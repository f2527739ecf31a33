//! Connections: a pool, and transactions that work as the loader and for one tenant.

use super::parameters::{Parameters, is_url};
use super::passfile::{self, Whose};
use super::retry::Retries;
use super::{migrate, tls};
use crate::error::{Error, Result};
use crate::server::PrivateServer;
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Transaction};
use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Config, NoTls};
use uuid::Uuid;

/// Connections to open at most, whatever `--jobs` says.
const MAX_CONNECTIONS: usize = 20;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// Folders of sockets that a password file knows as localhost.
const USUAL_SOCKETS: [&str; 2] = ["/var/run/postgresql", "/tmp"];

/// Where the database is, and how long to try again when it cannot be reached or is lost.
#[derive(Debug, Clone)]
pub struct Address {
    /// None for the private server.
    pub url: Option<String>,
    /// How long to try again.
    pub retry_for: Duration,
}

/// A pooled connection.
pub type Session = deadpool_postgres::Object;

/// A database with tierload's schema.
#[derive(Debug, Clone)]
pub struct Database {
    pool: Pool,
    /// Where it is, without a password.
    pub place: String,
    /// Whether it is the private server.
    pub private: bool,
    pub(super) retries: Arc<Retries>,
}

impl Database {
    /// Opens the database, and checks that its schema is this program's.
    /// The private server is migrated on the way; another is not.
    pub async fn open(address: &Address) -> Result<Database> {
        let database = Database::connect(address).await?;
        if database.private {
            database.patiently(|| migrate::migrate(&database)).await?;
        } else {
            database.patiently(|| migrate::check(&database)).await?;
        }
        Ok(database)
    }

    /// Opens the database whatever schema it has.
    pub async fn connect(address: &Address) -> Result<Database> {
        let private = address.url.is_none();
        let url = match &address.url {
            Some(url) => url.clone(),
            None => tokio::task::spawn_blocking(|| PrivateServer::locate()?.ensure_running())
                .await
                .map_err(|error| Error::Internal(format!("starting the private server: {error}")))??,
        };
        let parameters = Parameters::take(&url);
        let config = config(&parameters)?;
        let place = place(&config);
        let manager_config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        // Without a certificate to read: none is needed where nothing is encrypted.
        let manager = if is_remote(&config) && config.get_ssl_mode() != SslMode::Disable {
            Manager::from_config(config, tls::connector(&parameters)?, manager_config)
        } else {
            Manager::from_config(config, NoTls, manager_config)
        };
        let pool = Pool::builder(manager)
            .max_size(MAX_CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| Error::Internal(format!("connection pool: {error}")))?;
        let retries = Arc::new(Retries::new(address.retry_for));
        let database = Database { pool, place, private, retries };
        drop(database.patiently(|| database.session()).await?);
        Ok(database)
    }

    /// Closes the connections that nobody uses.
    pub(super) fn forget_idle(&self) {
        self.pool.retain(|_, _| false);
    }

    /// A connection from the pool.
    pub async fn session(&self) -> Result<Session> {
        self.pool.get().await.map_err(|error| match error {
            deadpool_postgres::PoolError::Backend(source) => Error::Database {
                action: match tls::advice(&source) {
                    Some(advice) => format!("cannot connect to {} ({advice})", self.place),
                    None => format!("cannot connect to {}", self.place),
                },
                source: Box::new(source),
            },
            other => Error::Server(format!("cannot connect to {}: {other}", self.place)),
        })
    }
}

/// Every transaction begins so. A pooler in transaction mode may give it a connection on which another client has left
/// statements under the names that our driver is about to use. And names are looked up in the server's own catalogue,
/// whatever the database or the role has as search_path: an object of somebody else's in a schema on that path must not
/// run with the loader's rights. Our own carry their schema.
const CLEAN: &str = "deallocate all; set local search_path = pg_catalog, pg_temp";

/// What is told as committed is counted on, and kept in mind beyond the server's next restart.
const DURABLE: &str = "select set_config('synchronous_commit', 'local', true) where current_setting('synchronous_commit') = 'off'";

/// A transaction with the rights of whoever logged in.
pub(crate) async fn begin_as_login(session: &mut Session) -> Result<Transaction<'_>> {
    let failed = || Error::database("cannot begin a transaction");
    let transaction = session.transaction().await.map_err(failed())?;
    transaction.batch_execute(CLEAN).await.map_err(failed())?;
    Ok(transaction)
}

/// A transaction with the rights of the loader role, bound to a tenant, and on the disk once it is committed. All that
/// ends with the transaction, so that a pooler in transaction mode never hands it to somebody else. For its sake no
/// statement is prepared for longer.
pub async fn begin(session: &mut Session, tenant: Option<Uuid>) -> Result<Transaction<'_>> {
    let transaction = session.transaction().await.map_err(Error::database("cannot begin a transaction"))?;
    let tenant = tenant.map_or(String::new(), |tenant| tenant.to_string());
    transaction
        .batch_execute(&format!(
            "{CLEAN}; {DURABLE}; set local role tierload_loader; set local app.tenant_id = '{tenant}'"
        ))
        .await
        .map_err(Error::database(
            "cannot work as role tierload_loader (run `tierload migrate` as this user)",
        ))?;
    Ok(transaction)
}

/// What the driver needs to know. Passwords by libpq's precedence: URL, `PGPASSWORD`, password file.
fn config(parameters: &Parameters) -> Result<Config> {
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

/// The driver's reason is one level down. It may quote what it took for a name: said only where it is one, of a
/// parameter of a URL, and no piece of a password.
fn not_understood(error: &tokio_postgres::Error, text: &str) -> Error {
    let reason = error.source().map(ToString::to_string).filter(|reason| {
        let name = reason.split('`').nth(1).unwrap_or("?");
        is_url(text) && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
    });
    let reason = reason.unwrap_or_else(|| "expected postgresql://user@host:port/database".into());
    Error::Usage(format!("--database-url is not a PostgreSQL URL: {reason}"))
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
fn is_remote(config: &Config) -> bool {
    !config.get_hostaddrs().is_empty() || config.get_hosts().iter().any(|host| matches!(host, Host::Tcp(_)))
}

fn place(config: &Config) -> String {
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
