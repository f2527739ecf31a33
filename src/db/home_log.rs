//! The log of a home: its own, which the loader owns, until it becomes a view of the guarded one. Its rows are carried over,
//! and marked so.

use super::before_homes::BIND_TENANT;
use super::lock::Tries;
use super::log::{allow_carry_over, look_at_log};
use super::statement::statements;
use super::transaction::Tx;
use crate::error::Result;
use crate::failpoint::failpoint;
use uuid::Uuid;

statements! {
    CARRY_OVER_LOG = "db/carry_over_log.sql",
    CLOSE_CARRIED_LOG = "db/close_carried_log.sql",
    CREATE_LOG_VIEW = "db/create_log_view.sql",
    DROP_OLD_LOG = "db/drop_old_log.sql",
    LOCK_OLD_LOG = "db/lock_old_log.sql",
    LOG_THROUGH = "db/log_through.sql",
    OLD_LOG = "db/old_log.sql",
    OLD_LOG_TENANTS = "db/old_log_tenants.sql",
    OPEN_OLD_LOG = "db/open_old_log.sql",
    SHOW_LOG_VIEW = "db/show_log_view.sql",
}

/// Moves the log of a home into the guarded one, if there is one and it is not there yet. The home is at this program's version,
/// and locked. Afterwards the transaction is bound to some tenant.
pub(super) async fn guard_home_log(tx: &mut Tx<'_>, home: &str) -> Result<bool> {
    if !tx.row(&OLD_LOG, &[("home", &home)]).await?.get::<bool>("found")?
        || !look_at_log(tx).await?.is_guarded
    {
        return Ok(false);
    }
    tx.doing(format!("cannot guard audit_log of home {home}, nothing of it was changed"));
    tx.give_way(Tries::Many, &[LOCK_OLD_LOG]).await?;
    tx.run(&OPEN_OLD_LOG).await?;
    let tenants = tx.rows(&OLD_LOG_TENANTS, &[]).await?;
    if !tenants.is_empty() && !allow_carry_over(tx, true).await? {
        // It stays as it is, and that is said by who asks how the log is guarded.
        return Ok(false);
    }
    for row in &tenants {
        let tenant_id: Uuid = row.get("tenant_id")?;
        tx.row(&BIND_TENANT, &[("tenant_id", &tenant_id)]).await?;
        tx.row(&CARRY_OVER_LOG, &[("tenant_id", &tenant_id)]).await?;
        tx.row(&CLOSE_CARRIED_LOG, &[("tenant_id", &tenant_id)]).await?;
    }
    if !tenants.is_empty() {
        allow_carry_over(tx, false).await?;
    }
    failpoint!("log-carried-over");
    tx.run_all(&[DROP_OLD_LOG, CREATE_LOG_VIEW, SHOW_LOG_VIEW, LOG_THROUGH]).await?;
    Ok(true)
}
