//! A loader whose scan was given up, and begun again by another one.

use crate::support::{Case, HEADER, dump, succeed, summary};
use std::io::Write;
use std::process::Stdio;

#[test]
fn a_loader_whose_scan_was_begun_again_without_it_adds_nothing() {
    const GUID: &str = "01234567-89ab-4def-8123-456789abcdef";
    let case = Case::new();
    let rows = |files: std::ops::Range<u32>| dump(files).split_once('\n').unwrap().1.to_owned();
    // Both read what is written to them, a chunk at a time.
    let loader = |root: &str| {
        let args = ["-", "--scan-id", GUID, "--root", root, "--chunk-bytes", "20000", "--jobs", "1"];
        let mut command = case.scan(&args);
        command
            .args(["--json", "--quiet"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        pipe.write_all(format!("{HEADER}{}", rows(0..5000)).as_bytes()).unwrap();
        (child, pipe)
    };
    let chunks = "select count(*) > 13 and bool_and(c.status = 'LOADING')
        from tierload_default.ingest_chunk join tierload_default.scan c using (scan_id)";
    let (first, mut first_pipe) = loader("/");
    case.wait_for(chunks);
    succeed(&mut case.command(&["abandon", GUID]));
    let (second, mut second_pipe) = loader("/top");
    case.wait_for(chunks);
    // It may have noticed before all of it is written.
    let _ = first_pipe.write_all(rows(5000..10_000).as_bytes());
    drop(first_pipe);
    let output = first.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("given up by another process"), "{told}");
    second_pipe.write_all(rows(10_000..10_100).as_bytes()).unwrap();
    drop(second_pipe);
    let output = second.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(summary(String::from_utf8(output.stdout).unwrap().trim())["loaded"], 5_100);
    assert_eq!(
        case.count("select count(*) from tierload_default.file_current where full_path like '/top/%'"),
        0
    );
    case.assert_sound();
}
