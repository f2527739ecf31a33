//! Readers: whoever a tenant is granted to, and is no loader.

use super::Database;
use super::connection::ActsAs;
use super::statement::statements;
use super::transaction::begin_as_login;
use crate::error::Result;

statements! {
    IS_LOADER = "db/is_loader.sql",
}

impl Database {
    /// The same for reading alone: with the rights of whoever logged in, where that is no loader.
    pub(crate) async fn for_reading(self) -> Result<Database> {
        let acts_as = self.retrying(|| acts_as(&self)).await?;
        Ok(self.acting_as(acts_as))
    }
}

async fn acts_as(database: &Database) -> Result<ActsAs> {
    let mut session = database.session().await?;
    let tx = begin_as_login(&mut session, "cannot look up the rights of this role").await?;
    let is_loader = tx.row(&IS_LOADER, &[]).await?.get("is_loader")?;
    tx.rollback().await?;
    Ok(if is_loader { ActsAs::Loader } else { ActsAs::Login })
}
