//! Rows of a table as fast as the server reads them, one at a time: COPY TO STDOUT in binary format.

use super::error::failed;
use super::statement::Statement;
use super::transaction::Tx;
use crate::error::{Error, Result};
use futures::StreamExt;
use std::pin::Pin;
use tokio_postgres::binary_copy::{BinaryCopyOutRow, BinaryCopyOutStream};
use tokio_postgres::types::FromSql;

pub(crate) use tokio_postgres::types::Type;

impl Tx<'_> {
    /// Runs a COPY statement whose columns have these types.
    pub(crate) async fn copy_out(&self, statement: &Statement, types: &[Type]) -> Result<CopyOut> {
        let stream = self.inner.copy_out(&*self.text(statement)?).await.map_err(self.failed())?;
        let stream = Box::pin(BinaryCopyOutStream::new(stream, types));
        Ok(CopyOut { stream, doing: self.doing.clone() })
    }
}

/// The rows of a COPY statement.
pub(crate) struct CopyOut {
    stream: Pin<Box<BinaryCopyOutStream>>,
    doing: String,
}

impl CopyOut {
    /// The next row; None at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<CopiedRow>> {
        match self.stream.next().await {
            Some(row) => row.map(|row| Some(CopiedRow(row))).map_err(failed(&self.doing)),
            None => Ok(None),
        }
    }
}

/// A row, whose columns are asked for by their place: COPY tells no names.
pub(crate) struct CopiedRow(BinaryCopyOutRow);

impl CopiedRow {
    /// The value of a column.
    pub(crate) fn get<'r, T: FromSql<'r>>(&'r self, column: usize) -> Result<T> {
        let unreadable =
            |error: tokio_postgres::Error| Error::internal(format!("column {column} of a COPY: {error}"));
        self.0.try_get(column).map_err(unreadable)
    }
}
