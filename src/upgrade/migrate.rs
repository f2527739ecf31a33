//! All that `migrate` does, in its order.

use super::outcome::{ConvertedShare, MigrateOutcome, Observer};
use super::share::convert;
use super::sql::{DROP_OLD_SEQUENCES, DROP_OLD_TABLES, DROP_OLD_VIEW, OLD_FILES_LEFT};
use crate::catalog::{list_shares, list_tenants};
use crate::db::{Database, Tries, migrate as migrate_schema, old_tables_exist};
use crate::error::{ErrorKind, Result, Retry};
use crate::failpoint::failpoint;

/// Brings the schema, the home of every tenant and every share to this program's version. A share that cannot be converted
/// stays as it was, and keeps no other one from it: the first error is told at the end.
pub async fn migrate(database: &Database, observer: &impl Observer) -> Result<MigrateOutcome> {
    let (applied, version) = migrate_schema(database).await?;
    applied.iter().for_each(|name| observer.applied(name));
    let mut outcome = MigrateOutcome { applied, converted: Vec::new(), version };
    let is_there = database
        .retrying(|| {
            database
                .in_common("cannot look for tables of before homes", async |tx| old_tables_exist(tx).await)
        })
        .await?;
    if is_there {
        outcome.converted = convert_shares(database, observer).await?;
        database.retrying(|| drop_old_tables(database)).await?;
    }
    Ok(outcome)
}

async fn convert_shares(database: &Database, observer: &impl Observer) -> Result<Vec<ConvertedShare>> {
    let mut converted = Vec::new();
    let mut first_error = None;
    for tenant in database.retrying(|| list_tenants(database)).await? {
        let tenant_id = tenant.id();
        let shares = database
            .retrying(|| {
                database
                    .in_tenant(tenant_id, "cannot list shares", async |tx| list_shares(tx, tenant_id).await)
            })
            .await?;
        for share in shares.iter().filter(|share| share.is_behind) {
            match database.retrying(|| convert(database, &tenant, share)).await {
                Ok(Some(done)) => {
                    observer.converted(&done);
                    converted.push(done);
                }
                Ok(None) => {}
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
    }
    first_error.map_or(Ok(converted), Err)
}

/// The caller has seen that no share is behind. Where a reader is in the way they stay until the next run.
async fn drop_old_tables(database: &Database) -> Result<()> {
    let dropped = database
        .in_common("cannot drop the tables of before homes", async |tx| {
            if tx.row(&OLD_FILES_LEFT, &[]).await?.get("found")? {
                return Ok(());
            }
            tx.give_way(Tries::Many, &[DROP_OLD_VIEW, DROP_OLD_TABLES, DROP_OLD_SEQUENCES]).await?;
            failpoint!("old-tables-dropped");
            Ok(())
        })
        .await;
    match dropped {
        Err(error)
            if error.kind().policy().retry == Retry::Soon && error.kind() != ErrorKind::LockTimeout =>
        {
            Err(error)
        }
        // A reader, or something that hangs on a table: no reason to stop what has nothing to do with it.
        Err(error) => {
            tracing::warn!("{}", error.line());
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}
