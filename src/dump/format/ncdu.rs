//! `ncdu -o` and `gdu -o`, in the lines that `input/tree.rs` makes of their one nested list: kind, device, folder, and the item as
//! JSON. <https://dev.yorhel.nl/ncdu/jsonfmt> has what stands in an item; what is absent is 0, or false.

use super::facts::{device, nlink, numbered};
use super::fields::{frn, not_a, size, unix_time, unsigned};
use super::head::Head;
use super::json_bytes::JsonBytes;
use super::kind::{Format, Kind, Opened, Row, RowPath};
use super::principal::Principal;
use super::reject::Reject;
use crate::dump::input::{Dialect, Fields, Unescaped};
use crate::dump::mark::Mark;
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Number;
use std::borrow::Cow;
use std::io::Write;
use std::ops::RangeInclusive;

pub(super) const KIND: Kind = Kind {
    name: "ncdu",
    written_by: "ncdu -o, better with -e, and gdu -o; folders are skipped",
    reads: "name and its folders as path, asize, dsize as allocated bytes [, mtime] [, ino as frn] [, dev] [, nlink] [, uid] [, gid] [, read_error] [, excluded]",
    header: &[],
    recognise: |head| {
        Program::of(head)
            .map(|_| "it is a list of nested items with a version, as ncdu and gdu write it".into())
    },
    open: |head, _| {
        let program = Program::of(head).ok_or("it does not begin with [1, as a list of ncdu or gdu does")?;
        // When gdu says it, it has walked already.
        let tells_begin = program.progname != "gdu" && program.began().is_some();
        let columns = [
            ("dir_path", "the names of its folders"),
            ("name", "name"),
            ("size_bytes", "asize"),
            ("mtime_unix", "mtime"),
            ("allocated_bytes", "dsize"),
            ("frn", "ino"),
            ("device", "dev"),
            ("nlink", "nlink"),
            ("owner", "uid"),
            ("group", "gid"),
        ];
        Ok(Opened {
            format: Box::new(Ncdu { hides_errors: program.progname == "gdu" }),
            // Where it tells when the walk began, the first line is a record that does.
            header_bytes: if tells_begin { 0 } else { head.after_line(0) },
            columns: columns.map(|(field, column)| (field, column.to_string())).to_vec(),
        })
    },
};

/// Lines. JSON has no tabs within its strings.
const DIALECT: Dialect = Dialect { closing: Some("]"), ..Dialect::tabs(b'\n') };

/// What stands before the list.
#[derive(Deserialize)]
struct Program<'l> {
    #[serde(default, borrow)]
    progname: Cow<'l, str>,
    timestamp: Option<i64>,
}

impl<'l> Program<'l> {
    fn of(head: &Head<'l>) -> Option<Program<'l>> {
        Program::of_line(head.line(0))
    }

    /// `[1,2,{...},`
    fn of_line(line: &'l [u8]) -> Option<Program<'l>> {
        let versions_and_rest = line.strip_prefix(b"[1,")?.strip_suffix(b",")?;
        let comma = memchr::memchr(b',', versions_and_rest)?;
        let (minor, rest) = versions_and_rest.split_at(comma);
        let is_number = !minor.is_empty() && minor.iter().all(u8::is_ascii_digit);
        serde_json::from_slice(&rest[1..]).ok().filter(|_| is_number)
    }

    fn began(&self) -> Option<Timestamp> {
        self.timestamp.filter(|&seconds| seconds > 0).and_then(|seconds| Timestamp::from_second(seconds).ok())
    }
}

/// What is known of a file or folder.
#[derive(Deserialize)]
struct Item<'l> {
    #[serde(borrow)]
    name: JsonBytes<'l>,
    asize: Option<Number>,
    dsize: Option<Number>,
    mtime: Option<Number>,
    ino: Option<Number>,
    nlink: Option<Number>,
    uid: Option<Number>,
    gid: Option<Number>,
    #[serde(default)]
    read_error: bool,
    excluded: Option<IgnoredAny>,
}

/// The fields of a record: what it is, and then folder, name, and what is known.
const WHAT: usize = 0;
const DIR: usize = 1;
const NAME: usize = 2;
const DEVICE: usize = 3;
const SIZE: usize = 4;
const ALLOCATED: usize = 5;
const MTIME: usize = 6;
const INO: usize = 7;
const NLINK: usize = 8;
const UID: usize = 9;
const GID: usize = 10;

struct Ncdu {
    /// It does not say which folders it could not read: those have nothing in them.
    hides_errors: bool,
}

impl Ncdu {
    /// What becomes of an item that stands there as `kind`.
    fn what(&self, kind: &[u8], item: &Item<'_>) -> &'static [u8] {
        match kind {
            _ if item.excluded.is_some() => b"excluded",
            _ if item.read_error => b"unread",
            b"item" => b"file",
            b"empty" if self.hides_errors => b"unread",
            _ => b"skip",
        }
    }
}

impl Format for Ncdu {
    fn dialect(&self) -> Dialect {
        DIALECT
    }

