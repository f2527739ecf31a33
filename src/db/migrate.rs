//! Applies `sql/migrations`, each once, in one transaction with its record.

use super::connect::{Database, SEARCH_PATH, begin};
use super::sql;
use crate::error::{Error, Result};
use jiff::Timestamp;
use tokio_postgres::Transaction;

struct Migration {
    version: i32,
    name: &'static str,
    text: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "tenants", text: include_str!("../../sql/migrations/0001_tenants.sql") },
    Migration { version: 2, name: "scans", text: include_str!("../../sql/migrations/0002_scans.sql") },
    Migration { version: 3, name: "audit", text: include_str!("../../sql/migrations/0003_audit.sql") },
];

/// Two processes that migrate at once take turns on this advisory lock.
const MIGRATION_LOCK: i64 = 7_310_593;

/// What `migrate` did.
#[derive(Debug)]
pub struct MigrateOutcome {
    /// The migrations it applied.
    pub applied: Vec<String>,
    /// The version of the schema now.
    pub version: i32,
}

/// Brings the schema to this program's version.
pub async fn migrate(database: &Database) -> Result<MigrateOutcome> {
    let mut session = database.session().await?;
    if check_pending(&mut session).await? == 0 {
        return Ok(MigrateOutcome { applied: Vec::new(), version: MIGRATIONS.len() as i32 });
    }
    let failed = |what: &str| Error::database(format!("migration failed, nothing was changed: {what}"));
    let transaction = session.transaction().await.map_err(Error::database("cannot begin a transaction"))?;
    transaction
        .batch_execute(&format!("{SEARCH_PATH}; select pg_advisory_xact_lock({MIGRATION_LOCK})"))
        .await
        .map_err(failed("waiting for another migration"))?;
    transaction.batch_execute(sql::db::BOOTSTRAP.text).await.map_err(failed("loader role and schema"))?;
    transaction.batch_execute("set local role tierload_loader").await.map_err(failed("loader role"))?;
    let pending = pending(&transaction).await?;
    let mut applied = Vec::new();
    for migration in pending {
        let name = format!("{:04}_{}", migration.version, migration.name);
        transaction.batch_execute(migration.text).await.map_err(failed(&name))?;
        transaction
            .execute(
                sql::db::RECORD_MIGRATION.text,
                &[&migration.version, &migration.name, &checksum(migration), &Timestamp::now()],
            )
            .await
            .map_err(failed(&name))?;
        applied.push(name);
    }
    transaction.commit().await.map_err(failed("commit"))?;
    Ok(MigrateOutcome { applied, version: MIGRATIONS.len() as i32 })
}

/// Refuses a database whose schema is not this program's.
pub(super) async fn check(database: &Database) -> Result<()> {
    match check_pending(&mut database.session().await?).await? {
        0 => Ok(()),
        pending => Err(Error::Server(format!(
            "{} lacks {pending} of {} migrations; run `tierload migrate`",
            database.place,
            MIGRATIONS.len()
        ))),
    }
}

async fn check_pending(session: &mut super::Session) -> Result<usize> {
    let read = || Error::database("cannot read the list of migrations");
    let exists: bool = session.query_one(sql::db::SCHEMA_EXISTS.text, &[]).await.map_err(read())?.get(0);
    if !exists {
        return Ok(MIGRATIONS.len());
    }
    let transaction = begin(session, None).await?;
    let pending = pending(&transaction).await?.len();
    transaction.rollback().await.map_err(read())?;
    Ok(pending)
}

/// The migrations not applied yet. Fails when an applied one is unknown here, or was another text.
async fn pending(transaction: &Transaction<'_>) -> Result<Vec<&'static Migration>> {
    let rows = transaction
        .query(sql::db::APPLIED_MIGRATIONS.text, &[])
        .await
        .map_err(Error::database("cannot read the list of migrations"))?;
    let mut pending: Vec<&Migration> = MIGRATIONS.iter().collect();
    for row in rows {
        let (version, name, applied): (i32, String, String) = (row.get(0), row.get(1), row.get(2));
        let Some(at) = pending.iter().position(|migration| migration.version == version) else {
            return Err(Error::Server(format!(
                "the schema has migration {version:04}_{name}, which this tierload {} does not know; \
                 use the newer program",
                env!("CARGO_PKG_VERSION")
            )));
        };
        if checksum(pending[at]) != applied {
            return Err(Error::Server(format!(
                "migration {version:04}_{name} was applied with another text than this tierload {} has; \
                 use the program that applied it, or a fresh database",
                env!("CARGO_PKG_VERSION")
            )));
        }
        pending.remove(at);
    }
    Ok(pending)
}

fn checksum(migration: &Migration) -> String {
    format!("{:032x}", xxhash_rust::xxh3::xxh3_128(migration.text.as_bytes()))
}
