//! A large batch in halves: the access times of the second half of its files are brought forward in a session of their own, beside those
//! of the first. One session uses one core of the server, and an update is most of the work of a batch.
//!
//! The half is committed before the batch is, and alone if the batch then fails. It loses and repeats nothing: an access
//! time is a maximum, so that applying it again changes nothing. What counts (objects, cursors, ids, books) is in the
//! transaction of the batch.

use super::sql::{COPY_STAGING, CREATE_STAGING};
use super::target::Target;
use crate::db::{Connection, Statement, Tx, begin};
use crate::error::{Error, ErrorKind, Result};
use bytes::Bytes;
use jiff::Timestamp;
use std::time::Duration;

/// A batch of so many files is halved; below, a second transaction costs more than it saves.
pub(super) const HALVED_FROM: usize = 20_000;

/// Each file of a batch is looked up through the key, in its order. The planner would rather hash the share, for it
/// does not know the order: 1.2 s in place of 0.4 s for 150,000 of 2,000,000 files, and worse the larger the share is.
const BY_KEY: &str = "set local enable_hashjoin = off; set local enable_mergejoin = off";

/// The batch waits for its half, which the server does not know: somebody who waits for a lock of the batch, and for
/// whom the half would wait, must not keep both for ever.
const LOCK_TIMEOUT: &str = "set local lock_timeout = '2s'";

/// A pooler may have no second connection to the server until the batch itself ends.
const CONNECTED_WITHIN: Duration = Duration::from_secs(2);

/// Stages files, for statements that find them through the key.
pub(super) async fn stage(tx: &Tx<'_>, copy: Bytes) -> Result<()> {
    tx.batch(BY_KEY).await?;
    tx.run(&CREATE_STAGING).await?;
    tx.copy_in(&COPY_STAGING, copy).await
}

/// Brings the access times of a half forward, and commits. The caller holds the lock of the share.
pub(super) async fn update_half(
    target: &Target,
    update: &Statement,
    copy: Bytes,
    now: Timestamp,
) -> Result<u64> {
    let connected = tokio::time::timeout(CONNECTED_WITHIN, target.session()).await;
    let mut session = connected.map_err(|_| no_second_connection())??;
    let done = update_in(&mut session, target, update, copy, now).await;
    if done.is_err() {
        // It may stand in a pooler's queue.
        session.end();
    }
    done
}

async fn update_in(
    session: &mut Connection,
    target: &Target,
    update: &Statement,
    copy: Bytes,
    now: Timestamp,
) -> Result<u64> {
    let begun = begin(session, Some(target.tenant_id), "cannot apply half of a batch");
    let tx = tokio::time::timeout(CONNECTED_WITHIN, begun).await.map_err(|_| no_second_connection())??;
    tx.batch(LOCK_TIMEOUT).await?;
    stage(&tx, copy).await?;
    let updated = tx.execute(update, &[("now", &now)]).await?;
    tx.commit().await?;
    Ok(updated)
}

fn no_second_connection() -> Error {
    let message = format!("no second connection to the server within {} s", CONNECTED_WITHIN.as_secs());
    Error::new(ErrorKind::ServerBusy, message)
}
