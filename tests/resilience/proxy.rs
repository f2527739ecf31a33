//! A proxy in front of the server, which cuts a connection where it is told to.

use super::slots::Slots;
use super::wire::Message;
use crate::support::TestDb;
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;
use tokio_postgres::config::Host;

/// Longer than the first pauses between two tries.
const SLOW_COMMIT: Duration = Duration::from_millis(600);

/// Where a connection is cut. Numbers count from 1, over all connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// Never.
    Nowhere,
    /// Amid the rows that a client sends.
    CopyData(usize),
    /// The server commits, and the client does not hear of it.
    Commit(usize),
    /// The same, and the server takes so long to commit that the next try is there first.
    SlowCommit(usize),
    /// When it is made.
    Connection(usize),
    /// So many are refused from the start on.
    FirstConnections(usize),
}

/// What went through.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) copy_data: AtomicUsize,
    pub(super) commits: AtomicUsize,
    pub(super) connections: AtomicUsize,
    cuts: AtomicUsize,
}

struct Shared {
    upstream: PathBuf,
    cut: Mutex<Cut>,
    seen: Mutex<Arc<Seen>>,
    ended: AtomicBool,
    /// Where it is a pooler.
    slots: Option<Arc<Slots>>,
}

/// Listens in a folder of its own until it is dropped.
pub(super) struct Proxy {
    folder: TempDir,
    shared: Arc<Shared>,
}

impl Proxy {
    /// In front of the server of this database.
    pub(super) fn new(db: &TestDb) -> Proxy {
        Proxy::start(db, None)
    }

    /// The same, which lets so many transactions through at once.
    pub(super) fn with_slots(db: &TestDb, many: usize) -> Proxy {
        Proxy::start(db, Some(Slots::new(many)))
    }

    fn start(db: &TestDb, slots: Option<Arc<Slots>>) -> Proxy {
        let config: tokio_postgres::Config = db.url().parse().unwrap();
        let Some(Host::Unix(folder)) = config.get_hosts().first() else {
            panic!("{}: the proxy forwards to the Unix socket of a private server only", db.url())
        };
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let shared = Arc::new(Shared {
            upstream: folder.join(format!(".s.PGSQL.{port}")),
            cut: Mutex::new(Cut::Nowhere),
            seen: Mutex::default(),
            ended: AtomicBool::new(false),
            slots,
        });
        let folder = TempDir::new().unwrap();
        let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        let listening = shared.clone();
        thread::spawn(move || {
            for client in listener.incoming() {
                if listening.ended.load(Ordering::Relaxed) {
                    return;
                }
                let shared = listening.clone();
                // It ends with an error when a connection does, which is what this is for.
                thread::spawn(move || shared.forward(client.unwrap()));
            }
        });
        Proxy { folder, shared }
    }

    /// The database by way of this proxy.
    pub(super) fn url(&self, db: &TestDb) -> String {
        let config: tokio_postgres::Config = db.url().parse().unwrap();
        let user = config.get_user().map_or(String::new(), |user| format!("&user={user}"));
        let host = self.folder.path().display();
        format!("postgresql:///{}?host={host}&port=5432{user}", config.get_dbname().unwrap())
    }

    /// From now on this is what happens, once; counting begins anew.
    pub(super) fn set(&self, cut: Cut) -> Arc<Seen> {
        let seen = Arc::<Seen>::default();
        *self.shared.cut.lock().unwrap() = cut;
        *self.shared.seen.lock().unwrap() = seen.clone();
        seen
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        // So that the listener looks.
        let _ = UnixStream::connect(self.folder.path().join(".s.PGSQL.5432"));
    }
}

impl Seen {
    /// How many connections were cut or refused.
    pub(super) fn cuts(&self) -> usize {
        self.cuts.load(Ordering::Relaxed)
    }
}

impl Shared {
    fn forward(&self, mut client: UnixStream) -> io::Result<()> {
        let (cut, seen) = (*self.cut.lock().unwrap(), self.seen.lock().unwrap().clone());
        let next = |counter: &AtomicUsize| counter.fetch_add(1, Ordering::Relaxed) + 1;
        let number = next(&seen.connections);
        let refused = match cut {
            Cut::Connection(at) => number == at,
            Cut::FirstConnections(many) => number <= many,
            _ => false,
        };
        if refused {
            next(&seen.cuts);
            return client.shutdown(Shutdown::Both);
        }
        let mut server = UnixStream::connect(&self.upstream)?;
        let answers = answer(server.try_clone()?, client.try_clone()?);
        let mut first = true;
        let mut slot = None;
        while let Ok(message) = Message::read(&mut client, first) {
            first = false;
            if message.is_begin() {
                slot = self.slots.as_ref().map(Slots::take);
            }
            if message.is_copy_data() && Cut::CopyData(next(&seen.copy_data)) == cut {
                next(&seen.cuts);
                server.write_all(&message.bytes[..message.bytes.len() / 2])?;
                break;
            }
            if message.is_commit() {
                let number = next(&seen.commits);
                if cut == Cut::Commit(number) || cut == Cut::SlowCommit(number) {
                    next(&seen.cuts);
                    // In this order, so that no answer comes through. The server reads the commit before the end.
                    client.shutdown(Shutdown::Both)?;
                    if cut == Cut::SlowCommit(number) {
                        thread::sleep(SLOW_COMMIT);
                    }
                    server.write_all(&message.bytes)?;
                    break;
                }
            }
            server.write_all(&message.bytes)?;
            if message.is_commit() || message.is_rollback() {
                drop(slot.take());
            }
        }
        drop(slot);
        // Not both ways: what the server still says is read, or it might be stopped by it.
        server.shutdown(Shutdown::Write)?;
        client.shutdown(Shutdown::Read)?;
        let _ = answers.join();
        Ok(())
    }
}

/// Passes on what the server says, and reads it to its end even where nobody listens any more.
fn answer(mut server: UnixStream, mut client: UnixStream) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut buffer = vec![0; 64 << 10];
        let mut heard = true;
        while let Ok(bytes @ 1..) = server.read(&mut buffer) {
            heard = heard && client.write_all(&buffer[..bytes]).is_ok();
        }
        let _ = client.shutdown(Shutdown::Both);
    })
}
