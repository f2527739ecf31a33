//! `rclone lsjson`: a JSON array with one item a line. `cmd/lsjson/lsjson.go` of rclone writes `[`, the items, and `]` when the
//! listing came to its end; where it failed, `]` is missing.

use super::fields::{boolean, size, text_or_none};
use super::head::Head;
use super::kind::{Format, Kind, Opened, Row, RowPath};
use super::object_path;
use super::reject::Reject;
use super::times::Times;
use crate::dump::input::{Dialect, Fields, Unescaped};
use crate::dump::mark::Mark;
use crate::dump::path::SourceType;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io::Write;
use std::ops::RangeInclusive;

pub(super) const KIND: Kind = Kind {
    name: "rclone",
    written_by: "rclone lsjson -R --files-only [--hash]; folders are skipped",
    reads: "Path, Size, IsDir [, ModTime] [, Hashes, where there is one], an item a line",
    header: &[],
    recognise: |head| {
        let is_item = |line: &[u8]| item(line).is_ok();
        let first = after_bracket(head)?;
        let is_list = is_item(head.line(first))
            && head.most_records(first, DIALECT, |fields| is_end(fields.raw()) || is_item(fields.raw()));
        is_list.then(|| "its lines are items of rclone lsjson".into())
    },
    open: |head, options| {
        let header_bytes =
            after_bracket(head).ok_or("the first line is not the [ that rclone lsjson begins with")?;
        let columns = [
            ("full_path", "Path"),
            ("size_bytes", "Size"),
            ("mtime_unix", "ModTime"),
            ("file_hash", "Hashes"),
        ];
        Ok(Opened {
            format: Box::new(Rclone { times: options.times.clone() }),
            header_bytes,
            columns: columns.map(|(field, column)| (field, column.to_string())).to_vec(),
        })
    },
};

/// Lines. JSON has no NUL, so each is one field.
const DIALECT: Dialect = Dialect { closing: Some("]"), ..Dialect::bare(0, b'\n') };

/// Whether it is a JSON array with one item a line, or none.
pub(super) fn is_line_by_line(bytes: &[u8]) -> bool {
    let mut lines = bytes.splitn(3, |&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    lines.next() == Some(b"[") && lines.next().is_some_and(|line| line.starts_with(b"{\"") || line == b"]")
}

/// Where the line after the opening bracket begins.
fn after_bracket(head: &Head<'_>) -> Option<usize> {
    (head.line(0) == b"[").then(|| head.after_line(0))
}

fn is_end(line: &[u8]) -> bool {
    line.trim_ascii() == b"]"
}

/// What is read of an item.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Item<'l> {
    #[serde(borrow)]
    path: Cow<'l, str>,
    size: serde_json::Number,
    is_dir: bool,
    #[serde(default, borrow)]
    mod_time: Cow<'l, str>,
    #[serde(default, borrow)]
    hashes: BTreeMap<Cow<'l, str>, Cow<'l, str>>,
}

fn item(line: &[u8]) -> serde_json::Result<Item<'_>> {
    let line = line.trim_ascii();
    serde_json::from_slice(line.strip_suffix(b",").unwrap_or(line))
}

struct Rclone {
    times: Times,
}

impl Format for Rclone {
    fn dialect(&self) -> Dialect {
        DIALECT
    }

    fn is_escaped(&self) -> bool {
        true
    }

    /// Path, size, whether it is a folder, time, hash.
    fn unescape(&self, fields: Fields<'_>, out: &mut Unescaped) -> Result<(), Reject> {
        let line = fields.raw();
        if is_end(line) {
            (0..5).for_each(|_| out.push(b""));
            return Ok(());
        }
        let not_an_item = |error: serde_json::Error| {
            Reject::new("the line is no item of rclone lsjson").showing(error.to_string().as_bytes())
        };
        let item = item(line).map_err(not_an_item)?;
        // Go writes this escape for a byte that is no UTF-8 and nothing else; U+FFFD itself stands as it is.
        if item.path.contains('\u{FFFD}') && memchr::memmem::find(line, br"\ufffd").is_some() {
            return Err(Reject::new("Path has bytes that are no UTF-8, which rclone cannot write")
                .showing(item.path.as_bytes()));
        }
        // Below the remote, whatever the first name looks like.
        let Ok(()) = out.push_with(|path| {
            path.push(b'/');
            path.extend_from_slice(item.path.as_bytes());
            Ok::<_, Infallible>(())
        });
        let Ok(()) = out.push_with(|size| {
            // A vector takes all that is written.
            let _ = write!(size, "{}", item.size);
            Ok::<_, Infallible>(())
        });
        out.push(if item.is_dir { b"true" } else { b"false" });
        out.push(item.mod_time.as_bytes());
        let mut hashes = item.hashes.values();
        out.push(hashes.next().filter(|_| hashes.next().is_none()).map_or(b"", |hash| hash.as_bytes()));
        Ok(())
    }

    fn field_count(&self) -> RangeInclusive<usize> {
        5..=5
    }

    fn source_type(&self) -> Option<SourceType> {
        Some(SourceType::Posix)
    }

    fn mark(&self, fields: Fields<'_>) -> Result<Option<Mark>, Reject> {
        Ok(is_end(fields.raw()).then_some(Mark::Closing))
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        RowPath::Full(fields.get(0))
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        if boolean("IsDir", fields.get(2))? {
            return Ok(None);
        }
        // Without the slash that `unescape` puts there.
        object_path::check(fields.get(0).get(1..).unwrap_or_default())?;
        if fields.get(1) == b"-1" {
            return Err(Reject::of_value(
                "Size is -1, which rclone writes where the remote does not tell a size",
            ));
        }
        Ok(Some(Row {
            path: self.path(fields),
            size_bytes: size("Size", fields.get(1))?,
            mtime_unix: self.times.utc("ModTime", fields.get(3))?,
            file_hash: text_or_none(fields.get(4)),
            ..Row::default()
        }))
    }
}
