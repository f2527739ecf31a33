//! The CSV of updates that agents send in place of logs: `file_path,new_last_accessed[,audit_event_id]`.

use std::io::{self, Read};
use std::vec;

use super::Reason;
use super::time::{self, TimeWindow};
use crate::dump::input::{Chunk, ChunkReader, Dialect, Fields, Records};

/// So much is read and parsed at a time. A row longer than [`crate::dump::input::MAX_RECORD_BYTES`] is one rejected row, and is
/// never held in memory.
const CHUNK_BYTES: usize = 256 << 10;

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
    chunks: ChunkReader<R>,
    times: TimeWindow,
    columns: Option<Columns>,
    ends_amid_line: bool,
    /// Of the last chunk.
    rows: vec::IntoIter<Row>,
}

/// Where path, time and id stand.
type Columns = [usize; 3];

const UNNAMED: Columns = [0, 1, 2];

impl<R: Read> Updates<R> {
    /// Reads from the start of a CSV (decompressed). Fails when that start cannot be read.
    pub fn new(reader: R, times: TimeWindow) -> io::Result<Updates<R>> {
        let mut chunks = ChunkReader::new(reader, CHUNK_BYTES);
        // Drops a byte order mark.
        chunks.head()?;
        chunks.begin(Dialect::CSV, 0);
        Ok(Updates { chunks, times, columns: None, ends_amid_line: false, rows: Vec::new().into_iter() })
    }

    /// The next row, or None at the end.
    pub fn next_row(&mut self) -> io::Result<Option<Row>> {
        loop {
            if let Some(row) = self.rows.next() {
                return Ok(Some(row));
            }
            let Some(chunk) = self.chunks.next_chunk()? else { return Ok(None) };
            self.ends_amid_line = chunk.ends_amid_line;
            self.rows = self.rows_of(&chunk).into_iter();
        }
    }

    /// Whether it was read to its end, and that is no line end: the last row may be still being written.
    pub fn ends_amid_line(&self) -> bool {
        self.ends_amid_line
    }

    fn rows_of(&mut self, chunk: &Chunk) -> Vec<Row> {
        if chunk.discarded_bytes > 0 {
            self.columns.get_or_insert(UNNAMED);
            let update = Err(Reason::LineTooLong);
            return vec![Row { line: chunk.line_start, byte: chunk.byte_start, update }];
        }
        let mut rows = Vec::new();
        let mut records = Records::new(chunk, Dialect::CSV);
        while let Some(record) = records.next_record() {
            let start = record.start;
            let columns = match self.columns {
                Some(columns) => columns,
                None => {
                    let named = record.fields.ok().and_then(named);
                    let columns = *self.columns.insert(named.unwrap_or(UNNAMED));
                    if named.is_some() {
                        continue;
                    }
                    columns
                }
            };
            let fields = record.fields.map_err(|_| Reason::BadRow);
            let is_broken = fields.is_err();
            let update = fields.and_then(|fields| update(fields, columns, &self.times));
            // A quote that nothing closes: its line is no row, and those below are. Where it is closed, the lines within
            // are part of a path, and no rows.
            if is_broken {
                records.reject(start);
            }
            rows.push(Row { line: records.line(start), byte: chunk.byte_start + start as u64, update });
        }
        rows
    }
}

fn update(fields: Fields<'_>, columns: Columns, times: &TimeWindow) -> Result<Update, Reason> {
    let [path, time, id] = columns.map(|column| (column < fields.len()).then(|| fields.get(column)));
    let (Some(path), Some(time)) = (path, time) else { return Err(Reason::BadRow) };
    let text = |bytes| std::str::from_utf8(bytes);
    let time_unix = times.check(time::from_text(text(time).map_err(|_| Reason::BadTime)?)?)?;
    if path.is_empty() {
        return Err(Reason::NoPath);
    }
    let id = text(id.unwrap_or_default()).map_err(|_| Reason::BadRow)?.trim();
    // No text of the server can hold it.
    if id.contains('\0') {
        return Err(Reason::BadRow);
    }
    Ok(Update { path: path.to_owned(), time_unix, id: (!id.is_empty()).then(|| id.to_owned()) })
}

