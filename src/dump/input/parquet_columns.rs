//! Columns of a data file of S3 Inventory that is Parquet: what their types mean, and their values as CSV has them.

use jiff::Timestamp;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::errors::ParquetError;
use parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};
use std::io::{self, Write};

/// Rows that are read at once.
const BATCH_ROWS: usize = 1024;

pub(super) fn unreadable(error: ParquetError) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("as Parquet it is damaged, or not readable here: {error}"),
    )
}

pub(super) fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// What a value means, and so how CSV has it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Percent-encoded there.
    Key,
    Text,
    Flag,
    Number,
    /// So many of them are a second.
    Time(i64),
}

/// A column of the file that is read.
pub(super) struct Source {
    pub(super) column: usize,
    meaning: Meaning,
    has_nulls: bool,
}

impl Source {
    pub(super) fn of(schema: &SchemaDescriptor, name: &str, column: &str) -> io::Result<Source> {
        let found = (0..schema.num_columns()).find(|&at| schema.column(at).path().string() == column);
        let at =
            found.ok_or_else(|| invalid(format!("it has no column {column}, which its manifest names")))?;
        let descriptor = schema.column(at);
        if descriptor.max_rep_level() > 0 || descriptor.max_def_level() > 1 {
            return Err(invalid(format!("its column {column} is nested")));
        }
        let meaning = match (descriptor.physical_type(), name) {
            (Type::BYTE_ARRAY, "Key") => Some(Meaning::Key),
            (Type::BYTE_ARRAY, "Bucket" | "ETag") => Some(Meaning::Text),
            (Type::BOOLEAN, "IsLatest" | "IsDeleteMarker") => Some(Meaning::Flag),
            (Type::INT64, "Size") => Some(Meaning::Number),
            (Type::INT64, "LastModifiedDate") => units_a_second(&descriptor).map(Meaning::Time),
            _ => None,
        };
        let meaning = meaning
            .ok_or_else(|| invalid(format!("its column {column} is of another type than S3 writes")))?;
        Ok(Source { column: at, meaning, has_nulls: descriptor.max_def_level() > 0 })
    }
}

fn units_a_second(column: &ColumnDescriptor) -> Option<i64> {
    match (column.logical_type_ref(), column.converted_type()) {
        (Some(LogicalType::Timestamp(time)), _) => Some(match time.unit {
            TimeUnit::MILLIS => 1_000,
            TimeUnit::MICROS => 1_000_000,
            TimeUnit::NANOS => 1_000_000_000,
        }),
        (_, ConvertedType::TIMESTAMP_MILLIS) => Some(1_000),
        (_, ConvertedType::TIMESTAMP_MICROS) => Some(1_000_000),
        _ => None,
    }
}

/// A column of a row group, and its values of some rows.
pub(super) struct Values<T: DataType> {
    reader: ColumnReaderImpl<T>,
    has_nulls: bool,
    /// 1 for each row that has a value, 0 for the others; empty where all have.
    levels: Vec<i16>,
    values: Vec<T::T>,
    next: usize,
}

impl<T: DataType> Values<T> {
    fn new(reader: ColumnReaderImpl<T>, has_nulls: bool) -> Values<T> {
        Values { reader, has_nulls, levels: Vec::new(), values: Vec::new(), next: 0 }
    }

    /// Reads the next rows, and gives back how many.
    fn fill(&mut self) -> io::Result<usize> {
        self.levels.clear();
        self.values.clear();
        self.next = 0;
        let levels = Some(&mut self.levels).filter(|_| self.has_nulls);
        let read = self.reader.read_records(BATCH_ROWS, levels, None, &mut self.values);
        read.map(|(rows, ..)| rows).map_err(unreadable)
    }

    /// The value of this row, where it has one. Rows are asked for in their order.
    fn of_row(&mut self, row: usize) -> Option<&T::T> {
        if self.has_nulls && self.levels.get(row) != Some(&1) {
            return None;
        }
        self.next += 1;
        self.values.get(self.next - 1)
    }
}

/// A column of a row group.
pub(super) enum Column {
    Text(Values<ByteArrayType>, Meaning),
    Flag(Values<BoolType>),
    Long(Values<Int64Type>, Meaning),
    /// It is not read.
    Empty,
}

impl Column {
    pub(super) fn of(reader: ColumnReader, source: &Source) -> io::Result<Column> {
        let nulls = source.has_nulls;
        Ok(match reader {
            ColumnReader::ByteArrayColumnReader(reader) => {
                Column::Text(Values::new(reader, nulls), source.meaning)
            }
            ColumnReader::BoolColumnReader(reader) => Column::Flag(Values::new(reader, nulls)),
            ColumnReader::Int64ColumnReader(reader) => {
                Column::Long(Values::new(reader, nulls), source.meaning)
            }
            _ => return Err(invalid("a column of it has changed its type".into())),
        })
    }

    /// Reads the next rows, and gives back how many, unless it is not read.
    pub(super) fn fill(&mut self) -> io::Result<Option<usize>> {
        match self {
            Column::Text(values, _) => values.fill().map(Some),
            Column::Flag(values) => values.fill().map(Some),
            Column::Long(values, _) => values.fill().map(Some),
            Column::Empty => Ok(None),
        }
    }

    /// Appends a row's field.
    pub(super) fn write(&mut self, row: usize, out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Column::Empty => {}
            Column::Text(values, meaning) => {
                if let Some(text) = values.of_row(row) {
                    write_text(text, *meaning, out);
                }
            }
            Column::Flag(values) => {
                if let Some(flag) = values.of_row(row) {
                    write!(out, "{flag}")?;
                }
            }
            Column::Long(values, meaning) => match (values.of_row(row), meaning) {
                (Some(&number), Meaning::Time(units)) => write_time(number, *units, out)?,
                (Some(number), _) => write!(out, "{number}")?,
                (None, _) => {}
            },
        }
        Ok(())
    }
}

/// As S3 has it in CSV: with the escapes of a form in keys, and quotes doubled.
fn write_text(text: &ByteArray, meaning: Meaning, out: &mut Vec<u8>) {
    for &byte in text.data() {
        match byte {
            b'%' | b'+' | b'"' | 0..=0x1F | 0x7F if meaning == Meaning::Key => {
                // A vector takes all that is written.
                let _ = write!(out, "%{byte:02X}");
            }
            b'"' => out.extend_from_slice(b"\"\""),
            _ => out.push(byte),
        }
    }
}

fn write_time(number: i64, units: i64, out: &mut Vec<u8>) -> io::Result<()> {
    match Timestamp::from_second(number.div_euclid(units)) {
        Ok(time) => write!(out, "{time}"),
        // No time of this calendar: its record is rejected.
        Err(_) => write!(out, "{number}"),
    }
}
