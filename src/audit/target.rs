//! What the batches of a load are applied to.

use super::spec::AuditSpec;
use crate::catalog::layout::ShareTables;
use crate::catalog::{DirResolver, NewShare, Share, find_tenant};
use crate::db::{Connection, Database, TenantId, Tx, begin};
use crate::dump::path::{PathRules, SourceType};
use crate::error::{Error, Result};
use jiff::Timestamp;
use std::sync::atomic::{AtomicBool, Ordering};

/// A share of a tenant.
pub(super) struct Target {
    pub(super) database: Database,
    pub(super) tenant_id: TenantId,
    name: String,
    root: Option<String>,
    source_type: SourceType,
    /// Whether names may stand there in another form than in logs, which have NFC.
    pub(super) has_other_forms: bool,
    is_ready: AtomicBool,
    pub(super) tables: ShareTables,
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
    /// Finds tenant and share. Where the spec says so, a share that is not there is made, as a LucidLink filespace.
    pub(super) async fn open(database: &Database, spec: &AuditSpec) -> Result<Target> {
        let name = &spec.share;
        let tenant_id = find_tenant(database, &spec.tenant).await?;
        let mut session = database.session().await?;
        let mut tx = begin(&mut session, Some(tenant_id), format!("cannot look up share {name}")).await?;
        let share = find_or_add(&mut tx, tenant_id, spec).await?;
        if let Some(volume) = &spec.volume {
            tx.doing(format!("cannot store volume {volume} of share {name}"));
            share.set_volume(&tx, volume).await?;
        }
        tx.commit().await?;
        let rules = |source_type, root: Option<&str>| {
            PathRules::new(source_type, root.map(str::as_bytes))
                .map_err(|error| Error::internal(format!("root of share {name}: {error}")).about(name))
        };
        Ok(Target {
            database: database.clone(),
            tenant_id,
            name: name.clone(),
            root: share.root.clone(),
            source_type: share.source_type,
            has_other_forms: share.source_type != SourceType::LucidLink,
            is_ready: AtomicBool::new(false),
            tables: share.tables(),
            dirs: DirResolver::of_logs(database.clone(), tenant_id, share.share_id),
            log_rules: rules(SourceType::LucidLink, None)?,
            update_rules: rules(share.source_type, share.root.as_deref())?,
            stored_rules: rules(share.source_type, None)?,
        })
    }

    /// Which share it is.
    pub(super) fn share_id(&self) -> i64 {
        self.tables.share_id
    }

    /// Makes the share's `file_state` where no scan has, before a batch needs it. Not earlier: a share of which an audit
    /// could use nothing stays one whose first scan says what it is.
    pub(super) async fn make_ready(&self) -> Result<()> {
        if self.is_ready.load(Ordering::Relaxed) {
            return Ok(());
        }
        let doing = format!("cannot make tierload.{}", self.tables.state().name());
        let work = async |tx: &mut Tx<'_>| {
            self.tables.ensure_state(tx, self.tenant_id).await?;
            self.check_rules(tx).await
        };
        self.database.in_tenant(self.tenant_id, doing, work).await?;
        self.is_ready.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Refuses a share that a first scan gave another root or type since it was found: paths of updates are stored after
    /// them. With the share's lock in `tx` it stays as it is found.
    pub(super) async fn check_rules(&self, tx: &Tx<'_>) -> Result<()> {
        let share = Share::find(tx, self.tenant_id, &self.name).await?;
        let as_it_was =
            |share: Share| (share.root.as_ref(), share.source_type) == (self.root.as_ref(), self.source_type);
        if share.is_some_and(as_it_was) {
            return Ok(());
        }
        let message = format!(
            "share {} was given another root or type by a scan meanwhile; run the same command again",
            self.name
        );
        Err(Error::changed(message).about(&self.name))
    }

    /// A connection to its database.
    pub(super) async fn session(&self) -> Result<Connection> {
        self.database.session().await
    }
}

async fn find_or_add(tx: &mut Tx<'_>, tenant_id: TenantId, spec: &AuditSpec) -> Result<Share> {
    let AuditSpec { tenant, share: name, create_share, .. } = spec;
    if let Some(share) = Share::find(tx, tenant_id, name).await? {
        return Ok(share);
    }
    if !create_share {
        let message = format!(
            "tenant {tenant} has no share {name}; see: tierload status; a share that is new is made by its first scan, or by \
             --create-share"
        );
        return Err(Error::usage(message).about(name));
    }
    tx.doing(format!("cannot make share {name}"));
    let new = NewShare { name, root: None, source_type: SourceType::LucidLink };
    Share::add(tx, tenant_id, new, Timestamp::now()).await
}
