//! Names and paths that are hard to keep: none is lost, none is merged with another.

use crate::support::{Case, HEADER, numbers, succeed};
use std::collections::BTreeMap;
use tierload::dump::path::from_text;
use xxhash_rust::xxh64::xxh64;

/// A dump with these (folder, name) pairs, everything quoted; the size tells them apart.
fn dump_of(files: &[(&[u8], &[u8])]) -> Vec<u8> {
    let quoted = |field: &[u8]| {
        let mut out = vec![b'"'];
        for &byte in field {
            out.extend_from_slice(if byte == b'"' { b"\"\"" } else { std::slice::from_ref(&byte) });
        }
        out.push(b'"');
        out
    };
    let mut text = HEADER.as_bytes().to_vec();
    for (number, (dir, name)) in files.iter().enumerate() {
        text.extend_from_slice(&[quoted(dir), b",".to_vec(), quoted(name)].concat());
        text.extend_from_slice(format!(",{number},1,1,1\n").as_bytes());
    }
    text
}

/// The raw (folder, name) of every file of the share, by size.
fn stored(case: &Case) -> BTreeMap<usize, (Vec<u8>, Vec<u8>)> {
    let rows = case.db.rows(
        "select f.size_bytes, encode(convert_to(d.dir_path, 'UTF8'), 'hex'), encode(d.dir_path_raw, 'hex'),
            encode(convert_to(f.name, 'UTF8'), 'hex'), encode(f.name_raw, 'hex')
         from tierload_default.file f join tierload_default.dir d using (dir_id)",
    );
    let bytes = |hex: &str| -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    };
    let raw = |text: &str, raw: &str| {
        let text = String::from_utf8(bytes(text)).unwrap();
        // The raw column is there exactly when the text is an escape, and both say the same.
        let unescaped = from_text(&text).unwrap();
        match raw {
            "-" => assert!(!text.contains('\u{FFFD}')),
            raw => assert_eq!(bytes(raw), unescaped),
        }
        unescaped
    };
    rows.iter()
        .map(|row| {
            let [size, dir, dir_raw, name, name_raw] =
                <[&str; 5]>::try_from(row.split('|').collect::<Vec<_>>()).unwrap();
            (size.parse().unwrap(), (raw(dir, dir_raw), raw(name, name_raw)))
        })
        .collect()
}

/// Loads the pairs and expects each of them back, also by a second scan as unchanged.
fn check_kept(files: &[(&[u8], &[u8])]) -> Case {
    let case = Case::new();
    case.write("a.csv", dump_of(files));
    let summary = case.load(&["a.csv", "--source-type", "POSIX", "--max-rejects", "0"]);
    assert_eq!(numbers(&summary, ["loaded", "duplicates"]), [files.len() as i64, 0]);
    let found = stored(&case);
    for (number, (dir, name)) in files.iter().enumerate() {
        let (found_dir, found_name) = &found[&number];
        assert_eq!((found_dir.as_slice(), found_name.as_slice()), (*dir, *name), "{number}");
    }
    assert_eq!(found.len(), files.len());
    let again = case.load(&["a.csv", "--scan-id", "00000000-0000-4000-8000-000000000002"]);
    assert_eq!(numbers(&again, ["files_unchanged", "files_removed", "dirs_new"]), [files.len() as i64, 0, 0]);
    case
}

#[test]
fn quotes_line_ends_commas_and_spaces() {
    let names: [&[u8]; 12] = [
        b"\"",
        b"say \"hi\".txt",
        b"a,b",
        b"two\nlines",
        b"two\r\nlines",
        b"\ttab",
        b" ",
        b" padded ",
        b"'",
        b"\\N",
        b"\\.",
        b"{a}",
    ];
    let files: Vec<(&[u8], &[u8])> =
        names.iter().flat_map(|name| [(&b"/d"[..], *name), (b"/d \"e\",\nf", *name)]).collect();
    check_kept(&files);
}

