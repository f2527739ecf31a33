//! Lists of a GPFS (IBM Storage Scale) policy: `inode generation snapshot SHOW -- path`, a line each ("File list format" on
//! ibm.com/docs). What SHOW gives is the policy's choice, so its values must have names: `size=1024|kb=4|mtime=...`.
//!
//! With `ESCAPE '%/'` in the rule of the list, all of SHOW and the path but `a-zA-Z0-9-_.~/` is written as `%XX` ("Policy rules:
//! Terms"); then so is the `=` of a name, which tells these lists from others. Others are refused: nobody can tell which bytes a
//! path with a `%` has, and where one with a line end in it ends.

use super::facts::{nlink, principal};
use super::fields::{frn, integer, not_a, size};
use super::head::Head;
use super::kind::{Format, Kind, Opened, Row, RowPath};
use super::options::Options;
use super::percent;
use super::principal::Principal;
use super::reject::Reject;
use super::times::Times;
use crate::dump::input::{Dialect, Fields, Unescaped};
use crate::dump::path::SourceType;
use std::ops::{ControlFlow, RangeInclusive};

pub(super) const KIND: Kind = Kind {
    name: "gpfs",
    written_by: "mmapplypolicy -I defer, of a LIST rule with SHOW('size=' || VARCHAR(FILE_SIZE) || '|kb=' || ...) and ESCAPE '%/'",
    reads: "inode, size [, kb] [, atime] [, mtime] [, ctime] [, uid] [, gid] [, nlink] [, mode] by their names in SHOW, path; needs --time-zone for times",
    header: &[],
    recognise: |head| {
        let is_record = |fields: Fields<'_>| Line::of(fields.raw()).is_ok();
        head.most_records(0, DIALECT, is_record)
            .then(|| "its lines are those of a GPFS policy list with named values".into())
    },
    open,
};

/// What to do about a list that cannot be read.
pub(super) const HOW: &str = "write it with SHOW('size=' || VARCHAR(FILE_SIZE) || '|kb=' || VARCHAR(KB_ALLOCATED) || '|atime=' || \
    VARCHAR(ACCESS_TIME) || '|mtime=' || VARCHAR(MODIFICATION_TIME) || '|ctime=' || VARCHAR(CHANGE_TIME)) and ESCAPE '%/'; \
    or use pwalk or tierload crawl";

/// Lines. No path has a NUL, so each is one field.
const DIALECT: Dialect = Dialect::bare(0, b'\n');

/// The names of SHOW's values.
const NAMES: [&str; 9] = ["size", "kb", "atime", "mtime", "ctime", "uid", "gid", "nlink", "mode"];

/// Inode, these values, path.
const FIELDS: usize = NAMES.len() + 2;
const PATH: usize = FIELDS - 1;
const MODE: usize = PATH - 1;

fn open(head: &Head<'_>, options: &Options) -> Result<Opened, String> {
    let mut shown = None;
    head.for_each_record(0, DIALECT, |fields| match fields.map(|fields| Line::of(fields.raw())) {
        Ok(Ok(line)) => {
            shown = Some(NAMES.map(|name| line.value(name).is_some()));
            ControlFlow::Break(())
        }
        _ => ControlFlow::Continue(false),
    });
    let Some(shown) = shown else {
        return Err(format!(
            "no line has a size by its name, escaped, between its numbers and its path: {HOW}"
        ));
    };
    let stored = [
        "size_bytes",
        "allocated_bytes",
        "atime_unix",
        "mtime_unix",
        "ctime_unix",
        "owner",
        "group",
        "nlink",
    ];
    let read = stored.into_iter().zip(NAMES).zip(shown).filter(|(_, shown)| *shown);
    let mut columns = vec![("full_path", "path".to_string()), ("frn", "inode".to_string())];
    columns.extend(read.map(|((field, name), _)| (field, name.to_string())));
    let format = Gpfs {
        times: options.times.clone(),
        has_mode: shown[MODE - 1],
        folders_as_files: options.folders_as_files,
    };
    Ok(Opened { format: Box::new(format), header_bytes: 0, columns })
}

/// A line taken apart.
struct Line<'l> {
    inode: &'l [u8],
    /// Without escapes.
    show: Vec<u8>,
    /// As it stands.
    path: &'l [u8],
}

