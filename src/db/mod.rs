//! The database: connections, the schema, and the statements.

mod connect;
mod copy_in;
mod migrate;
mod retry;
pub mod sql;
mod tls;

pub use connect::{Address, Database, Session, begin};
pub use copy_in::copy_in;
pub use migrate::{MigrateOutcome, migrate};
pub(crate) use retry::Patience;
