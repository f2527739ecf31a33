//! From a loaded ledger to a published scan: one process at a time, and only when the books allow it.

use super::build::build_state;
use super::fail::fail_scan;
use super::prepare::Prepared;
use super::progress::Display;
use super::publish::{Books, StageTimes, build_and_publish};
use super::rejects::write_rejects;
use super::run::ScanConfig;
use crate::db::{Database, begin, begin_as_login, sql};
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use deadpool_postgres::Transaction;
use std::path::Path;
use std::time::Duration;

const POLL: Duration = Duration::from_millis(500);

/// Builds and publishes a loaded scan, or finds that another process has done so. `chunks_seen` is what this process
/// has read of the inputs, if it read them.
pub(super) async fn finish(
    database: &Database,
    config: &ScanConfig,
    prepared: &Prepared,
    display: &Display,
    rejects_path: &Path,
    chunks_seen: Option<u64>,
) -> Result<StageTimes> {
    let failed = || Error::database("cannot begin the build");
    let scan_id = prepared.names.scan_id;
    display.stage_steps("building");
    // Held while another session does the work; it ends with this one, however that ends.
    let mut turn_session = database.session().await?;
    let turn = begin(&mut turn_session, Some(prepared.tenant_id)).await?;
    turn.batch_execute("set local idle_in_transaction_session_timeout = 0").await.map_err(failed())?;
    turn.query(sql::scan::LOCK_BUILD.text, &[&scan_id]).await.map_err(failed())?;

    let mut session = database.session().await?;
    let transaction = begin(&mut session, Some(prepared.tenant_id)).await?;
    let open = transaction.execute(sql::scan::BEGIN_BUILD.text, &[&scan_id]).await.map_err(failed())?;
    if open == 1 {
        let wait = sql::scan::LOCK_STAGING.render(&[("staging", &prepared.names.staging())]);
        transaction.batch_execute(&wait).await.map_err(failed())?;
    }
    let row = transaction.query_one(sql::scan::BOOKS.text, &[&scan_id]).await.map_err(failed())?;
    let chunks = row.get::<_, i64>(0).cast_unsigned();
    if let Some(seen) = chunks_seen.filter(|&seen| open == 1 && seen != chunks) {
        return Err(Error::changed(format!(
            "scan {0} has {chunks} chunks loaded, and its inputs now have {seen}: they ended early, or another process \
             loads others as the same scan; give the whole inputs, or give the scan up with: tierload abandon {0}",
            prepared.scan_guid
        )));
    }
    transaction.commit().await.map_err(failed())?;
    failpoint!("ledger-closed");
    let books = Books {
        bytes_read: row.get(1),
        rows_read: row.get(2),
        loaded: row.get(3),
        rejected: row.get(4),
        skipped: row.get(5),
    };
    // Before anything is published: where they cannot be written, the same command goes on with another --rejects.
    let written = if books.rejected > 0 { write_rejects(database, prepared, rejects_path).await? } else { 0 };
    failpoint!("rejects-written");
    if open == 0 {
        return Ok(StageTimes::new());
    }
    if let Some(reason) = refusal(config, &books) {
        let hint =
            if written > 0 { format!("; they are in {}", rejects_path.display()) } else { String::new() };
        fail_scan(database, prepared.tenant_id, prepared.names, &reason).await?;
        return Err(Error::input(format!("{reason}; nothing is published{hint}")));
    }
    let state = build_state(database, prepared).await?;
    let times = tokio::select! {
        times = build_and_publish(database, prepared, &books, state) => times,
        lost = keep_turn(&turn) => Err(lost),
        never = show_progress(database, prepared, display) => match never {},
    };
    if let Err(error @ Error::input(_)) = &times {
        fail_scan(database, prepared.tenant_id, prepared.names, &crate::error::chain(error)).await?;
    }
    // The turn ends here. Should that fail, the scan is published all the same.
    times
}

/// Asks for the turn's connection until it is lost: then another process may build, and this one must not. Talk also
/// keeps a firewall from forgetting a connection that would be silent for the whole build.
async fn keep_turn(turn: &Transaction<'_>) -> Error {
    loop {
        tokio::time::sleep(POLL).await;
        if let Err(error) = turn.batch_execute("").await {
            return Error::database("lost the turn to build the scan")(error);
        }
    }
}

/// Why a loaded scan must not be published.
fn refusal(config: &ScanConfig, books: &Books) -> Option<String> {
    if !config.max_rejects.allows(books.rejected as u64, books.rows_read as u64) {
        return Some(format!(
            "{} of {} rows were rejected, more than --max-rejects {}",
            books.rejected, books.rows_read, config.max_rejects
        ));
    }
    if books.loaded == 0 {
        return Some(
            "the inputs hold no file; as a complete scan that would mark every file of the share removed"
                .into(),
        );
    }
    None
}

/// Shows what the server says of index builds, for as long as it is polled.
async fn show_progress(
    database: &Database,
    prepared: &Prepared,
    display: &Display,
) -> std::convert::Infallible {
    let tables = [("file", prepared.names.staging()), ("file_state", prepared.names.staging_state())];
    loop {
        tokio::time::sleep(POLL).await;
        // Progress is a courtesy: what cannot be read is not shown.
        let Ok(mut session) = database.session().await else { continue };
        // The loader role may not look at what its members do.
        let Ok(transaction) = begin_as_login(&mut session).await else { continue };
        let mut parts = Vec::new();
        for (name, table) in &tables {
            let Ok(Some(row)) = transaction.query_opt(sql::status::BUILD_PROGRESS.text, &[table]).await
            else {
                continue;
            };
            let phase: Option<&str> = row.get(0);
            let [blocks, of_blocks, tuples, of_tuples] =
                [1, 2, 3, 4].map(|column| row.get::<_, Option<i64>>(column).unwrap_or(0));
            let (done, total) = if tuples > 0 { (tuples, of_tuples) } else { (blocks, of_blocks) };
            let percent = if total > 0 { format!(" {}%", done * 100 / total) } else { String::new() };
            parts.push(format!("{name}: {}{percent}", phase.unwrap_or("building")));
        }
        display.step(&if parts.is_empty() { "merging".to_string() } else { parts.join(", ") });
    }
}
