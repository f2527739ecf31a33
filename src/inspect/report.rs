//! `tierload report`: what a share holds, and what its last scan changed, on one screen.

use crate::cli::ReportArgs;
use crate::db::{Database, begin, sql};
use crate::error::{Error, Result};
use crate::tenant;
use crate::terminal::printable;
use deadpool_postgres::Transaction;
use indicatif::{HumanBytes, HumanCount};
use jiff::Timestamp;

const AGES: [&str; 8] = [
    "last 7 days",
    "7 to 30 days",
    "30 to 90 days",
    "90 days to a year",
    "1 to 2 years",
    "2 to 5 years",
    "over 5 years",
    "not known",
];

const BAR_WIDTH: usize = 30;

/// Runs `tierload report`.
pub async fn run(database: &Database, args: ReportArgs) -> Result<()> {
    let failed = || Error::database(format!("cannot report on share {}", args.share));
    let mut session = database.session().await?;
    let tenant_id = tenant::find(&mut session, &args.tenant).await?;
    let transaction = begin(&mut session, Some(tenant_id)).await?;
    let share = transaction
        .query_opt(sql::scan::FIND_SHARE.text, &[&tenant_id, &args.share])
        .await
        .map_err(failed())?;
    let Some(share) = share else {
        return Err(Error::usage(format!(
            "tenant {} has no share {}; see: tierload status",
            args.tenant, args.share
        )));
    };
    let share_id: i64 = share.get(0);
    let mut text = changes(&transaction, share_id).await.map_err(failed())?;
    if !args.changes {
        text.insert_str(0, &contents(&transaction, share_id, &args.share).await.map_err(failed())?);
    }
    transaction.commit().await.map_err(failed())?;
    print!("{text}");
    Ok(())
}

/// What the share holds.
async fn contents(
    transaction: &Transaction<'_>,
    share_id: i64,
    name: &str,
) -> Result<String, tokio_postgres::Error> {
    let totals = transaction.query_one(sql::report::TOTALS.text, &[&share_id]).await?;
    let mut text = format!(
        "share {}: {} files, {} in {} directories\n",
        printable(name),
        files(totals.get(0)),
        bytes(totals.get(1)),
        files(totals.get(2))
    );
    text.push_str("\nBytes by age of last access\n");
    let ages =
        transaction.query(sql::report::BY_AGE.text, &[&share_id, &Timestamp::now().as_second()]).await?;
    let total: i64 = totals.get(1);
    for row in &ages {
        let age: i32 = row.get(0);
        let label = AGES[(age - 1) as usize % AGES.len()];
        let size: i64 = row.get(2);
        let share_of_all = if total > 0 { size as f64 / total as f64 } else { 0.0 };
        let bar = "#".repeat((share_of_all * BAR_WIDTH as f64).round() as usize);
        text.push_str(&format!(
            "  {label:<18} {:>12} {:>5.1} %  {bar:<BAR_WIDTH$} {} files\n",
            bytes(size),
            share_of_all * 100.0,
            files(row.get(1))
        ));
    }
    text.push_str("\nLargest directories (their own files)\n");
    for row in &transaction.query(sql::report::LARGEST_DIRS.text, &[&share_id]).await? {
        text.push_str(&format!(
            "  {:>12}  {:>10} files  {}\n",
            bytes(row.get(2)),
            files(row.get(1)),
            printable(row.get(0))
        ));
    }
    text.push_str("\nLargest extensions\n");
    for row in &transaction.query(sql::report::LARGEST_EXTENSIONS.text, &[&share_id]).await? {
        let extension =
            row.get::<_, Option<&str>>(0).map_or("(none)".into(), |name| format!(".{}", printable(name)));
        text.push_str(&format!(
            "  {:>12}  {:>10} files  {extension}\n",
            bytes(row.get(2)),
            files(row.get(1))
        ));
    }
    Ok(text)
}

/// What the last scan changed.
async fn changes(transaction: &Transaction<'_>, share_id: i64) -> Result<String, tokio_postgres::Error> {
    let scans = transaction.query(sql::report::LAST_SCANS.text, &[&share_id]).await?;
    let [latest, previous] = scans.as_slice() else {
        return Ok("\nNo scan came before the first one.\n".into());
    };
    let mut text = format!(
        "\nSince the scan before ({:.16}): {} new, {} changed, {} removed, {} unchanged\n",
        previous.get::<_, Timestamp>(1).to_string(),
        files(latest.get(3)),
        files(latest.get(4)),
        files(latest.get(6)),
        files(latest.get(5))
    );
    let (scan_id, published): (i64, Timestamp) = (latest.get(0), latest.get(2));
    let previous_published: Timestamp = previous.get(2);
    let rows = transaction
        .query(sql::report::CHANGED_FILES.text, &[&share_id, &scan_id, &published, &previous_published])
        .await?;
    for row in &rows {
        let (change, path): (&str, &str) = (row.get(0), row.get(1));
        text.push_str(&format!(
            "  {change:<8} {:>12}  {}\n",
            bytes(row.get::<_, Option<i64>>(2).unwrap_or(0)),
            printable(path)
        ));
    }
    Ok(text)
}

fn files(number: i64) -> String {
    HumanCount(number as u64).to_string()
}

fn bytes(number: i64) -> String {
    HumanBytes(number as u64).to_string()
}
