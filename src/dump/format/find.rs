//! GNU find's `-printf`: one tab separated record a line, or, safe for every name, one before each NUL.
//!
//! `'%p\t%s\t%A@\t%T@\t%C@\n'` and `'%s\t%A@\t%T@\t%C@\t%p\0'`. Neither says what is a folder, so find is to be told
//! `! -type d`; or `%y`, the type, may stand at the other end than the path: `...\t%y\n` and `%y\t...`.
//!
//! `lfs find ROOT ! --type d --printf` of Lustre 2.16 writes the first form, in whole seconds: it knows no `\0`, and leaves `%D` as it is.
//!
//! After the times may stand `%i\t%b\t%D\t%n\t%U\t%G`: inode, blocks, device, links, user and group; or `%u` and `%g`, their names.

use super::facts::{blocks, device, nlink, principal};
use super::fields::{frn, not_a, size, unix_time};
use super::find_columns::{is_path, is_whole_second};
use super::head::Head;
use super::kind::{Format, Kind, Opened, Row, RowPath};
use super::options::Options;
use super::principal::Principal;
use super::raw_times::{RawTimes, TimeNumbers};
use super::reject::Reject;
use super::times::Times;
use super::unit::TimeUnit;
use crate::dump::input::{Dialect, Fields};
use crate::dump::path::SourceType;
use std::cell::Cell;
use std::collections::HashSet;
use std::ops::{ControlFlow, RangeInclusive};

pub(super) const TSV: Kind = Kind {
    name: "find-tsv",
    written_by: r"find ROOT ! -type d -printf '%p\t%s\t%A@\t%T@\t%C@\t%i\t%b\t%D\t%n\t%U\t%G\n'",
    reads: "path, size, access, change, inode change [, inode, blocks, device, links, user, group] [, type]; a newline in a name breaks its record",
    header: &[],
    recognise: |head| recognise(head, b'\n'),
    open: |head, options| open(head, b'\n', options),
};

pub(super) const NUL: Kind = Kind {
    name: "find0",
    written_by: r"find ROOT ! -type d -printf '%s\t%A@\t%T@\t%C@\t%i\t%b\t%D\t%n\t%U\t%G\t%p\0'",
    reads: "[type,] size, access, change, inode change [, inode, blocks, device, links, user, group], path, up to a NUL; safe for every name",
    header: &[],
    recognise: |head| recognise(head, 0),
    open: |head, options| open(head, 0, options),
};

fn recognise(head: &Head<'_>, terminator: u8) -> Option<String> {
    let find = Find::of(head, terminator)?;
    // Without types a folder looks like a file. Only whoever made the dump can know that it has none.
    if !find.typed && has_folders(head, &find) {
        return None;
    }
    let end = if terminator == 0 { "NULs" } else { "lines" };
    Some(format!(
        "{end} of tab separated size, three times with fractions and a path, as find -printf writes them"
    ))
}

/// Whether it would be find's list, were there not folders in it that nothing tells from files.
pub(super) fn lists_folders(head: &Head<'_>) -> bool {
    [b'\n', 0]
        .into_iter()
        .filter_map(|terminator| Find::of(head, terminator))
        .any(|find| !find.typed && has_folders(head, &find))
}

fn open(head: &Head<'_>, terminator: u8, options: &Options) -> Result<Opened, String> {
    if terminator == 0 && memchr::memchr(0, head.bytes).is_none() {
        return Err(r"no NUL ends its records; make it with \0 at the end of -printf's format".into());
    }
    let any = || Find {
        terminator,
        typed: false,
        facts: false,
        start: b"",
        times: Times::default(),
        takes_folders: false,
    };
    let found = Find::of(head, terminator);
    if found.is_none() && Find::fitting(head, terminator, false).is_some() {
        return Err(
            "its records have more columns than these; name them with --format csv --delimiter tab --map"
                .into(),
        );
    }
    // Whoever names the format has been told that folders become files.
    let find = Find {
        times: options.times.clone(),
        takes_folders: options.format.is_some() || options.folders_as_files,
        ..found.unwrap_or_else(any)
    };
    let mut columns = vec![("full_path", "%p"), ("size_bytes", "%s"), ("atime_unix", "%A@")];
    columns.extend([("mtime_unix", "%T@"), ("ctime_unix", "%C@")]);
    if find.facts {
        columns.extend([("frn", "%i"), ("allocated_bytes", "%b"), ("device", "%D"), ("nlink", "%n")]);
        columns.extend([("owner", "%U or %u"), ("group", "%G or %g")]);
    }
    Ok(Opened {
        format: Box::new(find),
        header_bytes: 0,
        columns: columns.into_iter().map(|(field, column)| (field, column.to_string())).collect(),
    })
}

/// Whether a record is the folder of another, as find lists them unless told otherwise; with `-depth`, after what is in it.
fn has_folders(head: &Head<'_>, find: &Find) -> bool {
    let mut paths: Vec<Vec<u8>> = Vec::new();
    head.for_each_record(0, find.dialect(), |fields| {
        let Some(fields) = fields.ok().filter(|fields| find.takes(*fields)) else {
            return ControlFlow::Continue(false);
        };
        let path = find.full_path(fields);
        paths.push(path.strip_suffix(b"/").unwrap_or(path).to_vec());
        ControlFlow::Continue(true)
    });
    let folders: HashSet<&[u8]> = paths
        .iter()
        .flat_map(|path| memchr::memchr_iter(b'/', path).map(|end| &path[..end]))
        .filter(|folder| !folder.is_empty())
        .collect();
    paths.iter().any(|path| folders.contains(path.as_slice()))
}

/// Inode, blocks, device, links, user, group.
const FACTS: usize = 6;

/// `lfs find` writes so many bytes of a record and drops the rest, its line end too (`FORMATTED_BUF_LEN` in `liblustreapi.c`).
const LFS_RECORD_BYTES: usize = 1023;

struct Find {
    terminator: u8,
    /// `%y` stands in the first field (NUL) or the last one (lines).
    typed: bool,
    /// [`FACTS`] follow the times.
    facts: bool,
    /// What every path begins with. The rest of a name after its newline does not, and must not become a file.
    start: &'static [u8],
    times: Times,
    /// Folders are to be loaded as files.
    takes_folders: bool,
}

impl Find {
    /// What most of the first records are. One of them at least has no tab in its path: what stands there in all of them is
    /// another column.
    fn of(head: &Head<'_>, terminator: u8) -> Option<Find> {
        Find::fitting(head, terminator, true)
    }

    fn fitting(head: &Head<'_>, terminator: u8, needs_exact: bool) -> Option<Find> {
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
    fn full_path<'r>(&self, fields: Fields<'r>) -> &'r [u8] {
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
