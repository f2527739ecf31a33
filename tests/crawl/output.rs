//! Where it writes: whole files or none, compressed by name, and readers that go away.

use super::trees::{crawl, crawled_names, new_tree, rows, stderr, touch};
use crate::support::tierload;
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

#[test]
fn the_output_is_whole_compressed_by_name_and_not_in_itself() {
    let (_folder, root) = new_tree();
    touch(root.join("f"));
    touch(root.join("scan.csv"));
    fs::create_dir(root.join("sub")).unwrap();
    touch(root.join("sub/scan.csv"));
    for name in ["scan.csv", "scan.csv.gz", "SCAN.CSV.ZST"] {
        let file = root.join(name);
        let output = crawl(&root, &["-o", file.to_str().unwrap()]);
        assert!(output.status.success() && output.stdout.is_empty(), "{output:?}");
        let written = fs::read(&file).unwrap();
        let csv = match name {
            "scan.csv" => written,
            "scan.csv.gz" => {
                let mut csv = Vec::new();
                flate2::read::GzDecoder::new(&written[..]).read_to_end(&mut csv).unwrap();
                csv
            }
            _ => zstd::decode_all(&written[..]).unwrap(),
        };
        let found = rows(&csv);
        assert!(!found.contains_key(&file), "{name}");
        assert!(found.contains_key(&root.join("sub/scan.csv")), "only the output itself is left out");
        assert!(found.keys().all(|path| !path.to_string_lossy().contains(".partial")), "{found:?}");
        fs::remove_file(&file).unwrap();
    }
    assert_eq!(crawled_names(&root, &[]), ["f", "sub/scan.csv"], "nothing else is left behind");
}

#[test]
fn a_new_output_file_has_the_mode_that_the_umask_leaves() {
    let (_folder, root) = new_tree();
    touch(root.join("other"));
    let file = root.join("scan.csv");
    assert!(crawl(&root, &["-o", file.to_str().unwrap()]).status.success());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&file), mode(&root.join("other")));
}

#[test]
fn an_output_that_is_a_device_is_written_to_and_not_replaced() {
    let (_folder, root) = new_tree();
    touch(root.join("f"));
    assert!(crawl(&root, &["-o", "/dev/null"]).status.success());
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn a_link_is_replaced_and_what_it_leads_to_stays_as_it_is() {
    let (_folder, root) = new_tree();
    fs::write(root.join("real.csv"), "kept").unwrap();
    for target in ["real.csv", "nowhere.csv", "/dev/null"] {
        let link = root.join("link.csv");
        let _ = fs::remove_file(&link);
        symlink(target, &link).unwrap();
        assert!(crawl(&root, &["-o", link.to_str().unwrap()]).status.success());
        assert!(fs::symlink_metadata(&link).unwrap().is_file(), "{target}");
        assert_eq!(rows(&fs::read(&link).unwrap()).len(), 1);
    }
    assert_eq!(fs::read(root.join("real.csv")).unwrap(), b"kept");
    assert!(!root.join("nowhere.csv").exists());
}

#[test]
fn a_file_that_is_replaced_keeps_its_mode() {
    let (_folder, root) = new_tree();
    let file = root.join("scan.csv");
    fs::write(&file, "old").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    assert!(crawl(&root, &["-o", file.to_str().unwrap()]).status.success());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(rows(&fs::read(&file).unwrap()).len(), 0);
}

#[test]
fn a_compression_that_is_not_written_is_refused() {
    let (_folder, root) = new_tree();
    for name in ["scan.csv.xz", "SCAN.ZIP", "scan.csv.gzip", "scan.zstd"] {
        let output = crawl(&root, &["-o", root.join(name).to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(".zst and .gz compress"), "{}", stderr(&output));
    }
    assert!(crawled_names(&root, &[]).is_empty());
}

#[test]
fn the_name_of_stdout_is_stdout() {
    let (_folder, root) = new_tree();
    touch(root.join("f"));
    let file = root.join("scan.csv");
    let mut command = tierload();
    command.arg("crawl").arg(&root).args(["-q", "-o", "/dev/stdout"]).stdout(File::create(&file).unwrap());
    assert!(command.status().unwrap().success());
    assert!(fs::symlink_metadata("/dev/stdout").unwrap().is_symlink());
    let found = rows(&fs::read(&file).unwrap());
    assert_eq!(found.keys().collect::<Vec<_>>(), [&root.join("f")]);
}

#[test]
fn stdout_redirected_into_the_tree_is_not_in_itself() {
    let (_folder, root) = new_tree();
    touch(root.join("f"));
    let file = File::create(root.join("scan.csv")).unwrap();
    assert!(tierload().arg("crawl").arg(&root).arg("-q").stdout(file).status().unwrap().success());
    let found = rows(&fs::read(root.join("scan.csv")).unwrap());
    assert_eq!(found.keys().collect::<Vec<_>>(), [&root.join("f")]);
}

#[test]
fn a_reader_that_goes_away_ends_the_crawl_silently() {
    let (_folder, root) = new_tree();
    // More than a pipe holds, so that the crawl is still writing when its reader is gone.
    for i in 0..2_000 {
        touch(root.join(format!("{i:0>200}")));
    }
    let mut child =
        tierload().arg("crawl").arg(&root).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(&first, b"dir_path,n");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_full_disk_is_an_error() {
    let (_folder, root) = new_tree();
    touch(root.join("f"));
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = tierload().arg("crawl").arg(&root).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(
        stderr(&output).starts_with("tierload: cannot write stdout: No space left"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_signal_removes_the_half_written_file_and_keeps_the_old_one() {
    let (_folder, root) = new_tree();
    let file = root.join("scan.csv");
    fs::write(&file, b"old").unwrap();
    // The whole machine, so that there is time to stop it.
    let mut child = tierload()
        .args(["crawl", "/", "--cross-file-systems", "--jobs", "1", "-o"])
        .arg(&file)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while fs::read_dir(&root).unwrap().count() < 2 {
        assert!(child.try_wait().unwrap().is_none(), "ended before it began to write");
        std::thread::sleep(Duration::from_millis(1));
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    assert!(stderr(&output).contains("stopped by a signal; "), "{}", stderr(&output));
    assert_eq!(crawled_names(&root, &[]), ["scan.csv"]);
    assert_eq!(fs::read(&file).unwrap(), b"old");
}
