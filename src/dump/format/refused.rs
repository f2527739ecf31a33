//! Dumps that are known and cannot be loaded, and what to do instead.

use super::binary::{JSON, is_json};
use super::head::Head;

/// How it is told, what is wrong with it, and what to do.
type Refused = (fn(&Head<'_>) -> bool, &'static str, &'static str);

const REFUSED: &[Refused] = &[
    (
        is_rejects,
        "this is a rejects file of tierload",
        "mend the records in a copy of the dump and load that; or put the mended records under the dump's own header \
         into a file, and load both as one scan: tierload scan DUMP FILE",
    ),
    (|head| is_json(head.bytes), JSON.0, JSON.1),
    (
        |head| super::enclosed::has_single_header(head, 0),
        "the names of its columns stand in single quotes",
        "write them, and all fields, in double quotes",
    ),
    (
        super::find::lists_folders,
        "find's list has folders in it and does not say which they are",
        "make it with find ROOT ! -type d, or with %y at the other end than %p; or say --format find-tsv or find0 to \
         load folders as files",
    ),
    (
        is_treesize,
        "TreeSize writes rounded sizes with units, in the language of the machine",
        "walk the disk with tierload crawl, or export with WizTree, Everything or PowerShell",
    ),
    (
        is_dwalk,
        "dwalk's text output has rounded sizes",
        r"use find ROOT ! -type d -printf '%s\t%A@\t%T@\t%C@\t%p\0', or tierload crawl",
    ),
    (
        is_gpfs,
        "it is a GPFS policy list that does not say what its values are, or was written without ESCAPE",
        super::gpfs::HOW,
    ),
    (
        super::find_columns::has_other_columns,
        "its columns are not those of find-tsv or find0 in their order",
        "say which is which, such as --format csv --delimiter tab --no-header --map size=1,mtime=2,path=3, and list files \
         alone (find ROOT ! -type d)",
    ),
];

/// Says why this dump cannot be loaded, and what can be.
pub(super) fn refuse(head: &Head<'_>) -> Option<String> {
    REFUSED.iter().find(|(is_it, ..)| is_it(head)).map(|(_, what, instead)| format!("{what}: {instead}"))
}

fn first_lines<'h>(head: &Head<'h>) -> impl Iterator<Item = &'h [u8]> {
    head.bytes.split(|&byte| byte == b'\n').take(10).map(<[u8]>::trim_ascii)
}

fn is_rejects(head: &Head<'_>) -> bool {
    head.line(0) == b"input,line,byte,reason,raw"
}

fn is_treesize(head: &Head<'_>) -> bool {
    first_lines(head).take(5).any(|line| {
        let line = String::from_utf8_lossy(line);
        line.contains("TreeSize") || line.contains("% of Parent")
    })
}

/// `-rw-r--r-- user group 4.000 KB Jan  1 2020 12:00 /path`
fn is_dwalk(head: &Head<'_>) -> bool {
    first_lines(head).any(|line| {
        let words: Vec<&[u8]> = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
        let mode = words.first().is_some_and(|word| {
            word.len() == 10
                && b"-dlbcps".contains(&word[0])
                && word[1..].iter().all(|byte| b"-rwxsStT".contains(byte))
        });
        mode && words.get(4).is_some_and(|unit| matches!(*unit, b"B" | b"KB" | b"MB" | b"GB" | b"TB" | b"PB"))
    })
}

/// `1234 5 0 -- /path`, and the hexadecimal `0:8000000000000000:4d2:5:1000:0:0:D:c!/path...`.
fn is_gpfs(head: &Head<'_>) -> bool {
    let line = head.line(0);
    let hex = |field: &[u8]| !field.is_empty() && field.iter().all(u8::is_ascii_hexdigit);
    let number = |field: &[u8]| !field.is_empty() && field.iter().all(u8::is_ascii_digit);
    let hexadecimal = line.splitn(6, |&byte| byte == b':').take(5).filter(|field| hex(field)).count() == 5
        && memchr::memmem::find(line, b"!/").is_some();
    let list = line.splitn(4, |&byte| byte == b' ').take(3).filter(|field| number(field)).count() == 3
        && memchr::memmem::find(line, b" -- /").is_some();
    hexadecimal || list
}