/// The columns, if this row names them. A missing id column is one that no row reaches.
fn named(fields: Fields<'_>) -> Option<Columns> {
    let place =
        |name: &str| fields.iter().position(|field| field.trim_ascii().eq_ignore_ascii_case(name.as_bytes()));
    let id = place("audit_event_id").unwrap_or(usize::MAX);
    Some([place("file_path")?, place("new_last_accessed")?, id])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows_in(csv: &[u8], chunk_bytes: usize) -> Vec<Row> {
        let mut updates = Updates::new(csv, TimeWindow::at(1_780_000_000)).unwrap();
        updates.chunks.set_chunk_bytes(chunk_bytes);
        std::iter::from_fn(|| updates.next_row().unwrap()).collect()
    }

    /// Wherever the rows are cut into chunks, they are the same.
    fn rows(csv: &[u8]) -> Vec<Row> {
        let rows = rows_in(csv, CHUNK_BYTES);
        for chunk_bytes in [1, 3, 20] {
            assert_eq!(rows_in(csv, chunk_bytes), rows);
        }
        rows
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
        let mut updates = Updates::new(csv, TimeWindow::at(1_780_000_000)).unwrap();
        assert_eq!(updates.next_row().unwrap().unwrap().update, Err(Reason::LineTooLong));
        assert_eq!(updates.next_row().unwrap(), Some(row(2, (100 << 20) + 5, "/b", None)));
        assert!(updates.chunks.pending_bytes() <= crate::dump::input::MAX_RECORD_BYTES);
    }

    #[test]
    fn a_quote_that_nothing_closes_costs_one_row() {
        let csv = b"/a,1779987033\n\"/b,1779987033\n/c,1779987033\n/d,1779987033\n";
        let rows = rows(csv);
        let found: Vec<_> = rows.iter().map(|row| (row.line, row.byte, row.update.is_ok())).collect();
        assert_eq!(found, [(1, 0, true), (2, 14, false), (3, 29, true), (4, 43, true)]);
    }

    /// No file system has such a path, and memory is bounded: it is taken for a quote that nothing closes.
    #[test]
    fn a_quoted_row_beyond_1_mib_costs_its_first_and_last_line() {
        let lines = 100_000;
        let csv = format!("\"/x\n{}\",1779987033\n/b,1779987033\n", "/d,1779987033\n".repeat(lines));
        assert!(csv.len() > crate::dump::input::MAX_RECORD_BYTES);
        let rows = rows_in(csv.as_bytes(), CHUNK_BYTES);
        let rejected: Vec<_> = rows.iter().filter(|row| row.update.is_err()).map(|row| row.line).collect();
        assert_eq!((rows.len(), rejected), (lines + 3, vec![1, 100_002]));
    }

    #[test]
    fn the_lines_of_a_quoted_path_are_no_rows() {
        let csv = b"\"/x\n/d,1779987033\n\",soon,e1\n/a,1779987033\n";
        let found: Vec<_> = rows(csv).iter().map(|row| (row.line, row.update.is_ok())).collect();
        assert_eq!(found, [(1, false), (4, true)]);
    }

    /// What reads updates when nothing is broken: the csv crate, with its own account of lines and bytes.
    fn by_csv_crate(csv: &[u8]) -> Vec<(u64, u64, Vec<u8>)> {
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv);
        let records = reader.into_byte_records().map(|record| record.unwrap());
        records
            .map(|record| {
                let place = record.position().unwrap();
                // The crate counts line ends before a record as part of it.
                let start = place.byte() as usize;
                let ends = csv[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
                let ends: Vec<u8> = ends.copied().collect();
                let lines = ends.iter().filter(|byte| **byte == b'\n').count() as u64;
                (place.line() + lines, place.byte() + ends.len() as u64, record[0].to_vec())
            })
            .collect()
    }

    proptest! {
        /// Cursors in ledgers are offsets of rows: they stay what they are however the reading is done.
        #[test]
        fn rows_stand_where_the_csv_crate_finds_them(
            parts in prop::collection::vec(
                prop_oneof![
                    Just("/a,1779987033\n"), Just("\"/a,b\",1779987033,e1\n"), Just("\"/c\nd\",1779987033\r\n"),
                    Just("\"/e\"\"f\n\r\n\",1779987033\n"), Just("\n"), Just("\r\n"), Just("/g,1779987033,e2,x\r\n"),
                ],
                0..20,
            ),
            chunk_bytes in 1usize..60,
        ) {
            let csv = parts.concat();
            let found: Vec<_> = rows_in(csv.as_bytes(), chunk_bytes)
                .into_iter()
                .map(|row| (row.line, row.byte, row.update.unwrap().path))
                .collect();
            prop_assert_eq!(found, by_csv_crate(csv.as_bytes()));
        }
    }
}
