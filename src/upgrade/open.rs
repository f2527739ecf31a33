//! Opens a database for work: its schema must be this program's.

use super::migrate::migrate;
use super::outcome::{ConvertedShare, MigrateOutcome, Observer};
use crate::db::{ActsAs, Address, Database, check, check_common};
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

    /// The same for a command that only reads: also as a role to which a tenant is granted, with that role's rights. Such a role may
    /// know of the home of its tenant alone how far it is, which is looked at with the tenant.
    pub async fn opened_to_read(self) -> Result<Database> {
        if self.is_private() {
            return self.opened().await;
        }
        let database = self.reached().await?.for_reading().await?;
        match database.acts_as() {
            ActsAs::Loader => database.retrying(|| check(&database)).await?,
            ActsAs::Login => database.retrying(|| check_common(&database)).await?,
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
