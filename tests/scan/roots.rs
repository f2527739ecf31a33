//! Root and type of a share: where they come from, and when they may change.

use crate::support::{Case, HEADER, Session, TIME, dump, numbers, read, succeed, tables};
use std::process::Stdio;
use std::time::Duration;

#[test]
fn root_and_source_type_are_not_changed_silently() {
    let case = Case::new();
    let first = case.write("1.csv", format!("{HEADER}L:\\p\\a,x,1,1,1,1\n"));
    let second = case.write("2.csv", format!("{HEADER}L:\\p\\a,x,2,2,2,2\n"));
    let [first, second] = [&first, &second].map(|path| path.to_str().unwrap());
    case.load(&[first, "--root", r"L:\p", "--started", "2024-05-01T00:00:00Z"]);
    let before = tables(&case.db);
    let other_root = case.refuse(&[second, "--root", r"L:\q"], 2);
    assert!(other_root.contains(r"--root L:\q") && other_root.contains(r"L:\p"), "{other_root}");
    let other_type = case.refuse(&[second, "--source-type", "POSIX"], 2);
    assert!(other_type.contains("--source-type POSIX") && other_type.contains("NTFS"), "{other_type}");
    assert_eq!(tables(&case.db), before);
    // Said again, or left out, they hold.
    case.load(&[second, "--root", r"L:\p", "--source-type", "ntfs", "--started", "2024-05-02T00:00:00Z"]);
    assert_eq!(case.db.rows("select full_path, size_bytes from tierload_default.file_current"), ["/a/x|2"]);
}

#[test]
fn an_empty_root_is_a_variable_that_was_lost() {
    let case = Case::new();
    case.write("a.csv", dump(0..3));
    assert!(case.refuse(&["a.csv", "--root", ""], 2).contains("--root is empty"));
    assert!(case.refuse(&["a.csv", "--root", "", "--dry-run"], 2).contains("--root is empty"));
    assert_eq!(case.count("select count(*) from tierload_default.share"), 0);
}

#[test]
fn a_share_made_without_a_root_gets_none_later() {
    let case = Case::new();
    let input = case.write("1.csv", dump(0..3));
    case.load(&[input.to_str().unwrap()]);
    let message = case.refuse(&[input.to_str().unwrap(), "--root", "/top"], 2);
    assert!(message.contains("--root /top is not the stored root of share s (none)"), "{message}");
}

#[test]
fn the_type_of_a_new_share_is_what_its_paths_look_like() {
    let case = Case::new();
    for (share, path, expected) in [
        ("ntfs", r"L:\a", "NTFS|L:/a"),
        ("smb", r"\\nas01\p\a", "SMB|//nas01/p/a"),
        ("posix", "/a", "POSIX|/a"),
    ] {
        let input = case.write(&format!("{share}.csv"), format!("{HEADER}{path},x,1,1,1,1\n"));
        let mut command = case.command(&["scan", input.to_str().unwrap(), "--share", share, "--quiet"]);
        succeed(&mut command);
        assert_eq!(
            case.db.rows(&format!(
                "select src_type, dir_path from tierload_default.share join tierload_default.dir using (share_id)
                 join tierload_default.file using (dir_id, share_id) where share_name = '{share}'"
            )),
            [expected]
        );
    }
}

#[test]
fn a_share_whose_first_scan_came_to_nothing_may_get_another_root() {
    let case = Case::new();
    case.write("a.csv", dump(0..3));
    case.refuse(&["a.csv", "--root", r"\\nas01\typo"], 3);
    assert_eq!(case.load(&["a.csv", "--root", "/top"])["loaded"], 3);
    assert_eq!(case.db.rows("select root_path, src_type from tierload_default.share"), ["/top|POSIX"]);
    assert_eq!(
        case.count("select count(*) from tierload_default.file_current where full_path like '/dir%'"),
        3
    );
    // From here on others depend on it.
    case.write("b.csv", dump(0..4));
    let message = case.refuse(&["b.csv", "--root", "/other"], 2);
    assert!(message.contains("is not the stored root of share s (/top)"), "{message}");
}

#[test]
fn paths_of_windows_are_no_names_of_unix() {
    let case = Case::new();
    case.write("windows.csv", format!("{HEADER}L:\\p,x,1,1,1,1\n"));
    case.write("unix.csv", format!("{HEADER}/p,x,1,1,1,1\n"));
    case.write("a.log", read("/p/x", TIME));
    for flags in [&["--root", "/"][..], &["--source-type", "POSIX"]] {
        let message = case.refuse(&[&["windows.csv"], flags].concat(), 2);
        assert!(message.contains("paths of Windows") && message.contains("--source-type NTFS"), "{message}");
    }
    succeed(&mut case.command(&["audit", "a.log", "--share", "s", "--create-share", "-q"]));
    let message = case.refuse(&["windows.csv"], 2);
    assert!(message.contains("share s, which is LucidLink"), "{message}");
    case.load(&["unix.csv"]);
    case.refuse(&["windows.csv"], 2);
    assert_eq!(case.db.rows("select full_path from tierload_default.file_known"), ["/p/x"]);
    // A root of Windows that is taken away leaves paths of any type.
    case.write("drive.csv", format!("{HEADER}L:/p,x,1,1,1,1\n"));
    let of_drive = ["scan", "drive.csv", "--share", "t", "--root", "L:/", "--source-type", "LucidLink", "-q"];
    succeed(&mut case.command(&of_drive));
    assert_eq!(
        case.db.rows("select full_path from tierload_default.file_current where share_name = 't'"),
        ["/p/x"]
    );
}

