//! Compressions: how they are told, and how they are undone.

use std::io::{self, BufReader, Read};

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Codec {
    /// Not at all.
    Plain,
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
}

impl Codec {
    /// So many bytes tell one from another.
    pub(super) const MAGIC_BYTES: usize = 4;

    /// What content that starts so is.
    pub fn of_content(start: &[u8]) -> Codec {
        match start {
            [0x1F, 0x8B, ..] => Codec::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Codec::Zstd,
            _ => Codec::Plain,
        }
    }

    /// What a file of this name says it is, and the name that it had before.
    pub fn of_name(name: &str) -> (&str, Codec) {
        let with = |suffix, codec| Some((name.strip_suffix(suffix)?, codec));
        with(".gz", Codec::Gzip).or_else(|| with(".zst", Codec::Zstd)).unwrap_or((name, Codec::Plain))
    }

    /// The decompressed bytes of `reader`.
    pub fn decoder<R: Read + Send + 'static>(self, reader: R) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Codec::Plain => Box::new(reader),
            // Several gzip members one after the other are one file: bgzip and `cat a.gz b.gz` make them.
            Codec::Gzip => {
                Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(256 << 10, reader)))
            }
            Codec::Zstd => Box::new(zstd::Decoder::new(reader)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn content_is_told_and_decompressed() {
        let zstd = |bytes: &[u8]| zstd::encode_all(bytes, 3).unwrap();
        for (codec, bytes) in [
            (Codec::Plain, b"one\ntwo\n".to_vec()),
            (Codec::Gzip, gzip(b"one\ntwo\n")),
            (Codec::Gzip, [gzip(b"one\n"), gzip(b"two\n")].concat()),
            (Codec::Zstd, zstd(b"one\ntwo\n")),
            (Codec::Zstd, [zstd(b"one\n"), zstd(b"two\n")].concat()),
        ] {
            assert_eq!(Codec::of_content(&bytes), codec);
            let mut text = Vec::new();
            codec.decoder(io::Cursor::new(bytes)).unwrap().read_to_end(&mut text).unwrap();
            assert_eq!(text, b"one\ntwo\n", "{codec:?}");
        }
        assert_eq!(Codec::of_content(b""), Codec::Plain);
        assert_eq!(Codec::of_content(&[0x28, 0xB5, 0x2F]), Codec::Plain);
    }

    #[test]
    fn names_say_what_they_hold() {
        assert_eq!(Codec::of_name("x.log.gz"), ("x.log", Codec::Gzip));
        assert_eq!(Codec::of_name("x.log.zst"), ("x.log", Codec::Zstd));
        assert_eq!(Codec::of_name("x.gz.log"), ("x.gz.log", Codec::Plain));
    }
}