    fn is_escaped(&self) -> bool {
        true
    }

    fn unescape(&self, fields: Fields<'_>, out: &mut Unescaped) -> Result<(), Reject> {
        let line = fields.raw().trim_ascii_end();
        if line == b"]" {
            out.push(b"end");
            (DIR..=GID).for_each(|_| out.push(b""));
            return Ok(());
        }
        if let Some(program) = Program::of_line(line) {
            out.push(b"begin");
            out.push(b"");
            push(out, program.timestamp);
            (DEVICE..=GID).for_each(|_| out.push(b""));
            return Ok(());
        }
        if fields.len() != 4 || !matches!(fields.get(0), b"item" | b"folder" | b"empty") {
            return Err(Reject::new("the line is none of an item"));
        }
        let (kind, dir, text) = (fields.get(0), fields.get(2), fields.get(3));
        // gdu writes this escape for a byte that is no UTF-8 and nothing else; U+FFFD itself stands as it is.
        if let Some(field) =
            [dir, text].into_iter().find(|text| memchr::memmem::find(text, br"\ufffd").is_some())
        {
            return Err(
                Reject::new("the path has bytes that are no UTF-8, which gdu cannot write").showing(field)
            );
        }
        let none = |error: serde_json::Error| {
            Reject::new("the line is no item of ncdu or gdu").showing(error.to_string().as_bytes())
        };
        let item: Item<'_> = serde_json::from_slice(text).map_err(none)?;
        let what = self.what(kind, &item);
        out.push(what);
        out.push_with(|path| unescape_path(dir, path)).map_err(none)?;
        // A folder's path is whole.
        out.push(if kind == b"item" { item.name.as_ref() } else { b"" });
        out.push(fields.get(1));
        for number in [item.asize, item.dsize] {
            push(out, Some(number.unwrap_or(Number::from(0))));
        }
        for number in [item.mtime, item.ino, item.nlink, item.uid, item.gid] {
            push(out, number);
        }
        Ok(())
    }

    fn field_count(&self) -> RangeInclusive<usize> {
        GID + 1..=GID + 1
    }

    fn marks_tell_folders(&self) -> bool {
        false
    }

    fn mark(&self, fields: Fields<'_>) -> Result<Option<Mark>, Reject> {
        Ok(match fields.get(WHAT) {
            b"excluded" => Some(Mark::Excluded),
            b"unread" => Some(Mark::Unread),
            b"end" => Some(Mark::Closing),
            b"begin" => {
                let began = unix_time("timestamp", fields.get(NAME))?;
                Some(
                    began
                        .and_then(|began| Timestamp::from_second(began).ok())
                        .map_or(Mark::Closing, Mark::Begin),
                )
            }
            _ => None,
        })
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        RowPath::Split { dir: fields.get(DIR), name: fields.get(NAME) }
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        if fields.get(WHAT) != b"file" {
            return Ok(None);
        }
        Ok(Some(Row {
            path: self.path(fields),
            size_bytes: size("asize", fields.get(SIZE))?,
            allocated_bytes: Some(size("dsize", fields.get(ALLOCATED))?),
            mtime_unix: time("mtime", fields.get(MTIME))?,
            frn: frn("ino", fields.get(INO))?,
            device: device("dev", fields.get(DEVICE))?,
            nlink: nlink("nlink", fields.get(NLINK))?,
            owner: numbered("uid", fields.get(UID), Principal::User)?,
            group: numbered("gid", fields.get(GID), Principal::Group)?,
            ..Row::default()
        }))
    }
}

fn push(out: &mut Unescaped, number: Option<impl std::fmt::Display>) {
    let Ok(()) = out.push_with(|field| {
        // A vector takes all that is written.
        let _ = number.map(|number| write!(field, "{number}"));
        Ok::<_, std::convert::Infallible>(())
    });
}

/// A path that is made of escaped names.
fn unescape_path(escaped: &[u8], path: &mut Vec<u8>) -> serde_json::Result<()> {
    if memchr::memchr(b'\\', escaped).is_none() {
        path.extend_from_slice(escaped);
        return Ok(());
    }
    let quoted = [b"\"", escaped, b"\""].concat();
    path.extend_from_slice(serde_json::from_slice::<JsonBytes<'_>>(&quoted)?.as_ref());
    Ok(())
}

/// Seconds since 1970. ncdu writes one before as if it had no sign: it takes the 64 bits as they are.
fn time(column: &str, field: &[u8]) -> Result<Option<i64>, Reject> {
    match unsigned(field) {
        Some(seconds) => Ok(Some(seconds).filter(|&seconds| seconds != 0)),
        None => unix_time(column, field).map_err(|_| not_a("a unix time", column, field)),
    }
}
