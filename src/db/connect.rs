//! Connections: a pool, and transactions that work as the loader and for one tenant.

use super::retry::Retries;
use super::{migrate, tls};
use crate::error::{Error, Result};
use crate::server::PrivateServer;
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Transaction};
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::{Config, NoTls, config::Host};
use uuid::Uuid;

/// Connections to open at most, whatever `--jobs` says.
const MAX_CONNECTIONS: usize = 20;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

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
        let mut config: Config = url
            .parse()
            .map_err(|error| Error::Usage(format!("--database-url is not a PostgreSQL URL: {error}")))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_application_name().is_none() {
            config.application_name("tierload");
        }
        if config.get_password().is_none()
            && let Ok(password) = std::env::var("PGPASSWORD")
        {
            config.password(password);
        }
        let place = place(&config);
        let remote = config.get_hosts().iter().any(|host| matches!(host, Host::Tcp(_)));
        let manager_config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = if remote {
            Manager::from_config(config, tls::connector()?, manager_config)
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
                action: format!("cannot connect to {}", self.place),
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
