//! The beginning of an input, looked at from several sides.

use crate::dump::input::{BrokenQuote, Dialect, Fields, Records};
use std::ops::ControlFlow;

/// So many records tell what a headerless dump is.
pub(super) const SAMPLE_RECORDS: usize = 20;

/// So many lines of comment may stand above a header.
pub(super) const PREAMBLE_LINES: usize = 20;

/// Between the columns of what is called CSV; tried when `--delimiter` is not given.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The beginning of an input, without a byte order mark.
#[derive(Debug, Clone, Copy)]
pub struct Head<'h> {
    pub(super) bytes: &'h [u8],
    /// Whether this is all there is. If not, the last record may be cut off.
    whole: bool,
    /// The declared delimiter.
    delimiter: Option<u8>,
}

/// A header line.
#[derive(Debug)]
pub(super) struct Header {
    /// As written, without white space around them.
    pub(super) names: Vec<String>,
    pub(super) delimiter: u8,
    /// Offset of the byte after it.
    pub(super) end: usize,
}

impl<'h> Head<'h> {
    /// The first bytes of an input, and whether they are all of it.
    pub fn new(bytes: &'h [u8], whole: bool) -> Head<'h> {
        Head { bytes, whole, delimiter: None }
    }

    /// The same with the delimiter that the command line names, if it does.
    pub(super) fn with_delimiter(self, delimiter: Option<u8>) -> Head<'h> {
        Head { delimiter, ..self }
    }

    /// Whether lines end with a carriage return alone.
    pub(super) fn has_cr_lines(&self) -> bool {
        memchr::memchr(b'\n', self.bytes).is_none() && memchr::memchr(b'\r', self.bytes).is_some()
    }

    fn line_end(&self) -> u8 {
        if self.has_cr_lines() { b'\r' } else { b'\n' }
    }

