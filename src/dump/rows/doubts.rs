//! What is not wrong in one row, and is in bulk: names that are no UTF-8, and times that no file has.

use crate::dump::input::TextEncoding;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

/// So many bytes of undecodable names are looked at.
const SAMPLE_BYTES: usize = 4 << 10;

/// A few names that are no text stand on many disks.
const FEW_NAMES: u64 = 10;

/// Single times may be anything.
const FEW_TIMES: u64 = 100;

/// How much of a scan is doubtful.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Doubts {
    /// Names of files and folders that are UTF-8 and not ASCII.
    pub utf8_names: u64,
    /// Those that are no UTF-8.
    pub undecodable_names: u64,
    /// Rows with a time outside 1900 to 2200.
    pub strange_times: u64,
}

impl Doubts {
    /// Adds those of another chunk.
    pub fn add(&mut self, other: &Doubts) {
        self.utf8_names += other.utf8_names;
        self.undecodable_names += other.undecodable_names;
        self.strange_times += other.strange_times;
    }

    /// Without what a flag of somebody's has answered.
    pub fn unless(self, encoding_is_said: bool, time_unit_is_said: bool) -> Doubts {
        let mut left = self;
        if encoding_is_said {
            (left.utf8_names, left.undecodable_names) = (0, 0);
        }
        if time_unit_is_said {
            left.strange_times = 0;
        }
        left
    }

    /// What to ask where more than a few names, and most of those that are not ASCII, are no UTF-8; or where most of so many
    /// rows have a time that no file has. `undecodable` are some of the names.
    pub fn question(&self, rows: u64, undecodable: &[u8]) -> Option<String> {
        let Doubts { utf8_names, undecodable_names, strange_times } = *self;
        if undecodable_names > FEW_NAMES && undecodable_names > utf8_names {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(undecodable, true);
            let likely = TextEncoding::Legacy(detector.guess(None, Utf8Detection::Deny)).name();
            return Some(format!(
                "{undecodable_names} names are no UTF-8, and {utf8_names} others are; they look like {likely}: say --encoding \
                 {likely}, or another one if names come out wrong (cmd.exe writes cp437 or cp850); or --encoding utf-8 if the \
                 disk has these bytes"
            ));
        }
        (strange_times > FEW_TIMES && strange_times > rows / 2).then(|| {
            format!(
                "{strange_times} of {rows} rows have a time outside the years 1900 to 2200: the times are probably in another \
                 unit; say --time-unit (ms, us, ns, filetime, ticks, excel), or --time-unit s if they are seconds all the same"
            )
        })
    }
}

/// Adds names to a sample, a line each, as long as there is room.
pub fn add_sample(sample: &mut Vec<u8>, names: &[u8]) {
    for name in names.split(|byte| *byte == b'\n').filter(|name| !name.is_empty()) {
        if sample.len() + name.len() < SAMPLE_BYTES {
            sample.extend_from_slice(name);
            sample.push(b'\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_undecodable_names_are_asked_about() {
        let mut sample = Vec::new();
        (0..1_000).for_each(|_| add_sample(&mut sample, b"Gr\xFC\xDFe aus M\xFCnchen"));
        assert!(sample.len() > SAMPLE_BYTES - 100 && sample.len() <= SAMPLE_BYTES);
        let question = |undecodable_names, utf8_names| {
            Doubts { undecodable_names, utf8_names, strange_times: 0 }.question(1_000, &sample)
        };
        assert_eq!(question(10, 0), None);
        assert_eq!(question(11, 11), None);
        let asked = question(12, 11).unwrap();
        assert!(asked.contains("12 names") && asked.contains("--encoding windows-1252"), "{asked}");
    }

    #[test]
    fn strange_times_in_bulk_are_asked_about() {
        let question =
            |strange_times, rows| Doubts { strange_times, ..Doubts::default() }.question(rows, &[]);
        assert_eq!(question(100, 100), None);
        assert_eq!(question(101, 202), None);
        assert!(question(102, 202).is_some());
        let all = Doubts { utf8_names: 1, undecodable_names: 20, strange_times: 300 };
        assert!(all.unless(true, false).question(300, &[]).unwrap().contains("--time-unit"));
        assert_eq!(all.unless(true, true), Doubts::default());
    }
}
