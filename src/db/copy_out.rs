//! Rows of a table as fast as the server reads them, one at a time: COPY TO STDOUT in binary format.
//!
//! The driver's reader of this format allocates for each row, which takes as long as all else that is done with the rows of a
//! snapshot. The format is fixed: <https://www.postgresql.org/docs/current/sql-copy.html>.

use super::error::failed;
use super::statement::Statement;
use super::transaction::Tx;
use crate::error::{Error, Result};
use bytes::{Buf, Bytes};
use futures::StreamExt;
use std::ops::Range;
use std::pin::Pin;
use tokio_postgres::CopyOutStream;
use tokio_postgres::types::FromSql;

pub(crate) use tokio_postgres::types::Type;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";

/// The header: the signature, flags, and the length of an extension that no server has sent so far.
const HEADER_BYTES: usize = SIGNATURE.len() + 8;

/// Stands in place of a number of columns after the last row.
const END: i16 = -1;

impl Tx<'_> {
    /// Runs a COPY statement whose columns have these types.
    pub(crate) async fn copy_out(&self, statement: &Statement, types: &[Type]) -> Result<CopyOut> {
        let stream = self.inner.copy_out(&*self.text(statement)?).await.map_err(self.failed())?;
        let (types, doing) = (types.to_vec(), self.doing.clone());
        let row = CopiedRow { values: Vec::with_capacity(types.len()), message: Bytes::new(), types };
        Ok(CopyOut { stream: Box::pin(stream), begun: false, row, doing })
    }
}

/// The rows of a COPY statement.
pub(crate) struct CopyOut {
    stream: Pin<Box<CopyOutStream>>,
    /// Whether the header was read.
    begun: bool,
    row: CopiedRow,
    doing: String,
}

impl CopyOut {
    /// The next row; None at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<&CopiedRow>> {
        let malformed = || Error::internal("a COPY in binary format is none");
        let Some(mut message) = self.message().await? else {
            return Err(malformed());
        };
        if !self.begun {
            if message.len() < HEADER_BYTES || !message.starts_with(SIGNATURE) {
                return Err(malformed());
            }
            message.advance(HEADER_BYTES);
            self.begun = true;
            if message.is_empty() {
                message = self.message().await?.ok_or_else(malformed)?;
            }
        }
        if message.as_ref() == END.to_be_bytes() {
            return if self.message().await?.is_none() { Ok(None) } else { Err(malformed()) };
        }
        self.row.read(message).ok_or_else(malformed)?;
        Ok(Some(&self.row))
    }

    /// The server sends each row as a message of its own.
    async fn message(&mut self) -> Result<Option<Bytes>> {
        self.stream.next().await.transpose().map_err(failed(&self.doing))
    }
}

/// A row, whose columns are asked for by their place: COPY tells no names.
pub(crate) struct CopiedRow {
    types: Vec<Type>,
    message: Bytes,
    /// Where in the message each value is; None for NULL.
    values: Vec<Option<Range<usize>>>,
}

impl CopiedRow {
    /// Takes a message apart; None where it is no row of these columns.
    fn read(&mut self, message: Bytes) -> Option<()> {
        let (count, mut rest) = message.split_first_chunk()?;
        if usize::try_from(i16::from_be_bytes(*count)) != Ok(self.types.len()) {
            return None;
        }
        self.values.clear();
        for _ in 0..self.types.len() {
            let (length, after) = rest.split_first_chunk()?;
            let length = i32::from_be_bytes(*length);
            rest = after;
            let at = message.len() - rest.len();
            let value = if length == -1 { None } else { Some(at..at + usize::try_from(length).ok()?) };
            rest = rest.get(value.as_ref().map_or(0, Range::len)..)?;
            self.values.push(value);
        }
        let whole = rest.is_empty();
        self.message = message;
        whole.then_some(())
    }

    /// The value of a column.
    pub(crate) fn get<'r, T: FromSql<'r>>(&'r self, column: usize) -> Result<T> {
        let unreadable =
            |why: &dyn std::fmt::Display| Error::internal(format!("column {column} of a COPY: {why}"));
        let (Some(column_type), Some(value)) = (self.types.get(column), self.values.get(column)) else {
            return Err(unreadable(&"there is none"));
        };
        if !T::accepts(column_type) {
            return Err(unreadable(&format_args!("it has type {column_type}")));
        }
        let value = value.as_ref().map(|place| &self.message[place.clone()]);
        T::from_sql_nullable(column_type, value).map_err(|error| unreadable(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(message: &'static [u8]) -> Option<(Option<i32>, Option<String>)> {
        let types = vec![Type::INT4, Type::TEXT];
        let mut row = CopiedRow { types, message: Bytes::new(), values: Vec::new() };
        row.read(Bytes::from_static(message))?;
        assert!(row.get::<i64>(0).is_err());
        assert!(row.get::<i32>(2).is_err());
        Some((row.get(0).unwrap(), row.get(1).unwrap()))
    }

    #[test]
    fn rows_are_taken_apart() {
        assert_eq!(row(b"\0\x02\0\0\0\x04\0\0\0\x07\0\0\0\x02ab"), Some((Some(7), Some("ab".to_owned()))));
        assert_eq!(row(b"\0\x02\xff\xff\xff\xff\0\0\0\0"), Some((None, Some(String::new()))));
        assert_eq!(row(b"\0\x02\0\0\0\x04\0\0\0\x07\xff\xff\xff\xff"), Some((Some(7), None)));
    }

    #[test]
    fn what_is_no_row_is_refused() {
        let whole = b"\0\x02\0\0\0\x04\0\0\0\x07\0\0\0\x02ab";
        for length in 0..whole.len() {
            assert_eq!(row(&whole[..length]), None, "{length}");
        }
        for other in [
            &b"\0\x02\0\0\0\x04\0\0\0\x07\0\0\0\x02abc"[..],
            b"\0\x01\0\0\0\x04\0\0\0\x07",
            b"\0\x03\0\0\0\x04\0\0\0\x07\0\0\0\x02ab\0\0\0\0",
            b"\0\x02\0\0\0\x04\0\0\0\x07\xff\xff\xff\xfe",
            b"\0\x02\0\0\0\x04\0\0\0\x07\x7f\xff\xff\xff",
            b"\xff\xff",
        ] {
            assert_eq!(row(other), None, "{other:?}");
        }
    }
}
