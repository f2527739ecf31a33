//! Inventories of object stores, which are several files with a manifest.

use crate::support::{Case, fixture};
use std::fs;
use std::path::Path;

const MANIFEST: &str = "logs/daily/2026-01-01T01-00Z/manifest.json";

const DATA: &str = "logs/daily/data/1.csv.gz";

fn gzip(text: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// An S3 Inventory as S3 lays it out: a folder for each day's manifest, and one for the data files of all days.
fn inventory(folder: &Path, began: &str, columns: &str, data: &[(&str, &[u8])]) {
    for folder in [folder.join(MANIFEST).parent().unwrap(), folder.join(DATA).parent().unwrap()] {
        fs::create_dir_all(folder).unwrap();
    }
    let files = data.iter().map(|(name, text)| {
        let zipped = gzip(text);
        fs::write(folder.join(DATA).with_file_name(name), &zipped).unwrap();
        format!(r#"{{"key": "copies/logs/daily/data/{name}", "size": {}, "MD5checksum": "0"}}"#, zipped.len())
    });
    let files = files.collect::<Vec<_>>().join(", ");
    let text = format!(
        r#"{{"sourceBucket": "logs", "version": "2016-11-30", "creationTimestamp": "{began}", "fileFormat": "CSV",
            "fileSchema": "{columns}", "files": [{files}]}}"#
    );
    fs::write(folder.join(MANIFEST), text).unwrap();
    fs::write(folder.join(MANIFEST).with_file_name("manifest.checksum"), "0\n").unwrap();
}

#[test]
fn a_manifest_stands_for_its_data_files() {
    let case = Case::new();
    let current = fs::read(fixture("s3-inventory/current.csv")).unwrap();
    let more = b"\"logs\",\"2026/01/02/c+d.gz\",\"14\"\n";
    let data: [(&str, &[u8]); 2] = [("1.csv.gz", &current), ("2.csv.gz", more)];
    inventory(case.folder(), "1767229200000", "Bucket, Key, Size", &data);
    let summary = case.load(&[MANIFEST, "--root", "/logs"]);
    assert_eq!((&summary["inputs"], &summary["loaded"]), (&2.into(), &3.into()));
    let paths = "select string_agg(full_path, ' ' order by full_path) from tierload_default.file_current";
    assert_eq!(case.db.value(paths), "/2026/01/01/a.gz /2026/01/01/b.gz /2026/01/02/c d.gz");
    let started = "select extract(epoch from started_utc)::bigint from tierload_default.scan";
    assert_eq!(case.count(started), 1_767_229_200);
    // The folder of the manifest is the same inventory, also where the data files lie in it.
    let folder = Path::new(MANIFEST).parent().unwrap();
    assert_eq!(case.load(&[folder.to_str().unwrap()])["already_loaded"], true);
    for name in ["1.csv.gz", "2.csv.gz"] {
        let from = case.folder().join(DATA).with_file_name(name);
        fs::rename(from, case.folder().join(folder).join(name)).unwrap();
    }
    assert_eq!(case.load(&[folder.to_str().unwrap()])["already_loaded"], true);
    // Mended rejects have no manifest.
    case.write("mended.csv", "\"/2026\",\"logs\",\"e\",\"5\"\n");
    let flags = [
        "--format",
        "s3-inventory",
        "--columns",
        "Extra, Bucket, Key, Size",
        "--started",
        "2026-01-02T00:00:00Z",
    ];
    let summary = case.load(&[&[MANIFEST, "mended.csv"][..], &flags].concat());
    assert_eq!((&summary["loaded"], &summary["files_new"]), (&4.into(), &1.into()));
    // An older inventory would turn the present back.
    inventory(case.folder(), "1767142800000", "Bucket, Key, Size", &[("3.csv.gz", more)]);
    assert!(case.refuse(&[MANIFEST], 3).contains("began"));
    case.assert_sound();
}

const PARQUET_SCHEMA: &str = "message s3.inventory { required binary bucket (STRING); required binary key (STRING); \
    optional int64 size; optional int64 last_modified_date (TIMESTAMP(MILLIS,true)); }";

