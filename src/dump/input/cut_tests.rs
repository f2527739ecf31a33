use super::*;
use std::io::ErrorKind;

fn reader(text: &str, chunk_bytes: usize) -> ChunkReader<&[u8]> {
    ChunkReader::new(text.as_bytes(), chunk_bytes)
}

/// The texts of the chunks.
fn texts<R: Read>(mut reader: ChunkReader<R>) -> Vec<String> {
    let mut texts = Vec::new();
    while let Some(chunk) = reader.next_chunk().unwrap() {
        texts.push(String::from_utf8(chunk.bytes).unwrap());
    }
    texts
}

#[test]
fn what_is_read_ahead_is_told_and_not_consumed() {
    let mut short = reader("h\na\n", 10);
    assert_eq!(short.head().unwrap(), b"h\na\n");
    assert!(short.is_whole());
    short.begin(Dialect::CSV, 2);
    assert_eq!(short.peek(), b"a\n");
    let long = "x\n".repeat(HEAD_BYTES);
    let mut long = reader(&long, 10);
    assert_eq!(long.head().unwrap().len(), HEAD_BYTES);
    assert!(!long.is_whole());
    assert_eq!(long.peek().len(), HEAD_BYTES);
}

#[test]
fn chunks_are_numbered_and_of_their_size() {
    let mut cut = reader("a\nb\nc\nd\ne\nf\n", 2);
    let numbers = [0, 1].map(|_| cut.next_chunk().unwrap().unwrap().number);
    cut.set_chunk_bytes(4);
    let third = cut.next_chunk().unwrap().unwrap();
    assert_eq!((numbers, third.number, third.bytes), ([0, 1], 2, b"c\nd\n".to_vec()));
}

/// A record that is longer than a chunk doubles it, until one ends in it.
#[test]
fn a_long_record_makes_a_chunk_of_twice_the_size() {
    assert_eq!(texts(reader("aaaaa\nb\nc\nd\n", 4)), ["aaaaa\nb\n", "c\nd\n"]);
}

#[test]
fn a_quote_that_nothing_closes_costs_its_line() {
    assert_eq!(
        texts(reader("\"a\nbbbbbbb\ncccc\n", 4).max_record_bytes(8)),
        ["\"a\n", "bbbbbbb\n", "cccc\n"]
    );
}

#[test]
fn an_open_quote_at_the_end_may_still_be_closed() {
    let mut growing = reader("1,a\n\"2,\nb", 16).keep_tail();
    assert_eq!(growing.next_chunk().unwrap().unwrap().bytes, b"1,a\n");
    assert_eq!(growing.next_chunk().unwrap(), None);
    assert_eq!(growing.tail().unwrap().bytes, b"\"2,\nb");
    // One that is as long as a record may be is none.
    for (text, expected) in [("\"2,\nb56", &[][..]), ("\"2,\nb567", &["\"2,\n"])] {
        assert_eq!(texts(reader(text, 16).max_record_bytes(8).keep_tail()), expected, "{text:?}");
    }
}

#[test]
fn the_last_chunk_says_how_it_ends() {
    for (text, amid) in [
        ("a\nb", true),
        ("a\nb\n", false),
        ("longer than it may be", true),
        ("longer than it may be\n", false),
    ] {
        let mut cut = reader(text, 4).max_record_bytes(4);
        let mut last = None;
        while let Some(chunk) = cut.next_chunk().unwrap() {
            last = Some(chunk.ends_amid_line);
        }
        assert_eq!(last, Some(amid), "{text:?}");
    }
}

#[test]
fn an_oversized_line_lacks_the_closing_one_at_the_end_alone() {
    let dialect = Dialect { closing: Some("]"), ..Dialect::CSV };
    for (text, expected) in [
        ("longer than it may be\n]\n", &[false, false][..]),
        ("longer than it may be\n", &[true]),
        ("a\n", &[true]),
    ] {
        let mut cut = reader(text, 4).max_record_bytes(4);
        cut.begin(dialect, 0);
        let mut lacks = Vec::new();
        while let Some(chunk) = cut.next_chunk().unwrap() {
            lacks.push(chunk.lacks_closing);
        }
        assert_eq!(lacks, expected, "{text:?}");
    }
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(ErrorKind::ConnectionReset.into())
    }
}

#[test]
fn an_error_is_given_at_once_unless_a_tail_is_kept() {
    let input = || b"a\nb".chain(Broken);
    let error = ChunkReader::new(input(), 16).next_chunk().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    let mut growing = ChunkReader::new(input(), 16).keep_tail();
    assert_eq!(growing.next_chunk().unwrap().unwrap().bytes, b"a\n");
    assert_eq!(growing.next_chunk().unwrap_err().kind(), ErrorKind::ConnectionReset);
    // Nothing after it can be trusted.
    assert_eq!(growing.tail(), None);
}
