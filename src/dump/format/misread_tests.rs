//! What looks like something else, and must not be read as that.

use super::tests::{detected, mapped, name_of, read, refusal, refusal_with};
use super::{Options, Times};

#[test]
fn a_header_may_be_commented_out() {
    for header in ["#path,size", "# path,size", "#Path,Size"] {
        let text = format!("{header}\n/a,1\n/b,2\n");
        assert_eq!(read(&text, &mapped("path=path,size=size")), ["/a", "/b"], "{header}");
    }
    // Nor is it taken for one where it stands above one.
    assert_eq!(read("# size,path\npath,size\n/a,1\n", &mapped("path=path,size=size")), ["/a"]);
    assert_eq!(read("# by hand\n#path,size\n/a,1\n", &mapped("path=path,size=size")), ["/a"]);
    assert_eq!(read("#path,path,size\n/a,/b,1\n", &mapped("path=path,size=size")), ["/b"]);
    assert_eq!(
        name_of("#dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n/a,b,1,2,3,4\n"),
        Ok("canonical")
    );
}

#[test]
fn a_folder_of_wiztree_on_one_line_with_a_file_is_none() {
    let utc = Times { zone: "UTC".parse().ok(), date_format: None, unit: None };
    let options = Options { times: utc, ..Options::default() };
    let base = "File Name,Size,Allocated,Modified,Attributes,Files,Folders";
    let fused = "a folder's record goes on";
    for (header, record, found) in [
        ("", r#""C:\a\",9,0,2026/06/02 03:46:07,0,0,0"#, "skipped"),
        ("", r#""C:\a\",9,0,2026/06/02 03:46:07,0,0,0,"#, "skipped"),
        ("", r#""C:\",9,0,2026/06/02 03:46:07,0,0,0,1000,500"#, "skipped"),
        ("", r#""\\nas\p\",9,0,2026/06/02 03:46:07,0,0,0,1000,500"#, "skipped"),
        // The end of the folder's line is lost, and the path of the file.
        ("", r#""C:\a\",9,0,2026/06/02 03:46:07,0,0,05,0,2026/06/02 03:46:07,0,0,0"#, fused),
        ("", r#""C:\a\",9,0,2026/06/02 03:46:07,0,0,0,5,0,0"#, fused),
        ("", r#""C:\",9,0,2026/06/02 03:46:07,0,0,0,5,0,2026/06/02 03:46:07,0,0,0"#, fused),
        (
            ",MFTRECNO,MFTPARENTRECNO,LASTACCESSDATE,CREATEDDATE",
            r#""C:\a\",9,0,2026/06/02 03:46:07,0,0,0,5,5,2026/06/02 03:46:07,2026/06/02 03:46:07"#,
            "skipped",
        ),
        (
            ",MFTRECNO,MFTPARENTRECNO,LASTACCESSDATE,CREATEDDATE",
            r#""C:\a\",9,0,2026/06/02 03:46:07,0,0,05,0,2026/06/02 03:46:07,0,0"#,
            fused,
        ),
        (
            ",MFTRECNO,MFTPARENTRECNO,LASTACCESSDATE,CREATEDDATE",
            r#""C:\a\",9,0,2026/06/02 03:46:07,0,0,0,5,6,7,8"#,
            fused,
        ),
    ] {
        let text = format!("{base}{header}\n{record}\n");
        assert_eq!(read(&text, &options), [found], "{record}");
    }
}

#[test]
fn lists_of_find_with_columns_in_another_order_are_asked_about() {
    for list in [
        "5\t1700000000\t1700000001\t1700000002\t./a\n6\t1700000000\t1700000001\t1700000002\t./b\n",
        "5\t1700000000.5\t1700000001.5\t1700000002.5\t/t/a\n",
        "1700000000.5\t5\t/t/a\n1700000000.5\t5\t/t/b\n",
        "/t/a\t5\n/t/b\t6\n",
        "4096\t/t/a\n4096\t/t\n",
        "f\t/t/a\t5\t2024-01-02+03:04:05.1\n",
        // The inode stands before the size: it is no part of the path.
        "/t/a\t4711\t5\t1700000000.5\t1700000001.5\t1700000002.5\n/t/b\t4712\t5\t1700000000.5\t1700000001.5\t1700000002.5\n",
    ] {
        let said = refusal(list);
        assert!(said.contains("--map size=1") && said.contains("--delimiter tab"), "{list:?}: {said}");
    }
    // A name may have a tab where others have none.
    assert_eq!(name_of("/t/a\tb\t5\t1.0\t2.0\t3.0\n/t/c\t5\t1.0\t2.0\t3.0\n"), Ok("find-tsv"));
    let find0 = Options { format: Some("find0"), ..Options::default() };
    assert!(refusal_with("5\t1700000000\t1700000001\t1700000002\t./a\n", &find0).contains("no NUL"));
    for format in ["find-tsv", "find0"] {
        let end = if format == "find0" { '\0' } else { '\n' };
        let list = match format {
            "find0" => format!("5\t1.0\t2.0\t3.0\t4711\t/t/a{end}"),
            _ => format!("/t/a\t4711\t5\t1.0\t2.0\t3.0{end}"),
        }
        .repeat(3);
        let said = refusal_with(&list, &Options { format: Some(format), ..Options::default() });
        assert!(said.contains("more columns"), "{said}");
    }
}

#[test]
fn what_does_not_tell_folders_says_so() {
    let said = |options: &Options| {
        detected(b"path,size,type\n/a,1,f\n", options).unwrap_or_else(|said| panic!("{said}")).why
    };
    assert!(said(&mapped("path=path,size=size")).contains("no column tells its folders"));
    assert_eq!(said(&mapped("path=path,size=size,kind=type")), "as --map says");
    assert_eq!(said(&Options { folders_as_files: true, ..mapped("path=path,size=size") }), "as --map says");
}

#[test]
fn a_list_of_everything_that_does_not_tell_folders_is_asked_about() {
    let list = "Filename,Size\r\n\"C:\\a\",0\r\n\"C:\\a\\b\",5\r\n";
    assert!(refusal(list).contains("Attributes") && refusal(list).contains("--folders-as-files"));
    let as_files = Options { folders_as_files: true, ..Options::default() };
    assert_eq!(read(list, &as_files), [r"C:\a", r"C:\a\b"]);
    let marked = "Filename,Size\r\n\"C:\\a\\\",0\r\n\"C:\\a\\b\",5\r\n\"C:\\c\",\r\n";
    assert_eq!(read(marked, &Options::default()), ["skipped", r"C:\a\b", "Size is not a size in bytes"]);
    let half =
        "Filename,Size,Date Modified,Date Created,Attributes\r\n\"C:\\a\",5,,,\r\n\"C:\\b\",5,,,32\r\n";
    let reason = "Attributes is empty, and nothing else tells a folder from a file";
    assert_eq!(read(half, &Options::default()), [reason, r"C:\b"]);
    assert_eq!(read(half, &as_files), [r"C:\a", r"C:\b"]);
}
