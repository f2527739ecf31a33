//! Rows in PostgreSQL's binary COPY format.
//!
//! <https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.55.9.4>: a header, for each row a 16-bit field
//! count and for each field a 32-bit length (-1 for NULL) and its bytes, then a trailer. All big-endian.

const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const TRAILER: [u8; 2] = (-1i16).to_be_bytes();
const NULL: [u8; 4] = (-1i32).to_be_bytes();

/// Rows being encoded. Callers write the fields of a row in the order of the COPY statement's columns.
#[derive(Debug)]
pub struct CopyRows {
    bytes: Vec<u8>,
}

/// Where a 64-bit field stands whose value is not known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot(usize);

impl CopyRows {
    /// No rows yet; room for `capacity` bytes.
    pub fn with_capacity(capacity: usize) -> CopyRows {
        let mut bytes = Vec::with_capacity(capacity);
        bytes.extend_from_slice(HEADER);
        CopyRows { bytes }
    }

    /// A place to go [`CopyRows::back_to`].
    pub fn mark(&self) -> usize {
        self.bytes.len()
    }

    /// Takes back the rows since `mark`.
    pub fn back_to(&mut self, mark: usize) {
        self.bytes.truncate(mark);
    }

    /// Starts a row of `fields` fields.
    pub fn row(&mut self, fields: u16) {
        self.bytes.extend_from_slice(&fields.to_be_bytes());
    }

    /// A `bigint`.
    pub fn int8(&mut self, value: i64) {
        let mut field = [0; 12];
        field[..4].copy_from_slice(&8i32.to_be_bytes());
        field[4..].copy_from_slice(&value.to_be_bytes());
        self.bytes.extend_from_slice(&field);
    }

    /// A `bigint` that may be NULL.
    pub fn int8_or_null(&mut self, value: Option<i64>) {
        match value {
            Some(value) => self.int8(value),
            None => self.null(),
        }
    }

    /// A `bigint` to be filled in later, with [`CopyRows::fill`].
    pub fn int8_slot(&mut self) -> Slot {
        self.int8(0);
        Slot(self.bytes.len() - 8)
    }

    /// Gives a slot its value.
    pub fn fill(&mut self, slot: Slot, value: i64) {
        self.bytes[slot.0..slot.0 + 8].copy_from_slice(&value.to_be_bytes());
    }

    /// A `text` or `bytea`. Longer than 2 GiB cannot occur: records are bounded by the cutter.
    pub fn bytes(&mut self, value: &[u8]) {
        self.bytes.extend_from_slice(&(value.len() as u32).to_be_bytes());
        self.bytes.extend_from_slice(value);
    }

    /// A `text` or `bytea` that may be NULL.
    pub fn bytes_or_null(&mut self, value: Option<&[u8]>) {
        match value {
            Some(value) => self.bytes(value),
            None => self.null(),
        }
    }

    /// NULL of any type.
    pub fn null(&mut self) {
        self.bytes.extend_from_slice(&NULL);
    }

    /// The rows so far, each as its fields; `None` is NULL.
    pub fn fields(&self) -> impl Iterator<Item = Vec<Option<&[u8]>>> {
        let mut rest = &self.bytes[HEADER.len()..];
        std::iter::from_fn(move || {
            let (count, after) = rest.split_first_chunk::<2>()?;
            rest = after;
            let mut row = Vec::new();
            for _ in 0..u16::from_be_bytes(*count) {
                let (length, after) = rest.split_first_chunk::<4>()?;
                let length = usize::try_from(i32::from_be_bytes(*length)).ok();
                row.push(length.map(|length| &after[..length]));
                rest = &after[length.unwrap_or(0)..];
            }
            Some(row)
        })
    }

    /// The whole COPY stream.
    pub fn finish(mut self) -> Vec<u8> {
        self.bytes.extend_from_slice(&TRAILER);
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout() {
        let mut rows = CopyRows::with_capacity(0);
        rows.row(3);
        let slot = rows.int8_slot();
        rows.bytes(b"ab");
        rows.int8_or_null(None);
        rows.fill(slot, -2);
        let minus_two = (-2i64).to_be_bytes();
        let row = vec![Some(&minus_two[..]), Some(&b"ab"[..]), None];
        assert_eq!(rows.fields().collect::<Vec<_>>(), [row]);
        let expected: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0\
            \0\x03\0\0\0\x08\xff\xff\xff\xff\xff\xff\xff\xfe\0\0\0\x02ab\xff\xff\xff\xff\xff\xff";
        assert_eq!(rows.finish(), expected);
    }
}
