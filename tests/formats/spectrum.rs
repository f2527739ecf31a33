//! The cases of csv-spectrum: `fixtures/csv-spectrum/CASE.csv` has the records of `CASE.json`, its first line being their
//! keys.

use super::fixture;
use serde_json::{Map, Value};
use tierload::input::{Chunk, ChunkReader, Dialect, Records};

const CASES: [&str; 12] = [
    "comma_in_quotes",
    "empty",
    "empty_crlf",
    "escaped_quotes",
    "json",
    "location_coordinates",
    "newlines",
    "newlines_crlf",
    "quotes_and_newlines",
    "simple",
    "simple_crlf",
    "utf8",
];

#[test]
fn every_case_parses_as_its_json_says() {
    for case in CASES {
        let csv = std::fs::read(fixture(&format!("csv-spectrum/{case}.csv"))).unwrap();
        let json = std::fs::read(fixture(&format!("csv-spectrum/{case}.json"))).unwrap();
        let expected = match serde_json::from_slice(&json).unwrap() {
            // The only record of a case may stand there without the list.
            Value::Object(record) => Value::Array(vec![Value::Object(record)]),
            records => records,
        };
        // The smallest chunks are one record each: cutting must not change anything.
        for chunk_bytes in [1, 1 << 20] {
            assert_eq!(Value::Array(objects(&csv, chunk_bytes)), expected, "{case}");
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
        all.push(record.fields.iter().map(|field| String::from_utf8(field.to_vec()).unwrap()).collect());
    }
    all
}
