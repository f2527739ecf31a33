//! All that `migrate` does, in its order.

use super::outcome::{MigrateOutcome, Observer};
use super::share::convert;
use super::sql::{DROP_OLD_SEQUENCES, DROP_OLD_TABLES, DROP_OLD_VIEW, OLD_FILES_LEFT};
use crate::catalog::{Tenant, list_shares, list_tenants};
use crate::db::{
    Database, Tries, VERSION, log_guard, migrate as migrate_schema, migrate_homes, old_tables_exist,
};
use crate::error::Result;
use crate::failpoint::failpoint;

/// Brings the schema, the home of every tenant and every share to this program's version. A home or a share that cannot be
/// brought there stays as it was, and keeps no other one from it.
pub async fn migrate(database: &Database, observer: &impl Observer) -> Result<MigrateOutcome> {
    let mut names = Vec::new();
    let mut applied = |name: String| {
        observer.applied(&name);
        names.push(name);
    };
    migrate_schema(database).await?.into_iter().for_each(&mut applied);
    let homes_behind = migrate_homes(database, &mut applied).await?;
    let mut outcome = MigrateOutcome {
        applied: names,
        converted: Vec::new(),
        left_behind: Vec::new(),
        version: VERSION,
        log: database.retrying(|| log_guard(database)).await?,
    };
    let is_there = database
        .retrying(|| {
            database
                .in_common("cannot look for tables of before homes", async |tx| old_tables_exist(tx).await)
        })
        .await?;
    if is_there {
        for tenant in database.retrying(|| list_tenants(database)).await? {
            if homes_behind.iter().all(|behind| behind.home != tenant.id().home.name()) {
                convert_shares(database, &tenant, observer, &mut outcome).await?;
            }
        }
        if homes_behind.is_empty() && outcome.left_behind.is_empty() {
            database.retrying(|| drop_old_tables(database)).await?;
        }
    }
    outcome.left_behind.splice(..0, homes_behind.into_iter().map(|behind| behind.error));
    Ok(outcome)
}

async fn convert_shares(
    database: &Database,
    tenant: &Tenant,
    observer: &impl Observer,
    outcome: &mut MigrateOutcome,
) -> Result<()> {
    let tenant_id = tenant.id();
    let shares = database
        .retrying(|| {
            database.in_tenant(tenant_id, "cannot list shares", async |tx| list_shares(tx, tenant_id).await)
        })
        .await?;
    for share in shares.iter().filter(|share| share.is_behind) {
        match database.retrying(|| convert(database, tenant, share)).await {
            Ok(Some(done)) => {
                observer.converted(&done);
                outcome.converted.push(done);
            }
            Ok(None) => {}
            // It is lost for the other shares too.
            Err(error) if error.kind().is_of_the_server() => return Err(error),
            Err(error) => outcome.left_behind.push(error),
        }
    }
    Ok(())
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
        Err(error) if error.kind().is_of_the_server() => Err(error),
        // A reader, or something that hangs on a table: no reason to stop what has nothing to do with it.
        Err(error) => {
            tracing::warn!("{}", error.line());
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}
