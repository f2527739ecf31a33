//! Shares: found, or made at their first scan or audit log.

use crate::db::sql;
use crate::error::{Error, Result};
use crate::path::SourceType;
use crate::scan::Names;
use crate::tenant::protect;
use deadpool_postgres::Transaction;
use jiff::Timestamp;
use uuid::Uuid;

/// Whether a share has its partition of `file_state`.
pub(crate) async fn has_state(transaction: &Transaction<'_>, state: &str) -> Result<bool> {
    let row = transaction
        .query_one(sql::audit::STATE_EXISTS.text, &[&state])
        .await
        .map_err(Error::database(format!("cannot look for {state}")))?;
    Ok(row.get(0))
}

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

impl Share {
    /// The share of this name.
    pub(crate) async fn find(
        transaction: &Transaction<'_>,
        tenant_id: Uuid,
        name: &str,
    ) -> Result<Option<Share>> {
        let row = transaction
            .query_opt(sql::scan::FIND_SHARE.text, &[&tenant_id, &name])
            .await
            .map_err(Error::database(format!("cannot look up share {name}")))?;
        row.map(|row| {
            let stored: String = row.get(2);
            let source_type = SourceType::from_stored(&stored)
                .ok_or_else(|| Error::Internal(format!("share {name} has source type {stored}")))?;
            Ok(Share {
                share_id: row.get(0),
                root: row.get(1),
                source_type,
                last_scan_id: row.get(3),
                last_started: row.get(4),
            })
        })
        .transpose()
    }

    /// Makes the share, or finds the one that another process has made meanwhile.
    pub(crate) async fn add(
        transaction: &Transaction<'_>,
        tenant_id: Uuid,
        name: &str,
        root: Option<&str>,
        source_type: SourceType,
        now: Timestamp,
    ) -> Result<Share> {
        let failed = || Error::database(format!("cannot make share {name}"));
        let row = transaction
            .query_opt(sql::scan::ADD_SHARE.text, &[&tenant_id, &name, &root, &source_type.as_str(), &now])
            .await
            .map_err(failed())?;
        let Some(row) = row else {
            // Made by another process between the look and the insert, and committed: now it can be seen.
            let found = Share::find(transaction, tenant_id, name).await?;
            return found.ok_or_else(|| Error::Internal(format!("share {name} came and went")));
        };
        let share_id: i64 = row.get(0);
        let names = Names { share_id, scan_id: 0 };
        for statement in [sql::scan::CREATE_SHARE_PARTITION, sql::scan::ATTACH_SHARE_PARTITION] {
            let text =
                statement.render(&[("file_share", &names.file_share()), ("share_id", &share_id.to_string())]);
            transaction.batch_execute(&text).await.map_err(failed())?;
        }
        transaction.batch_execute(&protect(&names.file_share(), tenant_id)).await.map_err(failed())?;
        Ok(Share {
            share_id,
            root: root.map(str::to_owned),
            source_type,
            last_scan_id: None,
            last_started: None,
        })
    }
}
