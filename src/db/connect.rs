//! Connects to the first of several hosts that takes us. Each is asked with its own configuration, and so its own
//! password.

use super::hosts::{address, is_this_machine};
use deadpool_postgres::Connect;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use tokio::task::JoinHandle;
use tokio_postgres::config::{LoadBalanceHosts, SslMode};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Client, Config, Connection, Error, NoTls, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;
use uuid::Uuid;

type Connected = Result<(Client, JoinHandle<()>), Error>;

/// The hosts, each with its configuration.
pub(super) struct Hosts {
    configs: Vec<Config>,
    /// None where no host is asked with TLS.
    tls: Option<MakeRustlsConnect>,
    warned: AtomicBool,
}

impl Hosts {
    pub(super) fn new(configs: Vec<Config>, tls: Option<MakeRustlsConnect>) -> Hosts {
        Hosts { configs, tls, warned: AtomicBool::new(false) }
    }

    async fn first(&self, whatever: &Config) -> Connected {
        let mut order: Vec<&Config> = self.configs.iter().collect();
        if whatever.get_load_balance_hosts() == LoadBalanceHosts::Random {
            order.sort_by_cached_key(|_| Uuid::new_v4());
        }
        let mut connected = self.one(order.first().copied().unwrap_or(whatever)).await;
        for config in order.iter().skip(1) {
            if connected.is_ok() {
                break;
            }
            connected = self.one(config).await;
        }
        connected
    }

    async fn one(&self, config: &Config) -> Connected {
        let Some(tls) = self.tls.as_ref().filter(|_| config.get_ssl_mode() != SslMode::Disable) else {
            return config.connect(NoTls).await.map(driven);
        };
        let used = Arc::new(AtomicBool::new(false));
        let connected = config.connect(Watched { inner: tls.clone(), used: used.clone() }).await;
        // A server that refuses us has seen as much as one that takes us.
        let answered = connected.as_ref().err().is_none_or(|error| error.code().is_some());
        let told = answered && config.get_password().is_some() && !used.load(Relaxed);
        if told && !is_this_machine(config) && !self.warned.swap(true, Relaxed) {
            tracing::warn!(
                "{} has no TLS: the password and all rows are sent for everybody on the way to read. \
                 sslmode=verify-full refuses such a server; sslmode=disable says that it is meant",
                address(config)
            );
        }
        connected.map(driven)
    }
}

/// The connection is driven by a task of its own. An error of it reaches whoever uses the client.
fn driven<T>((client, connection): (Client, Connection<Socket, T>)) -> (Client, JoinHandle<()>)
where
    Connection<Socket, T>: Future<Output = Result<(), Error>> + Send + 'static,
{
    (client, tokio::spawn(async move { drop(connection.await) }))
}

impl Connect for Hosts {
    fn connect(&self, config: &Config) -> Pin<Box<dyn Future<Output = Connected> + Send + '_>> {
        let config = config.clone();
        Box::pin(async move { self.first(&config).await })
    }
}

/// TLS that remembers whether the server wanted it.
#[derive(Clone)]
struct Watched<T> {
    inner: T,
    used: Arc<AtomicBool>,
}

impl<T: MakeTlsConnect<Socket>> MakeTlsConnect<Socket> for Watched<T> {
    type Stream = T::Stream;
    type TlsConnect = Watched<T::TlsConnect>;
    type Error = T::Error;

    fn make_tls_connect(&mut self, host: &str) -> Result<Self::TlsConnect, T::Error> {
        Ok(Watched { inner: self.inner.make_tls_connect(host)?, used: self.used.clone() })
    }
}

impl<T: TlsConnect<Socket>> TlsConnect<Socket> for Watched<T> {
    type Stream = T::Stream;
    type Error = T::Error;
    type Future = T::Future;

    fn connect(self, stream: Socket) -> T::Future {
        self.used.store(true, Relaxed);
        self.inner.connect(stream)
    }
}
