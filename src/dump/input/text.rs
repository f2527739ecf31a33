//! Makes UTF-8 of inputs in other encodings, as they are read.
//!
//! UTF-8 passes as it is, with whatever bytes a disk's names have. UTF-16 is told by its byte order mark, all else by
//! `--encoding`. What has no place in UTF-8 is not replaced, since two names could meet on one replacement: half a
//! surrogate pair, which NTFS allows in names, becomes the three bytes that UTF-8 would have for it, and a byte that
//! the named encoding does not know becomes such a surrogate, U+DC00 plus the byte, as in Python's `surrogateescape`.

use super::oem::{self, CodePage};
use encoding_rs::{DecoderResult, Encoding};
use std::io::{self, Read};

const BUFFER_BYTES: usize = 64 << 10;

/// The encoding of an input's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// UTF-8; broken sequences pass.
    Utf8,
    /// UTF-16, high byte last.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Any other that browsers know.
    Legacy(&'static Encoding),
    /// A code page of DOS.
    Oem(&'static CodePage),
}

impl TextEncoding {
    /// The encoding of this name, by the labels of the WHATWG Encoding Standard: `windows-1252`, `shift_jis`, ...; and the
    /// code pages of DOS that it lacks: `cp437`, `cp850`, `cp852`, `cp858`.
    pub fn of_label(label: &str) -> Option<TextEncoding> {
        if let Some(page) = CodePage::of_label(label) {
            return Some(TextEncoding::Oem(page));
        }
        let encoding = Encoding::for_label_no_replacement(label.as_bytes())?;
        Some(if encoding == encoding_rs::UTF_8 {
            TextEncoding::Utf8
        } else if encoding == encoding_rs::UTF_16LE {
            TextEncoding::Utf16Le
        } else if encoding == encoding_rs::UTF_16BE {
            TextEncoding::Utf16Be
        } else {
            TextEncoding::Legacy(encoding)
        })
    }

    /// Its name in the Encoding Standard.
    pub fn name(self) -> &'static str {
        match self {
            TextEncoding::Utf8 => "UTF-8",
            TextEncoding::Utf16Le => "UTF-16LE",
            TextEncoding::Utf16Be => "UTF-16BE",
            TextEncoding::Legacy(encoding) => encoding.name(),
            TextEncoding::Oem(page) => page.name,
        }
    }

    fn of_mark(start: &[u8]) -> Option<TextEncoding> {
        match start {
            [0xFF, 0xFE, ..] => Some(TextEncoding::Utf16Le),
            [0xFE, 0xFF, ..] => Some(TextEncoding::Utf16Be),
            _ => None,
        }
    }
}

/// The text of `reader` in UTF-8; a byte order mark stays. `declared` is what `--encoding` says.
pub fn to_utf8(
    mut reader: Box<dyn Read + Send>,
    declared: Option<TextEncoding>,
) -> io::Result<Box<dyn Read + Send>> {
    use TextEncoding::{Utf16Be, Utf16Le};
    let mut start = Vec::with_capacity(2);
    reader.by_ref().take(2).read_to_end(&mut start)?;
    let marked = TextEncoding::of_mark(&start);
    let encoding = match declared {
        // The mark knows the byte order better than whoever typed "utf-16".
        None | Some(Utf16Le | Utf16Be) => marked.or(declared),
        other => other,
    };
    let whole = Box::new(io::Cursor::new(start).chain(reader));
    match encoding {
        None | Some(TextEncoding::Utf8) => Ok(whole),
        Some(encoding) => Ok(Box::new(Transcoder::new(whole, encoding))),
    }
}

struct Transcoder<R> {
    reader: R,
    decoder: Decoder,
    /// Read, and not decoded yet.
    raw: Vec<u8>,
    utf8: Vec<u8>,
    given: usize,
    at_end: bool,
}

