//! Opens a database for work: its schema must be this program's.

use super::migrate::migrate;
use super::outcome::{ConvertedShare, MigrateOutcome, Observer};
use crate::db::{Address, Database, check};
use crate::error::Result;

impl Database {
    /// Opens the database, and checks that its schema is this program's. The private server is migrated on the way;
    /// another is not.
    pub async fn open(address: &Address) -> Result<Database> {
        Database::choose(address).await?.opened().await
    }

    /// The same of one that was chosen.
    pub async fn opened(self) -> Result<Database> {
        let database = self.reached().await?;
        if database.is_private() {
            // What stays behind is refused where it is used.
            let MigrateOutcome { left_behind, .. } = migrate(&database, &Notices).await?;
            left_behind.iter().for_each(|error| tracing::warn!("{}", error.line()));
        } else {
            database.retrying(|| check(&database)).await?;
        }
        Ok(database)
    }
}

/// Nobody asked for it, but it may take its time.
struct Notices;

impl Observer for Notices {
    fn converted(&self, share: &ConvertedShare) {
        let ConvertedShare { tenant, share, snapshots, .. } = share;
        tracing::info!("converted share {share} of tenant {tenant}: {snapshots} snapshots");
    }
}
