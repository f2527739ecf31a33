//! Ids of updates that were processed: by month, and forgotten after [`KEPT_MONTHS`].

use super::target::Target;
use super::turn::Turn;
use crate::db::{begin, sql};
use crate::error::{Error, Result};
use crate::tenant::protect_shared;
use deadpool_postgres::Transaction;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use std::collections::HashSet;
use uuid::Uuid;
use xxhash_rust::xxh3::xxh3_128;

/// Whole months before this one: an id is known for at least three months, and at most four.
const KEPT_MONTHS: i64 = 3;

/// What an id is compared by.
pub(super) fn digest(id: &str) -> Uuid {
    Uuid::from_u128(xxh3_128(id.as_bytes()))
}

/// Makes the partition of this month and the next, and drops those that are too old. Dropping needs a strong lock:
/// where a reader is in the way it is left to the next run.
pub(super) async fn keep_months(target: &Target, now: Timestamp) -> Result<()> {
    let failed = || Error::database("cannot make the partitions of lucid_audit_processed");
    let this_month = now.to_zoned(TimeZone::UTC).date().first_of_month();
    let mut session = target.session().await?;
    let transaction = begin(&mut session, Some(target.tenant_id)).await?;
    transaction.query(sql::audit::LOCK_MONTHS.text, &[]).await.map_err(failed())?;
    let rows = transaction.query(sql::audit::MONTHS.text, &[]).await.map_err(failed())?;
    let present: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    for month in [this_month, shifted(this_month, 1)] {
        if !present.contains(&name(month)) {
            make(&transaction, month).await?;
        }
    }
    transaction.commit().await.map_err(failed())?;
    let oldest = name(shifted(this_month, -KEPT_MONTHS));
    for month in present.iter().filter(|month| **month < oldest) {
        let transaction = begin(&mut session, Some(target.tenant_id)).await?;
        let drop_month = sql::audit::DROP_MONTH.render(&[("month", month)]);
        let statement = format!("set local lock_timeout = '200ms'; {drop_month}");
        if transaction.batch_execute(&statement).await.is_ok() {
            transaction.commit().await.map_err(failed())?;
        }
    }
    Ok(())
}

async fn make(transaction: &Transaction<'_>, month: Date) -> Result<()> {
    let (name, from, to) = (name(month), instant(month), instant(shifted(month, 1)));
    let failed = || Error::database(format!("cannot make tierload.{name}"));
    for statement in [sql::audit::CREATE_MONTH, sql::audit::ATTACH_MONTH] {
        let text = statement.render(&[("month", &name), ("from", &from), ("to", &to)]);
        transaction.batch_execute(&text).await.map_err(failed())?;
    }
    transaction.batch_execute(&protect_shared(&format!("tierload.{name}"))).await.map_err(failed())?;
    Ok(())
}

fn shifted(month: Date, months: i64) -> Date {
    month.saturating_add(months.months())
}

/// Names in the order of time.
fn name(month: Date) -> String {
    format!("lucid_audit_processed_{}", month.strftime("%Y%m"))
}

fn instant(month: Date) -> String {
    format!("{month}T00:00:00Z")
}

/// Which of these ids were processed.
pub(super) async fn known(turn: &Turn<'_>, share_id: i64, digests: &[Uuid]) -> Result<HashSet<Uuid>> {
    let rows = turn
        .transaction
        .query(sql::audit::PROCESSED.text, &[&share_id, &digests])
        .await
        .map_err(Error::database("cannot look up the ids of the updates"))?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// Notes ids as processed.
pub(super) async fn add(
    turn: &Turn<'_>,
    target: &Target,
    now: Timestamp,
    digests: &[Uuid],
    ids: &[&str],
) -> Result<()> {
    turn.transaction
        .execute(sql::audit::ADD_PROCESSED.text, &[&target.share_id, &target.tenant_id, &now, &digests, &ids])
        .await
        .map_err(Error::database("cannot note the ids of the updates"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_named_in_the_order_of_time() {
        let december = jiff::civil::date(2026, 12, 1);
        assert_eq!(name(december), "lucid_audit_processed_202612");
        assert_eq!(name(shifted(december, 1)), "lucid_audit_processed_202701");
        assert_eq!(instant(shifted(december, -11)), "2026-01-01T00:00:00Z");
    }
}
