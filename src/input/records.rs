//! Takes a chunk apart into records and fields, and finds its feet again after a broken one.

use super::cut::{Chunk, Dialect};

/// The fields of one record.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'r> {
    bytes: &'r [u8],
    ends: &'r [usize],
    /// Bytes between two fields: 1 in the raw line (the delimiter), 0 once csv-core has unquoted them.
    gap: usize,
}

impl<'r> Fields<'r> {
    /// Number of fields.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Field `index`; empty when the record has no such field.
    pub fn get(&self, index: usize) -> &'r [u8] {
        let Some(&end) = self.ends.get(index) else { return b"" };
        let start = if index == 0 { 0 } else { self.ends[index - 1] + self.gap };
        &self.bytes[start..end]
    }

    /// All fields.
    pub fn iter(&self) -> impl Iterator<Item = &'r [u8]> + use<'r> {
        let fields = *self;
        (0..fields.len()).map(move |index| fields.get(index))
    }
}

/// One record and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Record<'r> {
    /// Its fields, unquoted.
    pub fields: Fields<'r>,
    /// Offset of its first byte within the chunk.
    pub start: usize,
    /// Offset of the byte after its line end.
    pub end: usize,
}

/// The records of a chunk, by the rules of the csv crate: empty lines are no records; `\n`, `\r` and `\r\n` end one.
pub struct Records<'c> {
    chunk: &'c [u8],
    dialect: Dialect,
    at: usize,
    /// No quote in the chunk: fields can be borrowed from it as they stand.
    plain: bool,
    /// After a broken record, quotes may not reach over a line end until a record was good again.
    line_by_line: bool,
    unquoted: Vec<u8>,
    ends: Vec<usize>,
    core: csv_core::Reader,
}

impl<'c> Records<'c> {
    /// Reads `chunk` from its start.
    pub fn new(chunk: &'c Chunk, dialect: Dialect) -> Records<'c> {
        Records::of_bytes(&chunk.bytes, dialect)
    }

    /// Reads records that stand in memory.
    pub fn of_bytes(bytes: &'c [u8], dialect: Dialect) -> Records<'c> {
        let mut core =
            csv_core::ReaderBuilder::new().delimiter(dialect.delimiter).quote(dialect.quote).build();
        // csv-core drops a byte order mark from the first bytes that it is given. Only an input has one, not a
        // chunk, so an empty line goes first.
        core.read_record(b"\n", &mut [0], &mut [0]);
        Records {
            chunk: bytes,
            dialect,
            at: 0,
            plain: memchr::memchr(dialect.quote, bytes).is_none(),
            line_by_line: false,
            unquoted: Vec::new(),
            ends: Vec::new(),
            core,
        }
    }

    /// The next record; `None` at the end of the chunk.
    pub fn next_record(&mut self) -> Option<Record<'_>> {
        while matches!(self.chunk.get(self.at), Some(b'\n' | b'\r')) {
            self.at += 1;
        }
        if self.at >= self.chunk.len() {
            return None;
        }
        if self.plain { Some(self.plain_record()) } else { Some(self.quoted_record()) }
    }

    /// Says that the record which started at `start` was broken. Where it reaches over several lines, only the
    /// first is given up: an opening quote that nothing closes must not take good lines with it.
    /// Returns where the rejected bytes end.
    pub fn reject(&mut self, start: usize) -> usize {
        let line_end = self.line_end(start);
        if line_end < self.at {
            self.at = line_end;
            self.line_by_line = true;
        }
        self.at
    }

    /// Says that the record was good: quotes may reach over line ends again.
    pub fn accept(&mut self) {
        self.line_by_line = false;
    }

    fn line_end(&self, from: usize) -> usize {
        memchr::memchr(b'\n', &self.chunk[from..]).map_or(self.chunk.len(), |newline| from + newline + 1)
    }

    fn plain_record(&mut self) -> Record<'_> {
        let start = self.at;
        let line = &self.chunk[start..];
        self.ends.clear();
        let mut length = line.len();
        for at in memchr::memchr3_iter(self.dialect.delimiter, b'\n', b'\r', line) {
            self.ends.push(at);
            if line[at] != self.dialect.delimiter {
                length = at;
                break;
            }
        }
        if length == line.len() {
            self.ends.push(length);
            self.at = self.chunk.len();
        } else {
            self.at = start + length + 1;
            if line[length] == b'\r' && line.get(length + 1) == Some(&b'\n') {
                self.at += 1;
            }
        }
        Record { fields: Fields { bytes: &line[..length], ends: &self.ends, gap: 1 }, start, end: self.at }
    }

