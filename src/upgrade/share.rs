//! Converts a share: in one transaction, so that it is as it was, or done.

use super::compare::{compare_snapshots, compare_state};
use super::dirs::set_parents;
use super::outcome::ConvertedShare;
use super::snapshot::replay;
use super::sql::{ADD_UNSCANNED, BEHIND_SHARE, CATCH_UP, DROP_OLD_SHARE, TELL_AUDITS};
use crate::catalog::layout::ShareTables;
use crate::catalog::{ListedShare, Tenant};
use crate::db::{Database, Param, TenantId, Tries, Tx};
use crate::error::{Error, ErrorKind, Result};
use crate::failpoint::failpoint;
use crate::scan::begin_build;
use std::time::Instant;

/// Converts a share. `None` when another process has done so meanwhile.
pub(super) async fn convert(
    database: &Database,
    tenant: &Tenant,
    share: &ListedShare,
) -> Result<Option<ConvertedShare>> {
    let started = Instant::now();
    let (tenant_id, tables) = (tenant.id(), share.tables());
    let mut connection = database.session().await?;
    let doing =
        format!("cannot convert share {} of tenant {}, nothing of it was changed", share.name, tenant.code);
    let mut tx = begin_build(&mut connection, tenant_id, doing).await?;
    tables.lock(&tx).await?;
    let row = tx.row(&BEHIND_SHARE, &[("share_id", &share.share_id)]).await?;
    if !row.get::<bool>("is_behind")? {
        return Ok(None);
    }
    let last_scan_id: Option<i64> = row.get("last_scan_id")?;
    set_parents(&tx, tenant_id, share.share_id).await?;
    failpoint!("upgrade-parents-set");
    tables.make_history(&tx, tenant_id).await?;
    let scans = if tables.has_old_state(&tx).await? {
        tables.make_state(&tx, tenant_id).await?;
        let scans = replay(&tx, tenant_id, tables).await?;
        tell_audits(&tx, tenant_id, tables).await?;
        compare_state(&tx, tables).await?;
        compare_snapshots(&tx, tables, &scans).await?;
        failpoint!("upgrade-compared");
        scans
    } else {
        Vec::new()
    };
    if scans.last().map(|scan| scan.tables.scan_id) != last_scan_id {
        return Err(Error::internal("the scan that was published last is not the latest of the share")
            .about(&share.name));
    }
    // Strong locks come last: they are held to the end.
    tables.attach_all(&mut tx).await?;
    drop_old(&mut tx, tables).await?;
    failpoint!("upgrade-old-dropped");
    let snapshots = scans.last().map_or(0, |scan| scan.snapshot_no);
    tx.execute(&CATCH_UP, &[("share_id", &share.share_id), ("last_snapshot_no", &snapshots)]).await?;
    failpoint!("upgrade-before-commit");
    tx.commit().await?;
    failpoint!("upgrade-committed");
    Ok(Some(ConvertedShare {
        tenant: tenant.code.clone(),
        share: share.name.clone(),
        snapshots,
        rows: scans.iter().map(|scan| scan.rows.cast_unsigned()).sum(),
        elapsed: started.elapsed(),
    }))
}

/// What stood in `file_state` beside what scans saw.
async fn tell_audits(tx: &Tx<'_>, tenant_id: TenantId, tables: ShareTables) -> Result<()> {
    let both = || [("state", tables.state().into()), ("old_state", tables.old_state().into())];
    tx.execute(&TELL_AUDITS.with(both()), &[]).await?;
    let whose: [Param<'_>; 2] = [("tenant_id", &tenant_id), ("share_id", &tables.share_id)];
    tx.execute(&ADD_UNSCANNED.with(both()), &whose).await?;
    failpoint!("upgrade-audits-told");
    Ok(())
}

/// How often we ask for the locks to drop the old files, half a minute each: what was made must not be made again because
/// somebody still reads them.
const TRIES: usize = 20;

async fn drop_old(tx: &mut Tx<'_>, tables: ShareTables) -> Result<()> {
    let old = [("old_files", tables.old_files().into()), ("old_state", tables.old_state().into())];
    let drop = [DROP_OLD_SHARE.with(old)];
    for _ in 1..TRIES {
        match tx.give_way(Tries::Many, &drop).await {
            Err(error) if error.kind() == ErrorKind::LockTimeout => {
                tracing::warn!("somebody reads the files of before homes, which are to be dropped; waiting");
            }
            outcome => return outcome,
        }
    }
    tx.give_way(Tries::Many, &drop).await
}
