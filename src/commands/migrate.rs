//! `tierload migrate`.

use super::human::count;
use super::terminal::{print, printable};
use super::{log_guard, place};
use tierload::Result;
use tierload::db::Address;
use tierload::upgrade::{ConvertedShare, MigrateOutcome, Observer, migrate};

/// Runs `tierload migrate`.
pub(super) async fn run(address: Address) -> Result<()> {
    let MigrateOutcome { version, mut left_behind, log, .. } =
        migrate(&place::connect(&address).await?, &Printer).await?;
    print(&format!("schema is at version {version}\n"))?;
    let Some(last) = left_behind.pop() else {
        log_guard::warn(&log);
        return Ok(());
    };
    left_behind.iter().for_each(|error| tracing::warn!("{}", error.line()));
    Err(last)
}

/// Prints what is done as it is done. What cannot be printed is no reason to stop amid it.
struct Printer;

impl Observer for Printer {
    fn applied(&self, name: &str) {
        let _ = print(&format!("applied {name}\n"));
    }

    fn converted(&self, share: &ConvertedShare) {
        let ConvertedShare { tenant, share, snapshots, rows, elapsed } = share;
        let line = format!(
            "converted {tenant}/{share}: {} rows in {snapshots} snapshots, {:.1} s",
            count(*rows),
            elapsed.as_secs_f64()
        );
        let _ = print(&format!("{}\n", printable(&line)));
    }
}
