use super::*;
use crate::dump::input::ChunkReader;
use proptest::prelude::*;

fn by_csv_crate(bytes: &[u8], dialect: Dialect) -> Vec<Vec<Vec<u8>>> {
    let terminator = match dialect.terminator {
        Terminator::AnyLineEnd => csv::Terminator::CRLF,
        Terminator::Byte(byte) => csv::Terminator::Any(byte),
    };
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(dialect.delimiter)
        .quoting(dialect.quote.is_some())
        .terminator(terminator)
        .from_reader(bytes)
        .into_byte_records()
        .map(|record| record.unwrap().iter().map(<[u8]>::to_vec).collect())
        .collect()
}

type Split = Result<Vec<Vec<u8>>, BrokenQuote>;

fn records_of(bytes: &[u8], dialect: Dialect) -> Vec<Split> {
    let mut records = Records::of_bytes(bytes, dialect);
    let mut all = Vec::new();
    while let Some(record) = records.next_record() {
        all.push(record.fields.map(|fields| fields.iter().map(<[u8]>::to_vec).collect()));
    }
    all
}

fn cut_then_parsed(bytes: &[u8], dialect: Dialect, chunk_bytes: usize) -> Vec<Split> {
    let mut reader = ChunkReader::new(bytes, chunk_bytes);
    reader.begin(dialect, 0);
    let mut all = Vec::new();
    let (mut byte, mut line) = (0, 1);
    while let Some(chunk) = reader.next_chunk().unwrap() {
        assert_eq!((chunk.byte_start, chunk.line_start), (byte, line));
        byte = chunk.byte_end();
        line += chunk.bytes.iter().filter(|&&b| b == dialect.line_byte()).count() as u64;
        all.extend(records_of(&chunk.bytes, dialect));
    }
    assert_eq!(byte, bytes.len() as u64);
    all
}

#[test]
fn plain_and_quoted_line_ends() {
    for text in ["a,b\nc,d\n", "a,b\r\nc,d", "a\rb\r\r\nc", "\n\na,b\n\n", "a,\n,b", "\"a\",b\r\nc,d\r\n"] {
        let found: Result<Vec<_>, _> = records_of(text.as_bytes(), Dialect::CSV).into_iter().collect();
        assert_eq!(found, Ok(by_csv_crate(text.as_bytes(), Dialect::CSV)), "{text:?}");
    }
}

/// Records with `|` between fields, and what is wrong with the others.
fn shown(text: &str) -> Vec<String> {
    let shown = |split: Split| match split {
        Ok(fields) => String::from_utf8(fields.join(&b'|')).unwrap(),
        Err(broken) => format!("{broken:?}"),
    };
    records_of(text.as_bytes(), Dialect::CSV).into_iter().map(shown).collect()
}

#[test]
fn broken_quotes_cost_one_line() {
    for (text, expected) in [
        ("1,a\n2,\"b\n3,c\n4,d\n", &["1|a", "NotClosed", "3|c", "4|d"][..]),
        ("1,a\n2,\"b\n3,\"c\"\n4,d\n", &["1|a", "GoesOn", "3|c", "4|d"]),
        ("1,\"b\n2,\"c\nd\"\n3,\"e\"\n", &["GoesOn", "2|c\nd", "3|e"]),
        ("\"/a \"b\" c\",1\n\"/d\",2\n", &["GoesOn", "/d|2"]),
        ("\"/a \\\"b\\\" c\",1\n\"/d\",2\n", &["GoesOn", "/d|2"]),
        ("\"/a\"x\"/b\",1\n/c,2\n", &["GoesOn", "/c|2"]),
        // The second line is no record of its own.
        ("\"/a\n/b\"x,1\n\"/d\n/e\",2\n", &["GoesOn", "Stray", "/d\n/e|2"]),
        // Two records with a name that begins with a comma.
        ("1,\"b\n2,\",c\"\n3,d\n", &["Stray", "2|,c", "3|d"]),
        ("1,a\"b\n2,\"c\"\"\nd\"\n", &["1|a\"b", "2|c\"\nd"]),
        ("1,\"a", &["NotClosed"]),
        ("1,\"a\"", &["1|a"]),
        ("1,\"a\"\"", &["NotClosed"]),
    ] {
        assert_eq!(shown(text), expected, "{text:?}");
    }
}

#[test]
fn of_a_rejected_record_of_several_lines_only_the_first_is_given_up() {
    let mut records = Records::of_bytes(b"1,\"a\nb\",c\nd,e\n", Dialect::CSV);
    assert_eq!(records.next_record().unwrap().fields.unwrap().get(1), b"a\nb");
    assert_eq!(records.reject(0), 5);
    assert_eq!(records.next_record().unwrap().fields.err(), Some(BrokenQuote::Stray));
    assert_eq!(records.next_record().unwrap().fields.unwrap().get(1), b"e");
}

