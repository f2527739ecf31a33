//! The fields of one record, borrowed.

/// The fields of one record.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'r> {
    /// The record as it stands in the input.
    pub(super) raw: &'r [u8],
    /// What the spans refer to: `raw`, or the unquoted fields one after the other.
    pub(super) bytes: &'r [u8],
    pub(super) spans: &'r [Span],
}

/// Where a field's content stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl<'r> Fields<'r> {
    /// Number of fields.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Field `index`; empty when the record has no such field.
    #[inline]
    pub fn get(&self, index: usize) -> &'r [u8] {
        match self.spans.get(index) {
            Some(span) => &self.bytes[span.start..span.end],
            None => b"",
        }
    }

    /// Fields `first` to `last` with the delimiters between them: one field of a dialect without quotes, in which
    /// the delimiter occurred.
    pub fn joined(&self, first: usize, last: usize) -> &'r [u8] {
        match (self.spans.get(first), self.spans.get(last)) {
            (Some(from), Some(to)) if from.start <= to.end => &self.bytes[from.start..to.end],
            _ => b"",
        }
    }

    /// The record as it stands in the input, with its quotes and its line end.
    pub fn raw(&self) -> &'r [u8] {
        self.raw
    }

    /// All fields.
    pub fn iter(&self) -> impl Iterator<Item = &'r [u8]> + use<'r> {
        let fields = *self;
        (0..fields.len()).map(move |index| fields.get(index))
    }
}
