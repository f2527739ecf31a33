//! Sends encoded rows to the server.

use bytes::Bytes;
use deadpool_postgres::Transaction;
use futures::SinkExt;

/// COPY is sent in pieces of this size, so that the socket's pace, not the chunk, decides what is buffered.
const PIECE_BYTES: usize = 64 << 10;

/// Runs a COPY statement with these rows, which are in its format.
pub async fn copy_in(
    transaction: &Transaction<'_>,
    statement: &str,
    mut rows: Bytes,
) -> Result<(), tokio_postgres::Error> {
    let sink = transaction.copy_in::<_, Bytes>(statement).await?;
    futures::pin_mut!(sink);
    while !rows.is_empty() {
        sink.feed(rows.split_to(rows.len().min(PIECE_BYTES))).await?;
    }
    sink.finish().await.map(|_| ())
}