#[test]
fn bytes_that_are_no_text() {
    check_kept(&[
        (b"/d", b"caf\xE9.txt"),
        (b"/d", "caf\u{FFFD}E9.txt".as_bytes()),
        (b"/d", "caf\u{FFFD}.txt".as_bytes()),
        (b"/d", "caf\u{E9}.txt".as_bytes()),
        (b"/d", "cafe\u{301}.txt".as_bytes()),
        (b"/d", b"nul\0.txt"),
        (b"/d", b"nul.txt"),
        (b"/d", b"\xFF\xFE"),
        (b"/d", b"\xED\xA0\x80"),
        (b"/caf\xE9", b"x"),
        ("/caf\u{FFFD}E9".as_bytes(), b"x"),
        ("/\u{6587}".as_bytes(), "\u{1F4BE}".as_bytes()),
    ]);
}

#[test]
fn case_is_not_folded() {
    check_kept(&[(b"/d", b"a"), (b"/d", b"A"), (b"/D", b"a")]);
}

#[test]
fn lucidlink_names_meet_in_one_form() {
    let case = Case::new();
    case.write(
        "a.csv",
        dump_of(&[
            ("/cafe\u{301}".as_bytes(), "e\u{301}".as_bytes()),
            ("/caf\u{E9}".as_bytes(), "\u{E9}".as_bytes()),
        ]),
    );
    let summary = case.load(&["a.csv", "--source-type", "LucidLink"]);
    assert_eq!(numbers(&summary, ["loaded", "duplicates", "dirs_new"]), [1, 1, 1]);
    assert_eq!(case.db.value("select full_path from tierload_default.file_current"), "/caf\u{E9}/\u{E9}");
}

/// Text that does not compress, which is what an index entry's limit is about.
fn noise(length: usize) -> String {
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + ((state >> 33) % 26) as u8)
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn paths_of_32767_characters() {
    // As Windows counts: the whole path, in names of at most 255 characters.
    let text = noise(32_767);
    let path: String = text.char_indices().map(|(at, c)| if at % 256 == 0 { '/' } else { c }).collect();
    let other = path.replace('a', "\u{6587}");
    let split = |path: &str| {
        let slash = path.rfind('/').unwrap();
        (path[..slash].to_string(), path[slash + 1..].to_string())
    };
    let ((dir, name), (other_dir, other_name)) = (split(&path), split(&other));
    let beside = format!("{dir}X");
    let case = check_kept(&[
        (dir.as_bytes(), name.as_bytes()),
        (beside.as_bytes(), name.as_bytes()),
        (other_dir.as_bytes(), other_name.as_bytes()),
    ]);
    assert_eq!(
        case.count("select max(length(full_path)) from tierload_default.file_current where size_bytes = 0"),
        32_767
    );
    let ntfs = Case::new();
    ntfs.write(
        "a.csv",
        format!("file_path,file_size,last_modified,last_accessed\nL:{},1,,\n", path.replace('/', "\\")),
    );
    ntfs.load(&["a.csv", "--root", "L:\\"]);
    assert_eq!(ntfs.db.value("select full_path from tierload_default.file_current"), path);
}

#[test]
fn a_name_that_no_file_system_has_costs_one_row() {
    let case = Case::new();
    case.write("a.csv", format!("{HEADER}/a,good,1,1,1,1\n/a,{},1,1,1,1\n", noise(5000)));
    let summary = case.load(&["a.csv", "--max-rejects", "1"]);
    assert_eq!(numbers(&summary, ["loaded", "rejected"]), [1, 1]);
    assert!(case.db.value("select reason from tierload_default.scan_reject").contains("name is longer than"));
}

