//! Records of random pieces: every format gives rows or rejects, and never panics.

use super::*;
use crate::dump::input::{Records, Unescaped};
use proptest::prelude::*;

fn detected(bytes: &[u8], options: &Options) -> Result<Detected, String> {
    detect(&Head::new(bytes, true), options)
}

/// The headers of all kinds, to get past the sniffing.
const HEADERS: [&str; 12] = [
    "",
    "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn,file_hash\n",
    "file_path,file_size,last_modified,last_accessed\n",
    "File Name,Size,Allocated,Modified,Attributes,Files,Folders,MFTRECNO,LASTACCESSDATE\n",
    "Filename,Size,Date Modified,Date Created,Attributes\n",
    "EntryNumber,SequenceNumber,InUse,ParentPath,FileName,FileSize,IsDirectory,IsAds,LastAccess0x10,LastModified0x10,\
     Created0x10\n",
    "FullName,Length,LastAccessTimeUtc,LastWriteTime,Attributes\n",
    "1\t1.0\t2.0\t3.0\t/a\0",
    "[\n",
    "[1,2,{\"timestamp\":1},\n",
    "Name,Files,Folders,Logical Size,Physical Size,Attributes,Last Change,WinDirStat Attributes,Owner\n",
    "Name,Content-Length,Last-Modified,hdi_isfolder,Snapshot,VersionId,IsCurrentVersion,Deleted\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    /// Whatever stands in a dump, records become rows or rejects, and nothing else happens.
    #[test]
    fn no_record_is_too_strange(
        kind in 0..KINDS.len(),
        header in prop::sample::select(&HEADERS),
        parts in prop::collection::vec(
            prop_oneof![
                Just("\""), Just(","), Just("\n"), Just("\t"), Just("\0"), Just("True"), Just("False"), Just("/a/b"),
                Just(r"C:\a\"), Just("0040755"), Just("2024-01-02 03:04:05"), Just("99999999999999999999"),
                Just("-1"), Just("17"), Just("é"), Just("1.5"), Just("%"), Just("%2F"), Just("+"), Just("]"), Just(r#"{"Path":""#), Just(r#"","Size":1,"IsDir":false},"#), Just("{}"), Just("item\t\t/a\t{\"name\":\"b\"}\n"), Just("empty\t"), Just(r"\u00"), Just("1 2 0 "), Just("size%3D5"), Just("size=5"), Just("|kb="), Just(" -- /")
            ],
            0..80,
        ),
    ) {
        let text = [header, &parts.concat()].concat();
        let options = Options {
            format: Some(KINDS[kind].name),
            map: "path=1,size=2,atime=3".parse().ok().filter(|_| KINDS[kind].name == "csv"),
            columns: Some(match KINDS[kind].name {
                "rclone-lsf" => vec!["pst".to_owned()],
                _ => ["Bucket", "Key", "IsLatest", "Size"].map(str::to_owned).to_vec(),
            }),
            ..Options::default()
        };
        if let Ok(found) = detected(text.as_bytes(), &options) {
            let mut records = Records::of_bytes(&text.as_bytes()[found.header_bytes..], found.format.dialect());
            let mut unescaped = Unescaped::default();
            while let Some(record) = records.next_record() {
                if let Ok(fields) = record.fields
                    && let Ok(fields) = found.format.meant(fields, &mut unescaped)
                    && found.format.takes(fields)
                {
                    let _ = found.format.row(fields);
                }
            }
        }
    }
}
