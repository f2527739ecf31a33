//! The CSV of updates that agents send in place of logs: `file_path,new_last_accessed[,audit_event_id]`.

use std::io::{self, BufRead, Read};

use csv_core::ReadRecordResult;

use super::Reason;
use super::time::{self, Clock};

/// A longer row is one rejected row, and is never held in memory.
const ROW_BYTES: usize = 1 << 20;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// As it is written: whether `\` separates and what is the root depends on the share.
    pub path: Vec<u8>,
    /// When it was last accessed, in seconds since 1970.
    pub time_unix: i64,
    /// The id the agent gave it.
    pub id: Option<String>,
}

/// One row, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line it starts on, from 1.
    pub line: u64,
    /// The offset of its first byte.
    pub byte: u64,
    /// What it says, or why it says nothing.
    pub update: Result<Update, Reason>,
}

/// The rows of a CSV, in bounded memory.
///
/// A first row with the names of the columns may stand there, in any order and with more of them; without it the
/// columns are in the order above.
pub struct Updates<R> {
    reader: io::Chain<io::Cursor<Vec<u8>>, R>,
    csv: csv_core::Reader,
    clock: Clock,
    /// Where path, time and id stand.
    columns: Option<[usize; 3]>,
    line: u64,
    byte: u64,
    row: Vec<u8>,
    ends: Vec<usize>,
    fields: usize,
    too_long: bool,
}

impl<R: BufRead> Updates<R> {
    /// Reads from the start of a CSV (decompressed). Fails when that start cannot be read.
    pub fn new(mut reader: R, clock: Clock) -> io::Result<Updates<R>> {
        // csv-core drops a byte order mark only if it does not come alone, and the first read may give just that.
        let mut start = Vec::new();
        (&mut reader).take(BYTE_ORDER_MARK.len() as u64).read_to_end(&mut start)?;
        let byte = if start == BYTE_ORDER_MARK { start.drain(..).len() as u64 } else { 0 };
        Ok(Updates {
            reader: io::Cursor::new(start).chain(reader),
            csv: csv_core::Reader::new(),
            clock,
            columns: None,
            line: 1,
            byte,
            row: vec![0; 4096],
            ends: vec![0; 64],
            fields: 0,
            too_long: false,
        })
    }

    /// The next row, or None at the end.
    pub fn next_row(&mut self) -> io::Result<Option<Row>> {
        loop {
            self.skip_line_ends()?;
            let (line, byte) = (self.line, self.byte);
            if !self.read_record()? {
                return Ok(None);
            }
            if self.columns.is_none() {
                let names = self.names();
                self.columns = Some(names.unwrap_or([0, 1, 2]));
                if names.is_some() {
                    continue;
                }
            }
            return Ok(Some(Row { line, byte, update: self.update() }));
        }
    }

    fn update(&self) -> Result<Update, Reason> {
        if self.too_long {
            return Err(Reason::LineTooLong);
        }
        let [path, time, id] = self.columns.unwrap_or([0, 1, 2]).map(|column| self.field(column));
        let (Some(path), Some(time)) = (path, time) else { return Err(Reason::BadRow) };
        let text = |bytes| std::str::from_utf8(bytes);
        let time_unix = self.clock.check(time::from_text(text(time).map_err(|_| Reason::BadTime)?)?)?;
        if path.is_empty() {
            return Err(Reason::NoPath);
        }
        let id = text(id.unwrap_or_default()).map_err(|_| Reason::BadRow)?.trim();
        Ok(Update { path: path.to_owned(), time_unix, id: (!id.is_empty()).then(|| id.to_owned()) })
    }

    fn field(&self, column: usize) -> Option<&[u8]> {
        let ends = &self.ends[..self.fields];
        let end = *ends.get(column)?;
        let start = if column == 0 { 0 } else { ends[column - 1] };
        self.row.get(start..end)
    }

    /// The columns, if this row names them. A missing id column is one that no row reaches.
    fn names(&self) -> Option<[usize; 3]> {
        let place = |name: &str| {
            (0..self.fields).find(|column| {
                self.field(*column)
                    .is_some_and(|field| field.trim_ascii().eq_ignore_ascii_case(name.as_bytes()))
            })
        };
        let id = place("audit_event_id").unwrap_or(usize::MAX);
        Some([place("file_path")?, place("new_last_accessed")?, id])
    }

