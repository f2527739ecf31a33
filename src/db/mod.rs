//! The database: connections, the schema, and the statements.

mod connect;
mod migrate;
pub mod sql;
mod tls;

pub use connect::{Database, Session, begin};
pub use migrate::{MigrateOutcome, migrate};
