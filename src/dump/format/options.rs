//! What the command line says about how inputs are to be read.

use super::map::Map;
use super::times::Times;
use crate::dump::input::TextEncoding;

/// Kinds whose columns are chosen by whoever makes the dump, and stand nowhere in it.
const WITHOUT_HEADER: [&str; 2] = ["s3-inventory", "rclone-lsf"];

/// How inputs are to be read; by default they tell it themselves.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The name of the kind, as `--format` says it; None where the input tells it itself.
    pub format: Option<&'static str>,
    /// `--map`.
    pub map: Option<Map>,
    /// `--columns`: what the columns of a dump without a header are; None where a manifest says it.
    pub columns: Option<Vec<String>>,
    /// `--folder-words`: what the column `kind` says of folders.
    pub folder_words: Option<Vec<String>>,
    /// `--no-header`: the first record is one like the others.
    pub no_header: bool,
    /// `--skip-lines`: so many lines stand before the header, or the first record.
    pub skip_lines: usize,
    /// `--folders-as-files`: a path that is the folder of another record is a file all the same.
    pub folders_as_files: bool,
    /// `--last-line-complete`: an input that ends without a line end is whole all the same.
    pub last_line_complete: bool,
    /// `--delimiter`.
    pub delimiter: Option<u8>,
    /// `--encoding`.
    pub encoding: Option<TextEncoding>,
    /// `--time-zone`, `--date-format` and `--time-unit`.
    pub times: Times,
}

impl Options {
    /// Flags that contradict each other.
    pub fn check(&self) -> Result<(), String> {
        if self.no_header {
            match &self.map {
                None => return Err("--no-header goes with --map, such as --map path=1,size=2".into()),
                Some(map) => map.require_numbers()?,
            }
        }
        match (self.format, &self.map) {
            (Some(kind), Some(_)) if kind != "csv" => {
                Err(format!("--map goes with --format csv, not with {kind}, whose columns are known"))
            }
            (Some("csv"), None) => {
                Err("--format csv needs --map, such as --map path=FullName,size=Length,mtime=LastWriteTime"
                    .into())
            }
            (kind, _)
                if self.columns.is_some() && !kind.is_some_and(|kind| WITHOUT_HEADER.contains(&kind)) =>
            {
                Err(format!("--columns goes with --format {}", WITHOUT_HEADER.join(" and ")))
            }
            _ if self.times.unit.is_some() && self.times.date_format.is_some() => Err(
                "--time-unit is for times that are numbers, and --date-format for others; give one of them"
                    .into(),
            ),
            (_, map)
                if self.folder_words.is_some()
                    && map.as_ref().is_none_or(|map| map.column("kind").is_none()) =>
            {
                Err("--folder-words says what stands in the column kind, and --map does not name that".into())
            }
            _ => Ok(()),
        }
    }

    /// The same for a data file whose manifest says what its columns are. `--columns` is for others that are given with it.
    pub fn of_manifest(&self, columns: &[String]) -> Result<Options, String> {
        let other = match (self.format, &self.map) {
            (Some(kind), _) if kind != "s3-inventory" => format!("--format {kind}"),
            (_, Some(_)) => "--map".into(),
            _ => {
                let (format, columns) = (Some("s3-inventory"), Some(columns.to_vec()));
                return Ok(Options { format, columns, ..self.clone() });
            }
        };
        Err(format!("a manifest of S3 Inventory names it, and says how it is read: leave {other} out"))
    }

    /// The fingerprint of content that is read with these options. The same bytes read as times of another zone, or
    /// by other columns, are another scan; with no option given, the fingerprint is that of the bytes.
    pub fn fingerprint(&self, content: u128) -> u128 {
        let reading = self.reading();
        if reading.is_empty() {
            return content;
        }
        let mut bytes = content.to_be_bytes().to_vec();
        bytes.extend_from_slice(reading.as_bytes());
        xxhash_rust::xxh3::xxh3_128(&bytes)
    }

    /// What changes the meaning of a record. `--format` does not: a dump is of one form, named or found. Nor does
    /// `--last-line-complete`, which says only that there is nothing more.
    fn reading(&self) -> String {
        let parts = [
            self.map.as_ref().map(|map| format!("map={map}")),
            self.columns.as_ref().map(|columns| format!("columns={}", columns.join(","))),
            self.folder_words.as_ref().map(|words| format!("folders={}", words.join(","))),
            self.no_header.then(|| "no header".to_string()),
            Some(self.skip_lines).filter(|&lines| lines > 0).map(|lines| format!("skip={lines}")),
            self.folders_as_files.then(|| "folders as files".to_string()),
            self.delimiter.map(|delimiter| format!("delimiter={delimiter}")),
            self.encoding.map(|encoding| format!("encoding={}", encoding.name())),
            self.times.zone.as_ref().map(|zone| format!("zone={}", zone.name())),
            self.times.date_format.as_ref().map(|format| format!("date={}", format.pattern())),
            self.times.unit.map(|unit| format!("unit={}", unit.name())),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("\n")
    }
}
