//! Strings of JSON with whatever bytes they have: names of files need not be UTF-8, and not every program that writes JSON minds.

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::borrow::Cow;
use std::fmt;

/// A string without its escapes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct JsonBytes<'s>(Cow<'s, [u8]>);

impl AsRef<[u8]> for JsonBytes<'_> {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

struct OfString;

impl<'de> Visitor<'de> for OfString {
    type Value = JsonBytes<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
        Ok(JsonBytes(Cow::Borrowed(bytes)))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(JsonBytes(Cow::Owned(bytes.to_vec())))
    }
}

impl<'de: 's, 's> Deserialize<'de> for JsonBytes<'s> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // serde_json gives bytes for a string, and does not ask whether they are UTF-8.
        deserializer.deserialize_bytes(OfString)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_bytes_are_a_string() {
        for (json, expected) in [
            (&b"\"a\""[..], &b"a"[..]),
            (b"\"caf\xE9\"", b"caf\xE9"),
            (br#""a\n\u00e9\"\/\ud83d\ude00""#, "a\né\"/😀".as_bytes()),
            // Half of a pair, as in names of Windows.
            (br#""\ud800x""#, b"\xED\xA0\x80x"),
        ] {
            let found = serde_json::from_slice::<JsonBytes<'_>>(json).unwrap();
            assert_eq!(found.as_ref(), expected);
        }
        for bad in [&b"5"[..], b"\"a", b"null", br#""\x""#] {
            assert!(serde_json::from_slice::<JsonBytes<'_>>(bad).is_err());
        }
    }
}
