//! What the fuzz targets check. The first byte of an input chooses a variant, so that libFuzzer can.

use std::io::Read;
use tierload::dump::format::{Head, Kind, Options, Times, detect};
use tierload::dump::input::{
    BrokenQuote, ChunkReader, Dialect, HEAD_BYTES, Records, Terminator, TextEncoding, flatten, to_utf8,
};
use tierload::dump::path::{PathRules, SourceType};
use tierload::dump::rows::encode;
use tierload::lucid::lines::{Lines, Sizes, lines_of};
use tierload::lucid::updates::Updates;
use tierload::lucid::{Rules, TimeWindow, event};

type Rows = Vec<Vec<Vec<u8>>>;

/// Wherever a dump is cut, its records are the same; and where no quote is broken, those of the csv crate.
pub fn cut_and_split(input: &[u8]) {
    let [variant, size, dump @ ..] = input else { return };
    // A mark at the very start belongs to the header.
    if dump.starts_with(b"\xEF\xBB\xBF") {
        return;
    }
    let dialects =
        [Dialect::CSV, Dialect::csv(b';'), Dialect::csv(b'\t'), Dialect::tabs(b'\n'), Dialect::tabs(0)];
    let dialect = dialects[usize::from(*variant) % dialects.len()];
    let expected = split(dump, dialect);
    if let Ok(rows) = expected.iter().cloned().collect::<Result<Rows, _>>() {
        assert_eq!(rows, by_csv_crate(dump, dialect));
    }
    let mut reader = ChunkReader::new(dump, usize::from(*size) + 1);
    reader.begin(dialect, 0);
    let mut rows = Vec::new();
    while let Some(chunk) = reader.next_chunk().expect("it is in memory") {
        rows.extend(split(&chunk.bytes, dialect));
    }
    assert_eq!(rows, expected);
}

fn split(bytes: &[u8], dialect: Dialect) -> Vec<Result<Vec<Vec<u8>>, BrokenQuote>> {
    let mut records = Records::of_bytes(bytes, dialect);
    let mut rows = Vec::new();
    while let Some(record) = records.next_record() {
        rows.push(record.fields.map(|fields| fields.iter().map(<[u8]>::to_vec).collect()));
    }
    rows
}

fn by_csv_crate(bytes: &[u8], dialect: Dialect) -> Rows {
    let terminator = match dialect.terminator {
        Terminator::AnyLineEnd => csv::Terminator::CRLF,
        Terminator::Byte(byte) => csv::Terminator::Any(byte),
    };
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(dialect.delimiter).terminator(terminator);
    let records = builder.quoting(dialect.quote.is_some()).from_reader(bytes).into_byte_records();
    records.map(|record| record.expect("flexible").iter().map(<[u8]>::to_vec).collect()).collect()
}

/// However an input is torn into reads, its text is the same; and what is well-formed UTF-16 is what std says.
pub fn transcode(input: &[u8]) {
    let [variant, step, dump @ ..] = input else { return };
    let labels = ["utf-8", "utf-16le", "utf-16be", "shift_jis", "gb18030", "iso-2022-jp", "windows-1252"];
    let encoding = TextEncoding::of_label(labels[usize::from(*variant) % labels.len()]);
    let text = |step: usize| {
        let pieces = Pieces { rest: dump.to_vec(), step };
        let mut text = Vec::new();
        to_utf8(Box::new(pieces), encoding)?.read_to_end(&mut text).map(|_| text)
    };
    match (text(usize::MAX), text(usize::from(*step) + 1)) {
        (Ok(whole), Ok(torn)) => assert_eq!(whole, torn),
        (whole, torn) => assert_eq!(whole.is_err(), torn.is_err()),
    }
}

struct Pieces {
    rest: Vec<u8>,
    step: usize,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = buffer.len().min(self.step).min(self.rest.len());
        buffer[..length].copy_from_slice(&self.rest[..length]);
        self.rest.drain(..length);
        Ok(length)
    }
}

/// However a nested list is torn into reads, its lines are the same; and with its end missing, they are as far as they go.
pub fn tree(input: &[u8]) {
    let [step, length, list @ ..] = input else { return };
    let list = [b"[1,2,{", list].concat();
    let lines = |length: usize, step: usize| {
        let mut lines = Vec::new();
        let pieces = Pieces { rest: list[..length].to_vec(), step };
        flatten(Box::new(pieces))?.read_to_end(&mut lines).map(|_| lines)
    };
    let whole = lines(list.len(), usize::MAX);
    match (&whole, lines(list.len(), usize::from(*step) + 1)) {
        (Ok(whole), Ok(torn)) => assert_eq!(*whole, torn),
        (whole, torn) => assert_eq!(whole.is_err(), torn.is_err()),
    }
    let length = list.len() * usize::from(*length) / 256;
    if let (Ok(whole), Ok(part)) = (whole, lines(length.max(6), usize::MAX)) {
        assert!(whole.starts_with(&part) || part == list[..length.max(6)]);
    }
}

