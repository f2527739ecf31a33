//! The database: connections, transactions, statements, retries, strong locks, and the schema's migrations.

mod config;
mod connect;
mod conninfo;
mod database;
mod error;
mod hosts;
mod lock;
mod migrate;
mod open;
mod parameters;
mod passfile;
mod render;
mod retry;
mod statement;
mod tls;
mod transaction;

pub(crate) use database::Connection;
pub use database::{Address, Database};
pub(crate) use lock::Tries;
pub use migrate::{MigrateOutcome, migrate};
pub(crate) use render::{Ident, Part};
pub(crate) use statement::{Param, Statement, statements};
pub(crate) use transaction::{Row, Tx, begin, begin_as_login};
