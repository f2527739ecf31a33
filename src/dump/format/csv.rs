//! Any CSV whose columns `--map` names.

use super::facts::FactColumns;
use super::fields::{size, text_or_none};
use super::head::{Head, Header, PREAMBLE_LINES};
use super::kind::{Format, Kind, Opened, Row, RowPath};
use super::kind_column::KindColumn;
use super::map::{Map, numbered};
use super::raw_times::{RawTimes, TimeNumbers};
use super::reject::Reject;
use super::times::Times;
use crate::dump::input::{Dialect, Fields};
use crate::dump::path::SourceType;
use std::ops::RangeInclusive;

pub(super) const KIND: Kind = Kind {
    name: "csv",
    written_by: "anything, with --map; never taken by itself",
    reads: "what --map names: path or dir and name, size [, atime] [, mtime] [, ctime] [, frn] [, allocated] [, device] [, nlink] [, owner] [, group] [, hash] [, kind]; unix times, FILETIME, ISO 8601 or --date-format",
    header: &[],
    recognise: |_| None,
    open: |head, options| {
        let Some(map) = &options.map else {
            return Err(
                "which columns are which? say it with --map path=...,size=...,atime=...,mtime=...".into()
            );
        };
        let mapped: Vec<&str> = map.pairs().map(|(_, column)| column).collect();
        let from = if options.no_header { 0 } else { after_preamble(head, &mapped) };
        let header = head.header_for(from, &mapped)?;
        let columns = Columns::of(map, &header, options.no_header)
            .map_err(|reason| format!("{reason}{}", header_below(head, &mapped)))?;
        // Columns named by number alone: then the first record is one like the others.
        let header_bytes = if columns.headerless { from } else { header.end };
        let read = map.pairs().map(|(field, column)| (stored_name(field), column.to_string())).collect();
        let dialect = Dialect::csv(header.delimiter);
        let kind = columns.kind.map(|column| {
            // A number is no name.
            let name = if columns.headerless { "kind".to_string() } else { header.name(column) };
            let words = options.folder_words.as_deref();
            KindColumn::new((column, &name), words, (head, header_bytes, dialect))
        });
        let format = Csv {
            dialect,
            kind,
            times: options.times.clone(),
            field_count: header.names.len(),
            folders_as_files: options.folders_as_files,
            columns,
            lines_end_plainly: ends_lines_plainly(&head.bytes[header_bytes..]),
        };
        Ok(Opened { format: Box::new(format), header_bytes, columns: read })
    },
};

/// Where the header begins: after lines that begin with `#`, such as PowerShell's `#TYPE`, and do not have the columns.
fn after_preamble(head: &Head<'_>, mapped: &[&str]) -> usize {
    let last = mapped.iter().map(|column| numbered(column)).collect::<Option<Vec<_>>>();
    let last = last.and_then(|columns| columns.into_iter().max());
    let is_preamble = |from: usize| {
        let line = head.line(from);
        // Without names, what has all columns may be the file of a folder #recycle.
        let lacks_columns = || match last {
            Some(last) => head.header(from).is_ok_and(|header| header.names.len() <= last),
            // A comment may name them too, above a header that has them.
            None => {
                let has_columns = |from: usize| head.header_with(from, mapped).is_some();
                !has_columns(from) || has_columns(head.after_line(from))
            }
        };
        line.starts_with(b"#TYPE ") || (line.starts_with(b"#") && lacks_columns())
    };
    let mut from = 0;
    while is_preamble(from) {
        from = head.after_line(from);
    }
    from
}

/// Whether most lines end without a carriage return.
fn ends_lines_plainly(bytes: &[u8]) -> bool {
    let ends = memchr::memchr_iter(b'\n', bytes);
    let (with, all) =
        ends.fold((0, 0), |(with, all), end| (with + usize::from(bytes[..end].ends_with(b"\r")), all + 1));
    with * 2 < all
}

/// Where the columns stand after all, for a message.
fn header_below(head: &Head<'_>, mapped: &[&str]) -> String {
    let lines = (1..=PREAMBLE_LINES)
        .find(|&lines| head.lines(lines).is_some_and(|from| head.header_with(from, mapped).is_some()));
    lines.map_or_else(String::new, |lines| format!("; line {} has them: --skip-lines {lines}", lines + 1))
}

