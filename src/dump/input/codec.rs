//! Compressions: how they are told, and how they are undone.

use super::expansion::{Expansion, watched};
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

    /// The decompressed bytes of `reader`; an error where far more come of it than of a dump.
    pub fn decoder<R: Read + Send + 'static>(self, reader: R) -> io::Result<Box<dyn Read + Send>> {
        self.decoder_within(reader, Expansion::OF_DUMPS)
    }

    fn decoder_within<R: Read + Send + 'static>(
        self,
        reader: R,
        limit: Expansion,
    ) -> io::Result<Box<dyn Read + Send>> {
        // Several gzip members one after the other are one file: bgzip and `cat a.gz b.gz` make them.
        let gzip =
            |reader| Ok(flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(256 << 10, reader)));
        Ok(match self {
            Codec::Plain => Box::new(reader),
            Codec::Gzip => Box::new(watched(reader, limit, gzip)?),
            Codec::Zstd => Box::new(watched(reader, limit, zstd::Decoder::new)?),
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
    fn what_becomes_far_more_than_a_dump_is_refused() {
        let zeros = vec![0; 4 << 20];
        for (codec, bytes) in
            [(Codec::Gzip, gzip(&zeros)), (Codec::Zstd, zstd::encode_all(&zeros[..], 3).unwrap())]
        {
            let read = |free_bytes, per_byte| {
                let limit = Expansion { free_bytes, per_byte };
                let mut decoder = codec.decoder_within(io::Cursor::new(bytes.clone()), limit).unwrap();
                io::copy(&mut decoder, &mut io::sink())
            };
            assert_eq!(read(4 << 20, 500).unwrap(), 4 << 20);
            assert_eq!(read(1 << 20, 1 << 20).unwrap(), 4 << 20);
            let said = read(1 << 20, 500).unwrap_err();
            assert_eq!(said.kind(), io::ErrorKind::InvalidData);
            let said = said.to_string();
            assert!(
                said.contains(&format!("first {} compressed", bytes.len())) && said.contains("500"),
                "{said}"
            );
        }
        let mut plain = Codec::Plain.decoder(io::Cursor::new(zeros)).unwrap();
        assert_eq!(io::copy(&mut plain, &mut io::sink()).unwrap(), 4 << 20);
    }

    #[test]
    fn names_say_what_they_hold() {
        assert_eq!(Codec::of_name("x.log.gz"), ("x.log", Codec::Gzip));
        assert_eq!(Codec::of_name("x.log.zst"), ("x.log", Codec::Zstd));
        assert_eq!(Codec::of_name("x.gz.log"), ("x.gz.log", Codec::Plain));
    }
}
