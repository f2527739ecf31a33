//! Flags that say how a dump is to be read.

use clap::Args;
use tierload::dump::format::{DateFormat, KINDS, Kind, Map, Options, TimeUnit, Times, Zone};
use tierload::dump::input::TextEncoding;

/// Flags that say how a dump is to be read.
#[derive(Debug, Clone, Args)]
pub(crate) struct ReadArgs {
    /// What the inputs are; `tierload formats` lists what is known. `auto` looks at each, and asks where there is doubt.
    #[arg(long, value_name = "NAME", default_value = "auto", value_parser = format)]
    pub(crate) format: FormatName,
    /// Which column is what, as field=column,...: path, or dir and name; size; atime, mtime, ctime, frn, allocated, device,
    /// nlink, owner, group, hash, kind.
    ///
    /// Columns are named by their header, or by their number where there is no header line.
    #[arg(long, value_name = "FIELD=COLUMN,...")]
    pub(crate) map: Option<Map>,
    /// The columns of a dump that does not say them: of a data file of S3 Inventory without its manifest, its `fileSchema`; of
    /// rclone lsf, the letters of its --format.
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    pub(crate) columns: Option<Vec<String>>,
    /// What the column mapped as `kind` says of folders, where its words are not known; every other word is then a file's.
    #[arg(long, value_name = "WORD,...", value_delimiter = ',')]
    pub(crate) folder_words: Option<Vec<String>>,
    /// The first record is one like the others, also where it looks like names of columns; --map then has numbers.
    #[arg(long)]
    pub(crate) no_header: bool,
    /// Lines to pass over before the header, or before the first record where there is none.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) skip_lines: usize,
    /// Load a path that is the folder of another record as a file too, where no column says which are folders; otherwise
    /// such a record is rejected.
    #[arg(long)]
    pub(crate) folders_as_files: bool,
    /// An input that ends without a line end is whole; otherwise its last record counts as cut off, and nothing is loaded.
    #[arg(long)]
    pub(crate) last_line_complete: bool,
    /// What stands between columns: one character, `tab`, or a control character such as 0x1e. By default `,`, `;`, a tab or `|`, whichever fits the header.
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    pub(crate) delimiter: Option<u8>,
    /// Encoding of the text; UTF-8, and UTF-16 with a byte order mark, need none.
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub(crate) encoding: Option<TextEncoding>,
    /// How dates are written, where they do not begin with the year.
    #[arg(long, value_name = "STRFTIME")]
    pub(crate) date_format: Option<DateFormat>,
    /// What times that are numbers count: s, ms, us, ns, min or h since 1970, filetime, ticks (.NET) or excel (days).
    #[arg(long, value_name = "UNIT")]
    pub(crate) time_unit: Option<TimeUnit>,
    /// What the clock of the scanned machine showed, such as Europe/Berlin, +02:00 or UTC, where times do not say it.
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    pub(crate) time_zone: Option<Zone>,
}

/// A known format, or `None` for `auto`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FormatName(pub(crate) Option<&'static Kind>);

impl ReadArgs {
    /// What the flags say together.
    pub(crate) fn options(&self) -> Result<Options, String> {
        let options = Options {
            format: self.format.0.map(|kind| kind.name),
            map: self.map.clone(),
            columns: self.columns.clone(),
            folder_words: self.folder_words.clone(),
            no_header: self.no_header,
            skip_lines: self.skip_lines,
            folders_as_files: self.folders_as_files,
            last_line_complete: self.last_line_complete,
            delimiter: self.delimiter,
            encoding: self.encoding,
            times: Times {
                zone: self.time_zone.clone(),
                date_format: self.date_format.clone(),
                unit: self.time_unit,
            },
        };
        options.check().map(|()| options)
    }
}

fn format(name: &str) -> Result<FormatName, String> {
    if name == "auto" {
        return Ok(FormatName(None));
    }
    let known = || KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ");
    match Kind::named(name) {
        Some(kind) => Ok(FormatName(Some(kind))),
        None => Err(format!("no such format; known are auto, {}", known())),
    }
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | br"\t" => Ok(b'\t'),
        [byte @ (b'!'..=b'~' | b' ' | b'\t')] if !byte.is_ascii_alphanumeric() && *byte != b'"' => Ok(*byte),
        [byte] if is_control(*byte) => Ok(*byte),
        _ => text
            .strip_prefix("0x")
            .or_else(|| text.strip_prefix(r"\x"))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
            .filter(|byte| is_control(*byte))
            .ok_or_else(|| {
                "expected one character that is no letter, digit or quote, or tab, or a control character such as 0x1e"
                    .into()
            }),
    }
}

/// What databases write between columns: 0x01, 0x1e, 0x1f. No NUL, and no line end.
fn is_control(byte: u8) -> bool {
    matches!(byte, 1..=0x1F) && !matches!(byte, b'\n' | b'\r')
}

fn encoding(label: &str) -> Result<TextEncoding, String> {
    TextEncoding::of_label(label).ok_or_else(|| {
        "not known; use a name of the WHATWG Encoding Standard, such as windows-1252, shift_jis; or cp437, cp850, cp852, cp858"
            .into()
    })
}