/// Beyond the first records, and in a second input, where the type of the share is told already.
#[test]
fn a_path_of_windows_among_those_of_unix_is_rejected() {
    let case = Case::new();
    case.write("unix.csv", dump(0..3000));
    case.write(
        "windows.csv",
        format!(
            "{HEADER}C:\\q,a,1,1,1,1\n\\\\s\\q,a,1,1,1,1\n \"/q\",a,1,1,1,1\n\t/q,a,1,1,1,1\nq r, s,1,1,1,1\n"
        ),
    );
    let run = case.load(&["unix.csv", "windows.csv", "--max-rejects", "4"]);
    assert_eq!(numbers(&run, ["loaded", "rejected"]), [3001, 4]);
    assert_eq!(
        case.count("select count(*) from tierload_default.file_current where full_path like '%\\\\%'"),
        0
    );
    let reasons = case.db.rows(
        "select distinct regexp_replace(reason, '[,:].*', '') from tierload_default.scan_reject order by 1",
    );
    assert_eq!(reasons, ["a space or a quote stands before the path", "the path is one of Windows"]);
    case.assert_sound();
}

/// Paths in logs begin at the filespace, wherever it is mounted.
#[test]
fn an_audit_before_the_first_scan_leaves_it_the_root() {
    let case = Case::new();
    case.write("a.log", read("/p/x", TIME) + &read("/p/new", TIME));
    case.write("a.csv", format!("{HEADER}/mnt/fs/p,x,1,1000,1000,1000\n"));
    succeed(&mut case.command(&["audit", "a.log", "--share", "s", "--create-share", "-q"]));
    for (args, words) in [
        (&["--root", "/mnt/fs", "--source-type", "NTFS"][..], "--source-type NTFS"),
        (&["--root", r"L:\fs"], "--root"),
    ] {
        let message = case.refuse(&[&["a.csv"], args].concat(), 2);
        assert!(message.contains(words), "{message}");
        assert_eq!(case.db.rows("select root_path, src_type from tierload_default.share"), ["-|LucidLink"]);
    }
    // The walk began before what the log says.
    case.load(&["a.csv", "--root", "/mnt/fs", "--started", "2024-05-01T00:00:00Z"]);
    assert_eq!(case.db.rows("select root_path, src_type from tierload_default.share"), ["/mnt/fs|LucidLink"]);
    assert_eq!(
        case.db
            .rows("select full_path, size_bytes, atime_unix from tierload_default.file_current order by 1"),
        [format!("/p/new|-|{TIME}"), format!("/p/x|1|{TIME}")]
    );
    let message = case.refuse(&["a.csv", "--root", "/mnt/other"], 2);
    assert!(message.contains("is not the stored root of share s (/mnt/fs)"), "{message}");
    case.assert_sound();
}

/// Paths of updates are stored after the root, which a first scan may give meanwhile.
#[test]
fn a_first_scan_with_a_root_ends_whoever_follows_updates_with_the_old_one() {
    let case = Case::new();
    let update = |path: &str| case.write("u.csv", format!("file_path,new_last_accessed\n{path},{TIME}\n"));
    update("/p/x");
    case.write("a.csv", format!("{HEADER}/mnt/fs/p,x,1,1000,1000,1000\n/mnt/fs/p,y,1,1000,1000,1000\n"));
    let mut command = case.command(&["audit", "u.csv", "--share", "s", "--create-share", "-q"]);
    command.args(["--follow", "--interval", "1s"]).stderr(Stdio::piped());
    let mut following = command.spawn().unwrap();
    case.wait_for("select count(*) = 1 from tierload_default.file_known");
    case.load(&["a.csv", "--root", "/mnt/fs", "--started", "2024-05-01T00:00:00Z"]);
    update("/mnt/fs/p/y");
    let session = Session::open(&case.db);
    let applied = "select exists (select from tierload_default.file_known where full_path like '/mnt%')";
    while following.try_wait().unwrap().is_none() && session.value(applied) == "f" {
        std::thread::sleep(Duration::from_millis(50));
    }
    following.kill().unwrap();
    let output = following.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(
        said.contains("given another root or type") && said.contains("run the same command again"),
        "{said}"
    );
    let files = "select full_path, atime_unix from tierload_default.file_known order by 1";
    assert_eq!(case.db.rows(files), [format!("/p/x|{TIME}"), "/p/y|1000".into()]);
    succeed(&mut case.command(&["audit", "u.csv", "--share", "s", "-q"]));
    assert_eq!(case.db.rows(files), [format!("/p/x|{TIME}"), format!("/p/y|{TIME}")]);
    case.assert_sound();
}
