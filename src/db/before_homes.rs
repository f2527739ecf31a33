//! What a home takes over from the tables of before homes: all but the files, which are converted share by share.

use super::statement::{Statement, statements};
use super::transaction::Tx;
use crate::error::Result;
use crate::failpoint::failpoint;
use uuid::Uuid;

statements! {
    BIND_TENANT = "upgrade/bind_tenant.sql",
    COPY_AUDIT_LOG = "upgrade/copy_audit_log.sql",
    COPY_CHUNKS = "upgrade/copy_chunks.sql",
    COPY_CURSORS = "upgrade/copy_cursors.sql",
    COPY_DIRS = "upgrade/copy_dirs.sql",
    COPY_INPUTS = "upgrade/copy_inputs.sql",
    COPY_MONTHS = "upgrade/copy_months.sql",
    COPY_OBJECTS = "upgrade/copy_objects.sql",
    COPY_PROCESSED = "upgrade/copy_processed.sql",
    COPY_REJECTS = "upgrade/copy_rejects.sql",
    COPY_SCANS = "upgrade/copy_scans.sql",
    COPY_SHARES = "upgrade/copy_shares.sql",
    OLD_TABLES_EXIST = "upgrade/old_tables_exist.sql",
    SET_SEQUENCES = "upgrade/set_sequences.sql",
    TENANTS_OF_HOME = "upgrade/tenants_of_home.sql",
}

/// In an order in which rows find those that they refer to.
const COPIES: [Statement; 10] = [
    COPY_SHARES,
    COPY_SCANS,
    COPY_INPUTS,
    COPY_CHUNKS,
    COPY_REJECTS,
    COPY_DIRS,
    COPY_OBJECTS,
    COPY_CURSORS,
    COPY_PROCESSED,
    COPY_AUDIT_LOG,
];

/// Whether the tables of before homes are there.
pub(crate) async fn old_tables_exist(tx: &Tx<'_>) -> Result<bool> {
    tx.row(&OLD_TABLES_EXIST, &[]).await?.get("found")
}

/// Copies what the tenants of a new home had, with its ids. Afterwards the transaction is bound to one of them.
pub(super) async fn take_over(tx: &Tx<'_>, home: &str) -> Result<()> {
    if !old_tables_exist(tx).await? {
        return Ok(());
    }
    tx.run(&COPY_MONTHS).await?;
    for tenant in tx.rows(&TENANTS_OF_HOME, &[("home", &home)]).await? {
        let tenant_id: Uuid = tenant.get("tenant_id")?;
        tx.row(&BIND_TENANT, &[("tenant_id", &tenant_id)]).await?;
        for copy in &COPIES {
            tx.execute(copy, &[("tenant_id", &tenant_id)]).await?;
        }
    }
    tx.rows(&SET_SEQUENCES, &[]).await?;
    failpoint!("home-filled");
    Ok(())
}
