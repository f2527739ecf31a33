//! What the batches of a run are applied to.

use crate::cli::AuditArgs;
use crate::db::{Database, Session, begin, sql};
use crate::dirs::DirResolver;
use crate::error::{Error, Result};
use crate::dump::path::{PathRules, SourceType};
use crate::scan::Names;
use crate::share::{Share, has_state};
use deadpool_postgres::Transaction;
use jiff::Timestamp;
use uuid::Uuid;

/// A share of a tenant, with its `file_state`.
pub(super) struct Target {
    pub(super) database: Database,
    pub(super) tenant_id: Uuid,
    pub(super) share_id: i64,
    /// The share's partition of `file_state`.
    pub(super) state: String,
    pub(super) dirs: DirResolver,
    /// For the paths of logs: rooted at the filespace, `/` separated, NFC, whatever the share is. The root of a scan
    /// is the place where the filespace is mounted, and a log never has it.
    pub(super) log_rules: PathRules,
    /// For the paths of updates, which agents write as they see them: those of the share, root and all.
    pub(super) update_rules: PathRules,
    /// For paths that went through `update_rules`.
    pub(super) stored_rules: PathRules,
}

impl Target {
    /// Finds tenant and share. A share that was never scanned is made, as a LucidLink filespace.
    pub(super) async fn open(database: &Database, args: &AuditArgs) -> Result<Target> {
        let failed = || Error::database(format!("cannot look up share {}", args.share));
        let mut session = database.session().await?;
        let tenant_id = crate::tenant::find(&mut session, &args.tenant).await?;
        let transaction = begin(&mut session, Some(tenant_id)).await?;
        let now = Timestamp::now();
        let share = match Share::find(&transaction, tenant_id, &args.share).await? {
            Some(share) => share,
            None => {
                Share::add(&transaction, tenant_id, &args.share, None, SourceType::LucidLink, now).await?
            }
        };
        if let Some(volume) = &args.volume {
            transaction
                .execute(sql::audit::SET_VOLUME.text, &[&share.share_id, volume])
                .await
                .map_err(Error::database(format!("cannot store volume {volume} of share {}", args.share)))?;
        }
        let state = Names { share_id: share.share_id, scan_id: 0 }.state();
        make_state(&transaction, tenant_id, share.share_id, &state).await?;
        transaction.commit().await.map_err(failed())?;
        let rules = |source_type, root: Option<&str>| {
            PathRules::new(source_type, root.map(str::as_bytes))
                .map_err(|error| Error::internal(format!("root of share {}: {error}", args.share)))
        };
        Ok(Target {
            database: database.clone(),
            tenant_id,
            share_id: share.share_id,
            state,
            dirs: DirResolver::new(database.clone(), tenant_id, share.share_id, None),
            log_rules: rules(SourceType::LucidLink, None)?,
            update_rules: rules(share.source_type, share.root.as_deref())?,
            stored_rules: rules(share.source_type, None)?,
        })
    }

    /// A connection that stands for this target.
    pub(super) async fn session(&self) -> Result<Session> {
        self.database.session().await
    }
}

/// Makes the share's `file_state` where no scan has made it. A scan that is about to do the same sees it when its turn
/// comes, and publishes differences instead.
async fn make_state(
    transaction: &Transaction<'_>,
    tenant_id: Uuid,
    share_id: i64,
    state: &str,
) -> Result<()> {
    let failed = || Error::database(format!("cannot make {state}"));
    if has_state(transaction, state).await? {
        return Ok(());
    }
    transaction.query(sql::db::LOCK_SHARE.text, &[&share_id]).await.map_err(failed())?;
    if has_state(transaction, state).await? {
        return Ok(());
    }
    let (share_id, tenant_id) = (share_id.to_string(), tenant_id.to_string());
    let values = [("state", state), ("share_id", &share_id), ("tenant_id", &tenant_id)];
    for statement in [sql::scan::CREATE_EMPTY_STATE, sql::scan::ATTACH_STATE] {
        transaction.batch_execute(&statement.render(&values)).await.map_err(failed())?;
    }
    Ok(())
}
