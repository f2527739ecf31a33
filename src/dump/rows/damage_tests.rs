//! Damage to one record never changes another in silence: that one is loaded as it was, or rejected, and it is the same
//! wherever chunks end.

use super::dumps_tests::{Dump, columns, dumps};
use super::encode::encode;
use super::stored::{StoredRow, stored_rows};
use crate::dump::format::{Format, Head, Options, Times, detect};
use crate::dump::input::{Chunk, ChunkReader};
use crate::dump::path::{PathRules, SourceType};
use proptest::prelude::*;
use std::ops::Range;

/// What is done to one byte.
#[derive(Debug, Clone, Copy)]
enum Damage {
    Replaced(u8),
    Inserted(u8),
    Removed,
}

fn damage() -> impl Strategy<Value = Damage> {
    let byte = prop_oneof![
        4 => prop::sample::select(&b"\",;\n\r\t\0\\ /'19"[..]),
        1 => any::<u8>(),
    ];
    prop_oneof![
        byte.clone().prop_map(Damage::Replaced),
        byte.prop_map(Damage::Inserted),
        Just(Damage::Removed),
    ]
}

struct Read {
    rows: Vec<StoredRow>,
    /// The bytes of rejected records.
    rejected: Vec<Range<usize>>,
}

fn read(chunks: &[Chunk], format: &dyn Format, rules: &PathRules) -> Read {
    let mut read = Read { rows: Vec::new(), rejected: Vec::new() };
    for chunk in chunks {
        let encoded = encode(chunk, format, rules);
        read.rows.extend(stored_rows(&encoded, usize::MAX));
        let range = |start: u64, raw: &[u8]| start as usize..start as usize + raw.len();
        read.rejected.extend(encoded.rejects.kept().iter().map(|reject| range(reject.byte, &reject.raw)));
    }
    read
}

fn cut(bytes: &[u8], format: &dyn Format, chunk_bytes: usize) -> Vec<Chunk> {
    let mut reader = ChunkReader::new(bytes, chunk_bytes);
    reader.begin(format.dialect(), 0);
    if format.looks_around() {
        reader.keep_neighbours();
    }
    std::iter::from_fn(|| reader.next_chunk().unwrap()).collect()
}

fn check(dump: &Dump, at: usize, damage: Damage, chunk_bytes: usize) -> Result<(), TestCaseError> {
    let (name, header, records, end) = dump;
    let records: Vec<String> = records.iter().map(|record| format!("{record}{end}")).collect();
    let body = records.concat();
    let options = Options {
        format: Some(name),
        map: "path=path,size=size,atime=time".parse().ok().filter(|_| *name == "csv"),
        columns: columns(name),
        times: Times { zone: "UTC".parse().ok(), date_format: None, unit: None },
        ..Options::default()
    };
    let found = detect(&Head::new(format!("{header}{body}").as_bytes(), true), &options).ok().unwrap();
    let format = found.format.as_ref();
    let windows = records[0].contains('\\');
    let rules = PathRules::new(if windows { SourceType::Ntfs } else { SourceType::Posix }, None).unwrap();

    let at = at % body.len();
    let mut bytes = body.clone().into_bytes();
    match damage {
        Damage::Replaced(byte) => bytes[at] = byte,
        Damage::Inserted(byte) => bytes.insert(at, byte),
        Damage::Removed => drop(bytes.remove(at)),
    }
    let found = read(&cut(&bytes, format, chunk_bytes), format, &rules);
    let in_one = read(&cut(&bytes, format, 1 << 20), format, &rules);
    prop_assert!(
        found.rows == in_one.rows && found.rejected.len() == in_one.rejected.len(),
        "{name}: chunks of {chunk_bytes} change {:?}",
        String::from_utf8_lossy(&bytes)
    );
    let mut start = 0;
    for record in &records {
        let (before, range) = (start, start..start + record.len());
        start = range.end;
        // An insertion before a record's first byte stands between two.
        let touched = range.contains(&at) || (matches!(damage, Damage::Inserted(_)) && at == before);
        // `\r` alone ends a record too: what stands in the place of its `\n` begins the next one.
        let touched = touched || (*end == "\r\n" && at + 1 == before);
        if touched {
            continue;
        }
        let whole = read(&cut(record.as_bytes(), format, 1 << 20), format, &rules);
        prop_assert!(whole.rejected.is_empty(), "{name}: {record:?}");
        let moved = bytes.len() as isize - body.len() as isize;
        let shift = |place: usize| if at < before { place.saturating_add_signed(moved) } else { place };
        let is_rejected =
            found.rejected.iter().any(|reject| reject.start < shift(range.end) && shift(before) < reject.end);
        let is_loaded = whole.rows.iter().all(|row| found.rows.contains(row));
        prop_assert!(
            is_loaded || is_rejected,
            "{name}: {record:?} is lost in {:?}",
            String::from_utf8_lossy(&bytes)
        );
    }
    Ok(())
}

/// `DAMAGE_CASES=100000` for more.
fn cases() -> u32 {
    std::env::var("DAMAGE_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(10_000)
}

#[test]
fn a_neighbour_is_never_changed_in_silence() {
    let dumps = dumps();
    let case = (0..dumps.len(), any::<prop::sample::Index>(), damage(), 1usize..400);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases())
    });
    let result = runner.run(&case, |(kind, at, damage, chunk_bytes)| {
        check(&dumps[kind], at.index(1 << 20), damage, chunk_bytes)
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}