impl<'l> Line<'l> {
    fn of(raw: &'l [u8]) -> Result<Line<'l>, Reject> {
        let line = raw.strip_suffix(b"\n").unwrap_or(raw);
        let no_record = || Reject::new("the line is none of a GPFS policy list");
        let (numbers, path) = split_at(line, b" -- ").ok_or_else(no_record)?;
        let mut words = numbers.splitn(4, |&byte| byte == b' ');
        let mut number = || {
            let word = words.next().filter(|word| !word.is_empty() && word.iter().all(u8::is_ascii_digit));
            word.ok_or_else(no_record)
        };
        let [inode, _, _] = [number()?, number()?, number()?];
        let show = words.next().unwrap_or_default().trim_ascii();
        if show.is_empty() {
            return Err(Reject::new("SHOW gave nothing, as where one of its values is NULL"));
        }
        if memchr::memchr(b'=', show).is_some() {
            return Err(Reject::new("SHOW is not escaped, as ESCAPE '%/' would have it").showing(show));
        }
        let line = Line { inode, show: decoded(show)?, path };
        line.check()?;
        Ok(line)
    }

    /// An error where a value has no name that is known, or where it holds another line.
    fn check(&self) -> Result<(), Reject> {
        let mut seen = [false; NAMES.len()];
        for value in self.show.split(|&byte| byte == b'|') {
            let name = split_at(value, b"=").map(|(name, _)| name);
            let known = name.and_then(|name| NAMES.iter().position(|known| known.as_bytes() == name));
            let known =
                known.ok_or_else(|| Reject::new("SHOW has a value without a known name").showing(value))?;
            if std::mem::replace(&mut seen[known], true) {
                return Err(Reject::new("SHOW has a name twice").showing(value));
            }
        }
        if !seen[0] {
            return Err(Reject::new("SHOW has no size="));
        }
        let held = split_at(self.path, b" -- ").map(|(before, _)| before);
        if held.is_some_and(|before| split_at(before, b"size").is_some()) {
            return Err(Reject::new("the path holds another record").advising("two records on one line?"));
        }
        Ok(())
    }

    fn value(&self, name: &str) -> Option<&[u8]> {
        let values = self.show.split(|&byte| byte == b'|').filter_map(|value| split_at(value, b"="));
        values.into_iter().find(|(found, _)| *found == name.as_bytes()).map(|(_, value)| value)
    }
}

/// What stands before and after the first `mark`.
fn split_at<'t>(text: &'t [u8], mark: &[u8]) -> Option<(&'t [u8], &'t [u8])> {
    let at = memchr::memmem::find(text, mark)?;
    Some((&text[..at], &text[at + mark.len()..]))
}

fn decoded(text: &[u8]) -> Result<Vec<u8>, Reject> {
    let mut decoded = Vec::new();
    match percent::decode(text, false, &mut decoded) {
        Some(()) => Ok(decoded),
        None => Err(Reject::new("a % begins no escape").showing(text)),
    }
}

struct Gpfs {
    times: Times,
    /// Whether lines say what is a folder.
    has_mode: bool,
    folders_as_files: bool,
}

impl Format for Gpfs {
    fn dialect(&self) -> Dialect {
        DIALECT
    }

    fn is_escaped(&self) -> bool {
        true
    }

    fn unescape(&self, fields: Fields<'_>, out: &mut Unescaped) -> Result<(), Reject> {
        let line = Line::of(fields.raw())?;
        out.push(line.inode);
        for name in NAMES {
            out.push(line.value(name).unwrap_or_default());
        }
        out.push_with(|path| {
            let decoded = percent::decode(line.path, false, path);
            decoded.ok_or_else(|| Reject::new("the path has a % that begins no escape").showing(line.path))
        })
    }

    fn field_count(&self) -> RangeInclusive<usize> {
        FIELDS..=FIELDS
    }

    fn source_type(&self) -> Option<SourceType> {
        Some(SourceType::Posix)
    }

    fn tells_folders(&self) -> bool {
        self.has_mode || self.folders_as_files
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        RowPath::Full(fields.get(PATH))
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        if !fields.get(PATH).starts_with(b"/") {
            return Err(Reject::new("the path does not begin with a slash").showing(fields.get(PATH)));
        }
        if self.has_mode {
            match fields.get(MODE) {
                [b'd', bits @ ..] if are_permissions(bits) => return Ok(None),
                [b'-' | b'l' | b'b' | b'c' | b'p' | b's', bits @ ..] if are_permissions(bits) => {}
                other => return Err(not_a("the mode of a file, such as -rw-r--r--", "mode", other)),
            }
        }
        let [size_bytes, kb, atime, mtime, ctime, uid, gid, links] =
            std::array::from_fn(|at| fields.get(at + 1));
        Ok(Some(Row {
            path: self.path(fields),
            size_bytes: size("size", size_bytes)?,
            allocated_bytes: kilobytes("kb", kb)?,
            atime_unix: self.times.local("atime", atime)?,
            mtime_unix: self.times.local("mtime", mtime)?,
            ctime_unix: self.times.local("ctime", ctime)?,
            frn: frn("inode", fields.get(0))?,
            nlink: nlink("nlink", links)?,
            owner: principal(uid, Principal::User),
            group: principal(gid, Principal::Group),
            ..Row::default()
        }))
    }
}

/// `rwxr-xr-x`, as `ls -l` has it.
fn are_permissions(bits: &[u8]) -> bool {
    bits.len() == 9 && bits.iter().all(|bit| b"rwxsStT-".contains(bit))
}

/// `KB_ALLOCATED`, in bytes.
fn kilobytes(column: &str, field: &[u8]) -> Result<Option<i64>, Reject> {
    if field.is_empty() {
        return Ok(None);
    }
    let bytes = integer(field).filter(|&number| number >= 0).and_then(|number| number.checked_mul(1024));
    bytes.map(Some).ok_or_else(|| not_a("a number of kilobytes", column, field))
}
