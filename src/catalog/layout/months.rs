//! The monthly partitions of `lucid_audit_processed`.

use super::protect::protect_shared;
use crate::catalog::sql::{ATTACH_MONTH, CREATE_MONTH, DROP_MONTH, LIST_MONTHS, LOCK_MONTHS};
use crate::db::{Database, Ident, Part, TenantId, Tries, Tx};
use crate::error::{Error, ErrorKind, Result};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Whole months before this one: an id is known for at least three months, and at most four.
const KEPT_MONTHS: i64 = 3;

/// Makes the partition of this month and the next, and drops those that are too old. Dropping needs a strong lock:
/// where a reader is in the way it is left to the next run.
pub(crate) async fn keep_months(database: &Database, tenant_id: TenantId, now: Timestamp) -> Result<()> {
    let doing = "cannot make the partitions of lucid_audit_processed";
    let this_month = now.to_zoned(TimeZone::UTC).date().first_of_month();
    let present = database
        .in_tenant(tenant_id, doing, async |tx| {
            tx.rows(&LOCK_MONTHS, &[]).await?;
            let rows = tx.rows(&LIST_MONTHS, &[]).await?;
            let present = rows.iter().map(|row| row.get("name")).collect::<Result<Vec<String>>>()?;
            for month in [this_month, shifted(this_month, 1)] {
                if !present.contains(&name(month)) {
                    create(tx, month).await?;
                }
            }
            Ok(present)
        })
        .await?;
    let oldest = name(shifted(this_month, -KEPT_MONTHS));
    for month in present.iter().filter(|month| **month < oldest) {
        let drop_month = [DROP_MONTH.with([("month", Ident::ours(month).into())])];
        let dropped = database
            .in_tenant(tenant_id, doing, async |tx| tx.give_way(Tries::Once, &drop_month).await)
            .await;
        match dropped {
            // A reader: no reason to stop a load.
            Err(error) if error.kind() == ErrorKind::LockTimeout => {}
            Err(error) if error.kind().is_of_the_server() => return Err(error),
            // Something that hangs on the table: neither.
            Err(error) => tracing::warn!("{}", error.line()),
            Ok(()) => {}
        }
    }
    Ok(())
}

async fn create(tx: &mut Tx<'_>, month: Date) -> Result<()> {
    let table = Ident::ours(name(month));
    let (from, to) = (instant(month)?, instant(shifted(month, 1))?);
    let statements = [CREATE_MONTH, ATTACH_MONTH].map(|statement| {
        statement.with([("month", (&table).into()), ("from", from.clone()), ("to", to.clone())])
    });
    tx.give_way(Tries::Many, &statements).await?;
    for statement in protect_shared(&table) {
        tx.run(&statement).await?;
    }
    Ok(())
}

fn shifted(month: Date, months: i64) -> Date {
    month.saturating_add(months.months())
}

/// Names in the order of time.
fn name(month: Date) -> String {
    format!("lucid_audit_processed_{}", month.strftime("%Y%m"))
}

fn instant(month: Date) -> Result<Part> {
    let zoned = month.to_zoned(TimeZone::UTC);
    zoned
        .map(|zoned| zoned.timestamp().into())
        .map_err(|error| Error::internal(format!("the month {month} has no beginning: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_named_in_the_order_of_time() {
        let december = jiff::civil::date(2026, 12, 1);
        assert_eq!(name(december), "lucid_audit_processed_202612");
        assert_eq!(name(shifted(december, 1)), "lucid_audit_processed_202701");
        assert_eq!(instant(shifted(december, -11)).unwrap().to_string(), "'2026-01-01T00:00:00Z'");
    }
}
