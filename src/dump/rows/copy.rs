//! Rows in PostgreSQL's binary COPY format.
//!
//! <https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.55.9.4>: a header, for each row a 16-bit field
//! count and for each field a 32-bit length (-1 for NULL) and its bytes, then a trailer. All big-endian.

use xxhash_rust::xxh3::xxh3_128;

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

/// Where a 32-bit field stands whose value is not known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Int4Slot(usize);

impl CopyRows {
    /// No rows yet; room for `capacity` bytes.
    pub fn with_capacity(capacity: usize) -> CopyRows {
        let mut bytes = Vec::with_capacity(capacity);
        bytes.extend_from_slice(HEADER);
        CopyRows { bytes }
    }

    /// No rows yet, and no header, in an empty buffer.
    pub(super) fn in_buffer(bytes: Vec<u8>) -> CopyRows {
        CopyRows { bytes }
    }

    /// The rows so far, without an end.
    pub(super) fn into_buffer(self) -> Vec<u8> {
        self.bytes
    }

    /// XXH3-128 of what was written since `mark` and of what `tail` adds for it, which is not kept.
    #[inline]
    pub(super) fn digest_with(&mut self, mark: usize, tail: impl FnOnce(&mut Vec<u8>)) -> u128 {
        let end = self.bytes.len();
        tail(&mut self.bytes);
        let digest = xxh3_128(&self.bytes[mark..]);
        self.bytes.truncate(end);
        digest
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

    /// Several `bigint`s that may be NULL: all at once, because this is most of a row.
    #[inline]
    pub fn int8s_or_null<const N: usize>(&mut self, values: [Option<i64>; N]) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice([[0; 12]; N].as_flattened());
        let bytes = &mut self.bytes[start..];
        let mut end = 0;
        for value in values {
            let length = if value.is_some() { 8 } else { -1i32 };
            bytes[end..end + 4].copy_from_slice(&length.to_be_bytes());
            // Zeros after NULL are written over, or lie behind the end.
            bytes[end + 4..end + 12].copy_from_slice(&value.unwrap_or_default().to_be_bytes());
            end += if value.is_some() { 12 } else { 4 };
        }
        self.bytes.truncate(start + end);
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

    /// An `integer`.
    pub fn int4(&mut self, value: i32) {
        let mut field = [0; 8];
        field[..4].copy_from_slice(&4i32.to_be_bytes());
        field[4..].copy_from_slice(&value.to_be_bytes());
        self.bytes.extend_from_slice(&field);
    }

    /// An `integer` that may be NULL.
    pub fn int4_or_null(&mut self, value: Option<i32>) {
        match value {
            Some(value) => self.int4(value),
            None => self.null(),
        }
    }

    /// An `integer` to be filled in later, with [`CopyRows::fill_int4`].
    pub fn int4_slot(&mut self) -> Int4Slot {
        self.int4(0);
        Int4Slot(self.bytes.len() - 4)
    }

    /// Gives a slot its value.
    pub fn fill_int4(&mut self, slot: Int4Slot, value: i32) {
        self.bytes[slot.0..slot.0 + 4].copy_from_slice(&value.to_be_bytes());
    }

    /// A `numeric` without a fraction.
    ///
    /// The fields are those of `numeric_send` in PostgreSQL's `numeric.c`, 16 bits each: how many digits to base 10,000
    /// follow, the weight of the first, sign, decimals, digits. Zeros at the end are left out, as the server does.
    pub fn numeric(&mut self, mut value: u128) {
        // 2^128 has 39 decimal digits.
        let mut digits = [0u16; 10];
        let mut first = digits.len();
        while value > 0 {
            first -= 1;
            digits[first] = (value % 10_000) as u16;
            value /= 10_000;
        }
        let weight = (digits.len() - first).saturating_sub(1) as u16;
        let used = digits[first..].iter().rposition(|&digit| digit != 0).map_or(0, |last| last + 1);
        self.bytes.extend_from_slice(&(8 + 2 * used as u32).to_be_bytes());
        for field in [used as u16, weight, 0, 0].iter().chain(&digits[first..first + used]) {
            self.bytes.extend_from_slice(&field.to_be_bytes());
        }
    }

    /// A `bigint[]` of one dimension, and so not an empty one.
    pub fn int8_array(&mut self, values: &[i64]) {
        const OID_OF_INT8: i32 = 20;
        let head = [(20 + 12 * values.len()) as i32, 1, 0, OID_OF_INT8, values.len() as i32, 1];
        head.iter().for_each(|number| self.bytes.extend_from_slice(&number.to_be_bytes()));
        values.iter().for_each(|value| self.int8(*value));
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

    #[test]
    fn integers() {
        let mut rows = CopyRows::with_capacity(0);
        rows.row(3);
        let slot = rows.int4_slot();
        rows.int4_or_null(Some(i32::MAX));
        rows.int4_or_null(None);
        rows.fill_int4(slot, -2);
        let row = vec![Some(&b"\xff\xff\xff\xfe"[..]), Some(&b"\x7f\xff\xff\xff"[..]), None];
        assert_eq!(rows.fields().collect::<Vec<_>>(), [row]);
    }

    /// As `numeric_send` of PostgreSQL 15 writes them.
    #[test]
    fn numerics() {
        let largest = [340, 2823, 6692, 938, 4634, 6337, 4607, 4317, 6821, 1455];
        let vectors: [(u128, u16, &[u16]); 9] = [
            (0, 0, &[]),
            (1, 0, &[1]),
            (9_999, 0, &[9_999]),
            (10_000, 1, &[1]),
            (10_001, 1, &[1, 1]),
            (123_456_789, 2, &[1, 2_345, 6_789]),
            (1_000_000_000_000, 3, &[1]),
            (u64::MAX.into(), 4, &[1_844, 6_744, 737, 955, 1_615]),
            (u128::MAX, 9, &largest),
        ];
        for (value, weight, digits) in vectors {
            let mut rows = CopyRows::with_capacity(0);
            rows.row(1);
            rows.numeric(value);
            let fields = [digits.len() as u16, weight, 0, 0];
            let bytes: Vec<u8> = fields.iter().chain(digits).flat_map(|field| field.to_be_bytes()).collect();
            assert_eq!(rows.fields().collect::<Vec<_>>(), [[Some(bytes.as_slice())]], "{value}");
        }
    }
}
