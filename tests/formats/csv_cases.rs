//! What CSV has to be read right: `fixtures/csv-cases/CASE.csv` has the records of `CASE.json`, its first line being their
//! keys.

use crate::support::fixture;
use serde_json::{Map, Value};
use std::fs;
use std::path::PathBuf;
use tierload::dump::input::{Chunk, ChunkReader, Dialect, Records};

#[test]
fn every_case_parses_as_its_json_says() {
    let files = fs::read_dir(fixture("csv-cases")).unwrap().map(|entry| entry.unwrap().path());
    let cases: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "csv")).collect();
    assert!(cases.len() >= 12, "{cases:?}");
    for case in cases {
        let csv = fs::read(&case).unwrap();
        let json = fs::read(case.with_extension("json")).unwrap();
        let expected: Value = serde_json::from_slice(&json).unwrap();
        // The smallest chunks are one record each: cutting must not change anything.
        for chunk_bytes in [1, 1 << 20] {
            assert_eq!(Value::Array(objects(&csv, chunk_bytes)), expected, "{}", case.display());
        }
    }
}

fn objects(csv: &[u8], chunk_bytes: usize) -> Vec<Value> {
    let mut reader = ChunkReader::new(csv, chunk_bytes);
    let mut records: Vec<Vec<String>> = Vec::new();
    while let Some(chunk) = reader.next_chunk().unwrap() {
        records.extend(records_of(&chunk));
    }
    let mut records = records.into_iter();
    let keys = records.next().unwrap();
    let object = |record: Vec<String>| {
        Value::Object(keys.iter().cloned().zip(record.into_iter().map(Value::String)).collect::<Map<_, _>>())
    };
    records.map(object).collect()
}

fn records_of(chunk: &Chunk) -> Vec<Vec<String>> {
    let mut records = Records::new(chunk, Dialect::CSV);
    let mut all = Vec::new();
    while let Some(record) = records.next_record() {
        let fields = record.fields.unwrap();
        all.push(fields.iter().map(|field| String::from_utf8(field.to_vec()).unwrap()).collect());
    }
    all
}
