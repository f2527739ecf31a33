//! Names that a share has in another Unicode form than the logs, which have NFC.

use crate::support::{TIME, World, numbers, read, succeed};
use std::fs;

/// A folder and a file as macOS writes them, and as logs do.
const NFD: &str = "/cafe\u{301}/e\u{301}";
const NFC: &str = "/caf\u{E9}/\u{E9}";

impl World {
    fn scan_posix(&self, paths: &[&str], day: u32) {
        let header = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn\n".to_owned();
        let line = |path: &&str| {
            let (dir, name) = path.rsplit_once('/').unwrap();
            format!("{},{name},1,1000,1000,1000,\n", if dir.is_empty() { "/" } else { dir })
        };
        let csv = self.path(&format!("{day}.csv"));
        fs::write(&csv, header + &paths.iter().map(line).collect::<String>()).unwrap();
        let mut scan = self.db.tierload();
        scan.arg("scan").arg(csv).args(["--share", "fs", "--source-type", "POSIX", "-q"]);
        // The last one as of now.
        if day < 9 {
            scan.args(["--started", &format!("2024-05-{day:02}T00:00:00Z")]);
        }
        succeed(&mut scan);
    }

    fn files(&self) -> Vec<String> {
        self.db.rows("select full_path || ' ' || atime_unix from tierload_default.file_known order by 1")
    }
}

#[test]
fn a_file_is_met_in_the_one_other_form_that_its_name_has() {
    let world = World::new();
    let (twins, ascii) = (["/a/\u{212B}", "/a/A\u{30A}"], "/cafe\u{301}/x");
    world.scan_posix(&[NFD, twins[0], twins[1], ascii, "/b/\u{FC}", "/b/u\u{308}"], 1);
    world.plan_all();
    let log = [NFC, "/a/\u{C5}", "/caf\u{E9}/x", "/b/\u{FC}"].map(|path| read(path, TIME)).concat();
    world.write("n", "1.log", &log);
    let run = world.audit();
    assert_eq!(numbers(&run, ["files_updated", "files_inserted", "tier_objects_warmed"]), [3, 1, 3]);
    let told = |path: &str, time: &str| format!("{path} {time}");
    let time = TIME.to_string();
    let mut expected = vec![
        told(twins[0], "1000"),
        told(twins[1], "1000"),
        // Two files claim this name: it may be either.
        told("/a/\u{C5}", &time),
        // The file of this very name is there.
        told("/b/\u{FC}", &time),
        told("/b/u\u{308}", "1000"),
        told(NFD, &time),
        told(ascii, &time),
    ];
    expected.sort();
    assert_eq!(world.files(), expected);
    // An earlier access, and the same again.
    world.write("n", "2.log", &(read(NFC, TIME - 5) + &read(NFC, TIME)));
    assert_eq!(numbers(&world.audit(), ["files_updated", "files_inserted"]), [0, 0]);
    assert_eq!(world.files(), expected);
    succeed(world.db.tierload().arg("verify"));
}

#[test]
fn an_access_of_a_removed_file_is_kept_in_its_other_form() {
    let world = World::new();
    world.scan_posix(&[NFD, "/a/1", "/a/2"], 1);
    world.scan_posix(&["/a/1", "/a/2"], 2);
    world.write("n", "1.log", &read(NFC, TIME));
    let run = world.audit();
    assert_eq!(numbers(&run, ["removed_accessed", "files_updated", "files_inserted"]), [1, 0, 0]);
    world.scan_posix(&[NFD, "/a/1", "/a/2"], 3);
    assert_eq!(world.atime(NFD), TIME.to_string());
    succeed(world.db.tierload().arg("verify"));
}

/// As long as the walk began before the log was read, the row of the log's form stays, and so may a second file claim its name.
#[test]
fn an_access_of_before_a_scan_is_carried_to_the_one_file_of_that_name() {
    let world = World::new();
    let twins = ["/a/\u{212B}", "/a/A\u{30A}"];
    world.scan_posix(&["/a/1"], 1);
    let paths = [NFC, "/a/\u{C5}", "/b/\u{FC}"];
    world.write("n", "1.log", &paths.map(|path| read(path, TIME)).concat());
    assert_eq!(numbers(&world.audit(), ["files_inserted"]), [3]);
    world.scan_posix(&["/a/1", NFD, twins[0], twins[1]], 2);
    let atimes = || [NFD, twins[0], twins[1]].map(|path| world.atime(path));
    assert_eq!(atimes(), [TIME.to_string(), "1000".into(), "1000".into()]);
    // The same again changes nothing, and a file that is there under the log's own form has its own access.
    world.scan_posix(&["/a/1", NFD, twins[0], twins[1], "/b/\u{FC}"], 3);
    assert_eq!(atimes(), [TIME.to_string(), "1000".into(), "1000".into()]);
    assert_eq!(world.atime("/b/\u{FC}"), TIME.to_string());
    succeed(world.db.tierload().arg("verify"));
}

/// A log may come before the scan that finds the file, whose row has then another form.
#[test]
fn a_removed_file_of_the_logs_form_gives_way_to_one_that_is_there() {
    let world = World::new();
    world.scan_posix(&["/a/1"], 1);
    world.write("n", "1.log", &read(NFC, TIME));
    assert_eq!(numbers(&world.audit(), ["files_inserted"]), [1]);
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    world.scan_posix(&["/a/1", NFD], 9);
    assert_eq!(
        world.db.rows("select full_path from tierload_default.file_current order by 1"),
        ["/a/1", NFD]
    );
    // What was told of it before is told of the file.
    assert_eq!(world.atime(NFD), TIME.to_string());
    world.plan_all();
    world.write("n", "2.log", &read(NFC, TIME + 7));
    let run = world.audit();
    let counts = ["removed_accessed", "files_updated", "files_inserted", "tier_objects_warmed"];
    assert_eq!(numbers(&run, counts), [0, 1, 0, 1]);
    assert_eq!(world.atime(NFD), (TIME + 7).to_string());
    succeed(world.db.tierload().arg("verify"));
}
