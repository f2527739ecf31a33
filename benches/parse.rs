//! Parsing of scan dumps: no database, one core, bytes of the dump per second.
//!
//! `parse` splits a chunk into records and reads their fields, for each format; `path_and_hash` normalises and hashes;
//! `encode` is everything between a chunk and the COPY stream.

// A benchmark that cannot make its data has nothing better to do than stop.
#![allow(clippy::expect_used)]

use divan::counter::{BytesCount, ItemsCount};
use std::fmt::Write as _;
use tierload::dump::format::{Detected, Head, Kind, Options, detect};
use tierload::dump::input::{ChunkReader, Records, Unescaped};
use tierload::dump::path::{PathRules, SourceType, dir_digest, dir_hash64, extension, to_text};
use tierload::synthetic::{Notation, Row, Tree};

const ROWS: u64 = 20_000;

const FORMATS: [&str; 19] = [
    "canonical",
    "export",
    "pwalk",
    "wiztree",
    "efu",
    "mftecmd",
    "powershell",
    "powershell --date-format",
    "find-tsv",
    "find0",
    "csv",
    "csv iso",
    "windirstat",
    "ncdu",
    "s3-inventory",
    "rclone",
    "rclone-lsf",
    "azure-inventory",
    "gpfs",
];

fn main() {
    divan::main();
}

fn tree() -> Tree {
    Tree::new(7, ROWS, 1_760_000_000)
}