fn stored_name(field: &'static str) -> &'static str {
    match field {
        "path" => "full_path",
        "dir" => "dir_path",
        "size" => "size_bytes",
        "atime" => "atime_unix",
        "mtime" => "mtime_unix",
        "ctime" => "ctime_unix",
        "hash" => "file_hash",
        "allocated" => "allocated_bytes",
        same => same,
    }
}

/// Positions of the mapped columns.
struct Columns {
    headerless: bool,
    /// One column, or those of folder and name.
    path: Result<usize, (usize, usize)>,
    size: usize,
    times: [Option<usize>; 3],
    facts: FactColumns,
    hash: Option<usize>,
    kind: Option<usize>,
}

impl Columns {
    fn of(map: &Map, header: &Header, no_header: bool) -> Result<Columns, String> {
        let numbers = map.pairs().all(|(_, column)| numbered(column).is_some());
        // A number that is also the name of a column, or a value of the first record: nobody can say.
        let doubtful = map.pairs().find(|(_, column)| header.position(column).is_some());
        if numbers
            && !no_header
            && let Some((field, column)) = doubtful
        {
            return Err(format!(
                "--map {field}={column}: {column} stands in the first line too; where that line is a record like the \
                 others, say --no-header; where it is a header, say --no-header --skip-lines 1"
            ));
        }
        let headerless = numbers
            && map.pairs().all(|(_, column)| numbered(column).is_some_and(|at| at < header.names.len()));
        if !headerless {
            header.refuse_repeated()?;
        }
        let position = |field: &str| -> Result<Option<usize>, String> {
            let Some(column) = map.column(field) else { return Ok(None) };
            if headerless {
                return Ok(numbered(column));
            }
            header.position(column).map(Some).ok_or_else(|| {
                format!("--map {field}={column}: there is no such column; found: {}", header.list())
            })
        };
        let path = match (position("path")?, position("dir")?, position("name")?) {
            (Some(path), ..) => Ok(path),
            (None, Some(dir), Some(name)) => Err((dir, name)),
            _ => return Err("--map names neither path nor dir and name".into()),
        };
        Ok(Columns {
            headerless,
            path,
            size: position("size")?.ok_or("--map does not name size")?,
            times: [position("atime")?, position("mtime")?, position("ctime")?],
            facts: FactColumns::new([
                position("allocated")?,
                position("frn")?,
                position("device")?,
                position("nlink")?,
                position("owner")?,
                position("group")?,
            ]),
            hash: position("hash")?,
            kind: position("kind")?,
        })
    }
}

struct Csv {
    dialect: Dialect,
    times: Times,
    field_count: usize,
    folders_as_files: bool,
    columns: Columns,
    kind: Option<KindColumn>,
    /// As most lines of its head.
    lines_end_plainly: bool,
}

impl Csv {
    /// Whether lines have one field each, as it stands.
    fn are_bare(&self, lines: &[u8]) -> bool {
        let is_one = memchr::memchr(self.dialect.delimiter, lines).is_none();
        is_one && self.has_no_quote(lines) && !lines.trim_ascii().is_empty()
    }

    fn has_no_quote(&self, record: &[u8]) -> bool {
        self.dialect.quote.is_none_or(|quote| memchr::memchr(quote, record).is_none())
    }
}

impl Format for Csv {
    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn field_count(&self) -> RangeInclusive<usize> {
        self.field_count..=self.field_count
    }

    fn raw_times<'r>(&self, fields: Fields<'r>) -> Option<RawTimes<'r>> {
        let field = |column: Option<usize>| column.map_or(&b""[..], |column| fields.get(column));
        self.times.raw(self.columns.times.map(field), TimeNumbers::ByLength)
    }

    fn tells_folders(&self) -> bool {
        self.columns.kind.is_some() || self.folders_as_files
    }

    fn may_tear_names(&self) -> bool {
        self.columns.path.is_ok_and(|path| path == 0 || path + 1 == self.field_count)
    }

    fn names_end_lines(&self) -> bool {
        self.lines_end_plainly && self.columns.path == Ok(self.field_count - 1)
    }

    fn may_begin_path(&self, lines: &[u8], record: Fields<'_>) -> bool {
        let path = record.get(0);
        // A path that begins as paths do is whole: of few folders does the name end with a line end.
        let is_rest = !path.starts_with(b"/") && SourceType::guess(path) == SourceType::Posix;
        self.columns.path == Ok(0) && is_rest && self.are_bare(lines) && self.has_no_quote(record.raw())
    }

    fn may_end_path(&self, lines: &[u8], record: &[u8]) -> bool {
        self.columns.path == Ok(self.field_count - 1) && self.are_bare(lines) && self.has_no_quote(record)
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        match self.columns.path {
            Ok(path) => RowPath::Full(fields.get(path)),
            Err((dir, name)) => RowPath::Split { dir: fields.get(dir), name: fields.get(name) },
        }
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        let columns = &self.columns;
        if columns.path.is_ok_and(|path| ends_as_folder(fields.get(path))) {
            return Ok(None);
        }
        if let Some(kind) = &self.kind
            && kind.is_folder(fields.get(kind.column()))?
        {
            return Ok(None);
        }
        let time = |name, column: Option<usize>| match column {
            Some(column) => self.times.any(name, fields.get(column)),
            None => Ok(None),
        };
        let [atime, mtime, ctime] = columns.times;
        let mut row = Row {
            path: self.path(fields),
            size_bytes: size("size", fields.get(columns.size))?,
            atime_unix: time("atime", atime)?,
            mtime_unix: time("mtime", mtime)?,
            ctime_unix: time("ctime", ctime)?,
            file_hash: columns.hash.and_then(|column| text_or_none(fields.get(column))),
            ..Row::default()
        };
        self.columns.facts.add_to(&mut row, fields)?;
        Ok(Some(row))
    }
}

/// A path with a separator at its end; a backslash is one in Windows paths only.
fn ends_as_folder(path: &[u8]) -> bool {
    path.ends_with(b"/") || (path.ends_with(br"\") && SourceType::guess(path) != SourceType::Posix)
}
