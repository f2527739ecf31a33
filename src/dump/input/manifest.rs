//! The manifest of an S3 Inventory: which data files it is made of, and what their columns are.

use crate::error::{Error, Result};
use jiff::Timestamp;
use rayon::prelude::*;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What its name ends with.
const NAME: &str = "manifest.json";

/// One names its data files in less; a larger file is something else.
const MAX_BYTES: u64 = 64 << 20;

/// What a manifest says of its data files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The names of their columns as CSV, in their order.
    pub columns: Vec<String>,
    /// They are Parquet.
    pub is_parquet: bool,
    /// When the inventory began to look at the bucket.
    pub began: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    file_format: String,
    file_schema: String,
    /// Milliseconds since 1970.
    creation_timestamp: Option<String>,
    files: Vec<DataFile>,
}

#[derive(Deserialize)]
struct DataFile {
    key: String,
    size: Option<u64>,
    /// MD5, in hexadecimal.
    #[cfg(feature = "parquet")]
    #[serde(rename = "MD5checksum")]
    md5: Option<String>,
}

/// The manifest at `path` and the data files that it names; `None` where another file lies there.
pub(super) fn data_files(path: &Path) -> Result<Option<(Manifest, Vec<PathBuf>)>> {
    let is_named_so = path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(NAME));
    if !is_named_so || !std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= MAX_BYTES) {
        return Ok(None);
    }
    let bytes = std::fs::read(path).map_err(Error::io("cannot read", path))?;
    let refused = |reason: String| {
        let name = path.display();
        Error::input(format!("{name} is a manifest of S3 Inventory, and {reason}")).in_input(name.to_string())
    };
    let content: Content = match serde_json::from_slice(&bytes) {
        Ok(content) => content,
        Err(_) if memchr::memmem::find(&bytes, b"\"fileSchema\"").is_none() => return Ok(None),
        Err(error) => return Err(refused(format!("cannot be read: {error}"))),
    };
    let is_parquet = content.file_format.eq_ignore_ascii_case("parquet");
    if is_parquet && !cfg!(feature = "parquet") {
        let instead = "use a build with the Cargo feature parquet, or have the inventory written as CSV";
        return Err(refused(format!(
            "its data files are Parquet, which this build does not read: {instead}"
        )));
    }
    if !is_parquet && !content.file_format.eq_ignore_ascii_case("csv") {
        let format = &content.file_format;
        return Err(refused(format!(
            "its data files are {format}: have the inventory written as CSV or Parquet"
        )));
    }
    if content.files.is_empty() {
        return Err(refused("it names no data files".into()));
    }
    let began = content.creation_timestamp.and_then(|time| time.parse().ok());
    let manifest = Manifest {
        columns: match is_parquet {
            true => parquet_columns(&content.file_schema).map(|(name, _)| name.to_string()).collect(),
            false => content.file_schema.split(',').map(|column| column.trim().to_string()).collect(),
        },
        is_parquet,
        began: began.and_then(|milliseconds| Timestamp::from_millisecond(milliseconds).ok()),
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    let found = content.files.par_iter().map(|file| {
        let path = find(folder, file)?;
        // What CSV has lost shows in its records, or in the checksum of gzip. Parquet may have other values.
        #[cfg(feature = "parquet")]
        if let Some(md5) = file.md5.as_ref().filter(|_| is_parquet) {
            super::md5::check(&path, md5)?;
        }
        Ok(path)
    });
    let files = found.collect::<std::result::Result<_, String>>().map_err(refused)?;
    Ok(Some((manifest, files)))
}

/// The columns that are read, and what they are called in Parquet.
const PARQUET: [(&str, &str); 8] = [
    ("Bucket", "bucket"),
    ("Key", "key"),
    ("VersionId", "version_id"),
    ("IsLatest", "is_latest"),
    ("IsDeleteMarker", "is_delete_marker"),
    ("Size", "size"),
    ("LastModifiedDate", "last_modified_date"),
    ("ETag", "e_tag"),
];

/// Those of [`PARQUET`] that a schema has: `message s3.inventory { required binary bucket (UTF8); optional int64 size; }`.
fn parquet_columns(schema: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let fields = schema.split(['{', '}', ';']).filter_map(|field| field.split_whitespace().nth(2));
    fields.filter_map(|field| PARQUET.into_iter().find(|(_, column)| *column == field))
}

