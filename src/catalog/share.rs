//! Shares: found, or made at their first scan or audit log.

use super::layout::ShareTables;
use super::sql::{ADD_SHARE, FIND_SHARE, LIST_SHARES, REDEFINE_SHARE, SET_VOLUME};
use crate::db::{Row, TenantId, Tx};
use crate::dump::path::SourceType;
use crate::error::{Error, ErrorKind, Result};
use jiff::Timestamp;

/// A share of a tenant.
#[derive(Debug)]
pub(crate) struct Share {
    pub(crate) share_id: i64,
    pub(crate) root: Option<String>,
    pub(crate) source_type: SourceType,
    /// Its latest published scan.
    pub(crate) last_scan_id: Option<i64>,
    /// When the walk of its latest published scan began.
    pub(crate) last_started: Option<Timestamp>,
}

/// What a share is to be, or what it turns into while nothing depends on what it was.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewShare<'s> {
    pub(crate) name: &'s str,
    pub(crate) root: Option<&'s str>,
    pub(crate) source_type: SourceType,
}

/// A share in a list.
#[derive(Debug)]
pub(crate) struct ListedShare {
    pub(crate) share_id: i64,
    pub(crate) name: String,
    /// Its files still stand in the tables of before homes.
    pub(crate) is_behind: bool,
}

impl ListedShare {
    /// Its tables.
    pub(crate) fn tables(&self) -> ShareTables {
        ShareTables { share_id: self.share_id }
    }

    /// Refuses a share whose files are not converted yet.
    pub(crate) fn check(&self) -> Result<()> {
        check(self.is_behind, &self.name)
    }
}

/// Refuses a share whose files still stand in the tables of before homes.
fn check(is_behind: bool, name: &str) -> Result<()> {
    if !is_behind {
        return Ok(());
    }
    let message = format!(
        "the files of share {name} still stand in the tables of an earlier version; run `tierload migrate`"
    );
    Err(Error::new(ErrorKind::SchemaVersion, message).about(name))
}

/// The shares of a tenant, by name.
pub(crate) async fn list_shares(tx: &Tx<'_>, tenant_id: TenantId) -> Result<Vec<ListedShare>> {
    let rows = tx.rows(&LIST_SHARES, &[("tenant_id", &tenant_id)]).await?;
    rows.iter()
        .map(|row| {
            Ok(ListedShare {
                share_id: row.get("share_id")?,
                name: row.get("share_name")?,
                is_behind: row.get("is_behind")?,
            })
        })
        .collect()
}

fn source_type_of(row: &Row) -> Result<SourceType> {
    let stored: &str = row.get("src_type")?;
    SourceType::from_stored(stored)
        .ok_or_else(|| Error::internal(format!("the share has source type {stored}")))
}

impl Share {
    /// The share of this name. Refuses one whose files are not converted yet.
    pub(crate) async fn find(tx: &Tx<'_>, tenant_id: TenantId, name: &str) -> Result<Option<Share>> {
        let row = tx.optional(&FIND_SHARE, &[("tenant_id", &tenant_id), ("share_name", &name)]).await?;
        row.map(|row| {
            check(row.get("is_behind")?, name)?;
            let source_type = source_type_of(&row).map_err(|error| error.about(name))?;
            Ok(Share {
                share_id: row.get("share_id")?,
                root: row.get("root_path")?,
                source_type,
                last_scan_id: row.get("last_scan_id")?,
                last_started: row.get("started_utc")?,
            })
        })
        .transpose()
    }

    /// The share of this name; an error that says where to look.
    pub(crate) async fn get(tx: &Tx<'_>, tenant_id: TenantId, tenant: &str, name: &str) -> Result<Share> {
        let share = Share::find(tx, tenant_id, name).await?;
        share.ok_or_else(|| {
            Error::usage(format!("tenant {tenant} has no share {name}; see: tierload status")).about(name)
        })
    }

    /// Makes the share, or finds the one that another process has made meanwhile.
    pub(crate) async fn add(
        tx: &mut Tx<'_>,
        tenant_id: TenantId,
        new: NewShare<'_>,
        now: Timestamp,
    ) -> Result<Share> {
        let NewShare { name, root, source_type } = new;
        let params: [crate::db::Param<'_>; 5] = [
            ("tenant_id", &tenant_id),
            ("share_name", &name),
            ("root", &root),
            ("source_type", &source_type.as_str()),
            ("now", &now),
        ];
        let Some(row) = tx.optional(&ADD_SHARE, &params).await? else {
            // Made by another process between the look and the insert, and committed: now it can be seen.
            let found = Share::find(tx, tenant_id, name).await?;
            return found
                .ok_or_else(|| Error::internal(format!("share {name} was there and is gone")).about(name));
        };
        let share_id = row.get("share_id")?;
        ShareTables { share_id }.create_history(tx, tenant_id).await?;
        Ok(Share {
            share_id,
            root: root.map(str::to_owned),
            source_type,
            last_scan_id: None,
            last_started: None,
        })
    }

    /// Gives the share another root and type, if nothing depends on them.
    pub(crate) async fn redefine(mut self, tx: &Tx<'_>, new: NewShare<'_>) -> Result<Share> {
        let NewShare { root, source_type, .. } = new;
        if self.last_scan_id.is_some() || (self.root.as_deref(), self.source_type) == (root, source_type) {
            return Ok(self);
        }
        let params: [crate::db::Param<'_>; 4] = [
            ("share_id", &self.share_id),
            ("root", &root),
            ("source_type", &source_type.as_str()),
            ("state", &tx.table(&self.tables().state())?),
        ];
        if let Some(row) = tx.optional(&REDEFINE_SHARE, &params).await? {
            self.root = root.map(str::to_owned);
            self.source_type = source_type_of(&row)?;
        }
        Ok(self)
    }

    /// Stores the volume of the share, as agents call it.
    pub(crate) async fn set_volume(&self, tx: &Tx<'_>, volume: &str) -> Result<()> {
        tx.execute(&SET_VOLUME, &[("share_id", &self.share_id), ("volume", &volume)]).await.map(drop)
    }

    /// Its tables.
    pub(crate) fn tables(&self) -> ShareTables {
        ShareTables { share_id: self.share_id }
    }
}
