//! Fields that are set apart otherwise than by RFC 4180. Taken as they stand, spaces and quotes would be part of every path.

use super::head::{Head, SAMPLE_RECORDS};
use super::kind::{Format, RowPath};
use crate::dump::input::{Fields, Unescaped};
use std::ops::ControlFlow;

const SINGLE: &str =
    "fields stand in single quotes, which would become part of every path: write them in double quotes";
const SPACED: &str = "a space follows each delimiter and would become part of every path: write the dump without, as with \
    sed 's/, */,/g' where no name has a comma and a space";

/// Refuses a dump most of whose records from `from` on are written so.
pub(super) fn refuse(head: &Head<'_>, from: usize, format: &dyn Format) -> Result<(), String> {
    if format.dialect().quote.is_none() {
        return Ok(());
    }
    let (mut seen, mut single, mut spaced) = (0, 0, 0);
    head.for_each_record(from, format.dialect(), |fields| {
        if let Ok(fields) = fields {
            single += usize::from(is_single(fields, format));
            spaced +=
                usize::from(is_spaced(fields) && path_is(fields, format, |text| text.starts_with(b" ")));
        }
        seen += 1;
        if seen < SAMPLE_RECORDS { ControlFlow::Continue(true) } else { ControlFlow::Break(()) }
    });
    match (single * 2 > seen, spaced * 2 > seen) {
        (true, _) => Err(SINGLE.into()),
        (_, true) => Err(SPACED.into()),
        _ => Ok(()),
    }
}

/// Whether the names of the header at `from` stand in single quotes.
pub(super) fn has_single_header(head: &Head<'_>, from: usize) -> bool {
    head.header(from).is_ok_and(|header| {
        header.names.len() > 1 && header.names.iter().all(|name| in_single_quotes(name.as_bytes()))
    })
}

/// A name alone may stand in single quotes on the disk too; a folder's path does not.
fn is_single(fields: Fields<'_>, format: &dyn Format) -> bool {
    let is_path = |text: &[u8]| in_single_quotes(text) && memchr::memchr2(b'/', b'\\', text).is_some();
    (fields.len() > 1 && fields.iter().all(in_single_quotes)) || path_is(fields, format, is_path)
}

/// Whether every field but the first begins with a space, which no program writes before a number by chance.
fn is_spaced(fields: Fields<'_>) -> bool {
    fields.len() > 1 && fields.iter().skip(1).all(|field| field.starts_with(b" "))
}

fn in_single_quotes(field: &[u8]) -> bool {
    let field = field.trim_ascii();
    field.len() > 1 && field.starts_with(b"'") && field.ends_with(b"'")
}

fn path_is(fields: Fields<'_>, format: &dyn Format, test: impl Fn(&[u8]) -> bool) -> bool {
    let mut unescaped = Unescaped::default();
    let fields = format.meant(fields, &mut unescaped).ok();
    let row = fields.filter(|fields| format.field_count().contains(&fields.len()));
    match row.and_then(|fields| format.row(fields).ok().flatten()) {
        Some(row) => match row.path {
            RowPath::Full(path) => test(path),
            RowPath::Split { dir, name } => test(dir) || test(name),
        },
        None => false,
    }
}
