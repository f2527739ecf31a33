//! A plan: made in one transaction, with the lock of the share.

use super::candidates::find;
use super::filters::{Filters, used_before};
use super::outcome::PlanOutcome;
use super::spec::PlanSpec;
use super::sql::{ADD_OBJECTS, ADD_PLAN, ANALYZE_OBJECTS, COUNT_PRESENT};
use crate::catalog::layout::ShareTables;
use crate::catalog::{Share, add_audit_log, find_tenant};
use crate::db::{Database, Param, TenantId, Tries, Tx, begin};
use crate::error::{Error, ErrorKind, Result};
use jiff::Timestamp;
use serde_json::json;
use tokio_util::sync::CancellationToken;

/// So many new objects change what the planner should think of the table.
const ANALYZED_FROM: u64 = 1_000;

/// Of a share of so many files more than half are not planned unasked.
const LARGE_SHARE: u64 = 1_000;

const STOPPED: &str = "stopped; nothing is planned, and nothing is changed";

/// Plans which cold files of a share go to a target. A second plan leaves alone what the first one planned. When `cancel` is
/// cancelled before the plan is made, it ends what the server does for it, with an error of kind `Interrupted`.
pub async fn plan(database: &Database, spec: &PlanSpec, cancel: &CancellationToken) -> Result<PlanOutcome> {
    spec.check()?;
    let tenant_id = database.retrying(|| find_tenant(database, &spec.tenant)).await?;
    let outcome = database.retrying(|| try_plan(database, tenant_id, spec, cancel)).await?;
    if outcome.files >= ANALYZED_FROM && !spec.dry_run {
        // The plan is made, whatever comes of this.
        let analyzed = cancel.run_until_cancelled(database.retrying(|| analyze(database, tenant_id))).await;
        if let Some(Err(error)) = analyzed {
            tracing::warn!("{}; the next audit of the share may be slow", error.line());
        }
    }
    Ok(outcome)
}

async fn try_plan(
    database: &Database,
    tenant_id: TenantId,
    spec: &PlanSpec,
    cancel: &CancellationToken,
) -> Result<PlanOutcome> {
    let mut session = database.session().await?;
    let looking = format!("cannot look up share {}", spec.share);
    let mut tx = begin(&mut session, Some(tenant_id), looking).await?;
    let stop = tx.stop().await?;
    let outcome = stop.unless(cancel, STOPPED, make(&mut tx, tenant_id, spec)).await?;
    match spec.dry_run || outcome.never_loaded {
        true => tx.rollback().await?,
        false => tx.commit().await?,
    }
    Ok(outcome)
}

/// All of a plan but its end.
async fn make(tx: &mut Tx<'_>, tenant_id: TenantId, spec: &PlanSpec) -> Result<PlanOutcome> {
    let share = Share::get(tx, tenant_id, &spec.tenant, &spec.share).await?;
    let planning = format!("cannot plan for share {}", spec.share);
    tx.doing(&planning);
    let tables = share.tables();
    if !spec.dry_run {
        tables.lock(tx).await?;
    }
    // Behind the lock, so that plans and batches follow each other as their times do.
    let now = tx.now().await?;
    let used_before = used_before(spec, now);
    if !tables.has_state(tx).await? {
        return Ok(PlanOutcome::never_loaded(used_before));
    }
    let filters = Filters::new(tx, spec, &share, used_before).await?;
    let mut outcome = tx.watch().await?.during(find(tx, tables, &filters)).await?;
    tx.doing(planning);
    if spec.dry_run {
        return Ok(outcome);
    }
    if !spec.most_files {
        refuse_most(tx, tables, spec, outcome.files).await?;
    }
    outcome.plan_id = add_objects(tx, tenant_id, &share, spec, &outcome, now).await?;
    // As a number where JSON of all programs has room for it.
    let bytes =
        u64::try_from(outcome.bytes).map_or_else(|_| json!(outcome.bytes.to_string()), |bytes| json!(bytes));
    let detail = json!({
        "plan_id": outcome.plan_id, "target": spec.target.as_str(), "used_before_unix": used_before.as_second(),
        "files": outcome.files, "bytes": bytes, "withdrawn": outcome.withdrawn,
    });
    add_audit_log(tx, tenant_id, Some(share.share_id), now, "plan", &detail).await?;
    Ok(outcome)
}

/// Most files of a share are not planned unasked: rather than cold, they may be what a forgotten filter lets in.
async fn refuse_most(tx: &Tx<'_>, tables: ShareTables, spec: &PlanSpec, files: u64) -> Result<()> {
    if files <= LARGE_SHARE / 2 {
        return Ok(());
    }
    let count = COUNT_PRESENT.with([("state", tables.state().into())]);
    let present = tx.row(&count, &[]).await?.get::<i64>("files")?.cast_unsigned();
    if present < LARGE_SHARE || files <= present / 2 {
        return Ok(());
    }
    let message = format!(
        "{files} of {present} files of share {} would be planned, so nothing is; --dry-run shows where they are, and if \
         that is meant, say --yes",
        spec.share
    );
    Err(Error::new(ErrorKind::TooManyPlanned, message).about(&spec.share))
}

/// Brings the statistics up to date. Whoever has the table in hand, autovacuum as a rule, does it as well.
async fn analyze(database: &Database, tenant_id: TenantId) -> Result<()> {
    let analyzed = database
        .in_tenant(tenant_id, "cannot analyze tier_object", async |tx| {
            tx.give_way(Tries::Once, &[ANALYZE_OBJECTS]).await
        })
        .await;
    match analyzed {
        Err(error) if error.kind() == ErrorKind::LockTimeout => Ok(()),
        analyzed => analyzed,
    }
}

/// The plan's row and its objects. No plan is made where there is nothing to plan.
async fn add_objects(
    tx: &Tx<'_>,
    tenant_id: TenantId,
    share: &Share,
    spec: &PlanSpec,
    outcome: &PlanOutcome,
    now: Timestamp,
) -> Result<Option<i64>> {
    if outcome.files == 0 {
        return Ok(None);
    }
    let of_share: [Param<'_>; 3] = [("tenant_id", &tenant_id), ("share_id", &share.share_id), ("now", &now)];
    let used_before_unix = outcome.used_before.as_second();
    let files = outcome.files.cast_signed();
    // A plan of more is told right, but kept as what the column can hold.
    let bytes = i64::try_from(outcome.bytes).unwrap_or(i64::MAX);
    let of_plan: [Param<'_>; 6] = [
        ("made_by", &spec.made_by),
        ("command_line", &spec.command_line),
        ("target", &spec.target.as_str()),
        ("used_before", &used_before_unix),
        ("files", &files),
        ("bytes", &bytes),
    ];
    let plan_id: i64 = tx.row(&ADD_PLAN, &[&of_share[..], &of_plan].concat()).await?.get("plan_id")?;
    let of_objects: [Param<'_>; 2] = [("target", &spec.target.prefix()), ("plan_id", &plan_id)];
    tx.execute(&ADD_OBJECTS, &[&of_share[..], &of_objects].concat()).await?;
    Ok(Some(plan_id))
}
