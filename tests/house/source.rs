//! `src/`, as it stands.

use super::graph::Graph;
use super::tree::Tree;
use super::{assert_none, files, project, rooms};

fn source() -> Tree {
    Tree::read(&project().join("src"))
}

#[test]
fn every_file_is_in_a_room() {
    assert_none("files without a place in the house", &rooms::homeless(&source()));
}

#[test]
fn no_circle_of_imports() {
    assert_none("files of src import each other in a circle", &Graph::of(&source()).circles());
}

#[test]
fn imports_go_down() {
    assert_none("a room imports one that stands above it", &rooms::upward(&source()));
}

#[test]
fn pure_rooms_name_no_database_runtime_or_terminal() {
    assert_none("a pure room names a crate that is not for it", &rooms::impure(&source()));
}

#[test]
fn the_library_leaves_the_terminal_and_the_process_to_the_program() {
    assert_none("the library does what is the program's", &rooms::program_in_the_library(&source()));
}

#[test]
fn no_file_is_long() {
    let folders = ["src", "tests", "benches", "examples", "sql", "scripts"];
    assert_none("these files hold two ideas", &files::too_long(project(), &folders, "sql/migrations"));
}