#[test]
fn a_line_without_an_end_is_one_chunk_and_little_memory() {
    use std::io::Read;
    let input = b"a,b\n".chain(std::io::repeat(b'x').take(40 << 20)).chain(&b"\nc,d\n"[..]);
    let mut reader = ChunkReader::new(input, 64 << 10);
    let mut chunks = Vec::new();
    while let Some(chunk) = reader.next_chunk().unwrap() {
        chunks.push((chunk.bytes.len(), chunk.discarded_bytes, chunk.line_start));
    }
    let kept = crate::dump::input::MAX_RECORD_BYTES;
    assert_eq!(chunks, [(4, 0, 1), (kept, (40 << 20) - kept as u64 + 1, 2), (4, 0, 3)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    /// The one oracle of cutter and splitter: whatever the bytes, and wherever they are cut, the records are the same;
    /// and where no quote is broken, those of a plain csv reader.
    #[test]
    fn any_cut_gives_the_records_of_the_csv_crate(
        parts in proptest::collection::vec(
            prop_oneof![
                Just("\""), Just("\"\""), Just(","), Just("\n"), Just("\r\n"), Just("\r"), Just("ab"),
                Just("\",\""), Just("\"\n"), Just(" "), Just("\u{FEFF}"), Just("é"), Just("\0")
            ],
            0..60,
        ),
        dialect in prop_oneof![
            3 => Just(Dialect::CSV),
            1 => Just(Dialect::csv(b';')),
            1 => Just(Dialect::csv(b'\t')),
            1 => Just(Dialect::tabs(b'\n')),
            1 => Just(Dialect::tabs(0)),
        ],
        chunk_bytes in 1usize..40,
    ) {
        let delimiter = char::from(dialect.delimiter).to_string();
        let bytes = parts.concat().replace(',', &delimiter).into_bytes();
        // A mark at the very start belongs to the header, which the property does not speak of.
        prop_assume!(!bytes.starts_with(b"\xEF\xBB\xBF"));
        let found = records_of(&bytes, dialect);
        prop_assert_eq!(&cut_then_parsed(&bytes, dialect, chunk_bytes), &found);
        if let Ok(whole) = found.into_iter().collect::<Result<Vec<_>, _>>() {
            prop_assert_eq!(whole, by_csv_crate(&bytes, dialect));
        }
    }

    /// What a csv writer writes is never broken.
    #[test]
    fn what_is_written_is_read(
        records in prop::collection::vec(prop::collection::vec("[a,\"\n\r é]{0,6}", 2..5), 0..8),
        chunk_bytes in 1usize..40,
    ) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for record in &records {
            writer.write_record(record).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let expected: Vec<Split> =
            records.iter().map(|record| Ok(record.iter().map(|field| field.clone().into_bytes()).collect())).collect();
        prop_assert_eq!(cut_then_parsed(&bytes, Dialect::CSV, chunk_bytes), expected);
    }
}

/// A list that its program closes with `]`.
const CLOSED: Dialect = Dialect { closing: Some("]"), ..Dialect::bare(0, b'\n') };

#[test]
fn the_end_of_a_list_is_missed_wherever_it_is_cut() {
    let whole = "{1}\n{22}\n\n{333}\n]\n";
    let lacks_closing = |text: &str, chunk_bytes: usize| {
        let mut reader = ChunkReader::new(text.as_bytes(), chunk_bytes);
        reader.begin(CLOSED, 0);
        let lacking: Vec<bool> =
            std::iter::from_fn(|| reader.next_chunk().unwrap()).map(|chunk| chunk.lacks_closing).collect();
        // Only the last chunk can tell.
        assert!(!lacking.iter().rev().skip(1).any(|&lacks| lacks), "{text:?}, {chunk_bytes}");
        lacking.last().copied()
    };
    for chunk_bytes in 1..40 {
        for end in ["", "\n", "\n\n\n", " \r\n"] {
            assert_eq!(lacks_closing(&format!("{}{end}", whole.trim_end()), chunk_bytes), Some(false));
        }
        for cut in 1..whole.len() - 1 {
            assert_eq!(lacks_closing(&whole[..cut], chunk_bytes), Some(true), "{cut}, {chunk_bytes}");
        }
        assert_eq!(lacks_closing("]\n{1}\n", chunk_bytes), Some(true));
    }
}

#[test]
fn the_end_of_a_list_is_missed_after_a_line_that_is_too_long() {
    for (end, lacks) in [("", true), ("\n", true), ("\n]\n", false), ("]", true)] {
        let text = "x".repeat(100) + end;
        let mut reader = ChunkReader::new(text.as_bytes(), 8).max_record_bytes(50);
        reader.begin(CLOSED, 0);
        let chunks: Vec<Chunk> = std::iter::from_fn(|| reader.next_chunk().unwrap()).collect();
        assert_eq!(chunks.last().map(|chunk| chunk.lacks_closing), Some(lacks), "{end:?}");
    }
}

#[test]
fn a_delimiter_in_the_last_field_can_be_joined_again() {
    let mut records = Records::of_bytes(b"1\t2\ta\tb\nc\x003\t4\td\0", Dialect::tabs(0));
    let record = records.next_record().unwrap();
    let fields = record.fields.unwrap();
    assert_eq!(fields.joined(2, fields.len() - 1), b"a\tb\nc");
    assert_eq!(records.next_record().unwrap().fields.unwrap().get(2), b"d");
    assert!(records.next_record().is_none());
}