/// Two different folders of 64 bytes with one XXH64. Each of the hash's lanes can be undone: what another first word
/// does to lane 1, another word in the second stripe takes back.
fn colliding_folders() -> (String, String) {
    const P1: u64 = 0x9E37_79B1_85EB_CA87;
    const P2: u64 = 0xC2B2_AE3D_27D4_EB4F;
    let round =
        |lane: u64, word: u64| lane.wrapping_add(word.wrapping_mul(P2)).rotate_left(31).wrapping_mul(P1);
    // Newton's iteration doubles the right bits each time.
    let inverse = (0..6).fold(P2, |x, _| x.wrapping_mul(2u64.wrapping_sub(P2.wrapping_mul(x))));
    assert_eq!(P2.wrapping_mul(inverse), 1);
    let start = P1.wrapping_add(P2);
    let word = |text: &[u8]| u64::from_le_bytes(text.try_into().unwrap());
    let plain =
        |word: u64| word.to_le_bytes().iter().all(|&b| b.is_ascii_graphic() && !b"/\"\\,.".contains(&b));
    let first = b"/aaaaaaa";
    let mut letters = noise(4_000_000).into_bytes().into_iter();
    loop {
        let mut draw = |length: usize| -> Vec<u8> { letters.by_ref().take(length).collect() };
        let second = [b"/".to_vec(), draw(7)].concat();
        let shift = round(start, word(first)).wrapping_sub(round(start, word(&second))).wrapping_mul(inverse);
        for _ in 0..64 {
            let fourth = draw(8);
            let answer = word(&fourth).wrapping_add(shift);
            if plain(answer) {
                let path = |first: &[u8], fifth: &[u8]| {
                    let middle = "/the/other/three/lanes..";
                    let end = "/and/three/more/of/them.";
                    format!(
                        "{}{middle}{}{end}",
                        String::from_utf8_lossy(first),
                        String::from_utf8_lossy(fifth)
                    )
                };
                return (path(first, &fourth), path(&second, &answer.to_le_bytes()));
            }
        }
    }
}

#[test]
fn two_folders_with_one_dir_hash64() {
    let (one, two) = colliding_folders();
    assert_ne!(one, two);
    assert_eq!((one.len(), two.len()), (64, 64));
    assert_eq!(xxh64(one.as_bytes(), 0), xxh64(two.as_bytes(), 0));
    let case = check_kept(&[(one.as_bytes(), b"x"), (two.as_bytes(), b"x"), (one.as_bytes(), b"y")]);
    let folders = "from tierload_default.dir d where exists (select from tierload_default.file f where f.dir_id = d.dir_id)";
    assert_eq!(case.db.rows(&format!("select count(*), count(distinct dir_hash64) {folders}")), ["2|1"]);
    assert_eq!(
        case.count(&format!("select distinct dir_hash64 {folders}")),
        xxh64(one.as_bytes(), 0).cast_signed()
    );
}

#[test]
fn no_name_reaches_a_terminal_as_a_command() {
    let case = Case::new();
    let rows = "/\x1b[31mred,a.\x1b]0;t\x07,1,1,1,1\n/\x1b[31mred,b,1,1,1,1\n";
    case.write("a.csv", format!("{HEADER}{rows}"));
    case.write("b.csv", format!("{HEADER}{rows}/\x1b[2J,c\x1bc,1,1,1,1\n"));
    let share = "s\x1b[5m";
    for (file, day) in [("a.csv", 1), ("b.csv", 2)] {
        let started = format!("2024-05-0{day}T00:00:00Z");
        succeed(&mut case.command(&["scan", file, "--share", share, "--started", &started]));
    }
    let mut outputs = Vec::new();
    for args in [&["report", "--share", share][..], &["status"], &["report", "--share", "no\x1bne"]] {
        outputs.push(case.command(args).output().unwrap());
    }
    outputs.push(case.scan(&["no\x1bfile"]).output().unwrap());
    outputs.push(case.command(&["scan", "a.csv", "--share", share]).output().unwrap());
    for output in outputs {
        assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b), "{output:?}");
    }
}
