//! A database: a pool of connections, and how long a failed operation is tried again.

use super::config::configs;
use super::connect::Hosts;
use super::connection::{ActsAs, Connection};
use super::error::failed;
use super::hosts::place;
use super::parameters::Parameters;
use super::retry::{Backoff, Retries, close_idle};
use super::tls;
use crate::error::{Error, ErrorKind, Result};
use crate::postgres::PrivateServer;
use deadpool_postgres::{Manager, ManagerConfig, Pool, PoolError, RecyclingMethod, Runtime};
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres::config::SslMode;

/// Connections to open at most, whatever `--jobs` says.
const MAX_CONNECTIONS: usize = 20;

/// Where the database is, and how long to try again when it cannot be reached or is lost.
#[derive(Debug, Clone)]
pub struct Address {
    /// A URL, or `key=value` pairs; None for the private server.
    pub url: Option<String>,
    /// Whether to fail where the private server is meant.
    pub no_private_server: bool,
    /// How long to try again.
    pub retry_for: Duration,
}

/// A database. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Database {
    pool: Pool,
    place: String,
    private: bool,
    acts_as: ActsAs,
    retries: Arc<Retries>,
}

impl Database {
    /// Connects, whatever schema the database has. Starts the private server where that is meant.
    pub async fn connect(address: &Address) -> Result<Database> {
        Database::choose(address).await?.reached().await
    }

    /// The database that is meant, before anybody spoke to it. Starts the private server where that is meant.
    pub async fn choose(address: &Address) -> Result<Database> {
        let private = address.url.is_none();
        if private && address.no_private_server {
            return Err(Error::usage(
                "no database is named, and the private server may not be used: set DATABASE_URL, or give --database-url",
            ));
        }
        let url = match &address.url {
            Some(url) => url.clone(),
            None => tokio::task::spawn_blocking(|| PrivateServer::locate()?.ensure_running())
                .await
                .map_err(|error| Error::internal(format!("starting the private server: {error}")))??,
        };
        // The private server is reached by its own URL alone: variables that are set for another server are not its.
        let parameters = Parameters::read(&url, |name| std::env::var_os(name).filter(|_| !private))?;
        let configs = configs(&parameters)?;
        let place = place(&configs);
        // No certificate is read where nothing is encrypted.
        let encrypted = configs.iter().any(|config| config.get_ssl_mode() != SslMode::Disable);
        let tls = encrypted.then(|| tls::connector(&parameters)).transpose()?;
        let first = configs.first().cloned().unwrap_or_default();
        let manager_config = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_connect(first, Hosts::new(configs, tls), manager_config);
        let pool = Pool::builder(manager)
            .max_size(MAX_CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| Error::internal(format!("connection pool: {error}")))?;
        let retries = Arc::new(Retries::new(address.retry_for));
        Ok(Database { pool, place, private, acts_as: ActsAs::Loader, retries })
    }

    /// Connects, whatever schema it has.
    pub async fn reached(self) -> Result<Database> {
        drop(self.retrying(|| self.session()).await?);
        Ok(self)
    }

    /// Where it is, without a password.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Whether it is the private server.
    pub fn is_private(&self) -> bool {
        self.private
    }

    /// The same with other rights.
    pub(super) fn acting_as(self, acts_as: ActsAs) -> Database {
        Database { acts_as, ..self }
    }

    /// With whose rights its transactions work.
    pub(crate) fn acts_as(&self) -> ActsAs {
        self.acts_as
    }

    /// A connection from the pool.
    pub(crate) async fn session(&self) -> Result<Connection> {
        let inner = self.pool.get().await.map_err(|error| match error {
            PoolError::Backend(source) => failed(format!("cannot connect to {}", self.place))(source),
            other => Error::new(ErrorKind::Connection, format!("cannot connect to {}: {other}", self.place)),
        })?;
        Ok(Connection::new(inner, self.acts_as))
    }

    /// Ends the connections that nobody uses at the moment.
    pub(crate) fn close_idle(&self) {
        close_idle(&self.pool);
    }

    /// For a loop that tries again what passes by itself, for as long as the address says.
    pub(crate) fn backoff(&self) -> Backoff<'_> {
        Backoff::growing(&self.retries, &self.pool)
    }

    /// For a loop that tries again without an end, after a constant pause.
    pub(crate) fn backoff_for_ever(&self, pause: Duration) -> Backoff<'_> {
        Backoff::constant(&self.retries, &self.pool, pause)
    }

    /// Does `job`, and again while it fails for a reason that passes.
    pub(crate) async fn retrying<T, F: Future<Output = Result<T>>>(
        &self,
        mut job: impl FnMut() -> F,
    ) -> Result<T> {
        let mut backoff = self.backoff();
        loop {
            match job().await {
                Err(error) => tokio::time::sleep(backoff.pause_after(error)?).await,
                done => return done,
            }
        }
    }

    /// How often something was tried again so far.
    pub fn retries(&self) -> u64 {
        self.retries.count()
    }
}
