//! Dumps whose programs write no line end after the last record: it is whole or refused, wherever it was cut.

use super::encode::encode;
use super::encoded::Missing;
use crate::dump::format::{Head, Options, detect};
use crate::dump::input::ChunkReader;
use crate::dump::path::{PathRules, SourceType};

const HEADER: &str = "\"Name\",\"Files\",\"Folders\",\"Logical Size\",\"Physical Size\",\"Attributes\",\"Last Change\",\"WinDirStat Attributes\"";

/// What a dump that ends so lacks, if anything.
fn missing(dump: &str) -> Option<Missing> {
    let found = detect(&Head::new(dump.as_bytes(), true), &Options::default()).ok().unwrap();
    let mut reader = ChunkReader::new(dump.as_bytes(), 1 << 20);
    reader.head().unwrap();
    reader.begin(found.format.dialect(), found.header_bytes);
    let rules = PathRules::new(SourceType::Ntfs, None).unwrap();
    let chunk = reader.next_chunk().unwrap().unwrap();
    encode(&chunk, found.format.as_ref(), &rules).cut_off.map(|end| end.missing)
}

#[test]
fn the_last_record_of_windirstat_is_whole_or_refused() {
    for (columns, owner) in [(",\"Index\"", ""), (",\"Index\",\"Owner\"", ",\"NAS\\ann\"")] {
        let record = |name| {
            format!(
                "\r\n\"C:\\{name}\",0,0,1,1,\"A\",2026-07-11T12:58:47Z,0x00000008,0x0003000000000032{owner}"
            )
        };
        let before = format!("{HEADER}{columns}{}{}", record("a"), record("b"));
        let whole = format!("{before}{}", record("last"));
        assert_eq!(missing(&whole), None);
        assert_eq!(missing(&format!("{whole}\r\n")), None);
        for end in before.len() + 3..whole.len() {
            assert!(missing(&whole[..end]).is_some(), "{:?}", &whole[before.len()..end]);
        }
    }
    // The first version has no index, and ends its lines.
    let record = "\r\n\"C:\\a\",0,0,1,1,0x00000020,2026-07-11T12:58:47Z,0x1008";
    assert_eq!(missing(&format!("{HEADER}{record}\r\n")), None);
    assert_eq!(missing(&format!("{HEADER}{record}")), Some(Missing::LineEnd));
}
