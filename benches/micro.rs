//! The computing half of a load, without a database: bytes per second of one thread.
//!
//!     cargo bench --bench micro
//!
//! `cut` finds record ends, `parse` takes records apart, `path_and_hash` normalises and digests directories, `encode` is
//! all of it: from the bytes of a chunk to rows in COPY format.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a benchmark may fail loudly")]

mod generate;

use divan::Bencher;
use divan::counter::BytesCount;
use std::sync::OnceLock;
use tierload::format::{Format, detect};
use tierload::input::{Chunk, ChunkReader, Dialect, Records};
use tierload::path::{PathRules, SourceType, dir_digest, dir_hash64, to_text};
use tierload::scan::encode;

fn main() {
    divan::main();
}

/// A header and a chunk of a synthetic scan, as the loader sees them.
fn sample() -> &'static (Box<dyn Format>, Chunk) {
    static SAMPLE: OnceLock<(Box<dyn Format>, Chunk)> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let file = tempfile::NamedTempFile::new().unwrap();
        generate::write_scan(file.path(), 20_000, None);
        let mut reader = ChunkReader::new(std::fs::File::open(file.path()).unwrap(), 4 << 20);
        let header = reader.header().unwrap().unwrap();
        let format = detect(Records::of_bytes(&header, Dialect::CSV).next_record().unwrap().fields).unwrap();
        (format, reader.next_chunk().unwrap().unwrap())
    })
}

fn rules() -> PathRules {
    PathRules::new(SourceType::Smb, Some(br"\\nas01\projects")).unwrap()
}

#[divan::bench]
fn cut(bencher: Bencher) {
    let (_, chunk) = sample();
    bencher.counter(BytesCount::new(chunk.bytes.len())).bench_local(|| {
        let mut reader = ChunkReader::new(chunk.bytes.as_slice(), 256 << 10);
        let mut chunks = 0;
        while reader.next_chunk().unwrap().is_some() {
            chunks += 1;
        }
        chunks
    });
}

#[divan::bench]
fn parse(bencher: Bencher) {
    let (format, chunk) = sample();
    bencher.counter(BytesCount::new(chunk.bytes.len())).bench_local(|| {
        let mut records = Records::new(chunk, Dialect::CSV);
        let mut bytes = 0;
        while let Some(record) = records.next_record() {
            bytes += format.row(record.fields).unwrap().unwrap().size_bytes;
        }
        bytes
    });
}

#[divan::bench]
fn parse_quoted(bencher: Bencher) {
    let (format, chunk) = sample();
    // One quote anywhere in the chunk, and csv-core reads all of it.
    let mut quoted = chunk.clone();
    quoted.bytes.splice(0..0, *b"\"a\",b,1,2,3,4,5\n");
    bencher.counter(BytesCount::new(quoted.bytes.len())).bench_local(|| {
        let mut records = Records::new(&quoted, Dialect::CSV);
        let mut bytes = 0;
        while let Some(record) = records.next_record() {
            bytes += format.row(record.fields).unwrap().unwrap().size_bytes;
        }
        bytes
    });
}

#[divan::bench]
fn path_and_hash(bencher: Bencher) {
    let (_, chunk) = sample();
    let dirs: Vec<&[u8]> =
        chunk.bytes.split(|&b| b == b'\n').map(|line| line.split(|&b| b == b',').next().unwrap()).collect();
    let rules = rules();
    let bytes: usize = dirs.iter().map(|dir| dir.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let mut out = Vec::new();
        let mut sum = 0u128;
        for dir in &dirs {
            if rules.dir(dir, &mut out).is_ok() {
                let stored = to_text(&out);
                sum ^= dir_digest(&stored.text) ^ dir_hash64(&stored.text) as u128;
            }
        }
        sum
    });
}

#[divan::bench(name = "encode")]
fn encode_chunk(bencher: Bencher) {
    let (format, chunk) = sample();
    let rules = rules();
    bencher
        .counter(BytesCount::new(chunk.bytes.len()))
        .bench_local(|| encode(chunk, format.as_ref(), &rules).loaded);
}
