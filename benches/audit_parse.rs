//! Parsing and coalescing of audit logs: no database. Bytes per second on all cores, and on one.

// A benchmark that cannot make its data has nothing better to do than stop.
#![allow(clippy::expect_used)]

use std::collections::HashMap;
use std::path::Path;

use divan::counter::{BytesCount, ItemsCount};
use tierload::dump::input::Chunk;
use tierload::lucid::lines::lines_of;
use tierload::lucid::{Cursor, Limits, LogId, LogReader, Rules, discover, event};
use tierload::synthetic::{AccessSpec, Accesses, NODES, Tree};

const LINES: u64 = 1_000_000;
const BLOCK_LINES: u64 = 10_000;
const NOW: i64 = 1_780_000_000;

fn main() {
    divan::main();
}

/// As many events on `files` files of a share, within the last hour.
fn accesses(tree: &Tree, events: u64, files: u64) -> Accesses<'_> {
    let spec = AccessSpec { night: 0, events, files, begin_unix: NOW - 3_600, lasting_s: 3_600 };
    tree.accesses(spec).expect("the tree has so many files")
}

fn tree() -> Tree {
    Tree::new(7, 2_000_000, NOW - 86_400)
}

/// One block of a log, one line at a time, on one core.
#[divan::bench]
fn lines_only(bencher: divan::Bencher) {
    let mut bytes = Vec::new();
    accesses(&tree(), BLOCK_LINES * NODES, BLOCK_LINES * NODES)
        .write_log(0, &mut bytes)
        .expect("it is in memory");
    let chunk = Chunk {
        number: 0,
        byte_start: 0,
        line_start: 1,
        bytes,
        discarded_bytes: 0,
        ends_amid_line: false,
        lacks_closing: false,
        before: Vec::new(),
        after: Vec::new(),
    };
    let rules = Rules::at(NOW);
    bencher
        .counter(BytesCount::of_slice(&chunk.bytes))
        .counter(ItemsCount::new(BLOCK_LINES))
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

/// A folder of logs, from discovery to the last batch.
fn folder(files: u64) -> (tempfile::TempDir, u64) {
    let root = tempfile::tempdir().expect("a temporary folder");
    accesses(&tree(), LINES, files).write_logs(root.path()).expect("logs");
    let logs = discover([root.path()]).logs;
    let bytes = logs.iter().map(|log| log.path.metadata().expect("a log").len()).sum();
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