    /// Blank lines are no rows, and a row starts where its first byte is.
    fn skip_line_ends(&mut self) -> io::Result<()> {
        loop {
            let input = self.reader.fill_buf()?;
            let ends = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if ends == 0 {
                return Ok(());
            }
            self.consume(ends)?;
        }
    }

    /// Reads one record into `row` and `ends`. False at the end of the input.
    fn read_record(&mut self) -> io::Result<bool> {
        let mut filled = 0;
        (self.fields, self.too_long) = (0, false);
        loop {
            let input = self.reader.fill_buf()?;
            let (result, read, written, ended) =
                self.csv.read_record(input, &mut self.row[filled..], &mut self.ends[self.fields..]);
            self.consume(read)?;
            filled += written;
            self.fields += ended;
            match result {
                ReadRecordResult::Record => return Ok(true),
                ReadRecordResult::End => return Ok(false),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.row.len() < ROW_BYTES => {
                    self.row.resize(self.row.len() * 2, 0)
                }
                // The rest of such a row is read over itself.
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    (filled, self.fields, self.too_long) = (0, 0, true);
                }
            }
        }
    }

    fn consume(&mut self, bytes: usize) -> io::Result<()> {
        if bytes > 0 {
            let input = self.reader.fill_buf()?;
            self.line += memchr::memchr_iter(b'\n', &input[..bytes]).count() as u64;
            self.byte += bytes as u64;
            self.reader.consume(bytes);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn rows(csv: &[u8]) -> Vec<Row> {
        // A buffer of three bytes: every row is split over several reads.
        let mut updates = Updates::new(BufReader::with_capacity(3, csv), Clock::at(1_780_000_000)).unwrap();
        std::iter::from_fn(|| updates.next_row().unwrap()).collect()
    }

    fn row(line: u64, byte: u64, path: &str, id: Option<&str>) -> Row {
        let update = Update { path: path.into(), time_unix: 1_779_987_033, id: id.map(str::to_owned) };
        Row { line, byte, update: Ok(update) }
    }

    #[test]
    fn with_and_without_names_of_columns() {
        let expected =
            |byte, line| vec![row(line, byte, "/a,b", Some("e1")), row(line + 1, byte + 21, "/c", None)];
        let rows_only = "\"/a,b\",1779987033,e1\n/c,2026-05-28T16:50:33Z\n";
        assert_eq!(rows(rows_only.as_bytes()), expected(0, 1));
        let named = format!("file_path,new_last_accessed,audit_event_id\n{rows_only}");
        assert_eq!(rows(named.as_bytes()), expected(43, 2));
        let other_order =
            b"\xef\xbb\xbfaudit_event_id,More,New_Last_Accessed,file_path\r\n\r\ne1,x,1779987033841,/a\r\n";
        assert_eq!(rows(other_order), [row(3, 54, "/a", Some("e1"))]);
        let no_id = b"new_last_accessed,file_path\n1779987033,/a\n";
        assert_eq!(rows(no_id), [row(2, 28, "/a", None)]);
    }

    #[test]
    fn rows_that_say_nothing_are_rejected_by_line() {
        let csv = b"/a\n/b,soon\n\n,1779987033\n\"/c\nd\",1779987033\n/e,1\n\xff,1779987033";
        let rows = rows(csv);
        let reasons: Vec<_> = rows.iter().map(|row| (row.line, row.update.as_ref().err().copied())).collect();
        assert_eq!(
            reasons,
            [
                (1, Some(Reason::BadRow)),
                (2, Some(Reason::BadTime)),
                (4, Some(Reason::NoPath)),
                (5, None),
                (7, Some(Reason::TimeBefore1980)),
                (8, None),
            ]
        );
        assert_eq!(rows[5].update.as_ref().unwrap().path, b"\xff");
    }

    #[test]
    fn a_row_of_100_mb_takes_no_more_memory() {
        let csv = b"\"".chain(io::repeat(b'x').take(100 << 20)).chain(&b"\",1\n/b,1779987033\n"[..]);
        let mut updates = Updates::new(BufReader::new(csv), Clock::at(1_780_000_000)).unwrap();
        assert_eq!(updates.next_row().unwrap().unwrap().update, Err(Reason::LineTooLong));
        assert_eq!(updates.next_row().unwrap(), Some(row(2, (100 << 20) + 5, "/b", None)));
        assert!(updates.row.len() <= ROW_BYTES);
    }
}