/// Any beginning is taken for something, or refused with a reason.
pub fn sniff(dump: &[u8]) {
    let head = Head::new(&dump[..dump.len().min(HEAD_BYTES)], dump.len() <= HEAD_BYTES);
    if let Err(reason) = detect(&head, &Options::default()) {
        assert!(!reason.is_empty());
    }
}

/// Every record becomes a row, a reject or is skipped, and the counts balance.
pub fn read_as(format: &str, dump: &[u8]) {
    let [variant, size, dump @ ..] = dump else { return };
    let kinds = [SourceType::Posix, SourceType::Ntfs, SourceType::Smb, SourceType::LucidLink];
    let map = match variant & 16 {
        0 => "path=1,size=2,atime=3,mtime=4",
        _ => "path=1,size=2,atime=3,owner=4,group=5,allocated=6,device=7,nlink=8,frn=9",
    };
    let columns = match format {
        "s3-inventory" => Some("Bucket,Key,VersionId,IsLatest,IsDeleteMarker,Size,LastModifiedDate,ETag"),
        "rclone-lsf" => Some(if variant & 32 == 0 { "pst" } else { "thsp" }),
        _ => None,
    };
    let options = Options {
        format: Kind::named(format).map(|kind| kind.name),
        map: map.parse().ok().filter(|_| format == "csv"),
        columns: columns.map(|columns| columns.split(',').map(str::to_owned).collect()),
        times: Times {
            zone: "Europe/Berlin".parse().ok().filter(|_| variant & 4 != 0),
            date_format: "%d.%m.%Y %H:%M:%S".parse().ok().filter(|_| variant & 8 != 0),
            unit: None,
        },
        ..Options::default()
    };
    let Ok(lines) = flatten(Box::new(std::io::Cursor::new(dump.to_vec()))) else { return };
    let mut reader = ChunkReader::new(lines, usize::from(*size) * 16 + 1);
    // Nested lists may be damaged.
    if reader.head().is_err() {
        return;
    }
    let head = Head::new(reader.peek(), reader.is_whole());
    let Ok(found) = detect(&head, &options) else { return };
    reader.begin(found.format.dialect(), found.header_bytes);
    if found.format.looks_around() {
        reader.keep_neighbours();
    }
    let rules = PathRules::new(kinds[usize::from(variant & 3)], None).expect("no root");
    while let Ok(Some(chunk)) = reader.next_chunk() {
        let encoded = encode(&chunk, found.format.as_ref(), &rules);
        assert_eq!(encoded.rows_read, encoded.loaded + encoded.skipped + encoded.rejects.count());
        assert_eq!(encoded.slots.len() as u64, encoded.loaded);
        assert_eq!(encoded.dir_sums.len(), encoded.dirs.len());
        assert_eq!(encoded.dir_sums.iter().map(|sums| sums.files).sum::<u64>(), encoded.loaded);
    }
}

/// The clock that logs and updates are read by.
const NOW_UNIX: i64 = 1_780_000_000;

/// However a log is cut, and wherever it ended when it was read before, its lines are those between its line ends; and
/// each of them is an event, or has a reason why not.
pub fn log_lines(input: &[u8]) {
    let [block, grown, log @ ..] = input else { return };
    let sizes = Sizes { block_bytes: usize::from(*block) + 1, line_bytes: 1 << 10 };
    let grown = log.len() * usize::from(*grown) / 255;
    let (mut starts, mut offset) = (Vec::new(), 0);
    for (end, closed) in [(grown, false), (log.len(), true)] {
        let mut lines = Lines::new(&log[offset..end], offset as u64, closed, sizes);
        while let Some(chunk) = lines.next_chunk().expect("it is in memory") {
            assert_eq!(chunk.byte_start, offset as u64);
            offset = chunk.byte_end() as usize;
            if chunk.discarded_bytes > 0 {
                starts.push(chunk.byte_start);
                continue;
            }
            for (start, line) in lines_of(&chunk) {
                starts.push(start);
                let _ = event::parse(line, &Rules::at(NOW_UNIX));
            }
        }
    }
    let mut expected = Vec::new();
    let mut start = 0;
    for line in log.split_inclusive(|&byte| byte == b'\n') {
        expected.push(start);
        start += line.len() as u64;
    }
    assert_eq!((starts, offset), (expected, log.len()));
}

/// The rows of a CSV of updates stand where they say; and where no quote confuses it, they are those of the csv crate.
pub fn updates(csv: &[u8]) {
    // A mark at the very start belongs to the header.
    if csv.starts_with(b"\xEF\xBB\xBF") {
        return;
    }
    let mut updates = Updates::new(csv, TimeWindow::at(NOW_UNIX)).expect("it is in memory");
    let (mut rows, mut after) = (0, 0);
    while let Some(row) = updates.next_row().expect("it is in memory") {
        assert!(row.byte >= after && row.byte < csv.len() as u64);
        let before = &csv[..row.byte as usize];
        assert_eq!(row.line, 1 + before.iter().filter(|&&byte| byte == b'\n').count() as u64);
        after = row.byte + 1;
        rows += 1;
    }
    if !csv.contains(&b'"') {
        let records = by_csv_crate(csv, Dialect::CSV).len();
        assert!(rows == records || rows + 1 == records, "{rows} of {records}");
    }
}
