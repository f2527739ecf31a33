//! Parquet, read back with the crate that wrote it.

use super::{export, exported};
use crate::support::{Case, fail, succeed};
use parquet::basic::Compression;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use std::fs::File;

fn read(case: &Case, name: &str) -> SerializedFileReader<File> {
    SerializedFileReader::new(File::open(case.folder().join(name)).unwrap()).unwrap()
}

/// The value of a column as the CSV has it: bytes where they stand beside their escape.
fn value(row: &Row, column: &str) -> Vec<u8> {
    let field = |name: &str| {
        let found = row.get_column_iter().find(|(found, _)| *found == name);
        found.map_or(Field::Null, |(_, field)| field.clone())
    };
    match (field(column), field(&format!("{column}_raw"))) {
        (_, Field::Bytes(raw)) => raw.data().to_vec(),
        (Field::Null, _) => Vec::new(),
        // A text without bytes beside it: its escapes stand for them.
        (Field::Str(text), _) => tierload::dump::path::from_text(&text).unwrap(),
        (Field::Long(number), _) => number.to_string().into_bytes(),
        (Field::ULong(number), _) => number.to_string().into_bytes(),
        (Field::Int(number), _) => number.to_string().into_bytes(),
        (other, _) => panic!("{column} is {other}"),
    }
}

#[test]
fn the_rows_are_those_of_the_csv() {
    let case = exported();
    for snapshot in ["1", "2", "3"] {
        let file = format!("{snapshot}.parquet");
        succeed(
            &mut case.command(&[
                "export", "--share", "s", "--as-of", snapshot, "--format", "parquet", "-o", &file,
            ]),
        );
        let reader = read(&case, &file);
        let csv = export(&case, &["--as-of", snapshot]);
        let mut csv = ::csv::ReaderBuilder::new().from_reader(csv.as_slice());
        let header: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
        let of_csv: Vec<Vec<Vec<u8>>> =
            csv.byte_records().map(|row| row.unwrap().iter().map(<[u8]>::to_vec).collect()).collect();
        let of_parquet: Vec<Vec<Vec<u8>>> = reader
            .get_row_iter(None)
            .unwrap()
            .map(|row| row.unwrap())
            .map(|row| header.iter().map(|column| value(&row, column)).collect())
            .collect();
        assert_eq!(of_parquet, of_csv);
        let meta = reader.metadata().file_metadata();
        let facts = meta.key_value_metadata().unwrap();
        let guid = case
            .db
            .value(&format!("select scan_guid from tierload_default.scan where snapshot_no = {snapshot}"));
        assert!(
            facts.iter().any(|fact| fact.key == "tierload.scan_guid" && fact.value.as_ref() == Some(&guid))
        );
        let columns = meta.schema_descr().columns();
        let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
        assert_eq!(
            names.join(","),
            format!("{},file_extension,file_hash,dir_path_raw,name_raw", super::HEADER)
        );
        assert_eq!(reader.metadata().row_group(0).column(0).compression(), Compression::SNAPPY);
    }
    // An extension is not in the CSV: it follows from the name.
    let rows: Vec<Row> = read(&case, "3.parquet").get_row_iter(None).unwrap().map(Result::unwrap).collect();
    assert_eq!(value(&rows[1], "file_extension"), b"txt");
}

#[test]
fn many_rows_are_several_row_groups() {
    let case = Case::new();
    case.write("a.csv", crate::support::dump(0..100_500));
    case.load(&["a.csv"]);
    succeed(&mut case.command(&["export", "--share", "s", "--format", "parquet", "-o", "a.parquet"]));
    let reader = read(&case, "a.parquet");
    assert_eq!(reader.metadata().num_row_groups(), 2);
    let sizes = reader.get_row_iter(None).unwrap().map(|row| value(&row.unwrap(), "size_bytes"));
    let total: u64 = sizes.map(|size| String::from_utf8(size).unwrap().parse::<u64>().unwrap()).sum();
    assert_eq!(total, (0..100_500u64).map(|n| n * 7).sum::<u64>());
    let csv = export(&case, &[]);
    assert_eq!(csv.iter().filter(|byte| **byte == b'\n').count(), 100_501);
}

#[test]
fn parquet_is_compressed_inside() {
    let case = exported();
    let message =
        fail(&mut case.command(&["export", "--share", "s", "--format", "parquet", "-o", "a.parquet.gz"]), 2);
    assert!(message.contains("name the file .parquet"), "{message}");
    assert!(export(&case, &["--format", "parquet"]).starts_with(b"PAR1"));
}
