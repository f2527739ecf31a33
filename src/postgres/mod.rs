//! The private PostgreSQL server that tierload starts when no database is named.
//!
//! [`PrivateServer`] offers the flows. `installation` says where the server lives (`home`), who it runs as (`account`)
//! and which PostgreSQL it is (`binaries`). `create` makes the data folder once, `settings` writes its configuration,
//! `start` brings it up and `probe` asks whether it answers; `stop`, `reset` and `status` are what their names say. `trust` keeps root out
//! of a home that somebody else could change.
//!
//! ```text
//! HOME/lock                 held while a server is made, started, stopped or deleted
//! HOME/pg/made-by-tierload  without this file nothing is ever deleted
//! HOME/pg/server.conf       written at every start, included by data/postgresql.conf
//! HOME/pg/{data,run,log}    owned by the server's user, closed to all others; run/ holds the socket
//! ```
//!
//! Whoever can enter `run/` is let in without a password: that is the server's own user, and root.

mod account;
mod binaries;
mod create;
mod error;
mod folder;
mod home;
mod installation;
mod occupants;
mod probe;
mod program;
mod reset;
mod server;
mod settings;
mod start;
mod status;
mod stop;
mod trust;

pub use reset::ServerData;
pub use server::PrivateServer;
pub use status::{ServerState, ServerStatus};