/// What a column is called in Parquet; None where its values are not needed.
#[cfg(feature = "parquet")]
pub(super) fn parquet_column(name: &str) -> Option<&'static str> {
    // That there is one tells whether there are versions.
    PARQUET.into_iter().find(|(known, _)| *known == name && name != "VersionId").map(|(_, column)| column)
}

/// The data file beside the manifest, or where a copy of the whole inventory has it: in the folder `data` beside the
/// manifest's own.
fn find(folder: &Path, file: &DataFile) -> std::result::Result<PathBuf, String> {
    let key = &file.key;
    let name = key.rsplit('/').next().unwrap_or_default();
    let beside = folder.parent().map_or_else(|| PathBuf::from("../data"), |above| above.join("data"));
    let places = [folder.join(name), folder.join("data").join(name), beside.join(name)];
    let Some(path) = places.into_iter().find(|path| path.is_file()) else {
        return Err(format!("its data file {key} lies neither beside it nor in data or ../data"));
    };
    let found = std::fs::metadata(&path).map(|file| file.len());
    match (file.size, found) {
        (Some(size), Ok(found)) if size != found => Err(format!(
            "{} has {found} bytes instead of the {size} that it says: it was not copied whole, or is another one",
            path.display()
        )),
        _ => Ok(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(files: &str) -> String {
        format!(
            r#"{{"sourceBucket": "b", "version": "2016-11-30", "creationTimestamp": "1767229200000", "fileFormat": "CSV",
                "fileSchema": "Bucket, Key, Size", "files": [{files}]}}"#
        )
    }

    #[test]
    fn data_files_are_found_beside_it_and_in_a_copy_of_the_inventory() {
        let folder = tempfile::tempdir().unwrap();
        let day = folder.path().join("2026-01-01T01-00Z");
        for folder in [&day, &folder.path().join("data")] {
            std::fs::create_dir(folder).unwrap();
        }
        let path = day.join(NAME);
        let of = |files: &str| {
            std::fs::write(&path, manifest(files)).unwrap();
            data_files(&path).map(|found| found.unwrap())
        };
        std::fs::write(day.join("1.csv.gz"), "x").unwrap();
        std::fs::write(folder.path().join("data/2.csv.gz"), "yy").unwrap();
        let (manifest, files) =
            of(r#"{"key": "p/b/c/data/1.csv.gz", "size": 1}, {"key": "2.csv.gz"}"#).unwrap();
        assert_eq!(manifest.columns, ["Bucket", "Key", "Size"]);
        assert_eq!(manifest.began, "2026-01-01T01:00:00Z".parse().ok());
        assert_eq!(files, [day.join("1.csv.gz"), folder.path().join("data/2.csv.gz")]);
        for (files, reason) in [
            ("", "names no data files"),
            (r#"{"key": "a/3.csv.gz"}"#, "its data file a/3.csv.gz lies neither"),
            (r#"{"key": "a/.."}"#, "lies neither"),
            (r#"{"key": "1.csv.gz", "size": 2}"#, "has 1 bytes instead of the 2"),
            (r#"{"key": 1"#, "cannot be read"),
        ] {
            let error = of(files).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn other_files_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x-manifest.json");
        std::fs::write(&path, r#"{"files": []}"#).unwrap();
        assert!(data_files(&path).unwrap().is_none());
        assert!(data_files(&folder.path().join("none-manifest.json")).unwrap().is_none());
        std::fs::write(&path, manifest("").replace("CSV", "ORC")).unwrap();
        assert!(data_files(&path).unwrap_err().to_string().contains("are ORC"));
        std::fs::write(&path, manifest("").replace("CSV", "Parquet")).unwrap();
        let said = data_files(&path).unwrap_err().to_string();
        assert!(
            said.contains(if cfg!(feature = "parquet") { "no data files" } else { "feature parquet" }),
            "{said}"
        );
        let other = folder.path().join("other.json");
        std::fs::rename(&path, &other).unwrap();
        assert!(data_files(&other).unwrap().is_none());
    }
}
