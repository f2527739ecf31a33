use std::io::Write;

use proptest::prelude::*;

use super::*;
use crate::lucid::discover::discover;

fn sizes(block_bytes: usize, line_bytes: usize) -> Sizes {
    Sizes { block_bytes, line_bytes }
}

/// Offset and text of each line; a line that is too long stands as its length.
fn read<R: Read>(mut lines: Lines<R>) -> Vec<(u64, String)> {
    let mut all = Vec::new();
    while let Some(chunk) = lines.next_chunk().unwrap() {
        if chunk.discarded_bytes > 0 {
            all.push((chunk.byte_start, format!("#{}", length(&chunk))));
        } else {
            all.extend(texts(&chunk));
        }
    }
    all
}

fn texts(chunk: &Chunk) -> impl Iterator<Item = (u64, String)> {
    lines_of(chunk).map(|(at, line)| (at, String::from_utf8(line.to_vec()).unwrap()))
}

fn length(chunk: &Chunk) -> u64 {
    chunk.byte_end() - chunk.byte_start
}

fn text(lines: &[(u64, &str)]) -> Vec<(u64, String)> {
    lines.iter().map(|(at, line)| (*at, (*line).to_owned())).collect()
}

#[test]
fn the_tail_of_an_active_log_is_no_line_yet() {
    let log = b"one\n\ntwo\nthr";
    let lines = |closed| read(Lines::new(&log[..], 100, closed, Sizes::default()));
    assert_eq!(lines(false), text(&[(100, "one"), (104, ""), (105, "two")]));
    assert_eq!(lines(true), text(&[(100, "one"), (104, ""), (105, "two"), (109, "thr")]));
}

#[test]
fn block_size_makes_no_difference() {
    let log = b"a\nbb\nccc\n\nlonger than that\nd\nalso too long\ne";
    let whole = read(Lines::new(&log[..], 0, true, sizes(1 << 20, 1 << 20)));
    assert_eq!(whole.len(), 8);
    for block_bytes in 1..60 {
        assert_eq!(read(Lines::new(&log[..], 0, true, sizes(block_bytes, 1 << 20))), whole);
    }
}

#[test]
fn a_line_too_long_is_one_piece_whatever_the_block_size() {
    let log = b"a\nlonger than that\nb\nlonger at the end";
    for (closed, tail) in [(true, Some("#17")), (false, None)] {
        let mut expected = text(&[(0, "a"), (2, "#17"), (19, "b")]);
        expected.extend(tail.map(|tail| (21, tail.to_owned())));
        // Blocks up to the line limit: a larger block holds such a line, and the parser rejects it.
        for block_bytes in 1..=6 {
            assert_eq!(
                read(Lines::new(&log[..], 0, closed, sizes(block_bytes, 5))),
                expected,
                "{block_bytes}"
            );
        }
    }
}

/// Gives `bytes` bytes without a line end, then `tail`, and never held them.
fn generated(bytes: u64, tail: &'static [u8]) -> impl Read {
    io::repeat(b'x').take(bytes).chain(tail)
}

#[test]
fn a_line_of_100_mb_takes_no_more_memory() {
    let mut lines = Lines::new(generated(100 << 20, b"\nshort\n"), 0, false, Sizes::default());
    let chunk = lines.next_chunk().unwrap().unwrap();
    assert_eq!((chunk.byte_start, length(&chunk)), (0, (100 << 20) + 1));
    let held = chunk.bytes.capacity() + lines.chunks.pending_bytes();
    assert!(held <= (2 << 20) + 1, "{held}");
    assert_eq!(read(lines), text(&[((100 << 20) + 1, "short")]));
}

