//! Parsing and coalescing of audit logs: no database. Bytes per second on all cores, and on one.

// A benchmark that cannot make its data has nothing better to do than stop.
#![allow(clippy::expect_used)]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;

use divan::counter::{BytesCount, ItemsCount};
use tierload::audit::lines::lines_of;
use tierload::audit::{Cursor, Limits, LogId, LogReader, Rules, discover, event};
use tierload::input::Chunk;

const LINES: u64 = 1_000_000;
const NOW: i64 = 1_780_000_000;

fn main() {
    divan::main();
}

/// Some 300 bytes a line, `files` distinct files, and about the mix of actions of a real week.
fn log(lines: u64, files: u64) -> String {
    let mut log = String::with_capacity(lines as usize * 320);
    for n in 0..lines {
        // A multiplier prime to any count of files: every file is met, in no order.
        let file = n.wrapping_mul(2_654_435_761) % files;
        let action = match n % 100 {
            0..=2 => "FileWritten",
            3 => "FileCreate",
            4 => "FileDelete",
            5 => "Move",
            _ => "FileRead",
        };
        let _ = writeln!(
            log,
            concat!(
                r#"{{"timestamp":{},"schemaVersion":"1.1","operation":{{"action":"{}","fileId":"{}","#,
                r#""entryPath":"/projects/show_{:02}/seq_{:03}/shot_{:04}/plate_{:07}.exr"}},"#,
                r#""user":{{"id":"u{}","name":"ann@example.com"}},"#,
                r#""device":{{"hostName":"ws-{}","osName":"macOS","osVersion":"14.2"}},"#,
                r#""event":{{"nodeId":"7","filespace":"fs.ws"}}}}"#,
            ),
            1_779_987_033_841_040 + n * 1_000,
            action,
            file,
            file % 40,
            file % 300,
            file % 4_000,
            file,
            n % 30,
            n % 30,
        );
    }
    log
}

/// One block of a log, one line at a time, on one core.
#[divan::bench]
fn lines_only(bencher: divan::Bencher) {
    let bytes = log(10_000, 10_000).into_bytes();
    let chunk = Chunk { number: 0, byte_start: 0, line_start: 1, bytes, discarded_bytes: 0 };
    let rules = Rules::at(NOW);
    bencher
        .counter(BytesCount::of_slice(&chunk.bytes))
        .counter(ItemsCount::new(10_000_u64))
        .bench(|| lines_of(&chunk).filter(|(_, line)| event::parse(line, &rules).is_ok()).count());
}

fn whole(folder: &Path) -> u64 {
    let mut reader =
        LogReader::new(discover([folder]).logs, &HashMap::<LogId, Cursor>::new(), Limits::default());
    let mut files = 0;
    while let Some(batch) = reader.next_batch(&Rules::at(NOW)) {
        assert!(batch.counts.balance() && batch.rejects.is_empty());
        files += batch.by_path.len() as u64;
    }
    files
}

/// A folder of four logs, from discovery to the last batch.
fn folder(files: u64) -> (tempfile::TempDir, u64) {
    let root = tempfile::tempdir().expect("a temporary folder");
    let mut bytes = 0;
    let text = log(LINES, files);
    let mut rest = text.as_str();
    for part in 0..4 {
        let half = if part == 3 { rest.len() } else { text.len() / 4 };
        let cut = rest[..half].rfind('\n').map_or(rest.len(), |at| at + 1);
        let node = root.path().join(format!(".lucid_audit/n{part}/2026/06"));
        std::fs::create_dir_all(&node).expect("a node folder");
        std::fs::write(node.join("2026-06-01T00.00.00Z.log"), &rest[..cut]).expect("a log");
        bytes += cut as u64;
        rest = &rest[cut..];
    }
    (root, bytes)
}

#[divan::bench(args = [1_000_000, 50_000], sample_count = 10, sample_size = 1)]
fn million_events(bencher: divan::Bencher, files: u64) {
    let (root, bytes) = folder(files);
    bencher.counter(BytesCount::new(bytes)).counter(ItemsCount::new(LINES)).bench(|| whole(root.path()));
}

#[divan::bench(args = [1_000_000, 50_000], sample_count = 10, sample_size = 1)]
fn million_events_one_thread(bencher: divan::Bencher, files: u64) {
    let (root, bytes) = folder(files);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    bencher
        .counter(BytesCount::new(bytes))
        .counter(ItemsCount::new(LINES))
        .bench(|| one.install(|| whole(root.path())));
}
