//! Quotes, by RFC 4180 and no more: a field that begins with one ends at the next that is not doubled, and a delimiter
//! or the end of the record follows. Anything else is no guess to make: it may be two records that damage made into one.

use super::dialect::Dialect;

/// What is wrong with the quotes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BrokenQuote {
    /// The input ends before the closing quote.
    #[error("a quote is not closed")]
    NotClosed,
    /// Neither a delimiter nor a record end follows the closing quote.
    #[error("a quoted field goes on after its closing quote")]
    GoesOn,
    /// A field that begins with no quote has one, next to a broken record or in one of several lines.
    #[error("a quote stands where no field begins")]
    Stray,
}

/// A field as it stands in the input.
pub(super) struct QuotedField {
    /// What stands between the quotes, or all of it.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) quoted: bool,
    /// It has quotes that stand for one each.
    pub(super) doubled: bool,
}

/// Calls `visit` with each field of the record at `start`. Gives the place of what ends the record; or else what is wrong,
/// and how far one had to look to see it.
pub(super) fn each_field(
    bytes: &[u8],
    start: usize,
    dialect: Dialect,
    quote: u8,
    mut visit: impl FnMut(QuotedField),
) -> Result<usize, (BrokenQuote, usize)> {
    let mut start = start;
    loop {
        let after = if bytes.get(start) == Some(&quote) {
            let start = start + 1;
            let end = closing_quote(bytes, start, quote).ok_or((BrokenQuote::NotClosed, bytes.len()))?;
            let doubled = memchr::memchr(quote, &bytes[start..end]).is_some();
            visit(QuotedField { start, end, quoted: true, doubled });
            end + 1
        } else {
            let ends = |&byte: &u8| byte == dialect.delimiter || dialect.ends_record(byte);
            let end = bytes[start..].iter().position(ends).map_or(bytes.len(), |length| start + length);
            visit(QuotedField { start, end, quoted: false, doubled: false });
            end
        };
        match bytes.get(after) {
            None => return Ok(after),
            Some(&byte) if byte == dialect.delimiter => start = after + 1,
            Some(&byte) if dialect.ends_record(byte) => return Ok(after),
            Some(_) => return Err((BrokenQuote::GoesOn, after)),
        }
    }
}

/// The quote that ends a field whose content begins at `from`.
fn closing_quote(bytes: &[u8], from: usize, quote: u8) -> Option<usize> {
    let mut at = from;
    loop {
        let candidate = at + memchr::memchr(quote, &bytes[at..])?;
        if bytes.get(candidate + 1) != Some(&quote) {
            return Some(candidate);
        }
        at = candidate + 2;
    }
}

/// Where the last whole record of `bytes` ends, at a line end; `bytes` starts at a record. The records are those that
/// [`super::Records`] finds: of a broken one the first line is given up.
pub(super) fn last_record_end(bytes: &[u8], dialect: Dialect) -> Option<usize> {
    let line_byte = dialect.line_byte();
    let last_line_end = |from: usize, to: usize| {
        memchr::memrchr(line_byte, bytes.get(from..to).unwrap_or_default()).map(|end| from + end + 1)
    };
    let Some(quote) = dialect.quote else { return last_line_end(0, bytes.len()) };
    let opens =
        |at: usize| at == 0 || dialect.ends_record(bytes[at - 1]) || bytes[at - 1] == dialect.delimiter;
    let mut last = None;
    // A record begins at `record`; no quote is open at `plain`; the lines before `doubtful` are judged with what is behind.
    let (mut record, mut plain, mut doubtful) = (0, 0, 0);
    let mut at = 0;
    while let Some(found) = memchr::memchr(quote, &bytes[at..]) {
        let opening = at + found;
        if !opens(opening) {
            at = opening + 1;
            continue;
        }
        if let Some(end) = last_line_end(plain, opening) {
            record = end;
            last = Some(end).filter(|&end| end >= doubtful).or(last);
        }
        let Some(close) = closing_quote(bytes, opening + 1, quote) else { return last };
        match bytes.get(close + 1) {
            // It could still be one of a pair.
            None => return last,
            Some(&next) if next == dialect.delimiter || dialect.ends_record(next) => plain = close + 1,
            Some(_) => {
                doubtful = doubtful.max(close + 1);
                let Some(end) = after_broken_line(bytes, record, dialect, quote) else { return last };
                plain = end;
                record = plain;
                last = Some(plain).filter(|&end| end >= doubtful).or(last);
            }
        }
        at = plain;
    }
    last_line_end(plain, bytes.len()).filter(|&end| end >= doubtful).or(last)
}

/// Where the line ends in which the first broken record from `start` on begins.
fn after_broken_line(bytes: &[u8], start: usize, dialect: Dialect, quote: u8) -> Option<usize> {
    let mut at = start;
    while at < bytes.len()
        && let Ok(end) = each_field(bytes, at, dialect, quote, |_| {})
    {
        at = (end + 1).min(bytes.len());
    }
    memchr::memchr(dialect.line_byte(), &bytes[at..]).map(|end| at + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How much of a text is whole records.
    #[test]
    fn whole_records_end_behind_a_broken_line() {
        for (whole, rest) in [
            ("1,a\n\"b\"x,2\n3,c\n", "4"),
            ("1,a\n\"b\"x,2\n", ""),
            ("1,a\n", "\"b\"x,2"),
            ("1,a\n", "\"b"),
            ("1,\"a\n2\",b\n", "3"),
            // The broken record begins behind one that ends with a carriage return, and not at the line end within quotes.
            ("\"\n\"\r\"\"a\n", ""),
        ] {
            let text = format!("{whole}{rest}");
            assert_eq!(last_record_end(text.as_bytes(), Dialect::CSV), Some(whole.len()), "{text:?}");
        }
        assert_eq!(last_record_end(b"\"a\nb", Dialect::CSV), None);
    }
}
