//! Fields that are made of a record's own, where those are escaped by more than quotes.

use super::fields::{Fields, Span};

/// The fields of one record, one after the other in room that the next record uses again.
#[derive(Debug, Default)]
pub struct Unescaped {
    bytes: Vec<u8>,
    spans: Vec<Span>,
}

impl Unescaped {
    /// Forgets the record before.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.spans.clear();
    }

    /// Adds a field.
    pub fn push(&mut self, field: &[u8]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(field);
        self.spans.push(Span { start, end: self.bytes.len() });
    }

    /// Adds the field that `write` appends.
    pub fn push_with<E>(&mut self, write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Result<(), E> {
        let start = self.bytes.len();
        write(&mut self.bytes)?;
        self.spans.push(Span { start, end: self.bytes.len() });
        Ok(())
    }

    /// The fields, of the record that stands as `raw` in the input.
    pub fn fields<'r>(&'r self, raw: &'r [u8]) -> Fields<'r> {
        Fields { raw, bytes: &self.bytes, spans: &self.spans }
    }
}
