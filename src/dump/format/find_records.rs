//! The records of a list of find: where in them the size, the times and the path stand.

use super::facts::{blocks, device, nlink, principal};
use super::fields::{frn, not_a, size, unix_time};
use super::find_columns::{is_path, is_whole_second};
use super::head::Head;
use super::kind::{Format, Row, RowPath};
use super::principal::Principal;
use super::raw_times::{RawTimes, TimeNumbers};
use super::reject::Reject;
use super::times::Times;
use super::unit::TimeUnit;
use crate::dump::input::{Dialect, Fields};
use crate::dump::path::SourceType;
use std::cell::Cell;
use std::ops::RangeInclusive;

/// Inode, blocks, device, links, user, group.
const FACTS: usize = 6;

/// `lfs find` writes so many bytes of a record and drops the rest, its line end too (`FORMATTED_BUF_LEN` in `liblustreapi.c`).
const LFS_RECORD_BYTES: usize = 1023;

/// The records of a list.
pub(super) struct Find {
    pub(super) terminator: u8,
    /// `%y` stands in the first field (NUL) or the last one (lines).
    pub(super) typed: bool,
    /// [`FACTS`] follow the times.
    pub(super) facts: bool,
    /// What every path begins with. The rest of a name after its newline does not, and must not become a file.
    pub(super) start: &'static [u8],
    pub(super) times: Times,
    /// Folders are to be loaded as files.
    pub(super) takes_folders: bool,
}

impl Find {
    /// What most of the first records are. One of them at least has no tab in its path: what stands there in all of them is
    /// another column.
    pub(super) fn of(head: &Head<'_>, terminator: u8) -> Option<Find> {
        Find::fitting(head, terminator, true)
    }

    pub(super) fn fitting(head: &Head<'_>, terminator: u8, needs_exact: bool) -> Option<Find> {
        // A list of lines is one long record otherwise.
        if terminator == 0 {
            memchr::memchr(0, head.bytes)?;
        }
        let starts: &[&[u8]] = if terminator == 0 { &[b""] } else { &[b"/", b"./", b""] };
        // A path may begin with all kinds of numbers, as far as find0 without facts can tell.
        let kinds = [(true, false), (true, true), (false, false), (false, true)];
        let kinds = starts.iter().flat_map(|start| kinds.map(|(facts, typed)| (facts, typed, *start)));
        let find = |(facts, typed, start)| Find {
            terminator,
            typed,
            facts,
            start,
            times: Times::default(),
            takes_folders: false,
        };
        let mut kinds = kinds.map(find);
        kinds.find(|find| {
            let is_exact = Cell::new(false);
            let fit = head.most_records(0, find.dialect(), |fields| {
                let first_time = find.size_column(fields) + 1;
                let mut times = (first_time..first_time + 3).map(|column| fields.get(column));
                find.takes(fields)
                    && find.row(fields).map_or_else(|reject| reject.needs_flag, |_| true)
                    && (times.clone().all(|time| time.contains(&b'.'))
                        || is_path(find.full_path(fields)) && times.all(is_whole_second))
                    && {
                        is_exact.set(is_exact.get() || fields.len() == *find.field_count().start());
                        true
                    }
            });
            fit && (is_exact.get() || !needs_exact)
        })
    }

    /// How many fields a record has beside its path.
    fn others(&self) -> usize {
        4 + usize::from(self.typed) + if self.facts { FACTS } else { 0 }
    }

    /// The size; the three times follow it.
    fn size_column(&self, fields: Fields<'_>) -> usize {
        if self.terminator == 0 {
            usize::from(self.typed)
        } else {
            fields.len().saturating_sub(self.others())
        }
    }

    /// Whether two times with fractions stand side by side within the path: a record end was lost.
    fn holds_a_record(&self, fields: Fields<'_>) -> bool {
        let own = self.size_column(fields) + 1..self.size_column(fields) + 4;
        let is_time = |column: usize| {
            let field = fields.get(column);
            !own.contains(&column) && field.contains(&b'.') && unix_time("", field).is_ok()
        };
        let mut in_a_row = 0;
        (0..fields.len()).any(|column| {
            in_a_row = if is_time(column) { in_a_row + 1 } else { 0 };
            in_a_row == 2
        })
    }