/// A dump of [`ROWS`] files, as the tool would write it.
fn dump(format: &str) -> (String, Options) {
    let mut text = String::new();
    let mut options = Options::default();
    let zone = |options: &mut Options, name: &str| {
        options.times.zone = name.parse().ok();
    };
    text.push_str(match format {
        "canonical" => "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn\n",
        "export" => "file_path,file_size,last_modified,last_accessed,file_extension,permissions,owner,hash\n",
        "wiztree" => {
            zone(&mut options, "Europe/Berlin");
            "File Name,Size,Allocated,Modified,Attributes,Files,Folders,MFTRECNO,MFTPARENTRECNO,LASTACCESSDATE,CREATEDDATE\n"
        }
        "efu" => "Filename,Size,Date Modified,Date Created,Attributes\n",
        "mftecmd" => {
            "EntryNumber,SequenceNumber,InUse,ParentEntryNumber,ParentSequenceNumber,ParentPath,FileName,Extension,\
             FileSize,ReferenceCount,ReparseTarget,IsDirectory,HasAds,IsAds,SI<FN,uSecZeros,Copied,SiFlags,NameType,\
             Created0x10,Created0x30,LastModified0x10,LastModified0x30,LastRecordChange0x10,LastRecordChange0x30,\
             LastAccess0x10,LastAccess0x30,UpdateSequenceNumber,LogfileSequenceNumber,SecurityId,ObjectIdFileDroid,\
             LoggedUtilStream,ZoneIdContents\n"
        }
        "powershell" => "\"FullName\",\"Length\",\"LastAccessTimeUtc\",\"LastWriteTimeUtc\",\"CreationTimeUtc\",\"Attributes\"\n",
        "powershell --date-format" => {
            options.times.date_format = "%m/%d/%Y %I:%M:%S %p".parse().ok();
            zone(&mut options, "America/New_York");
            "\"FullName\",\"Length\",\"LastAccessTime\",\"LastWriteTime\",\"CreationTime\",\"Attributes\"\n"
        }
        "csv" | "csv iso" => {
            options.map = "path=p,size=s,atime=a,mtime=m".parse().ok();
            zone(&mut options, "Europe/Berlin");
            "p,s,a,m\n"
        }
        "windirstat" => {
            "\"Name\",\"Files\",\"Folders\",\"Logical Size\",\"Physical Size\",\"Attributes\",\"Last Change\",\
             \"WinDirStat Attributes\",\"Index\"\n"
        }
        "ncdu" => "[1,2,{\"progname\":\"ncdu\",\"progver\":\"2.9\"},\n",
        "s3-inventory" => {
            options.columns = columns("Bucket,Key,Size,LastModifiedDate,ETag");
            ""
        }
        "rclone" => "[\n",
        "rclone-lsf" => {
            options.columns = columns("pst");
            zone(&mut options, "Europe/Berlin");
            ""
        }
        "azure-inventory" => "Name,Creation-Time,Last-Modified,Content-Length,Content-MD5\n",
        "gpfs" => {
            zone(&mut options, "Europe/Berlin");
            ""
        }
        _ => "",
    });
    let tree = tree();
    let mut scan = tree.scan(0, Notation::Rooted).expect("night 0 is there");
    while let Some(file) = scan.next_row() {
        let Row { dir: posix, name, size_bytes: size, atime_unix: atime, mtime_unix: mtime, .. } = file;
        let (row, ctime, windows) = (file.frn, file.ctime_unix, posix.replace('/', "\\"));
        let (day, clock) = (row % 28 + 1, format!("{:02}:{:02}:{:02}", row % 24, row % 60, row % 59));
        let _ = match format {
            "canonical" => writeln!(text, "{posix},{name},{size},{atime},{mtime},{ctime},{row}"),
            "export" => writeln!(
                text,
                "{posix}/{name},{size},2024-03-{day:02}T{clock}Z,2025-03-{day:02}T{clock}+01:00,exr,rw-r--r--,ann,"
            ),
            "pwalk" => writeln!(
                text,
                "{row},{},3,\"{posix}/{name}\",\"exr\",1000,1000,{size},65024,8,1,\"0100644\",{atime},{mtime},{ctime},-1,0",
                row / 20
            ),
            "wiztree" => writeln!(
                text,
                "\"L:{windows}\\{name}\",{size},{size},2024/03/{day:02} {clock},32,0,0,{row},{},2025/03/{day:02} {clock},2024/03/{day:02} {clock}",
                row / 20
            ),
            "efu" => {
                let [written, created] =
                    [atime, mtime].map(|time| (time + 11_644_473_600) * 10_000_000 + 12_345);
                writeln!(text, "\"L:{windows}\\{name}\",{size},{written},{created},32")
            }
            "mftecmd" => {
                let time = format!("2024-03-{day:02} {clock}.1234567");
                writeln!(
                    text,
                    "{row},3,True,{},2,.{windows},{name},.exr,{size},1,,False,False,False,False,False,False,Archive,\
                     Windows,{time},,{time},{time},{time},{time},{time},,1808725272,609575211,1936,,,",
                    row / 20
                )
            }
            "powershell" => {
                let time = format!("2024-03-{day:02} {clock}");
                writeln!(
                    text,
                    "\"L:{windows}\\{name}\",\"{size}\",\"{time}\",\"{time}\",\"{time}\",\"Archive\"\r"
                )
            }
            "powershell --date-format" => {
                let time = format!("3/{day}/2024 {}:05:07 PM", row % 12 + 1);
                writeln!(
                    text,
                    "\"L:{windows}\\{name}\",\"{size}\",\"{time}\",\"{time}\",\"{time}\",\"Archive\"\r"
                )
            }
            "find-tsv" => {
                writeln!(
                    text,
                    "{posix}/{name}\t{size}\t{atime}.3298082270\t{mtime}.1234567890\t{ctime}.0000000000"
                )
            }
            "find0" => {
                write!(
                    text,
                    "{size}\t{atime}.3298082270\t{mtime}.1234567890\t{ctime}.0000000000\t{posix}/{name}\0"
                )
            }
            "csv" => writeln!(text, "{posix}/{name},{size},{atime},{mtime}"),
            "windirstat" => writeln!(
                text,
                "\"L:{windows}\\{name}\",0,0,{size},{size},\"A\",2024-03-{day:02}T{clock}Z,0x00000008,0x{row:016X}\r"
            ),
            "ncdu" => writeln!(
                text,
                "item\t64768\t{posix}\t{{\"name\":\"{name}\",\"asize\":{size},\"dsize\":4096,\"uid\":1000,\"gid\":100,\"mode\":33188,\"mtime\":{mtime}}}"
            ),
            "s3-inventory" => writeln!(
                text,
                "\"b\",\"{}/{name}\",\"{size}\",\"2024-03-{day:02}T{clock}.000Z\",\"9a0364b9e99bb480dd25e1f0284c8555\"",
                &posix[1..]
            ),
            "rclone" => writeln!(
                text,
                "{{\"Path\":\"{}/{name}\",\"Name\":\"{name}\",\"Size\":{size},\"MimeType\":\"video/mp4\",\"ModTime\":\"2024-03-{day:02}T{clock}.000000000Z\",\"IsDir\":false}},",
                &posix[1..]
            ),
            "rclone-lsf" => writeln!(text, "{}/{name},{size},2024-03-{day:02} {clock}", &posix[1..]),
            "azure-inventory" => writeln!(
                text,
                "c{posix}/{name},2024-03-{day:02}T{clock}.0000000Z,2024-03-{day:02}T{clock}.0000000Z,{size},9a0364b9e99bb480"
            ),
            "gpfs" => {
                let time = format!("2024-03-{day:02}%20{}.123456", clock.replace(':', "%3A"));
                writeln!(
                    text,
                    "{row} 65538 0  size%3D{size}%7Ckb%3D4%7Catime%3D{time}%7Cmtime%3D{time} -- {posix}/{name}"
                )
            }
            _ => writeln!(text, "{posix}/{name},{size},2024-03-{day:02} {clock},2024-03-{day:02} {clock}"),
        };
    }
    let kind = format.split(' ').next().unwrap_or_default();
    options.format = Kind::named(kind).map(|kind| kind.name);
    (text, options)
}

