//! Which rows it writes.

use super::trees::{Facts, crawl, crawled_names, marks, name_of, new_tree, rows, stderr, touch};
use crate::support::tierload;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, FileTimes};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

fn facts_of(path: &Path) -> Facts {
    let found = fs::symlink_metadata(path).unwrap();
    [
        found.size().to_string(),
        found.atime().to_string(),
        found.mtime().to_string(),
        found.ctime().to_string(),
        found.ino().to_string(),
        (found.blocks() * 512).to_string(),
        found.dev().to_string(),
        found.nlink().to_string(),
        format!("uid:{}", found.uid()),
        format!("gid:{}", found.gid()),
    ]
}

#[test]
fn every_name_is_kept_whatever_its_bytes() {
    let (_folder, root) = new_tree();
    let names: [&[u8]; 12] = [
        b"plain.txt",
        b"line\nbreak",
        b"carriage\rreturn",
        b"\"quoted\"",
        b"\"",
        b"a,b",
        b" leading and trailing ",
        b"tab\tand\\backslash",
        b"\xff\xfe invalid",
        b"\xc3\xa9 utf-8",
        b"-dash",
        b"#hash",
    ];
    let mut expected = BTreeMap::new();
    for dir in names {
        let dir = root.join("folders").join(name_of(dir));
        fs::create_dir_all(&dir).unwrap();
        for name in names {
            let path = dir.join(name_of(name));
            fs::write(&path, name).unwrap();
            expected.insert(path.clone(), facts_of(&path));
        }
    }
    let output = crawl(&root, &["--jobs", "3"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(rows(&output.stdout), expected);
}

#[test]
fn links_and_special_files_are_rows_and_folders_are_not() {
    let (_folder, root) = new_tree();
    fs::create_dir_all(root.join("empty/also empty")).unwrap();
    fs::create_dir(root.join("full")).unwrap();
    fs::write(root.join("full/file"), b"12345").unwrap();
    fs::hard_link(root.join("full/file"), root.join("hard link")).unwrap();
    symlink("full", root.join("link to folder")).unwrap();
    symlink("nowhere at all", root.join("dangling")).unwrap();
    symlink("loop", root.join("loop")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();

    let output = crawl(&root, &[]);
    let found = rows(&output.stdout);
    let paths = ["dangling", "full/file", "hard link", "link to folder", "loop", "socket"];
    let expected: BTreeMap<PathBuf, Facts> =
        paths.iter().map(|path| (root.join(path), facts_of(&root.join(path)))).collect();
    assert_eq!(found, expected);
    assert_eq!(found[&root.join("dangling")][0], "nowhere at all".len().to_string());
    assert_eq!(found[&root.join("hard link")][4], found[&root.join("full/file")][4]);
    assert_eq!(found[&root.join("hard link")][7], "2");
    // The root, empty, also empty, full.
    assert!(stderr(&output).contains("6 files, "), "{}", stderr(&output));
    assert!(stderr(&output).contains(" in 4 folders, "), "{}", stderr(&output));
}

#[test]
fn times_are_whole_seconds_rounded_down_before_1970_and_after_2106() {
    let (_folder, root) = new_tree();
    let path = root.join("old and new");
    touch(&path);
    let half_a_second_before_1970 = SystemTime::UNIX_EPOCH - Duration::from_millis(500);
    let in_2200 = SystemTime::UNIX_EPOCH + Duration::from_secs(7_258_118_400);
    let times = FileTimes::new().set_accessed(in_2200).set_modified(half_a_second_before_1970);
    File::options().write(true).open(&path).unwrap().set_times(times).unwrap();

    let output = crawl(&root, &[]);
    let facts = &rows(&output.stdout)[&path];
    assert_eq!((facts[1].as_str(), facts[2].as_str()), ("7258118400", "-1"));
}

#[test]
fn what_is_excluded_has_no_row_and_is_not_entered() {
    let (_folder, root) = new_tree();
    for dir in ["proc", "a/proc", "a/b"] {
        fs::create_dir_all(root.join(dir)).unwrap();
        touch(root.join(dir).join("f"));
        touch(root.join(dir).join("f.tmp"));
    }
    touch(root.join("f.tmp"));

    assert_eq!(crawled_names(&root, &["--exclude", "proc", "--exclude", "**/*.tmp"]), ["a/b/f", "a/proc/f"]);
    assert_eq!(crawled_names(&root, &["--exclude", "**/proc", "--exclude", "*.tmp"]), ["a/b/f", "a/b/f.tmp"]);
    assert_eq!(crawl(&root, &["--exclude", "[", "-q"]).status.code(), Some(2));
}

/// The root of this machine has /proc, a file system of its own.
#[test]
fn another_file_system_is_left_out_and_told() {
    let crawled = |flags: &[&str]| {
        let output =
            crawl(Path::new("/"), &[&["--exclude", "[!p]*", "--exclude", "proc/[0-9st]*"], flags].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        let has_rows = rows(&output.stdout).keys().any(|path| path.starts_with("/proc"));
        let told = marks(&output.stdout).contains(&("/proc/".into(), "excluded".to_owned()));
        (has_rows, told)
    };
    assert_eq!(crawled(&[]), (false, true));
    assert_eq!(crawled(&["--cross-file-systems"]), (true, false));
}

#[test]
fn the_root_may_be_a_link_and_rows_carry_where_it_leads() {
    let (_folder, root) = new_tree();
    fs::create_dir(root.join("real")).unwrap();
    touch(root.join("real/f"));
    symlink("real", root.join("link")).unwrap();
    let output = crawl(&root.join("link"), &[]);
    assert_eq!(rows(&output.stdout).keys().collect::<Vec<_>>(), [&root.join("real/f")]);
}

#[test]
fn a_root_that_cannot_be_read_is_an_error_and_leaves_no_output() {
    let (_folder, root) = new_tree();
    touch(root.join("file"));
    for bad in ["missing", "file"] {
        let out = root.join("scan.csv");
        let output = crawl(&root.join(bad), &["-o", out.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(3), "{output:?}");
        assert!(stderr(&output).contains(&format!("{bad}: ")), "{}", stderr(&output));
    }
    assert_eq!(crawled_names(&root, &[]), ["file"]);
}

#[test]
fn quiet_says_nothing() {
    let (_folder, root) = new_tree();
    touch(root.join("f"));
    assert_eq!(stderr(&crawl(&root, &["--quiet"])), "");
}

/// Runs as an ordinary user even when the tests run as root, who may read everything.
fn crawl_as_ordinary_user(root: &Path, flags: &[&str]) -> Output {
    let binaries = TempDir::new().unwrap();
    let mut command = if rustix::process::geteuid().is_root() {
        // Copied, because the folder that it was built in may be closed to that user.
        let binary = binaries.path().join("tierload");
        fs::copy(env!("CARGO_BIN_EXE_tierload"), &binary).unwrap();
        for path in [binaries.path(), root] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let mut command = Command::new(binary);
        command.uid(65_534).gid(65_534).current_dir("/");
        command
    } else {
        tierload()
    };
    command.arg("crawl").arg(root).args(flags);
    loop {
        match command.output() {
            // A process that another test starts at this moment has the copy open for writing until it runs its own program.
            Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy => {
                std::thread::sleep(Duration::from_millis(10));
            }
            output => return output.unwrap(),
        }
    }
}

#[test]
fn unreadable_folders_are_counted_and_named_and_the_rest_is_crawled() {
    let (_folder, root) = new_tree();
    let closed: Vec<PathBuf> = (0..23).map(|i| root.join(format!("closed {i}"))).collect();
    for dir in &closed {
        fs::create_dir(dir).unwrap();
        touch(dir.join("unseen"));
        fs::set_permissions(dir, fs::Permissions::from_mode(0o000)).unwrap();
    }
    touch(root.join("seen"));
    let (loud, quiet) = (crawl_as_ordinary_user(&root, &[]), crawl_as_ordinary_user(&root, &["-q"]));
    for dir in &closed {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700)).unwrap();
    }

    assert!(loud.status.success(), "{loud:?}");
    assert_eq!(rows(&loud.stdout).keys().collect::<Vec<_>>(), [&root.join("seen")]);
    let unread: BTreeSet<PathBuf> =
        marks(&loud.stdout).into_iter().filter(|(_, mark)| mark == "unread").map(|(path, _)| path).collect();
    assert_eq!(unread, closed.iter().map(|dir| dir.join("")).collect());
    let (loud, quiet) = (stderr(&loud), stderr(&quiet));
    let named = format!("warning: cannot read \"{}/closed ", root.display());
    assert_eq!(loud.lines().filter(|line| line.starts_with(&named)).count(), 20, "{loud}");
    assert!(loud.contains("Permission denied"), "{loud}");
    assert!(loud.contains("\nwarning: cannot read 3 more\n"), "{loud}");
    assert!(loud.ends_with("; 23 unreadable, 0 vanished\n"), "{loud}");
    assert_eq!(quiet.lines().count(), 21, "also when quiet: {quiet}");
}

#[test]
fn files_and_folders_that_come_and_go_do_no_harm() {
    let (_folder, root) = new_tree();
    for i in 0..200 {
        fs::create_dir_all(root.join(format!("stays/{i}"))).unwrap();
        touch(root.join(format!("stays/{i}/f")));
    }
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                for i in 0..50 {
                    fs::create_dir_all(root.join(format!("comes/{i}/and/goes"))).unwrap();
                    touch(root.join(format!("comes/{i}/f")));
                }
                fs::remove_dir_all(root.join("comes")).unwrap();
            }
        });
        for _ in 0..20 {
            let output = crawl(&root, &[]);
            assert!(output.status.success(), "{output:?}");
            let stays = root.join("stays");
            assert_eq!(rows(&output.stdout).keys().filter(|path| path.starts_with(&stays)).count(), 200);
            assert!(stderr(&output).contains("; 0 unreadable, "), "{}", stderr(&output));
        }
        done.store(true, Ordering::Relaxed);
    });
}