    /// What follows the first `bytes`.
    pub(super) fn from(self, bytes: usize) -> Head<'h> {
        Head { bytes: self.bytes.get(bytes..).unwrap_or_default(), ..self }
    }

    /// How many bytes the first `lines` lines have; None where there are not so many.
    pub(super) fn lines(&self, lines: usize) -> Option<usize> {
        match lines.checked_sub(1) {
            None => Some(0),
            Some(last) => memchr::memchr_iter(b'\n', self.bytes).nth(last).map(|end| end + 1),
        }
    }

    /// The line at `from`, without its end.
    pub(super) fn line(&self, from: usize) -> &'h [u8] {
        let rest = self.bytes.get(from..).unwrap_or_default();
        let end = memchr::memchr(self.line_end(), rest).unwrap_or(rest.len());
        rest[..end].trim_ascii_end()
    }

    /// Offset of the byte after the line at `from`.
    pub(super) fn after_line(&self, from: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        memchr::memchr(self.line_end(), rest).map_or(self.bytes.len(), |newline| from + newline + 1)
    }

    /// The header at `from` that has all these columns (in lower case), whatever its delimiter.
    pub(super) fn header_with(&self, from: usize, columns: &[&str]) -> Option<Header> {
        let has_all = |header: &Header| columns.iter().all(|name| header.position(name).is_some());
        self.headers(from).into_iter().find(has_all)
    }

    /// The header at `from`, by the delimiter that gives the most columns; the first such where several do.
    pub(super) fn header(&self, from: usize) -> Result<Header, String> {
        let headers = self.headers(from).into_iter();
        headers.rev().max_by_key(|header| header.names.len()).ok_or_else(|| "there is no header line".into())
    }

    /// The header at `from` that has all these columns; else the likeliest one, to say what it lacks.
    pub(super) fn header_for(&self, from: usize, columns: &[&str]) -> Result<Header, String> {
        self.header_with(from, columns).map_or_else(|| self.header(from), Ok)
    }

    fn headers(&self, from: usize) -> Vec<Header> {
        let declared = self.delimiter.map(|delimiter| vec![delimiter]);
        let candidates = declared.unwrap_or_else(|| DELIMITERS.to_vec());
        candidates.into_iter().filter_map(|delimiter| self.header_by(from, delimiter)).collect()
    }

    fn header_by(&self, from: usize, delimiter: u8) -> Option<Header> {
        let mut records = Records::of_bytes(self.bytes.get(from..)?, Dialect::csv(delimiter));
        let record = records.next_record()?;
        let names = record.fields.ok()?.iter().map(|name| String::from_utf8_lossy(name).trim().to_string());
        Some(Header { names: names.collect(), delimiter, end: from + record.end })
    }

    /// Calls `visit` with each whole record from `from` on, until it breaks; it says whether the record was good.
    pub(super) fn for_each_record(
        &self,
        from: usize,
        dialect: Dialect,
        mut visit: impl FnMut(Result<Fields<'_>, BrokenQuote>) -> ControlFlow<(), bool>,
    ) {
        let bytes = self.bytes.get(from..).unwrap_or_default();
        let mut records = Records::of_bytes(bytes, dialect);
        while let Some(record) = records.next_record() {
            let start = record.start;
            if record.end == bytes.len() && !self.whole {
                return;
            }
            match visit(record.fields) {
                ControlFlow::Break(()) => return,
                ControlFlow::Continue(true) => {}
                ControlFlow::Continue(false) => drop(records.reject(start)),
            }
        }
    }

    /// Whether the first records look as `test` wants them. A dirty dump may begin with broken ones, so most must.
    pub(super) fn most_records(
        &self,
        from: usize,
        dialect: Dialect,
        test: impl Fn(Fields<'_>) -> bool,
    ) -> bool {
        let (mut seen, mut good) = (0, 0);
        self.for_each_record(from, dialect, |fields| {
            let is_good = fields.is_ok_and(&test);
            seen += 1;
            good += usize::from(is_good);
            if seen < SAMPLE_RECORDS { ControlFlow::Continue(is_good) } else { ControlFlow::Break(()) }
        });
        good * 2 > seen
    }
}

impl Header {
    /// The column of this name (in lower case). A header may be commented out: then the first column has a `#` before its name.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        let has_name = |found: &String| found.eq_ignore_ascii_case(name);
        self.names.iter().position(has_name).or_else(|| {
            let first = self.names.first()?.strip_prefix('#')?;
            first.trim().eq_ignore_ascii_case(name).then_some(0)
        })
    }

    /// The required columns; all the missing ones are named at once.
    pub(super) fn require<const N: usize>(&self, names: [&str; N]) -> Result<[usize; N], String> {
        self.refuse_repeated()?;
        let missing: Vec<&str> = names.iter().copied().filter(|name| self.position(name).is_none()).collect();
        if !missing.is_empty() {
            return Err(format!("the header lacks {}; found: {}", missing.join(", "), self.list()));
        }
        Ok(names.map(|name| self.position(name).unwrap_or_default()))
    }

    /// The name of a column as the dump writes it.
    pub(super) fn name(&self, column: usize) -> String {
        self.names.get(column).cloned().unwrap_or_default()
    }

    /// What was found, for a message.
    pub(super) fn list(&self) -> String {
        let mut list = self
            .names
            .iter()
            .take(20)
            .map(|name| format!("{:.40?}", name.to_lowercase()))
            .collect::<Vec<_>>()
            .join(", ");
        if self.names.len() > 20 {
            list.push_str(&format!(" and {} more", self.names.len() - 20));
        }
        list
    }

    /// Of two columns with one name nobody can say which is meant.
    pub(super) fn refuse_repeated(&self) -> Result<(), String> {
        let repeats = |&(at, name): &(usize, &String)| {
            !name.is_empty() && self.names[..at].iter().any(|before| before.eq_ignore_ascii_case(name))
        };
        match self.names.iter().enumerate().find(repeats) {
            Some((_, name)) => Err(format!("the header has column {name} twice")),
            None => Ok(()),
        }
    }
}
