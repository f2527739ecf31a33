//! Names that are not ASCII: whether they are UTF-8, and what they are else.

use crate::dump::input::TextEncoding;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

/// So many bytes of undecodable names are looked at.
const SAMPLE_BYTES: usize = 4 << 10;

/// A few names that are no text stand on many disks.
const A_FEW: u64 = 10;

/// The names of files and folders that are not ASCII.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OtherNames {
    utf8: u64,
    undecodable: u64,
    /// Undecodable ones, a line each.
    sample: Vec<u8>,
}

impl OtherNames {
    /// Adds a name as it is stored: `raw` are its bytes where they are no text.
    #[inline]
    pub(super) fn add(&mut self, text: &str, raw: Option<&[u8]>) {
        match raw {
            None => self.utf8 += u64::from(!text.is_ascii()),
            Some(raw) => {
                self.undecodable += 1;
                self.add_to_sample(raw);
            }
        }
    }

    fn add_to_sample(&mut self, raw: &[u8]) {
        if self.sample.len() + raw.len() < SAMPLE_BYTES {
            self.sample.extend_from_slice(raw);
            self.sample.push(b'\n');
        }
    }

    /// Adds those of another chunk.
    pub fn merge(&mut self, other: &OtherNames) {
        self.utf8 += other.utf8;
        self.undecodable += other.undecodable;
        other.sample.split_inclusive(|byte| *byte == b'\n').for_each(|line| {
            self.add_to_sample(line.strip_suffix(b"\n").unwrap_or(line));
        });
    }

    /// What to ask where more than a few names, and most of those that are not ASCII, are no UTF-8.
    pub fn ask(&self) -> Option<String> {
        let OtherNames { utf8, undecodable, .. } = *self;
        if undecodable <= A_FEW || undecodable <= utf8 {
            return None;
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(&self.sample, true);
        let likely = TextEncoding::Legacy(detector.guess(None, Utf8Detection::Deny)).name();
        Some(format!(
            "{undecodable} names are no UTF-8, and {utf8} others are; they look like {likely}: say --encoding {likely}, or \
             another one if names come out wrong (cmd.exe writes cp437 or cp850); or --encoding utf-8 if the disk has these bytes"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&[u8]]) -> OtherNames {
        let mut all = OtherNames::default();
        for name in names {
            let mut one = OtherNames::default();
            match std::str::from_utf8(name) {
                Ok(text) => one.add(text, None),
                Err(_) => one.add("", Some(name)),
            }
            all.merge(&one);
        }
        all
    }

    #[test]
    fn many_undecodable_names_are_asked_about() {
        let german = &b"Gr\xFC\xDFe aus M\xFCnchen"[..];
        assert_eq!(of(&[german; 10]).ask(), None);
        let asked = of(&[german; 11]).ask().unwrap();
        assert!(asked.contains("--encoding windows-1252"), "{asked}");
        let mixed: Vec<&[u8]> =
            [german; 11].into_iter().chain(["ü".as_bytes(); 11]).chain([&b"x"[..]; 50]).collect();
        assert_eq!(of(&mixed).ask(), None);
        assert!(
            of(&mixed[1..]).ask().is_none() && of(&[&[german; 12], &mixed[11..]].concat()).ask().is_some()
        );
    }
}
