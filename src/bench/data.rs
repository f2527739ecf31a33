//! Generated scans and logs. The same numbers give the same bytes.

use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Files in a directory, as on the media shares that were measured.
const FILES_PER_DIR: u64 = 14;

/// Logs that the events are spread over.
const NODES: u64 = 4;

/// Of a hundred files one changed, one is new and one is gone in the second scan.
const EVERY: u64 = 100;

/// A multiplier prime to any count of files: every file is met, in no order.
const STRIDE: u64 = 2_654_435_761;

fn dir(file: u64) -> String {
    let dir = file / FILES_PER_DIR;
    format!("/projects/show_{:02}/seq_{:03}/shot_{dir:07}", dir % 40, dir % 300)
}

fn name(file: u64) -> String {
    format!("plate_{file:09}.{}", ["exr", "mov", "dpx", "wav"][(file % 4) as usize])
}

/// Writes the first scan, or the second.
pub(super) fn write_scan(path: &Path, rows: u64, now_unix: i64, second: bool) -> Result<()> {
    let failed = || Error::io("cannot write", path);
    let mut out = BufWriter::new(File::create(path).map_err(failed())?);
    let write = |out: &mut BufWriter<File>| -> io::Result<()> {
        writeln!(out, "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn")?;
        for file in 0..rows {
            let kind = if second { file % EVERY } else { EVERY };
            // The first kind is gone, and another file stands in its place.
            let file = if kind == 0 { rows + file } else { file };
            let age = i64::from((file.wrapping_mul(STRIDE) % 100_000_000) as u32);
            let size = file.wrapping_mul(STRIDE) % 50_000_000 + u64::from(kind == 1);
            let (mtime, atime) = (now_unix - 2 * 86_400 - age, now_unix - 86_400 - age / 2);
            writeln!(out, "{},{},{size},{atime},{mtime},{mtime},{}", dir(file), name(file), file + 1)?;
        }
        out.flush()
    };
    write(&mut out).map_err(failed())
}

/// Writes logs of `events` accesses to `files` files, which end at `end_unix`. The files are those that both scans have.
pub(super) fn write_logs(folder: &Path, rows: u64, events: u64, files: u64, end_unix: i64) -> Result<()> {
    let failed = || Error::io("cannot write logs to", folder);
    let both = rows - rows.div_ceil(EVERY);
    let write = || -> io::Result<()> {
        for node in 0..NODES {
            let place = folder.join(format!(".lucid_audit/{node}/2026/06"));
            fs::create_dir_all(&place)?;
            let mut out = BufWriter::new(File::create(place.join(format!("{end_unix}.log")))?);
            for event in events * node / NODES..events * (node + 1) / NODES {
                // Of `files` files every one that stands in both scans: none that is a multiple of EVERY.
                let pick = (event % files).wrapping_mul(STRIDE) % both;
                let file = pick + pick / (EVERY - 1) + 1;
                let micros = i128::from(end_unix) * 1_000_000 - i128::from(events - event);
                writeln!(
                    out,
                    concat!(
                        r#"{{"timestamp":{},"schemaVersion":"1.1","operation":{{"action":"FileRead","fileId":"{}","#,
                        r#""entryPath":"{}/{}"}},"user":{{"id":"u{}","name":"ann@example.com"}},"#,
                        r#""device":{{"hostName":"ws-{}","osName":"macOS","osVersion":"14.2"}},"#,
                        r#""event":{{"nodeId":"{}","filespace":"fs.ws"}}}}"#
                    ),
                    micros,
                    file,
                    dir(file),
                    name(file),
                    event % 30,
                    event % 30,
                    node
                )?;
            }
            out.flush()?;
        }
        Ok(())
    };
    write().map_err(failed())
}

/// How many files can be met by events.
pub(super) fn reachable(rows: u64) -> u64 {
    rows - rows.div_ceil(EVERY)
}
