//! A plan: made in one transaction, with the lock of the share.

use super::candidates::find;
use super::filters::{Filters, used_before};
use super::outcome::PlanOutcome;
use super::spec::PlanSpec;
use super::sql::{ADD_OBJECTS, ANALYZE_OBJECTS};
use crate::catalog::{Share, add_audit_log, find_tenant};
use crate::db::{Database, Param, TenantId, Tx, begin};
use crate::error::{ErrorKind, Result};
use jiff::Timestamp;
use serde_json::json;

/// So many new objects change what the planner should think of the table.
const ANALYZED_FROM: u64 = 1_000;

/// Plans which cold files of a share go to a target. A second plan leaves alone what the first one planned.
pub async fn plan(database: &Database, spec: &PlanSpec) -> Result<PlanOutcome> {
    let outcome = database.retrying(|| try_plan(database, spec)).await?;
    if outcome.files >= ANALYZED_FROM && !spec.dry_run {
        // The plan is made, whatever comes of this.
        if let Err(error) = database.retrying(|| analyze(database, spec)).await {
            tracing::warn!("{}; the next audit of the share may be slow", error.line());
        }
    }
    Ok(outcome)
}

async fn try_plan(database: &Database, spec: &PlanSpec) -> Result<PlanOutcome> {
    let tenant_id = find_tenant(database, &spec.tenant).await?;
    let mut session = database.session().await?;
    let looking = format!("cannot look up share {}", spec.share);
    let mut tx = begin(&mut session, Some(tenant_id), looking).await?;
    let share = Share::get(&tx, tenant_id, &spec.tenant, &spec.share).await?;
    let planning = format!("cannot plan for share {}", spec.share);
    tx.doing(&planning);
    let now = Timestamp::now();
    let used_before = used_before(spec, now);
    let tables = share.tables();
    if !spec.dry_run {
        tables.lock(&tx).await?;
    }
    if !tables.has_state(&tx).await? {
        tx.rollback().await?;
        return Ok(PlanOutcome::never_loaded(used_before));
    }
    let filters = Filters::new(&tx, spec, &share, used_before).await?;
    let outcome = find(&mut tx, tables, &filters).await?;
    tx.doing(planning);
    if spec.dry_run {
        tx.rollback().await?;
        return Ok(outcome);
    }
    add_objects(&tx, tenant_id, share.share_id, spec, now).await?;
    let detail = json!({
        "target": spec.target.as_str(), "used_before_unix": used_before.as_second(),
        "files": outcome.files, "bytes": outcome.bytes, "withdrawn": outcome.withdrawn,
    });
    add_audit_log(&tx, tenant_id, Some(share.share_id), now, "plan", &detail).await?;
    tx.commit().await?;
    Ok(outcome)
}

/// Brings the statistics up to date. Whoever has the table in hand, autovacuum as a rule, does it as well.
async fn analyze(database: &Database, spec: &PlanSpec) -> Result<()> {
    let tenant_id = find_tenant(database, &spec.tenant).await?;
    let analyzed = database
        .in_tenant(tenant_id, "cannot analyze tier_object", async |tx| {
            tx.batch("set local lock_timeout = '2s'").await?;
            tx.run(&ANALYZE_OBJECTS).await
        })
        .await;
    match analyzed {
        Err(error) if error.kind() == ErrorKind::LockTimeout => Ok(()),
        analyzed => analyzed,
    }
}

async fn add_objects(
    tx: &Tx<'_>,
    tenant_id: TenantId,
    share_id: i64,
    spec: &PlanSpec,
    now: Timestamp,
) -> Result<()> {
    let params: [Param<'_>; 4] = [
        ("tenant_id", &tenant_id),
        ("share_id", &share_id),
        ("target", &spec.target.prefix()),
        ("now", &now),
    ];
    tx.execute(&ADD_OBJECTS, &params).await.map(drop)
}
