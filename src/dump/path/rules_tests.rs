use super::*;
use proptest::prelude::*;
use strum::VariantArray;

fn dir(kind: SourceType, root: Option<&str>, raw: &str) -> Result<String, PathError> {
    let mut out = Vec::new();
    PathRules::new(kind, root.map(str::as_bytes))?.dir(raw.as_bytes(), &mut out)?;
    Ok(String::from_utf8(out).unwrap())
}

#[test]
fn stored_forms() {
    use SourceType::*;
    for (kind, root, raw, expected) in [
        (Posix, None, "/usr/lib", "/usr/lib"),
        (Posix, None, "/usr//lib/", "/usr/lib"),
        (Posix, None, "./a/b", "/a/b"),
        (Posix, None, "", "/"),
        (Posix, None, r"/a\b", r"/a\b"),
        (Posix, Some("/usr"), "/usr/lib", "/lib"),
        (Posix, Some("/usr/"), "/usr", "/"),
        (Posix, Some("/"), "/usr", "/usr"),
        (Smb, None, r"\\nas01\projects\a", "//nas01/projects/a"),
        (Smb, Some(r"\\nas01\projects"), r"\\nas01\projects\a\b", "/a/b"),
        (Ntfs, None, r"L:\projects\x", "L:/projects/x"),
        (Ntfs, Some(r"L:\"), r"L:\projects\x", "/projects/x"),
        (Ntfs, Some(r"L:\projects"), r"L:/projects/x", "/x"),
        (Ntfs, Some(r"L:\projects"), r"\\?\L:\projects\x", "/x"),
        (Smb, None, r"\\?\UNC\nas01\p", "//nas01/p"),
        (Smb, None, r"\\?\unc\nas01\p", "//nas01/p"),
        (Smb, None, r"\\NAS01\Projects\A", "//nas01/projects/A"),
        (Smb, None, "//NAS01/Projects/A", "//nas01/projects/A"),
        (Smb, Some(r"\\Nas01\P\X"), r"\\?\UNC\nas01\p\X\A", "/A"),
        (Smb, None, r"\NAS01\P", "/NAS01/P"),
        (Ntfs, None, r"c:\Users\x", "C:/Users/x"),
        (Ntfs, None, r"\\?\c:\Users\x", "C:/Users/x"),
        (Ntfs, Some(r"l:\projects"), r"L:\projects\x", "/x"),
        (Ntfs, Some(r"L:\projects"), r"l:\projects\x", "/x"),
        (Posix, None, "/c:/Users", "/c:/Users"),
        (Posix, None, "1:/a", "/1:/a"),
        (Ntfs, None, r"users\x", "/users/x"),
        (LucidLink, Some("L:/"), "L:/p", "/p"),
        (LucidLink, None, "/cafe\u{301}", "/caf\u{e9}"),
        (Posix, None, "/cafe\u{301}", "/cafe\u{301}"),
        (LucidLink, None, r"/a\b", r"/a\b"),
    ] {
        assert_eq!(dir(kind, root, raw).as_deref(), Ok(expected), "{raw}");
    }
}

#[test]
fn refused_paths() {
    use SourceType::*;
    assert_eq!(PathRules::new(Posix, Some(b"/usr//a/")).unwrap().root(), b"/usr/a");
    assert_eq!(dir(Posix, Some("/usr"), "/usrlocal"), Err(PathError::OutsideRoot));
    assert_eq!(dir(Posix, Some("/usr"), "/USR/lib"), Err(PathError::OutsideRoot));
    assert_eq!(dir(Posix, None, "/a/../b"), Err(PathError::Dots));
    for of_windows in ["c:/Users", r"C:\Users", r"\\nas\p"] {
        assert_eq!(dir(Posix, None, of_windows), Err(PathError::OfWindows));
        assert_eq!(dir(LucidLink, None, of_windows), Err(PathError::OfWindows));
    }
    let rules = PathRules::new(Ntfs, None).unwrap();
    assert_eq!(rules.name(b""), Err(PathError::EmptyName));
    assert_eq!(rules.name(b".."), Err(PathError::Dots));
    assert_eq!(rules.name(br"a\b"), Err(PathError::SeparatorInName));
}

#[test]
fn paths_of_unix_are_none_of_windows() {
    use SourceType::*;
    let refused = |kind, root: Option<&str>, raw: &str| {
        PathRules::new(kind, root.map(str::as_bytes)).unwrap().refuse_unix(raw.as_bytes()).is_err()
    };
    for kind in [Ntfs, Smb] {
        assert!(refused(kind, None, "/d/file"));
        for raw in ["C:/d/file", "//nas01/p/file", r"\\nas01\p", r"\d\file", r".\d\file", "d/file"] {
            assert!(!refused(kind, None, raw), "{raw}");
        }
        assert!(!refused(kind, Some(r"C:\d"), "/d/file"));
    }
    assert!(!refused(Posix, None, "/d/file") && !refused(LucidLink, None, "/d/file"));
}

#[test]
fn a_walk_of_a_part_has_no_other_paths() {
    use SourceType::*;
    for (kind, root, folder, expected) in [
        (Posix, Some("/mnt/x"), "/mnt/x/a", Ok("/a")),
        (Posix, Some("/mnt/x"), "b/", Ok("/b")),
        (Posix, None, "/a/../b", Err(PathError::Dots)),
    ] {
        let rules = PathRules::new(kind, root.map(str::as_bytes)).unwrap();
        let stored = rules.dir_as_written(folder).map(|dir| String::from_utf8(dir).unwrap());
        assert_eq!(stored, expected.map(str::to_owned), "{folder}");
    }
    let of_walk = PathRules::new(Posix, Some(b"/mnt")).unwrap().of_walk(Under::new(vec![b"/a".to_vec()]));
    for (dir, told) in [
        ("/mnt/a/b", Ok(())),
        ("/mnt", Err(PathError::OutsideWalk)),
        ("/mnt/ab", Err(PathError::OutsideWalk)),
    ] {
        assert_eq!(of_walk.dir(dir.as_bytes(), &mut Vec::new()), told, "{dir}");
    }
}

#[test]
fn full_paths_split_at_the_last_separator() {
    let posix = PathRules::new(SourceType::Posix, None).unwrap();
    assert_eq!(posix.split(b"/a/b.txt"), (&b"/a"[..], &b"b.txt"[..]));
    assert_eq!(posix.split(b"/b.txt"), (&b"/"[..], &b"b.txt"[..]));
    assert_eq!(posix.split(b"b.txt"), (&b""[..], &b"b.txt"[..]));
    assert_eq!(posix.split(b"/a/"), (&b"/a"[..], &b""[..]));
    let ntfs = PathRules::new(SourceType::Ntfs, None).unwrap();
    assert_eq!(ntfs.split(br"C:\a/b\c"), (&br"C:\a/b"[..], &b"c"[..]));
}

proptest! {
    #[test]
    fn storing_twice_changes_nothing(raw in "[a-zA-Z./\\\\: é\u{301}]{0,30}") {
        for &kind in SourceType::VARIANTS {
            if let Ok(once) = dir(kind, None, &raw) {
                prop_assert_eq!(dir(kind, None, &once), Ok(once.clone()));
            }
        }
    }
}