#[test]
fn what_came_before_an_error_is_given() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::InvalidData.into())
        }
    }
    let mut lines = Lines::new(b"one\ntwo\nthr".chain(Broken), 0, true, Sizes::default());
    assert_eq!(lines.next_chunk().unwrap().unwrap().bytes.len(), 8);
    assert_eq!(lines.next_chunk().unwrap_err().kind(), io::ErrorKind::InvalidData);
    assert_eq!(lines.next_chunk().unwrap(), None);
    // Nor is there a tail of a line that is too long.
    let mut lines = Lines::new(b"on\nlonger".chain(Broken), 0, true, sizes(2, 2));
    assert_eq!(lines.next_chunk().unwrap().unwrap().bytes.len(), 3);
    assert_eq!(lines.next_chunk().unwrap_err().kind(), io::ErrorKind::InvalidData);
    assert_eq!((lines.next_chunk().unwrap(), lines.offset()), (None, 3));
}

#[test]
fn compressed_logs_have_the_offsets_of_the_plain_one() {
    let plain = b"one\ntwo\nthree\n";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(plain).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("x.log", plain.to_vec()),
        ("x.log.gz", gzip.finish().unwrap()),
        ("x.log.zst", zstd::encode_all(&plain[..], 3).unwrap()),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let log = discover([path]).logs.remove(0);
        let Opened::More(lines) = open(&log, 4, Sizes::default()).unwrap() else { panic!("{name}") };
        assert_eq!(read(lines), text(&[(4, "two"), (8, "three")]), "{name}");
        assert!(matches!(open(&log, 15, Sizes::default()).unwrap(), Opened::Shrunk { bytes: 14 }), "{name}");
        match open(&log, 14, Sizes::default()).unwrap() {
            Opened::Nothing => {}
            Opened::More(lines) => assert_eq!(read(lines), [], "{name}"),
            Opened::Shrunk { .. } => panic!("{name}"),
        }
    }
}

#[test]
fn a_compressed_log_that_is_active_keeps_its_tail() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.log.zst");
    std::fs::write(&path, zstd::encode_all(&b"one\ntwo\nthr"[..], 3).unwrap()).unwrap();
    let log = discover([path]).logs.remove(0);
    for (active, expected) in [(true, &[(4, "two")][..]), (false, &[(4, "two"), (8, "thr")])] {
        let log = LogFile { active, ..log.clone() };
        let Opened::More(lines) = open(&log, 4, Sizes::default()).unwrap() else { panic!("nothing to read") };
        assert_eq!(read(lines), text(expected), "{active}");
    }
}

#[test]
fn nothing_has_no_line() {
    let nothing = Chunk {
        number: 0,
        byte_start: 7,
        line_start: 1,
        bytes: Vec::new(),
        discarded_bytes: 0,
        ends_amid_line: true,
        lacks_closing: false,
        before: Vec::new(),
        after: Vec::new(),
    };
    assert_eq!(texts(&nothing).count(), 0);
}

proptest! {
    /// A log that grows while it is read, and is closed at the end, gives the lines of the whole log, each once.
    #[test]
    fn growing_in_steps_gives_what_reading_once_gives(
        log in "[ab\n]{0,80}",
        steps in prop::collection::vec(0usize..80, 0..8),
        block_bytes in 1usize..20,
    ) {
        let sizes = sizes(block_bytes, 1 << 10);
        let whole = read(Lines::new(log.as_bytes(), 0, true, sizes));
        let mut steps: Vec<usize> = steps.into_iter().map(|at| at.min(log.len())).collect();
        steps.sort_unstable();
        let (mut offset, mut seen) = (0, Vec::new());
        for (length, closed) in steps.into_iter().map(|at| (at, false)).chain([(log.len(), true)]) {
            let mut lines = Lines::new(&log.as_bytes()[offset..length], offset as u64, closed, sizes);
            while let Some(chunk) = lines.next_chunk().unwrap() {
                seen.extend(texts(&chunk));
                offset = chunk.byte_end() as usize;
            }
        }
        prop_assert_eq!(seen, whole);
        prop_assert_eq!(offset, log.len());
    }
}