fn columns(names: &str) -> Option<Vec<String>> {
    Some(names.split(',').map(str::to_owned).collect())
}

fn detected(text: &str, options: &Options) -> Detected {
    let head = Head::new(&text.as_bytes()[..64 << 10], false);
    detect(&head, options).expect("the dump is of its format")
}

#[divan::bench(args = FORMATS)]
fn parse(bencher: divan::Bencher, format: &str) {
    let (text, options) = dump(format);
    let found = detected(&text, &options);
    let body = &text.as_bytes()[found.header_bytes..];
    let rows = || {
        let mut records = Records::of_bytes(body, found.format.dialect());
        let mut unescaped = Unescaped::default();
        let mut rows = 0;
        while let Some(record) = records.next_record() {
            let Ok(fields) = record.fields else { continue };
            let Ok(fields) = found.format.meant(fields, &mut unescaped) else { continue };
            rows += u64::from(
                found.format.field_count().contains(&fields.len())
                    && found.format.row(fields).is_ok_and(|row| divan::black_box(row).is_some()),
            );
        }
        rows
    };
    assert_eq!(rows(), ROWS, "{format}");
    bencher.counter(BytesCount::new(body.len())).counter(ItemsCount::new(ROWS)).bench(rows);
}

#[divan::bench(args = [SourceType::Posix, SourceType::Ntfs, SourceType::LucidLink])]
fn path_and_hash(bencher: divan::Bencher, kind: SourceType) {
    let (notation, root) = match kind {
        SourceType::Ntfs => (Notation::Unc, Some(Notation::UNC_ROOT.as_bytes())),
        _ => (Notation::Rooted, None),
    };
    let tree = tree();
    let mut scan = tree.scan(0, notation).expect("night 0 is there");
    let mut paths = Vec::new();
    while let Some(file) = scan.next_row() {
        paths.push(format!("{}{}{}", file.dir, notation.separator(), file.name));
    }
    let rules = PathRules::new(kind, root).expect("a good root");
    let bytes: usize = paths.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).counter(ItemsCount::new(ROWS)).bench(|| {
        let mut stored = Vec::new();
        for path in &paths {
            let (dir, name) = rules.split(path.as_bytes());
            rules.dir(dir, &mut stored).expect("it lies under the root");
            let dir = to_text(&stored);
            divan::black_box((dir_digest(&dir.text), dir_hash64(&dir.text)));
            let name = rules.name(name).expect("a good name");
            divan::black_box(extension(&to_text(&name).text));
        }
    });
}

#[divan::bench(args = FORMATS)]
fn encode(bencher: divan::Bencher, format: &str) {
    let (text, options) = dump(format);
    let found = detected(&text, &options);
    let mut reader = ChunkReader::new(text.as_bytes(), 16 << 20);
    reader.head().expect("it is in memory");
    reader.begin(found.format.dialect(), found.header_bytes);
    let chunk = reader.next_chunk().expect("it is in memory").expect("it has rows");
    let kind = if text.contains('\\') { SourceType::Ntfs } else { SourceType::Posix };
    let rules = PathRules::new(kind, None).expect("no root");
    assert_eq!(tierload::dump::rows::encode(&chunk, found.format.as_ref(), &rules).loaded, ROWS, "{format}");
    bencher
        .counter(BytesCount::of_slice(&chunk.bytes))
        .counter(ItemsCount::new(ROWS))
        .bench(|| tierload::dump::rows::encode(&chunk, found.format.as_ref(), &rules));
}
