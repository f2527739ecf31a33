//! Brings `file_state` from the scan before to this one, writing only what differs.

use super::prepare::Prepared;
use super::publish::Previous;
use crate::db::sql;
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use deadpool_postgres::Transaction;
use jiff::Timestamp;
use tokio_postgres::error::SqlState;

/// How a scan changed its share.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Changes {
    pub(super) new: i64,
    pub(super) changed: i64,
    pub(super) removed: i64,
}

/// Writes what changed into `file_state`. `None` when a duplicate in the staging table got in the way.
pub(super) async fn write_differences(
    transaction: &Transaction<'_>,
    prepared: &Prepared,
    previous: &Previous,
) -> Result<Option<Changes>> {
    let failed = || Error::database("cannot write the differences");
    let names = prepared.names;
    let values = [
        ("diff", names.diff()),
        ("staging", names.staging()),
        ("state", names.state()),
        ("started", prepared.started.to_string()),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let now = Timestamp::now();
    for statement in [sql::scan::DROP_DIFF, sql::scan::DIFF, sql::scan::ANALYZE_DIFF] {
        transaction.batch_execute(&statement.render(&values)).await.map_err(failed())?;
    }
    let row = transaction.query_one(&sql::scan::COUNT_DIFF.render(&values), &[]).await.map_err(failed())?;
    let changes = Changes { new: row.get(0), changed: row.get(1), removed: row.get(2) };
    let removed = transaction
        .execute(
            &sql::scan::MARK_REMOVED.render(&values),
            &[&previous.last_scan_id, &previous.last_scan_utc, &now],
        )
        .await
        .map_err(failed())?;
    let changed = transaction
        .execute(&sql::scan::UPDATE_CHANGED.render(&values), &[&names.scan_id, &now])
        .await
        .map_err(failed())?;
    failpoint!("changes-written");
    let inserted = transaction
        .execute(
            &sql::scan::INSERT_NEW.render(&values),
            &[&prepared.tenant_id, &names.share_id, &names.scan_id, &now],
        )
        .await;
    let inserted = match inserted {
        Ok(inserted) => inserted,
        Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => return Ok(None),
        Err(error) => return Err(failed()(error)),
    };
    let written = (inserted as i64, changed as i64, removed as i64);
    if written != (changes.new, changes.changed, changes.removed) {
        // Two rows for one file update it once only: the redo without duplicates settles it.
        return Ok(None);
    }
    transaction.batch_execute(&sql::scan::DROP_DIFF.render(&values)).await.map_err(failed())?;
    failpoint!("differences-written");
    Ok(Some(changes))
}