enum Decoder {
    Utf16 { unit: fn([u8; 2]) -> u16 },
    Oem { upper: Vec<char> },
    Legacy { decoder: encoding_rs::Decoder, name: &'static str, recent: Vec<u8> },
}

impl<R: Read> Transcoder<R> {
    fn new(reader: R, encoding: TextEncoding) -> Transcoder<R> {
        let decoder = match encoding {
            TextEncoding::Utf16Be => Decoder::Utf16 { unit: u16::from_be_bytes },
            TextEncoding::Legacy(encoding) => Decoder::Legacy {
                decoder: encoding.new_decoder_without_bom_handling(),
                name: encoding.name(),
                recent: Vec::new(),
            },
            TextEncoding::Oem(page) => Decoder::Oem { upper: page.upper() },
            TextEncoding::Utf16Le | TextEncoding::Utf8 => Decoder::Utf16 { unit: u16::from_le_bytes },
        };
        Transcoder { reader, decoder, raw: Vec::new(), utf8: Vec::new(), given: 0, at_end: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.utf8.clear();
        self.given = 0;
        while self.utf8.is_empty() && !self.at_end {
            let wanted = BUFFER_BYTES - self.raw.len();
            let read = self.reader.by_ref().take(wanted as u64).read_to_end(&mut self.raw)?;
            self.at_end = read < wanted;
            match &mut self.decoder {
                Decoder::Utf16 { unit } => decode_utf16(&mut self.raw, *unit, self.at_end, &mut self.utf8)?,
                Decoder::Oem { upper } => {
                    oem::decode(upper, &self.raw, &mut self.utf8);
                    self.raw.clear();
                }
                Decoder::Legacy { decoder, name, recent } => {
                    decode_legacy(decoder, recent, &self.raw, self.at_end, &mut self.utf8).map_err(
                        |what| io::Error::new(io::ErrorKind::InvalidData, format!("{what} as {name}")),
                    )?;
                    self.raw.clear();
                }
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.utf8.len() {
            self.refill()?;
        }
        let read = (&self.utf8[self.given..]).read(buffer)?;
        self.given += read;
        Ok(read)
    }
}

/// Decodes what is whole in `raw`, and leaves the rest there.
fn decode_utf16(
    raw: &mut Vec<u8>,
    unit: fn([u8; 2]) -> u16,
    last: bool,
    utf8: &mut Vec<u8>,
) -> io::Result<()> {
    let (pairs, odd) = raw.as_chunks::<2>();
    if last && !odd.is_empty() {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the input ends within a UTF-16 character"));
    }
    let mut whole = pairs.len();
    if !last && pairs.last().is_some_and(|&pair| is_high_surrogate(unit(pair))) {
        whole -= 1;
    }
    for decoded in char::decode_utf16(pairs[..whole].iter().map(|&pair| unit(pair))) {
        match decoded {
            Ok(c) if c.is_ascii() => utf8.push(c as u8),
            Ok(c) => utf8.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Err(lone) => push_surrogate(lone.unpaired_surrogate(), utf8),
        }
    }
    raw.drain(..whole * 2);
    Ok(())
}

fn is_high_surrogate(unit: u16) -> bool {
    (0xD800..0xDC00).contains(&unit)
}

fn push_surrogate(unit: u16, utf8: &mut Vec<u8>) {
    let [high, low] = [(unit >> 6) as u8 & 0x3F, unit as u8 & 0x3F];
    utf8.extend_from_slice(&[0xED, 0x80 | high, 0x80 | low]);
}

fn decode_legacy(
    decoder: &mut encoding_rs::Decoder,
    recent: &mut Vec<u8>,
    mut raw: &[u8],
    last: bool,
    utf8: &mut Vec<u8>,
) -> Result<(), String> {
    loop {
        let from = utf8.len();
        let room = decoder
            .max_utf8_buffer_length_without_replacement(raw.len())
            .ok_or("the input cannot be read")?;
        utf8.resize(from + room, 0);
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(raw, &mut utf8[from..], last);
        utf8.truncate(from + written);
        // A broken sequence may have begun in the bytes given before.
        recent.extend_from_slice(&raw[read.saturating_sub(8)..read]);
        recent.drain(..recent.len().saturating_sub(8));
        raw = &raw[read..];
        match result {
            DecoderResult::InputEmpty => return Ok(()),
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, after) => {
                let end = recent.len().saturating_sub(usize::from(after));
                let start = end.saturating_sub(usize::from(length));
                for &byte in &recent[start..end] {
                    push_surrogate(0xDC00 | u16::from(byte), utf8);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out a few bytes at a time, so that characters are torn apart.
    struct Trickle<'b>(&'b [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(self.1).min(self.0.len());
            buffer[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    fn text_of(bytes: &'static [u8], declared: Option<&str>) -> io::Result<Vec<u8>> {
        let declared = declared.map(|label| TextEncoding::of_label(label).unwrap());
        let mut text = Vec::new();
        to_utf8(Box::new(Trickle(bytes, 3)), declared)?.read_to_end(&mut text)?;
        Ok(text)
    }

    #[test]
    fn utf_8_passes_with_whatever_bytes_it_has() {
        for bytes in [&b"caf\xE9"[..], b"", b"a", "\u{FEFF}é".as_bytes()] {
            assert_eq!(text_of(bytes, None).unwrap(), bytes);
            assert_eq!(text_of(bytes, Some("utf-8")).unwrap(), bytes);
        }
    }

    #[test]
    fn utf_16_is_told_by_its_mark() {
        assert_eq!(text_of(b"\xFF\xFEa\0\xE9\0\x3D\xD8\x00\xDE", None).unwrap(), "\u{FEFF}aé😀".as_bytes());
        assert_eq!(
            text_of(b"\xFE\xFF\0a\xD8\x3D\xDE\x00", Some("utf-16")).unwrap(),
            "\u{FEFF}a😀".as_bytes()
        );
        assert_eq!(text_of(b"a\0b\0", Some("utf-16le")).unwrap(), b"ab");
    }

    #[test]
    fn half_a_surrogate_pair_is_kept() {
        assert_eq!(text_of(b"a\0\x3D\xD8b\0", Some("utf-16le")).unwrap(), b"a\xED\xA0\xBDb");
        assert_eq!(text_of(b"\x00\xDEb\0", Some("utf-16le")).unwrap(), b"\xED\xB8\x80b");
        assert_eq!(text_of(b"a\0\x3D\xD8", Some("utf-16le")).unwrap(), b"a\xED\xA0\xBD");
    }

    #[test]
    fn half_a_character_at_the_end_is_a_torn_input() {
        assert_eq!(text_of(b"a\0b", Some("utf-16le")).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn named_encodings() {
        assert_eq!(text_of(b"caf\xE9 \x80", Some("windows-1252")).unwrap(), "café €".as_bytes());
        assert_eq!(text_of(b"\x83e\x83X\x83g", Some("shift_jis")).unwrap(), "テスト".as_bytes());
        assert_eq!(text_of(b"caf\x82 \x94", Some("cp850")).unwrap(), "café ö".as_bytes());
        assert!(TextEncoding::of_label("ebcdic").is_none());
    }

    #[test]
    fn bytes_that_the_encoding_does_not_know_are_kept_apart() {
        assert_eq!(text_of(b"a\xA0\xFFb", Some("shift_jis")).unwrap(), b"a\xED\xB2\xA0\xED\xB3\xBFb");
    }
}
