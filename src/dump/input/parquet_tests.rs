use super::*;
use parquet::data_type::{BoolType, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use proptest::prelude::*;

const SCHEMA: &str = "message s3.inventory { required binary bucket (UTF8); required binary key (UTF8); \
    optional binary version_id (UTF8); optional boolean is_latest; optional boolean is_delete_marker; optional int64 size; \
    optional int64 last_modified_date (TIMESTAMP_MILLIS); optional binary e_tag (UTF8); optional binary storage_class (UTF8); }";

const COLUMNS: &[&str] =
    &["Bucket", "Key", "VersionId", "IsLatest", "IsDeleteMarker", "Size", "LastModifiedDate", "ETag"];

/// A file of so many row groups, of so many rows. In every tenth row all is null that may be.
fn write(groups: usize, rows: usize) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let mut writer =
        SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::default())).unwrap();
    for group in 0..groups {
        let numbers: Vec<usize> = (group * rows..(group + 1) * rows).collect();
        let levels: Vec<i16> = numbers.iter().map(|number| i16::from(number % 10 != 9)).collect();
        let some: Vec<usize> = numbers.iter().copied().filter(|number| number % 10 != 9).collect();
        let texts = |numbers: &[usize], text: fn(usize) -> String| {
            numbers.iter().map(|number| text(*number).into_bytes().into()).collect::<Vec<_>>()
        };
        let mut row_group = writer.next_row_group().unwrap();
        let mut place = 0;
        while let Some(mut column) = row_group.next_column().unwrap() {
            let levels = Some(levels.as_slice());
            let of_text = |place| match place {
                0 => texts(&numbers, |_| "b".into()),
                1 => texts(&numbers, |n| format!("k {n}/a,+%\"é\n")),
                7 => texts(&some, |n| format!("e\"{n}")),
                _ => texts(&some, |n| format!("v{n}")),
            };
            match place {
                0 | 1 => column.typed::<ByteArrayType>().write_batch(&of_text(place), None, None),
                2 | 7 | 8 => column.typed::<ByteArrayType>().write_batch(&of_text(place), levels, None),
                3 => column.typed::<BoolType>().write_batch(&vec![true; some.len()], levels, None),
                4 => column.typed::<BoolType>().write_batch(&vec![false; some.len()], levels, None),
                5 => {
                    let sizes: Vec<i64> = some.iter().map(|number| *number as i64).collect();
                    column.typed::<Int64Type>().write_batch(&sizes, levels, None)
                }
                _ => {
                    let times: Vec<i64> = some.iter().map(|n| 1_767_229_200_999 + *n as i64 * 1000).collect();
                    column.typed::<Int64Type>().write_batch(&times, levels, None)
                }
            }
            .unwrap();
            column.close().unwrap();
            place += 1;
        }
        row_group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

/// The records as text, as far as they are.
fn read(bytes: &[u8], columns: &[&str]) -> io::Result<String> {
    let path = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&path, bytes).unwrap();
    let columns = columns.iter().map(|name| (*name).to_string()).collect();
    let manifest = Manifest { columns, is_parquet: true, began: None };
    let counted = Arc::new(AtomicU64::new(0));
    let mut text = Vec::new();
    records(File::open(&path)?, &manifest, counted.clone())?.read_to_end(&mut text)?;
    assert!(counted.load(Ordering::Relaxed) <= bytes.len() as u64);
    Ok(String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn rows_of_all_groups_become_records_of_csv() {
    let text = read(&write(3, 2500), COLUMNS).unwrap();
    assert_eq!(text.lines().count(), 7500);
    let record = |number: usize| {
        let (time, key) = (1_767_229_200 + number as i64, format!("\"b\",\"k {number}/a,%2B%25%22é%0A\""));
        match number % 10 {
            9 => format!("{key},\"\",\"\",\"\",\"\",\"\",\"\""),
            _ => {
                let time = jiff::Timestamp::from_second(time).unwrap();
                format!("{key},\"\",\"true\",\"false\",\"{number}\",\"{time}\",\"e\"\"{number}\"")
            }
        }
    };
    for (number, line) in text.lines().enumerate() {
        assert_eq!(line, record(number));
    }
    assert_eq!(
        read(&write(1, 2), &["Size", "Key"]).unwrap().lines().next(),
        Some("\"0\",\"k 0/a,%2B%25%22é%0A\"")
    );
    assert_eq!(read(&write(0, 0), COLUMNS).unwrap(), "");
}

#[test]
fn what_is_no_inventory_is_refused() {
    let whole = write(1, 100);
    let refused = |bytes: &[u8], columns: &[&str]| read(bytes, columns).unwrap_err().to_string();
    assert!(refused(&whole, &["VersionId"]).contains("no column that is read"));
    assert!(refused(b"a,b\n1,2\n", COLUMNS).contains("as Parquet it is damaged"));
    assert!(refused(&whole[..whole.len() - 1], COLUMNS).contains("as Parquet it is damaged"));
    let of = |schema: &str| {
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(WriterProperties::default()));
        writer.unwrap().into_inner().unwrap()
    };
    assert!(refused(&of("message m { required binary key (UTF8); }"), COLUMNS).contains("no column bucket"));
    let nested = "message m { required group key { required binary key (UTF8); } }";
    assert!(refused(&of(nested), &["Key"]).contains("no column key"));
    assert!(refused(&of("message m { repeated binary key (UTF8); }"), &["Key"]).contains("is nested"));
    assert!(refused(&of("message m { required int32 size; }"), &["Size"]).contains("another type"));
    assert!(
        refused(&of("message m { required int64 last_modified_date; }"), &["LastModifiedDate"])
            .contains("another type")
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    /// Damage gives as many rows, with other values maybe, or an error.
    #[test]
    fn damage_loses_no_row(at: prop::sample::Index, byte: u8, cut: bool) {
        let mut bytes = write(2, 30);
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        if let Ok(text) = read(&bytes, COLUMNS) {
            // A line end may have come into a value.
            let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            prop_assert_eq!(rows.byte_records().filter(|row| row.is_ok()).count(), 60);
        }
    }
}
