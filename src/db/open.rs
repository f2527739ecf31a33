//! Opens a database for work: its schema must be this program's.

use super::database::{Address, Database};
use super::migrate::{check, migrate};
use crate::error::Result;

impl Database {
    /// Opens the database, and checks that its schema is this program's. The private server is migrated on the way;
    /// another is not.
    pub async fn open(address: &Address) -> Result<Database> {
        let database = Database::connect(address).await?;
        if database.is_private() {
            migrate(&database).await?;
        } else {
            database.retrying(|| check(&database)).await?;
        }
        Ok(database)
    }
}
