//! Compression of the output, told by the suffix of its name.

use crate::error::{Error, Result};
use flate2::write::GzEncoder;
use std::io::{self, Write};
use std::path::Path;

/// The level, of gzip's 9 and zstd's 22: paths repeat so much that a higher one is slower than the walk, and gains
/// little.
const GZIP_LEVEL: u32 = 1;
const ZSTD_LEVEL: i32 = 1;

/// Suffixes of other compressions. A plain file of such a name would be refused by whoever reads it.
const OTHERS: &[&str] =
    &["7z", "br", "bz2", "gzip", "lz", "lz4", "lzma", "lzo", "rar", "sz", "xz", "z", "zip", "zstd"];

/// What is written to in the end.
pub(super) type Writer = Box<dyn Write + Send>;

/// Compresses, or does not.
pub(super) enum Encoder {
    Plain(Writer),
    Gzip(GzEncoder<Writer>),
    Zstd(zstd::Encoder<'static, Writer>),
}

impl Encoder {
    /// Refuses a name that asks for a compression that we do not write.
    pub(super) fn refuse_other_suffixes(path: &Path) -> Result<()> {
        let suffix = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        if !OTHERS.contains(&suffix.as_str()) {
            return Ok(());
        }
        let path = path.display().to_string();
        let message = format!("{path}: .{suffix} is not written; .zst and .gz compress, and .csv is plain");
        Err(Error::usage(message).about(path))
    }

    /// The one that the suffix of `path` asks for.
    pub(super) fn for_suffix_of(path: &Path, writer: Writer) -> io::Result<Self> {
        let is = |ending: &str| path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending));
        if is("gz") {
            Ok(Encoder::Gzip(GzEncoder::new(writer, flate2::Compression::new(GZIP_LEVEL))))
        } else if is("zst") {
            Ok(Encoder::Zstd(zstd::Encoder::new(writer, ZSTD_LEVEL)?))
        } else {
            Ok(Encoder::Plain(writer))
        }
    }

    /// Writes a block.
    pub(super) fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Encoder::Plain(writer) => writer.write_all(bytes),
            Encoder::Gzip(gzip) => gzip.write_all(bytes),
            Encoder::Zstd(zstd) => zstd.write_all(bytes),
        }
    }

    /// Ends the compressed stream, and hands everything to the system.
    pub(super) fn finish(self) -> io::Result<()> {
        let mut writer = match self {
            Encoder::Plain(writer) => writer,
            Encoder::Gzip(gzip) => gzip.finish()?,
            Encoder::Zstd(zstd) => zstd.finish()?,
        };
        writer.flush()
    }
}