/// A Parquet file of one bucket with these keys, each as large as its place.
fn parquet(keys: &[&str]) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    let schema = parquet::schema::parser::parse_message_type(PARQUET_SCHEMA).unwrap();
    let mut writer =
        parquet::file::writer::SerializedFileWriter::new(Vec::new(), schema.into(), Default::default())
            .unwrap();
    let mut group = writer.next_row_group().unwrap();
    let (levels, buckets) = (vec![1; keys.len()], vec![ByteArray::from("logs"); keys.len()]);
    let keys: Vec<ByteArray> = keys.iter().map(|key| ByteArray::from(*key)).collect();
    for (texts, numbers) in
        [(Some(buckets), 0), (Some(keys.clone()), 0), (None, 1), (None, 1_767_000_000_000)]
    {
        let mut column = group.next_column().unwrap().unwrap();
        match texts {
            Some(texts) => column.typed::<ByteArrayType>().write_batch(&texts, None, None),
            None => column.typed::<Int64Type>().write_batch(
                &(numbers..).take(keys.len()).collect::<Vec<i64>>(),
                Some(&levels),
                None,
            ),
        }
        .unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn a_manifest_whose_data_files_are_not_whole_is_refused() {
    let case = Case::new();
    let current = fs::read(fixture("s3-inventory/current.csv")).unwrap();
    let of = |columns: &str| inventory(case.folder(), "1767229200000", columns, &[("1.csv.gz", &current)]);
    of("Bucket, Key, Size");
    let data = case.folder().join(DATA);
    let whole = fs::read(&data).unwrap();
    fs::write(&data, &whole[..whole.len() - 8]).unwrap();
    assert!(case.refuse(&[MANIFEST], 3).contains("was not copied whole"));
    fs::remove_file(&data).unwrap();
    assert!(case.refuse(&[MANIFEST], 3).contains("copies/logs/daily/data/1.csv.gz lies neither"));
    fs::write(&data, &whole).unwrap();
    assert!(case.refuse(&[DATA], 3).contains("no known kind"));
    assert!(case.refuse(&[DATA, "--format", "s3-inventory"], 3).contains("manifest.json"));
    assert!(case.refuse(&[MANIFEST, DATA], 2).contains("named twice"));
    assert!(
        case.refuse(&[MANIFEST, "--format", "csv", "--map", "path=1,size=2"], 2)
            .contains("leave --format csv out")
    );
    of("Bucket, Key, ETag");
    assert!(case.refuse(&[MANIFEST], 3).contains("lack Size"));
    of("Bucket, Key, VersionId, Size");
    assert!(case.refuse(&[MANIFEST], 3).contains("not IsLatest"));
    of("Bucket, Key, Size, Size");
    assert!(case.refuse(&[MANIFEST], 3).contains("Size twice"));
    case.assert_nothing_published();
}

#[test]
fn an_object_that_no_path_can_have_keeps_no_other_file() {
    let case = Case::new();
    let flags = ["--format", "s3-inventory", "--columns", "Bucket,Key,Size", "--max-rejects", "100%"];
    let load = |text: &str, started: &'static str| {
        case.write("data.csv", text);
        case.load(&[&["data.csv", "--started", started][..], &flags].concat())
    };
    load("\"b\",\"a/y\",\"1\"\n\"b\",\"a/x\",\"1\"\n\"b\",\"a//y\",\"2\"\n", "2026-01-01T00:00:00Z");
    let summary =
        load("\"b\",\"a//y\",\"2\"\n\"b\",\"a/x\",\"-1\"\n\"b\",\"z\",\"1\"\n", "2026-01-02T00:00:00Z");
    assert_eq!((&summary["rejected"], &summary["files_removed"]), (&2.into(), &1.into()));
    let present = "select string_agg(full_path, ' ' order by full_path) from tierload_default.file_current";
    assert_eq!(case.db.value(present), "/b/a/x /b/z");
    case.assert_sound();
}

#[test]
fn parquet_is_read_as_csv_is() {
    let case = Case::new();
    let keys = ["a+b%2F", "c \"d\", e", "f/g\nh", "é"];
    let data = parquet(&keys);
    let manifest = |size: &str| {
        case.write(
            "manifest.json",
            format!(
                r#"{{"creationTimestamp": "1767229200000", "fileFormat": "Parquet", "fileSchema": "{PARQUET_SCHEMA}",
                    "files": [{{"key": "x/data/1.parquet", "size": {size}}}]}}"#
            ),
        );
    };
    manifest(&data.len().to_string());
    case.write("1.parquet", &data);
    let summary = case.load(&["manifest.json", "--root", "/logs"]);
    assert_eq!((&summary["loaded"], &summary["rejected"]), (&4.into(), &0.into()));
    let paths =
        "select full_path, size_bytes, mtime_unix from tierload_default.file_current order by size_bytes";
    let expected =
        ["/a+b%2F|1|1767000000", "/c \"d\", e|2|1767000000", "/f/g\nh|3|1767000000", "/é|4|1767000000"];
    assert_eq!(case.db.rows(paths), expected);
    // Its values have no checksum but that of the manifest.
    manifest(&format!("{}, \"MD5checksum\": \"900150983cd24fb0d6963f7d28e17f72\"", data.len()));
    assert!(case.refuse(&["manifest.json"], 3).contains("is damaged, or is another one"));
    manifest(&data.len().to_string());
    let mut damaged = data.clone();
    damaged[data.len() - 20..data.len() - 16].fill(0xFF);
    case.write("1.parquet", &damaged);
    assert!(case.refuse(&["manifest.json"], 3).contains("as Parquet it is damaged"));
    case.write("1.parquet", &data[..data.len() - 1]);
    assert!(case.refuse(&["manifest.json"], 3).contains("was not copied whole"));
    manifest(&(data.len() - 1).to_string());
    assert!(case.refuse(&["manifest.json"], 3).contains("as Parquet it is damaged"));
    assert!(case.refuse(&["1.parquet"], 3).contains("give its manifest.json"));
    assert_eq!(case.db.rows(paths), expected);
    case.assert_sound();
}
