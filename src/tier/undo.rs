//! Withdraws what was planned and not yet acted on.

use super::outcome::UndoOutcome;
use super::spec::UndoSpec;
use super::sql::{UNDO_OBJECTS, UNDO_PLANS};
use crate::catalog::{Share, add_audit_log, find_tenant};
use crate::db::{Database, Param, TenantId, Tx, begin};
use crate::error::{Error, Result};
use serde_json::json;
use tokio_util::sync::CancellationToken;

const STOPPED: &str = "stopped; nothing is withdrawn";

/// Withdraws the planned files of one plan, or of all plans of a share. What a mover acted on stays. Again it withdraws
/// nothing more. When `cancel` is cancelled before it is done, it ends with an error of kind `Interrupted`.
pub async fn undo(database: &Database, spec: &UndoSpec, cancel: &CancellationToken) -> Result<UndoOutcome> {
    let tenant_id = database.retrying(|| find_tenant(database, &spec.tenant)).await?;
    database.retrying(|| try_undo(database, tenant_id, spec, cancel)).await
}

async fn try_undo(
    database: &Database,
    tenant_id: TenantId,
    spec: &UndoSpec,
    cancel: &CancellationToken,
) -> Result<UndoOutcome> {
    let mut session = database.session().await?;
    let doing = format!("cannot undo plans of share {}", spec.share);
    let tx = begin(&mut session, Some(tenant_id), doing).await?;
    let stop = tx.stop().await?;
    let outcome = stop.unless(cancel, STOPPED, withdraw(&tx, tenant_id, spec)).await?;
    match spec.dry_run {
        true => tx.rollback().await?,
        false => tx.commit().await?,
    }
    Ok(outcome)
}

/// All of it but its end.
async fn withdraw(tx: &Tx<'_>, tenant_id: TenantId, spec: &UndoSpec) -> Result<UndoOutcome> {
    let share = Share::get(tx, tenant_id, &spec.tenant, &spec.share).await?;
    share.tables().lock(tx).await?;
    let now = tx.now().await?;
    let of_plan: [Param<'_>; 2] = [("share_id", &share.share_id), ("plan_id", &spec.plan_id)];
    let at: [Param<'_>; 1] = [("now", &now)];
    let plans = tx.execute(&UNDO_PLANS, &[&of_plan[..], &at].concat()).await?;
    if let (Some(plan_id), 0) = (spec.plan_id, plans) {
        let message = format!("share {} has no plan {plan_id}; see table tier_plan", spec.share);
        return Err(Error::usage(message).about(&spec.share));
    }
    let withdrawn = tx.saying_for_whom_it_waits(tx.execute(&UNDO_OBJECTS, &of_plan)).await?;
    if !spec.dry_run {
        let detail = json!({"plan_id": spec.plan_id, "withdrawn": withdrawn});
        add_audit_log(tx, tenant_id, Some(share.share_id), now, "undo plan", &detail).await?;
    }
    Ok(UndoOutcome { plans, withdrawn })
}
