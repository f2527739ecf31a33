//! Transactions that read alone: all that they read is as it was at one moment, also when several sessions read at once.

use super::Connection;
use super::error::failed;
use super::statement::statements;
use super::tenant_id::TenantId;
use super::transaction::{Tx, set_up};
use crate::error::{Error, Result};
use tokio_postgres::IsolationLevel;

statements! {
    EXPORT_SNAPSHOT = "db/export_snapshot.sql",
}

/// The moment at which a transaction reads.
#[derive(Debug, Clone)]
pub(crate) struct Moment(String);

/// A transaction that reads as of its beginning, whatever is published meanwhile. A table that is attached meanwhile can be
/// named all the same.
pub(crate) async fn begin_reading<'s>(
    session: &'s mut Connection,
    tenant: TenantId,
    doing: impl Into<String>,
) -> Result<Tx<'s>> {
    let acts_as = session.acts_as();
    let inner = start(session).await?;
    set_up(inner, acts_as, Some(tenant), doing.into()).await
}

/// One that reads as of the moment of another, which is still open.
pub(crate) async fn begin_reading_at<'s>(
    session: &'s mut Connection,
    tenant: TenantId,
    moment: &Moment,
    doing: impl Into<String>,
) -> Result<Tx<'s>> {
    let acts_as = session.acts_as();
    let inner = start(session).await?;
    // Before any query, which would read as of a moment of its own.
    inner
        .batch_execute(&format!("set transaction snapshot '{}'", moment.0))
        .await
        .map_err(failed("cannot read as of the same moment in two sessions"))?;
    set_up(inner, acts_as, Some(tenant), doing.into()).await
}

async fn start(session: &mut Connection) -> Result<deadpool_postgres::Transaction<'_>> {
    let builder = session.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
    builder.start().await.map_err(failed("cannot begin a transaction"))
}

impl Tx<'_> {
    /// The moment at which it reads, for others, while it is open.
    pub(crate) async fn moment(&self) -> Result<Moment> {
        let name: String = self.row(&EXPORT_SNAPSHOT, &[]).await?.get("name")?;
        // It becomes a part of a statement.
        if !name.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-') {
            return Err(Error::internal(format!("a snapshot of the server has the name {name:?}")));
        }
        Ok(Moment(name))
    }
}
