//! What tests share, by idea.
//!
//! - `commands`: running `tierload`, and what it says
//! - `home`: homes of private servers, of which none outlives the test process
//! - `test_db`, `session`: a database a test; a connection that stays
//! - `case`, `world`: a database and a folder of inputs, for scans of dumps and for audits of a filespace
//! - `dumps`, `events`: the inputs
//! - `old`: databases of earlier versions
//! - `summaries`: what the commands say with `--json`, and the counts that must balance
//! - `oracle`: everything that loads leave in the tables, for comparing one run with another

mod case;
mod commands;
mod dumps;
mod events;
mod home;
mod old;
pub(crate) mod oracle;
mod oracle_check;
mod session;
mod summaries;
mod test_db;
mod world;

pub(crate) use case::Case;
pub(crate) use commands::{fail, fail_having_told, is_root, one_line, succeed, tierload};
pub(crate) use dumps::{HEADER, dump, fixture};
pub(crate) use events::{TIME, event, read};
pub(crate) use home::ServerHome;
pub(crate) use old::{HISTORY, contents, old_database, restored, unpacked};
pub(crate) use oracle::{assert_same_tables, tables};
pub(crate) use session::Session;
pub(crate) use summaries::{balanced, numbers, summary};
pub(crate) use test_db::{TestDb, execute, value};
pub(crate) use world::World;