    /// The path, with the tabs that it may hold.
    pub(super) fn full_path<'r>(&self, fields: Fields<'r>) -> &'r [u8] {
        let last = fields.len().saturating_sub(1);
        if self.terminator == 0 {
            fields.joined(self.others(), last)
        } else {
            fields.joined(0, last.saturating_sub(self.others()))
        }
    }
}

impl Format for Find {
    fn dialect(&self) -> Dialect {
        Dialect::tabs(self.terminator)
    }

    fn field_count(&self) -> RangeInclusive<usize> {
        1 + self.others()..=usize::MAX
    }

    fn tells_folders(&self) -> bool {
        self.typed || self.takes_folders
    }

    fn may_tear_names(&self) -> bool {
        self.terminator == b'\n'
    }

    /// Paths without a common start tell nothing themselves. Others are torn only where the name of a folder ends with a line end.
    fn may_begin_path(&self, lines: &[u8], record: Fields<'_>) -> bool {
        let begins = |line: &[u8]| line.starts_with(self.start) && memchr::memchr(b'\t', line).is_none();
        self.start.is_empty()
            || self.full_path(record).starts_with(self.start)
                && lines.split(|&byte| byte == b'\n').any(begins)
    }

    fn source_type(&self) -> Option<SourceType> {
        Some(SourceType::Posix)
    }

    fn raw_times<'r>(&self, fields: Fields<'r>) -> Option<RawTimes<'r>> {
        let first = self.size_column(fields) + 1;
        let times = [first, first + 1, first + 2].map(|column| fields.get(column));
        self.times.raw(times, TimeNumbers::Are(TimeUnit::Seconds))
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        RowPath::Full(self.full_path(fields))
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        let path = self.full_path(fields);
        if !path.starts_with(self.start) {
            let reason =
                "the path does not begin like the others; a newline in a name? (find0 keeps such names)";
            return Err(Reject::new(reason).showing(path));
        }
        if fields.len() > *self.field_count().start() && self.holds_a_record(fields) {
            return Err(Reject::new("the path holds the times of another record")
                .advising("two records on one line?"));
        }
        let first = self.size_column(fields);
        let has_fraction = |column| fields.get(column).contains(&b'.');
        if self.terminator == b'\n'
            && fields.raw().len() > LFS_RECORD_BYTES
            && !(first + 1..first + 4).any(has_fraction)
        {
            return Err(Reject::new("the line is longer than lfs find writes any, and may be two records")
                .advising("list such files with find or tierload crawl"));
        }
        if self.typed {
            let kind = if self.terminator == 0 { 0 } else { fields.len().saturating_sub(1) };
            match fields.get(kind).trim_ascii_end() {
                b"d" => return Ok(None),
                [b'a'..=b'z' | b'A'..=b'Z' | b'?'] => {}
                other => return Err(not_a("the letter of a file type", "%y", other)),
            }
        }
        let mut row = Row {
            path: RowPath::Full(path),
            size_bytes: size("%s", fields.get(first))?,
            atime_unix: self.times.find("%A@", fields.get(first + 1))?,
            mtime_unix: self.times.find("%T@", fields.get(first + 2))?,
            ctime_unix: self.times.find("%C@", fields.get(first + 3))?,
            ..Row::default()
        };
        if self.facts {
            let fact = |place: usize| fields.get(first + 4 + place);
            row.frn = frn("%i", fact(0))?;
            row.allocated_bytes = blocks("%b", fact(1))?;
            row.device = device("%D", Some(fact(2)).filter(|&field| field != b"%D").unwrap_or_default())?;
            row.nlink = nlink("%n", fact(3))?;
            row.owner = principal(fact(4), Principal::User);
            row.group = principal(fact(5), Principal::Group);
        }
        Ok(Some(row))
    }
}
