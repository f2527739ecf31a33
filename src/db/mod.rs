//! The database: connections, the schema, and the statements.

mod connect;
mod copy_in;
mod migrate;
mod parameters;
mod passfile;
mod retry;
pub mod sql;
mod tls;

pub(crate) use connect::begin_as_login;
pub use connect::{Address, Database, Session, begin};
pub use copy_in::copy_in;
pub use migrate::{MigrateOutcome, migrate};
pub(crate) use retry::Patience;
