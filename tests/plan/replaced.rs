//! Scans that would find other files in place of more stubs than anybody would expect.

use crate::support::{World, fail, numbers, succeed, summary};
use std::fs;
use std::process::Command;

const HEADER: &str = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn\n";

/// A share of so many files, each of which has become a stub that looks as the file did.
fn stubs(files: u32) -> World {
    let world = World::new();
    succeed(&mut scan(&world, files, 0));
    world.plan(&[]);
    world.db.execute(
        "update tierload_default.tier_object_state set state = 'STUBBED', stubbed_utc = '2024-05-02'",
    );
    world
}

/// A scan that finds another inode and time of change in the first `other` files, and another inode in the one after them.
fn scan(world: &World, files: u32, other: u32) -> Command {
    let row = |n: u32| {
        let (mtime, inode) = match n {
            n if other == 0 || n > other => (1_000_000_000, 100 + n),
            n if n == other => (1_000_000_000, 5000 + n),
            n => (1_000_018_000, 5000 + n),
        };
        format!("/a,f{n:02},10,1000000000,{mtime},{mtime},{inode}\n")
    };
    let path = world.path(&format!("{other}.csv"));
    if !path.exists() {
        fs::write(&path, HEADER.to_owned() + &(0..files).map(row).collect::<String>()).unwrap();
    }
    let mut command = world.db.tierload();
    command.arg("scan").arg(path).args(["--share", "fs", "-q", "--json", "--source-type", "POSIX"]);
    command
}

fn stubbed(world: &World) -> String {
    world.db.value("select count(*) from tierload_default.tier_object where state = 'STUBBED'")
}

#[test]
fn most_stubs_are_found_replaced_only_when_somebody_says_so() {
    let world = stubs(10);
    let before = world.db.rows("select * from tierload_default.file_current order by 1");
    let message = fail(&mut scan(&world, 10, 5), 3);
    for told in [
        "other files stand in place of 6 of 10 stubs, more than --max-replaced 50%; nothing is published",
        "by time of change (5), inode (6).",
        "run the same command with --max-replaced 6",
    ] {
        assert!(message.contains(told), "{told}: {message}");
    }
    assert_eq!(stubbed(&world), "10");
    assert_eq!(world.db.rows("select * from tierload_default.file_current order by 1"), before);
    let allowed = summary(&succeed(scan(&world, 10, 5).args(["--max-replaced", "6"])));
    assert_eq!(numbers(&allowed, ["tier_objects_replaced", "files_changed"]), [6, 6]);
    assert_eq!(stubbed(&world), "4");
    succeed(world.db.tierload().arg("verify"));
}

#[test]
fn half_of_the_stubs_may_be_replaced_and_all_of_a_few() {
    for (files, other, left) in [(10, 4, "5"), (9, 8, "0")] {
        let world = stubs(files);
        succeed(&mut scan(&world, files, other));
        assert_eq!(stubbed(&world), left, "{files}");
    }
}

#[test]
fn a_limit_of_ones_own_holds_for_a_few_stubs_too() {
    let world = stubs(3);
    for limit in ["0", "1", "66%"] {
        let message = fail(scan(&world, 3, 1).args(["--max-replaced", limit]), 3);
        assert!(message.contains(&format!("2 of 3 stubs, more than --max-replaced {limit};")), "{message}");
        assert_eq!(stubbed(&world), "3");
    }
    succeed(scan(&world, 3, 1).args(["--max-replaced", "67%"]));
    assert_eq!(stubbed(&world), "1");
}
