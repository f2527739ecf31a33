//! CSV on stdout.

use crate::commands::terminal::print_csv;
use std::io;
use tierload::{Error, Result};

/// Bytes that are held before they are written.
const BLOCK_BYTES: usize = 64 << 10;

/// A CSV that is written as its rows come.
pub(super) struct Table {
    writer: csv::Writer<Vec<u8>>,
    bytes: usize,
}

impl Table {
    pub(super) fn new(header: &[&str]) -> Result<Table> {
        let mut table = Table { writer: csv::Writer::from_writer(Vec::new()), bytes: 0 };
        table.row(header)?;
        Ok(table)
    }

    pub(super) fn row<T: AsRef<[u8]>>(&mut self, fields: &[T]) -> Result<()> {
        self.bytes += fields.iter().map(|field| field.as_ref().len() + 1).sum::<usize>();
        self.writer.write_record(fields).map_err(failed)?;
        if self.bytes >= BLOCK_BYTES { self.hand_on() } else { Ok(()) }
    }

    /// Writes what is left.
    pub(super) fn finish(mut self) -> Result<()> {
        self.hand_on()
    }

    fn hand_on(&mut self) -> Result<()> {
        self.bytes = 0;
        let full = std::mem::replace(&mut self.writer, csv::Writer::from_writer(Vec::new()));
        let bytes = full.into_inner().map_err(|error| failed(error.into_error().into()))?;
        print_csv(&bytes)
    }
}

fn failed(error: csv::Error) -> Error {
    Error::io("cannot write to", "stdout")(io::Error::other(error))
}

/// A number, or nothing.
pub(super) fn field(value: Option<i64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
