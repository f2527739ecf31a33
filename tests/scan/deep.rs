//! Folders so deep that those above them would fill the tables.

use crate::support::{Case, HEADER, World, numbers};

const DIRS: &str = "select count(*) from tierload_default.dir";

#[test]
fn a_folder_that_lies_too_deep_is_rejected_alone() {
    let case = Case::new();
    let loop_of_links = "/Application Data".repeat(1_900);
    let text = format!(
        "{HEADER}{},x,1,5,5,5\n/a,here,1,5,5,5\n{loop_of_links},x,1,5,5,5\n{}/,x,1,5,5,5\n",
        "/a".repeat(20_000),
        "/a".repeat(500)
    );
    case.write("1.csv", text);
    let done = case.load(&["1.csv", "--max-rejects", "50%"]);
    assert_eq!(numbers(&done, ["loaded", "rejected", "rejected_without_path"]), [2, 2, 0]);
    let reasons = "select distinct reason from tierload_default.scan_reject";
    assert!(case.db.value(reasons).starts_with("the folder lies too deep"));
    assert_eq!(case.count(DIRS), 501);
    case.assert_sound();
}

#[test]
fn a_dump_of_chains_of_folders_is_refused_before_they_fill_the_tables() {
    let case = Case::new();
    // Of 4 KB each, with 4 MiB of folders above it.
    let chain = |n: u32| format!("/{n:02}{},x,1,5,5,5\n", "/a".repeat(2_046));
    let text: String = (0..60).map(chain).collect();
    case.write("1.csv", format!("{HEADER}{text}"));
    let message = case.refuse(&["1.csv", "--jobs", "1"], 3);
    assert!(message.contains("more than 16 times as much as those of folders with one"), "{message}");
    // What 64 MiB hold, and a page.
    assert!(case.count(DIRS) < 20 * 2_047);
    case.assert_nothing_published();
}

#[test]
fn an_event_that_lies_too_deep_is_counted_and_stops_no_other() {
    let world = World::new();
    let deep = format!("{}/x", "/a".repeat(20_000));
    world.write(
        "n",
        "1.log",
        &(crate::support::read(&deep, crate::support::TIME)
            + &crate::support::read("/a/b", crate::support::TIME)),
    );
    let run = world.audit();
    assert_eq!(numbers(&run, ["new_events", "files_inserted"]), [2, 1]);
    assert_eq!(world.db.value(DIRS), "2");
}
