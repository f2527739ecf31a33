use super::*;

const BEGIN: &str = "2026-06-25T20.29.18Z";

/// Makes empty files under a new folder.
fn tree(files: &[&str]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for file in files {
        let path = root.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    root
}

fn ids(found: &Found) -> Vec<String> {
    found.logs.iter().map(|log| log.id.to_string()).collect()
}

#[test]
fn a_log_has_one_name_however_it_is_reached() {
    let file = format!(".lucid_audit/n1/2026/06/{BEGIN}.log.active");
    let root = tree(&[&file, "video.mov", "notes.log"]);
    let whole = ids(&discover([root.path()]));
    assert_eq!(whole, [format!("n1 {BEGIN}")]);
    for below in [".lucid_audit", ".lucid_audit/n1", ".lucid_audit/n1/2026/06", &file] {
        assert_eq!(ids(&discover([root.path().join(below)])), whole, "{below}");
    }
    // Named twice, read once.
    let twice = discover([root.path().to_owned(), root.path().join(".lucid_audit")]);
    assert_eq!((twice.logs.len(), twice.problems.len()), (1, 0));
}

#[test]
fn suffixes_and_folder_levels_do_not_matter() {
    for name in ["log", "log.active", "log.gz", "log.zst", "log.active.gz"] {
        for folders in ["2026/06", "2026/6", "2026/06/25", ""] {
            let root = tree(&[&format!(".lucid_audit/n1/{folders}/{BEGIN}.{name}")]);
            let found = discover([root.path()]);
            assert_eq!(ids(&found), [format!("n1 {BEGIN}")]);
            assert_eq!(found.logs[0].active, name.contains("active"));
        }
    }
}

#[test]
fn the_closed_log_stands_for_the_active_one() {
    let at = |suffix: &str| format!(".lucid_audit/n1/2026/06/{BEGIN}.{suffix}");
    for (files, kept) in [
        (vec!["log", "log.active"], "log"),
        (vec!["log.active", "log.gz"], "log.gz"),
        (vec!["log", "log.gz", "log.zst"], "log"),
    ] {
        let files: Vec<String> = files.into_iter().map(at).collect();
        let root = tree(&files.iter().map(String::as_str).collect::<Vec<_>>());
        let found = discover([root.path()]);
        assert_eq!(found.logs.len(), 1);
        assert!(found.logs[0].path.ends_with(at(kept)), "{:?}", found.logs);
        assert_eq!(found.problems.len(), files.len() - 1);
    }
}

#[test]
fn names_that_are_no_time_may_repeat_from_month_to_month() {
    let root = tree(&[".lucid_audit/n1/2026/06/audit.log", ".lucid_audit/n1/2026/07/audit.log"]);
    assert_eq!(ids(&discover([root.path()])), ["n1 2026/06/audit", "n1 2026/07/audit"]);
}

#[test]
fn outside_an_audit_folder_the_parent_is_the_node() {
    let root = tree(&["a/x.log", "b/x.log", "b/readme.txt"]);
    let folder = fs::canonicalize(root.path()).unwrap();
    let expected = ["a", "b"].map(|node| format!("{} x", folder.join(node).display()));
    assert_eq!(ids(&discover([root.path()])), expected);
    assert_eq!(ids(&discover([root.path().join("b/x.log")])), expected[1..]);
}

#[test]
fn order_is_by_node_and_begin() {
    let root = tree(&[
        ".lucid_audit/n2/2026/06/2026-06-01T00.00.00Z.log",
        ".lucid_audit/n1/2026/07/2026-07-01T00.00.00Z.log.active",
        ".lucid_audit/n1/2026/06/2026-06-02T00.00.00Z.log",
    ]);
    let found = ids(&discover([root.path()]));
    assert_eq!(found, ["n1 2026-06-02T00.00.00Z", "n1 2026-07-01T00.00.00Z", "n2 2026-06-01T00.00.00Z"]);
}

#[test]
fn what_is_missing_is_reported_and_the_rest_is_found() {
    let root = tree(&["a/x.log", "a/film.mov"]);
    let found = discover([root.path().join("gone"), root.path().join("a/film.mov"), root.path().join("a")]);
    assert_eq!(found.logs.len(), 1);
    assert!(matches!(&found.problems[..], [Problem::Unreadable { .. }, Problem::Unreadable { .. }]));
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_ends() {
    let root = tree(&[".lucid_audit/n1/x.log"]);
    std::os::unix::fs::symlink(root.path(), root.path().join(".lucid_audit/n1/again")).unwrap();
    assert_eq!(discover([root.path()]).logs.len(), 1);
}
