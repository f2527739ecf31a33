//! How the records and fields of an input are told apart.

/// Which bytes stand between records and fields, and which one encloses a field that holds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Between fields.
    pub delimiter: u8,
    /// Encloses a field that holds a delimiter or a line end; doubled inside. `None`: every byte is itself.
    pub quote: Option<u8>,
    /// After a record.
    pub terminator: Terminator,
    /// The last line of every input that is whole, where its program always writes one.
    pub closing: Option<&'static str>,
}

/// What ends a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terminator {
    /// `\n`, `\r` or `\r\n`. Chunks are cut at `\n` alone.
    AnyLineEnd,
    /// This byte and no other.
    Byte(u8),
}

impl Dialect {
    /// RFC 4180.
    pub const CSV: Dialect = Dialect::csv(b',');

    /// RFC 4180 with another delimiter.
    pub const fn csv(delimiter: u8) -> Dialect {
        Dialect { delimiter, quote: Some(b'"'), terminator: Terminator::AnyLineEnd, closing: None }
    }

    /// Tab separated, one `terminator` after each record, and no quoting: what `printf` writes.
    pub const fn tabs(terminator: u8) -> Dialect {
        Dialect::bare(b'\t', terminator)
    }

    /// No quoting, with any delimiter.
    pub const fn bare(delimiter: u8, terminator: u8) -> Dialect {
        Dialect { delimiter, quote: None, terminator: Terminator::Byte(terminator), closing: None }
    }

    /// Lines, taken as they are: logs.
    pub const LINES: Dialect = Dialect::bare(b'\n', b'\n');

    /// The byte at which chunks are cut, and which is counted as a line.
    pub(crate) fn line_byte(&self) -> u8 {
        match self.terminator {
            Terminator::AnyLineEnd => b'\n',
            Terminator::Byte(byte) => byte,
        }
    }

    /// Whether `byte` ends a record outside quotes.
    pub(super) fn ends_record(&self, byte: u8) -> bool {
        match self.terminator {
            Terminator::AnyLineEnd => matches!(byte, b'\n' | b'\r'),
            Terminator::Byte(terminator) => byte == terminator,
        }
    }

    /// Whether the last line that is not empty is the one that closes the input; None where there is no such line.
    pub(super) fn closes(&self, bytes: &[u8]) -> Option<bool> {
        let closing = self.closing?.as_bytes();
        let line = bytes.trim_ascii_end().rsplit(|&byte| byte == b'\n').next()?.trim_ascii();
        (!line.is_empty()).then_some(line == closing)
    }
}
