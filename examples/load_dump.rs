//! Loads a dump as a scan of a share, through the library: `cargo run --example load_dump -- DUMP SHARE`.
//!
//! `DATABASE_URL` names the database; without it the private server is started.

use std::time::Duration;
use tierload::db::{Address, Database};
use tierload::scan::{Inputs, LoadProgress, Observer, ScanSpec, load};
use tokio_util::sync::CancellationToken;

/// Tells how far the load has come.
struct Progress;

impl Observer for Progress {
    fn loaded(&self, progress: &LoadProgress) {
        println!("{} rows so far", progress.rows);
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(dump), Some(share)) = (arguments.next(), arguments.next()) else {
        return Err("usage: load_dump DUMP SHARE".into());
    };
    let spec = ScanSpec::new(vec![dump], share);
    // Every input is looked at before the database is needed.
    let inputs = Inputs::open(spec)?;
    let address = Address {
        url: std::env::var("DATABASE_URL").ok(),
        no_private_server: false,
        retry_for: Duration::from_secs(60),
    };
    let database = Database::open(&address).await?;
    let outcome = load(&database, inputs, &Progress, &CancellationToken::new()).await?;
    let counts = outcome.counts;
    println!(
        "scan {} ({}): {} rows, {} new, {} changed, {} removed files",
        outcome.scan_guid,
        outcome.status.as_str(),
        counts.rows_read,
        counts.files_new,
        counts.files_changed,
        counts.files_removed,
    );
    Ok(())
}
