//! Writes synthetic scans and audit logs of a media share.
//!
//!     cargo run --release --example synthetic -- scan files=2000000 night=1 >scan.csv
//!     cargo run --release --example synthetic -- scan bytes=10000000000 notation=rooted | tierload scan - ...
//!     cargo run --release --example synthetic -- logs files=2000000 events=1000000 of=50000 to=FOLDER
//!     cargo run --release --example synthetic -- updates files=2000000 events=1000000 of=50000 >updates.csv
//!
//! `seed` and `files` name the tree, `now` (seconds since 1970) its night 0; `changed`, `new` and `gone` files differ from
//! night to night (each a hundredth). A scan is of a `night` (0), and ends after `bytes`, if they are given. Events are
//! accesses of files that the nights up to `night` have, from `begin` on, within `seconds`. Paths are in the
//! `notation` unc (`\\nas01\projects\...`) or rooted (`/...`). A scan has the `columns` times or, with all that `tierload
//! crawl` writes, crawl.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use tierload::synthetic::{AccessSpec, Columns, Nightly, Notation, Tree};

const ARGUMENTS: [&str; 15] = [
    "seed", "files", "now", "changed", "new", "gone", "night", "bytes", "events", "of", "begin", "seconds",
    "notation", "columns", "to",
];

fn main() -> io::Result<()> {
    let mut words = std::env::args().skip(1);
    let what = words.next().ok_or_else(|| wrong("say scan, logs or updates"))?;
    let mut given = HashMap::new();
    for word in words {
        let (name, value) = word.split_once('=').ok_or_else(|| wrong(&format!("{word}: no name=value")))?;
        if !ARGUMENTS.contains(&name) {
            return Err(wrong(&format!("{name}: none of {ARGUMENTS:?}")));
        }
        given.insert(name.to_owned(), value.to_owned());
    }
    let number = |name: &str, default: u64| match given.get(name) {
        Some(text) => text.parse().map_err(|_| wrong(&format!("{name}={text}: no number"))),
        None => Ok(default),
    };
    let notation = match given.get("notation").map(String::as_str) {
        None | Some("unc") => Notation::Unc,
        Some("rooted") => Notation::Rooted,
        Some(other) => return Err(wrong(&format!("notation={other}: say unc or rooted"))),
    };
    let columns = match given.get("columns").map(String::as_str) {
        None | Some("times") => Columns::Times,
        Some("crawl") => Columns::Crawl,
        Some(other) => return Err(wrong(&format!("columns={other}: say times or crawl"))),
    };
    let bytes = number("bytes", u64::MAX)?;
    // A scan that ends by its bytes is of a tree that has files enough.
    let files = number("files", if bytes < u64::MAX { bytes } else { 2_000_000 })?;
    let percent = Nightly::one_percent(files);
    let nightly = Nightly {
        changed: number("changed", percent.changed)?,
        new: number("new", percent.new)?,
        gone: number("gone", percent.gone)?,
    };
    let now_unix = number("now", 1_760_000_000)?;
    let tree = Tree::new(number("seed", 7)?, files, now_unix as i64).with_nightly(nightly)?;
    let night = number("night", 0)?;
    let events = number("events", 1_000_000)?;
    let spec = AccessSpec {
        night,
        events,
        files: number("of", events)?,
        begin_unix: number("begin", 1_780_000_000)? as i64,
        lasting_s: number("seconds", 1_000)?,
    };
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    match what.as_str() {
        "scan" => write_scan(&tree, &mut out, (night, notation, columns), bytes),
        "logs" => {
            let folder = given.get("to").ok_or_else(|| wrong("logs need a folder: to=FOLDER"))?;
            tree.accesses(spec)?.write_logs(Path::new(folder))
        }
        "updates" => tree.accesses(spec)?.write_updates(&mut out, notation),
        other => Err(wrong(&format!("{other}: say scan, logs or updates"))),
    }
}

/// Writes rows until there are so many bytes.
fn write_scan(
    tree: &Tree,
    out: &mut impl Write,
    (night, notation, columns): (u64, Notation, Columns),
    bytes: u64,
) -> io::Result<()> {
    let mut scan = tree.scan(night, notation)?;
    let mut text = columns.header().as_bytes().to_vec();
    let mut written = 0;
    while !text.is_empty() {
        out.write_all(&text)?;
        written += text.len() as u64;
        text.clear();
        if written < bytes
            && let Some(row) = scan.next_row()
        {
            row.write(&mut text, columns)?;
        }
    }
    out.flush()
}

fn wrong(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message.to_owned())
}