    fn quoted_record(&mut self) -> Record<'_> {
        let start = self.at;
        let limit = if self.line_by_line { self.line_end(start) } else { self.chunk.len() };
        let (mut written, mut fields) = (0, 0);
        loop {
            if self.unquoted.len() == written {
                self.unquoted.resize((written * 2).max(4096), 0);
            }
            if self.ends.len() <= fields {
                self.ends.resize((fields * 2).max(64), 0);
            }
            let (result, read, wrote, ended) = self.core.read_record(
                &self.chunk[self.at..limit],
                &mut self.unquoted[written..],
                &mut self.ends[fields..],
            );
            self.at += read;
            written += wrote;
            fields += ended;
            match result {
                // An empty input tells csv-core that the record ends here, in quotes or not.
                csv_core::ReadRecordResult::InputEmpty
                | csv_core::ReadRecordResult::OutputFull
                | csv_core::ReadRecordResult::OutputEndsFull => continue,
                csv_core::ReadRecordResult::Record | csv_core::ReadRecordResult::End => break,
            }
        }
        // csv-core leaves the \n of a \r\n for the next record to skip.
        if self.chunk[..self.at].ends_with(b"\r") && self.chunk.get(self.at) == Some(&b'\n') {
            self.at += 1;
        }
        Record {
            fields: Fields { bytes: &self.unquoted[..written], ends: &self.ends[..fields], gap: 0 },
            start,
            end: self.at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::ChunkReader;
    use proptest::prelude::*;

    fn by_csv_crate(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(bytes)
            .into_byte_records()
            .map(|record| record.unwrap().iter().map(<[u8]>::to_vec).collect())
            .collect()
    }

    fn records_of(bytes: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let mut records = Records::of_bytes(bytes, Dialect::CSV);
        let mut all = Vec::new();
        while let Some(record) = records.next_record() {
            all.push(record.fields.iter().map(<[u8]>::to_vec).collect());
        }
        all
    }

    fn cut_then_parsed(bytes: &[u8], chunk_bytes: usize) -> Vec<Vec<Vec<u8>>> {
        let mut reader = ChunkReader::new(bytes, chunk_bytes);
        let mut all = Vec::new();
        let (mut byte, mut line) = (0, 1);
        while let Some(chunk) = reader.next_chunk().unwrap() {
            assert_eq!((chunk.byte_start, chunk.line_start), (byte, line));
            byte = chunk.byte_end();
            line += chunk.bytes.iter().filter(|&&b| b == b'\n').count() as u64;
            all.extend(records_of(&chunk.bytes));
        }
        assert_eq!(byte, bytes.len() as u64);
        all
    }

    #[test]
    fn plain_and_quoted_line_ends() {
        for text in ["a,b\nc,d\n", "a,b\r\nc,d", "a\rb\r\r\nc", "\n\na,b\n\n", "a,\n,b", "\"a\",b\r\nc,d\r\n"]
        {
            assert_eq!(records_of(text.as_bytes()), by_csv_crate(text.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn a_quote_that_nothing_closes_costs_one_line() {
        let text = b"1,a\n2,\"b\n3,c\n4,d\n";
        let mut records = Records::of_bytes(text, Dialect::CSV);
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        while let Some(record) = records.next_record() {
            let (start, fields) = (record.start, record.fields.len());
            let second = record.fields.get(1).to_vec();
            if fields == 2 && second.len() == 1 {
                good.push(second);
                records.accept();
            } else {
                let end = records.reject(start);
                bad.push(&text[start..end]);
            }
        }
        assert_eq!(good, [b"a", b"c", b"d"]);
        assert_eq!(bad, [b"2,\"b\n"]);
    }

    #[test]
    fn a_line_without_an_end_is_one_chunk_and_little_memory() {
        use std::io::Read;
        let input = b"a,b\n".chain(std::io::repeat(b'x').take(40 << 20)).chain(&b"\nc,d\n"[..]);
        let mut reader = ChunkReader::new(input, 64 << 10);
        let mut chunks = Vec::new();
        while let Some(chunk) = reader.next_chunk().unwrap() {
            chunks.push((chunk.bytes.len(), chunk.discarded_bytes, chunk.line_start));
        }
        let kept = crate::input::MAX_RECORD_BYTES;
        assert_eq!(chunks, [(4, 0, 1), (kept, (40 << 20) - kept as u64 + 1, 2), (4, 0, 3)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        /// The one oracle of cutter and splitter: whatever the bytes, and wherever they are cut, the records are
        /// those of a plain csv reader.
        #[test]
        fn any_cut_gives_the_records_of_the_csv_crate(
            parts in proptest::collection::vec(
                prop_oneof![
                    Just("\""), Just("\"\""), Just(","), Just("\n"), Just("\r\n"), Just("\r"), Just("ab"),
                    Just("\",\""), Just("\"\n"), Just(" "), Just("\u{FEFF}"), Just("é")
                ],
                0..60,
            ),
            chunk_bytes in 1usize..40,
        ) {
            let bytes = parts.concat().into_bytes();
            // A mark at the very start belongs to the header, which the property does not speak of.
            prop_assume!(!bytes.starts_with(b"\xEF\xBB\xBF"));
            prop_assert_eq!(records_of(&bytes), by_csv_crate(&bytes));
            prop_assert_eq!(cut_then_parsed(&bytes, chunk_bytes), by_csv_crate(&bytes));
        }
    }
}
