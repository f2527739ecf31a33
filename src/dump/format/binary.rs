//! Files that are no text, or no text of records, told by how they begin.

use super::rclone;

/// How it begins, what it is, and what to do.
const KNOWN: &[(&[u8], &str, &str)] = &[
    (b"PK\x03\x04", "a zip archive (or an Excel workbook)", "unpack it, or save the sheet as CSV"),
    (
        b"PAR1",
        "a Parquet file",
        "of an S3 Inventory, give its manifest.json; else export it as CSV, and name its columns with --map",
    ),
    (b"\xFD7zXZ\0", "compressed with xz", "give it through a pipe: xz -dc FILE | tierload scan -"),
    (b"BZh", "compressed with bzip2", "give it through a pipe: bzip2 -dc FILE | tierload scan -"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", "unpack it"),
    (b"\x04\x22\x4D\x18", "compressed with lz4", "give it through a pipe: lz4 -dc FILE | tierload scan -"),
    (b"\xBFncduEX1", "a binary export of ncdu", "give it as JSON: ncdu -f FILE -o - | tierload scan -"),
    (b"SQLite format 3\0", "an SQLite database", "export its table as CSV, and name its columns with --map"),
    (b"\xD0\xCF\x11\xE0", "an old Excel or Office file", "save the sheet as CSV"),
];

/// Refuses what is no text.
pub(super) fn refuse_binary(bytes: &[u8]) -> Result<(), String> {
    if let Some((_, what, instead)) = KNOWN.iter().find(|(magic, ..)| begins(bytes, magic)) {
        return Err(format!("it is {what}: {instead}"));
    }
    if is_json(bytes) && !rclone::is_line_by_line(bytes) {
        return Err(format!("{}: {}", JSON.0, if is_manifest(bytes) { MANIFEST } else { JSON.1 }));
    }
    Ok(())
}

/// What it is, and what to do.
pub(super) const JSON: (&str, &str) =
    ("it is JSON", "make CSV of it, as with jq -r '... | @csv', and name its columns with --map");

const MANIFEST: &str =
    "a manifest of S3 Inventory is given as a file whose name ends in manifest.json, beside its data files";

fn is_manifest(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"\"fileSchema\"").is_some()
}

/// Whether it is JSON.
pub(super) fn is_json(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii_start();
    let after = text.get(1..).unwrap_or_default().trim_ascii_start();
    match text.first() {
        Some(b'{') => matches!(after.first(), Some(b'"' | b'}')),
        Some(b'[') => matches!(after.first(), Some(b'{' | b'[' | b']')),
        _ => false,
    }
}

/// Three letters may begin a text too: bzip2 has a digit and six fixed bytes behind them.
fn begins(bytes: &[u8], magic: &[u8]) -> bool {
    bytes.starts_with(magic) && (magic != b"BZh" || bytes.get(4..10) == Some(b"1AY&SY"))
}
