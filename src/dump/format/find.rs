//! GNU find's `-printf`: one tab separated record a line, or, safe for every name, one before each NUL.
//!
//! `'%p\t%s\t%A@\t%T@\t%C@\n'` and `'%s\t%A@\t%T@\t%C@\t%p\0'`. Neither says what is a folder, so find is to be told
//! `! -type d`; or `%y`, the type, may stand at the other end than the path: `...\t%y\n` and `%y\t...`.
//!
//! `lfs find ROOT ! --type d --printf` of Lustre 2.16 writes the first form, in whole seconds: it knows no `\0`, and leaves `%D` as it is.
//!
//! After the times may stand `%i\t%b\t%D\t%n\t%U\t%G`: inode, blocks, device, links, user and group; or `%u` and `%g`, their names.

use super::find_records::Find;
use super::head::Head;
use super::kind::{Format, Kind, Opened};
use super::options::Options;
use super::times::Times;
use std::collections::HashSet;
use std::ops::ControlFlow;

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
