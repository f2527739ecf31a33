//! Applies `sql/migrations`, each once, in one transaction with its record.
//!
//! No crate does what is needed: the bootstrap has other rights than the migrations, all of it is one transaction under
//! one lock, and an applied text that changed is refused by its checksum. refinery does none of the three so.

use super::checksum::checksum;
use super::connection::Connection;
use super::database::Database;
use super::lock::Tries;
use super::log::{guard_log, may_guard_log};
use super::statement::statements;
use super::strangers::{COMMON, refuse_greater_rights, refuse_strangers};
use super::transaction::{Tx, begin, begin_as_login};
use crate::error::{Error, ErrorKind, Result};
use jiff::Timestamp;

statements! {
    APPLIED_MIGRATIONS = "db/applied_migrations.sql",
    BOOTSTRAP = "db/bootstrap.sql",
    LOOK_AT_DATABASE = "db/look_at_database.sql",
    RECORD_MIGRATION = "db/record_migration.sql",
}

struct Migration {
    version: i32,
    name: &'static str,
    text: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "tenants", text: include_str!("../../sql/migrations/0001_tenants.sql") },
    Migration { version: 2, name: "scans", text: include_str!("../../sql/migrations/0002_scans.sql") },
    Migration { version: 3, name: "audit", text: include_str!("../../sql/migrations/0003_audit.sql") },
    Migration { version: 4, name: "homes", text: include_str!("../../sql/migrations/0004_homes.sql") },
    Migration { version: 5, name: "readers", text: include_str!("../../sql/migrations/0005_readers.sql") },
];

/// Of two processes that migrate at once, one waits for the other on this advisory lock.
const MIGRATION_LOCK: i64 = 7_310_593;

/// The version of the schema that this program needs.
pub(crate) const VERSION: i32 = MIGRATIONS.len() as i32;

/// Brings the schema that all tenants share to this program's version. Returns what was applied.
pub(crate) async fn migrate(database: &Database) -> Result<Vec<String>> {
    database.retrying(|| apply(database)).await
}

async fn apply(database: &Database) -> Result<Vec<String>> {
    let mut session = database.session().await?;
    let found = look(&mut session).await?;
    if found.pending == 0 && found.may_make_homes && !found.may_guard_log {
        return Ok(Vec::new());
    }
    found.check_encoding()?;
    let doing = |what: &str| format!("migration failed, nothing was changed: {what}");
    let mut tx = begin_as_login(&mut session, doing("waiting for another migration")).await?;
    tx.batch(&format!("select pg_advisory_xact_lock({MIGRATION_LOCK})")).await?;
    tx.doing(doing("loader role and schema"));
    tx.run(&BOOTSTRAP).await?;
    // Once more: the schema may have come since the look, and from here on it stays whose it is.
    refuse_strangers(&tx, &[COMMON]).await?;
    tx.doing(doing("loader role"));
    tx.batch("set local role tierload_loader").await?;
    let mut applied = Vec::new();
    for migration in pending(&tx).await? {
        let name = format!("{:04}_{}", migration.version, migration.name);
        tx.doing(doing(&name));
        tx.batch_giving_way(Tries::Many, migration.text).await?;
        let params: [super::Param<'_>; 4] = [
            ("version", &migration.version),
            ("name", &migration.name),
            ("checksum", &checksum(migration.text)),
            ("now", &Timestamp::now()),
        ];
        tx.execute(&RECORD_MIGRATION, &params).await?;
        applied.push(name);
    }
    tx.batch("set local role none").await?;
    tx.doing(doing("the role and schema of the log"));
    if guard_log(&mut tx).await? {
        applied.push("log/0001_entries".into());
    }
    tx.doing(doing("commit"));
    tx.commit().await?;
    Ok(applied)
}

/// Refuses a database whose schema is not this program's.
pub(crate) async fn check(database: &Database) -> Result<()> {
    match look(&mut database.session().await?).await?.pending {
        0 => Ok(()),
        pending => Err(Error::new(
            ErrorKind::SchemaVersion,
            format!(
                "{} lacks {pending} of {} migrations; run `tierload migrate`",
                database.place(),
                MIGRATIONS.len()
            ),
        )),
    }
}

/// Refuses a database whose common schema has something of somebody else's.
pub(crate) async fn check_common(database: &Database) -> Result<()> {
    let mut session = database.session().await?;
    let tx = begin_as_login(&mut session, "cannot look at the schema").await?;
    refuse_greater_rights(&tx).await?;
    refuse_strangers(&tx, &[COMMON]).await?;
    tx.rollback().await
}

const READING: &str = "cannot read the list of migrations";

/// How a database stands.
struct Found {
    /// Migrations that it lacks.
    pending: usize,
    encoding: String,
    may_make_homes: bool,
    /// Whether whoever logged in can guard the log, and nobody has yet.
    may_guard_log: bool,
}

impl Found {
    /// Refuses a new database that could not hold every name.
    fn check_encoding(&self) -> Result<()> {
        let Found { pending, encoding, .. } = self;
        if *pending == 0 || encoding == "UTF8" {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Database,
            format!(
                "the database has encoding {encoding}, which cannot hold every file name; make another one: \
                 create database ... encoding 'UTF8' template template0"
            ),
        ))
    }
}

async fn look(session: &mut Connection) -> Result<Found> {
    let tx = begin_as_login(session, READING).await?;
    refuse_greater_rights(&tx).await?;
    refuse_strangers(&tx, &[COMMON]).await?;
    let row = tx.row(&LOOK_AT_DATABASE, &[]).await?;
    let exists: bool = row.get("found")?;
    let (encoding, may_make_homes) = (row.get("encoding")?, row.get("may_make_homes")?);
    let may_guard_log = may_guard_log(&tx).await?;
    tx.commit().await?;
    let mut found = Found { pending: MIGRATIONS.len(), encoding, may_make_homes, may_guard_log };
    if exists {
        let tx = begin(session, None, READING).await?;
        found.pending = pending(&tx).await?.len();
        tx.rollback().await?;
    }
    Ok(found)
}

/// The migrations not applied yet. Fails when an applied one is unknown here, or was another text.
async fn pending(tx: &Tx<'_>) -> Result<Vec<&'static Migration>> {
    let mut pending: Vec<&Migration> = MIGRATIONS.iter().collect();
    for row in tx.rows(&APPLIED_MIGRATIONS, &[]).await? {
        let (version, name): (i32, &str) = (row.get("version")?, row.get("name")?);
        let Some(at) = pending.iter().position(|migration| migration.version == version) else {
            return Err(Error::new(
                ErrorKind::SchemaVersion,
                format!(
                    "the schema has migration {version:04}_{name}, which this tierload {} does not know; \
                     use the newer program",
                    env!("CARGO_PKG_VERSION")
                ),
            ));
        };
        if checksum(pending[at].text) != row.get::<&str>("checksum")? {
            return Err(Error::new(
                ErrorKind::SchemaVersion,
                format!(
                    "migration {version:04}_{name} was applied with another text than this tierload {} has; \
                     use the program that applied it, or a fresh database",
                    env!("CARGO_PKG_VERSION")
                ),
            ));
        }
        pending.remove(at);
    }
    Ok(pending)
}
