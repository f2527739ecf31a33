//! The canonical CSV.

use super::{FIRST, digest, export, exported, load};
use crate::support::{Case, fail, succeed};

/// Rows without the header, sorted.
fn rows(csv: &[u8]) -> (Vec<String>, Vec<Vec<Vec<u8>>>) {
    let mut reader = ::csv::ReaderBuilder::new().from_reader(csv);
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.byte_records().map(|row| row.unwrap().iter().map(<[u8]>::to_vec).collect());
    let mut rows: Vec<Vec<Vec<u8>>> = rows.collect();
    rows.sort();
    (header, rows)
}

#[test]
fn what_is_written_is_what_was_scanned() {
    let case = exported();
    let header = format!("{},file_hash\n", super::HEADER);
    let dump = [header.as_bytes(), &FIRST.join(&b'\n'), b"\n"].concat();
    assert_eq!(rows(&export(&case, &["--as-of", "1"])), rows(&dump));
    // The order is that of the paths, and no other on another day.
    assert_eq!(export(&case, &["--as-of", "1"]), export(&case, &["--as-of", "3"]));
    let (header, second) = rows(&export(&case, &["--as-of", "2"]));
    assert_eq!(header.join(","), super::HEADER);
    assert_eq!(second.len(), 4);
}

#[test]
fn an_export_loads_as_the_same_snapshot() {
    let case = exported();
    for snapshot in ["1", "2", "3"] {
        let share = format!("copy{snapshot}");
        let csv = export(&case, &["--as-of", snapshot]);
        load(&case, &share, &format!("{share}.csv"), &csv, "2024-06-01T00:00:00Z");
        assert_eq!(digest(&case, &share, 1), digest(&case, "s", snapshot.parse().unwrap()));
    }
    assert_ne!(digest(&case, "s", 1), digest(&case, "s", 2));
    succeed(&mut case.command(&["verify", "--as-of", "all"]));
}

/// Each with the root of its share and some of its paths, as dumps have them.
#[test]
fn paths_of_every_type_come_back() {
    let case = Case::new();
    for (share, root, paths) in [
        ("NTFS", None, &["C:/Users/x", "D:/", "/no/drive"][..]),
        ("NTFS", Some(r"l:\projects"), &[r"L:\projects\a\b", r"L:\projects"]),
        ("SMB", None, &[r"\\nas01\p\a", r"\\nas01"]),
        ("SMB", Some(r"\\nas01\p"), &[r"\\nas01\p\a", r"\\nas01\p"]),
        ("POSIX", None, &["/", "/a\\b", "/a"]),
        ("POSIX", Some("/"), &["/", "/a"]),
        ("LucidLink", Some("/mnt/cafe\u{301}"), &["/mnt/cafe\u{301}/cafe\u{301}", "/mnt/cafe\u{301}"]),
    ] {
        let name = format!("{share} {}", root.unwrap_or("-"));
        let mut dump = crate::support::HEADER.to_owned();
        dump.extend(paths.iter().map(|path| format!("{path},name,1,1700000000,1700000000,1700000000\n")));
        case.write("dump.csv", dump);
        let scan = |input: &str, share_name: &str| {
            let mut args = vec!["scan", input, "--share", share_name, "--source-type", share, "--quiet"];
            args.extend(root.iter().flat_map(|root| ["--root", root]));
            succeed(&mut case.command(&args));
        };
        scan("dump.csv", &name);
        let output = case.command(&["export", "--share", &name, "-o", "copy.csv"]).output().unwrap();
        assert!(output.status.success(), "{name}: {output:?}");
        let copy = format!("copy of {name}");
        scan("copy.csv", &copy);
        assert_eq!(digest(&case, &copy, 1), digest(&case, &name, 1), "{name}");
    }
}

#[test]
fn a_pipe_that_has_enough_is_no_error() {
    let case = exported();
    let mut child =
        case.command(&["export", "--share", "s"]).stdout(std::process::Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
    // A folder that is not there.
    fail(&mut case.command(&["export", "--share", "s", "-o", "no/out.csv"]), 3);
}
