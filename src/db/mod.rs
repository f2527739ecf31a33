//! The database: connections, transactions, statements, retries, strong locks, and the schema's migrations.

mod before_homes;
mod checksum;
mod clock;
mod config;
mod connect;
mod conninfo;
mod copy_out;
mod database;
mod error;
mod homes;
mod hosts;
mod lock;
mod migrate;
mod parameters;
mod passfile;
mod reading;
mod render;
mod retry;
mod statement;
mod tenant_id;
mod tls;
mod transaction;
mod waiting;

pub(crate) use before_homes::old_tables_exist;
pub(crate) use copy_out::{CopiedRow, Type};
pub(crate) use database::Connection;
pub use database::{Address, Database};
pub(crate) use homes::{check_home, grant_home, lock_home, migrate_home, migrate_homes};
pub(crate) use lock::Tries;
pub(crate) use migrate::{VERSION, check, migrate};
pub(crate) use reading::{Moment, begin_reading, begin_reading_at};
pub(crate) use render::{Ident, Part};
pub(crate) use statement::{Param, Statement, statements};
pub(crate) use tenant_id::{Home, TenantId};
pub(crate) use transaction::{Row, Tx, begin, begin_as_login, begin_as_login_in};
