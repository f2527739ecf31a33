//! CSV files of updates of which nothing is applied: they are still being written, or too much of them is no update.

use super::follow::Following;
use crate::support::{TIME, World, balanced, fail, numbers, read, succeed};
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

/// Two files, each with an object of the cheap tier.
fn world() -> World {
    let world = World::new();
    world.scan(&[("/a/1", 1, 1_000), ("/a/2", 1, 1_000)]);
    world.plan_all();
    world
}

fn accesses(world: &World) -> String {
    world.db.value(
        "select string_agg(access_count::text, ' ' order by target_uri) from tierload_default.tier_object",
    )
}

fn audit(world: &World, csv: &Path, flags: &[&str]) -> Command {
    let mut command = world.db.tierload();
    command.arg("audit").arg(csv).args(["--share", "fs", "--json"]).args(flags);
    command
}

#[test]
fn a_file_that_ends_without_a_line_end_waits_for_the_rest() {
    let world = world();
    let csv = world.path("u.csv");
    let whole = format!("/a/1,{TIME}\n/a/2,{TIME}\n");
    for end in [whole.len() - 1, whole.len() - 4, whole.len() - 12, 3] {
        fs::write(&csv, &whole[..end]).unwrap();
        let output = audit(&world, &csv, &[]).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains("ends without a line end") && told.contains("--last-line-complete"), "{told}");
        let run = balanced(&String::from_utf8(output.stdout).unwrap());
        assert_eq!(numbers(&run, ["events", "files_waiting"]), [0, 1]);
        // It is no notice that --quiet keeps back.
        assert!(!audit(&world, &csv, &["-q"]).output().unwrap().stderr.is_empty());
    }
    assert_eq!(accesses(&world), "0 0");
    fs::write(&csv, &whole).unwrap();
    assert_eq!(numbers(&world.audit_of(&csv, &[]), ["new_events", "files_waiting"]), [2, 0]);
    assert_eq!(numbers(&world.audit_of(&csv, &[]), ["new_events", "replayed"]), [0, 2]);
    assert_eq!(accesses(&world), "1 1");
}

#[test]
fn a_compressed_file_ends_where_its_text_ends() {
    let world = world();
    let csv = world.path("u.csv.gz");
    for (text, waiting) in [(format!("/a/1,{TIME}"), 1), (format!("/a/1,{TIME}\n"), 0)] {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        fs::write(&csv, encoder.finish().unwrap()).unwrap();
        assert_eq!(world.audit_of(&csv, &[])["files_waiting"], waiting);
    }
    assert_eq!(accesses(&world), "1 0");
}

#[test]
fn a_last_line_that_was_taken_as_it_is_is_not_taken_again_with_its_end() {
    for (rows, end) in
        [(format!("/a/1,{TIME}\n/a/2,{TIME}"), "\n"), (format!("/a/1,{TIME}\r\n/a/2,{TIME}"), "\r\n")]
    {
        let world = world();
        let csv = world.path("u.csv");
        fs::write(&csv, &rows).unwrap();
        assert_eq!(world.audit_of(&csv, &["--last-line-complete"])["new_events"], 2);
        // What is known waits for nothing.
        assert_eq!(numbers(&world.audit_of(&csv, &[]), ["replayed", "files_waiting"]), [2, 0]);
        fs::write(&csv, rows + end).unwrap();
        assert_eq!(numbers(&world.audit_of(&csv, &[]), ["new_events", "replayed"]), [0, 2]);
        assert_eq!(accesses(&world), "1 1");
    }
}

#[test]
fn a_file_of_which_every_row_is_rejected_is_refused_each_time() {
    let world = world();
    let csv = world.path("u.csv");
    fs::write(&csv, "/a/1,1000\n/a/2,soon\n").unwrap();
    let before = world.tables();
    for flags in [&[][..], &[], &["--max-rejects", "100%"], &[]] {
        let told = fail(&mut audit(&world, &csv, flags), 3);
        assert!(told.contains("all of 2 lines were rejected"), "{told}");
        assert!(told.contains("line 1: time before 1980"), "{told}");
        assert_eq!(world.tables(), before);
    }
}

#[test]
fn above_max_rejects_nothing_of_a_file_is_applied() {
    let world = world();
    let (csv, good) = (world.path("u.csv"), world.path("good.csv"));
    fs::write(&csv, format!("/a/1,{TIME}\n/a/1,1000\n/a/2,soon\n,{TIME}\n")).unwrap();
    fs::write(&good, format!("/a/2,{TIME}\n")).unwrap();
    for flags in [&[][..], &[], &["--max-rejects", "2"], &["--max-rejects", "74%"]] {
        // Small batches: one of good rows alone is not applied either.
        let told = fail(&mut audit(&world, &csv, &[flags, &["--batch-files", "1"]].concat()), 3);
        let limit = flags.get(1).unwrap_or(&"1%");
        assert!(
            told.contains(&format!("3 of 4 rows were rejected, more than --max-rejects {limit}")),
            "{told}"
        );
        assert!(told.contains("nothing of it is applied") && told.contains("line 2: time before"), "{told}");
    }
    // Another file is applied all the same.
    let mut both = audit(&world, &csv, &[]);
    fail(both.arg(&good), 3);
    assert_eq!(accesses(&world), "0 1");
    let run = world.audit_of(&csv, &["--max-rejects", "75%"]);
    assert_eq!(numbers(&run, ["events", "new_events", "rejected"]), [4, 1, 3]);
    // What was applied stays so, whatever is said now.
    assert_eq!(numbers(&world.audit_of(&csv, &[]), ["new_events", "replayed", "rejected"]), [0, 4, 0]);
    assert_eq!(accesses(&world), "1 1");
    succeed(world.db.tierload().arg("verify"));
}

#[test]
fn while_following_a_file_is_refused_once_and_taken_when_it_is_mended() {
    let world = world();
    let (bad, torn) = (world.path("bad.csv"), world.path("torn.csv"));
    fs::write(&bad, "/a/1,1000\n").unwrap();
    fs::write(&torn, format!("/a/2,{TIME}")).unwrap();
    let flags = [bad.to_str().unwrap(), torn.to_str().unwrap()];
    let following = Following::start_with(&world, "1s", &flags);
    following.wait_until_told("all of 1 lines were rejected");
    following.wait_until_told("ends without a line end");
    // A log is loaded all the same.
    world.write("7", "a.log", &read("/a/3", TIME));
    following.wait_for("/a/3", TIME);
    fs::write(&bad, format!("/a/1,{TIME}\n")).unwrap();
    fs::write(&torn, format!("/a/2,{TIME}\n")).unwrap();
    following.wait_for("/a/1", TIME);
    following.wait_for("/a/2", TIME);
    let told = following.told();
    assert_eq!(told.matches("were rejected").count(), 1, "{told}");
    assert_eq!(told.matches("ends without a line end").count(), 1, "{told}");
    drop(following);
    assert_eq!(accesses(&world), "1 1");
}

#[test]
fn the_id_of_a_rejected_row_is_free_for_the_mended_one() {
    let world = world();
    let csv = world.path("u.csv");
    fs::write(&csv, format!("/a/1,{TIME},e1\n/a/../2,{TIME},e2\n")).unwrap();
    assert_eq!(numbers(&world.audit_of(&csv, &["--max-rejects", "1"]), ["new_events", "rejected"]), [1, 1]);
    fs::write(&csv, format!("/a/1,{TIME},e1\n/a/2,{TIME},e2\n")).unwrap();
    assert_eq!(numbers(&world.audit_of(&csv, &[]), ["new_events", "replayed"]), [1, 1]);
    assert_eq!(accesses(&world), "1 1");
}

#[test]
fn a_file_without_rows_is_told() {
    let world = world();
    let csv = world.path("u.csv");
    for text in ["", "\n", "file_path,new_last_accessed,audit_event_id\n"] {
        fs::write(&csv, text).unwrap();
        let output = audit(&world, &csv, &[]).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && told.contains("holds no update"), "{told}");
    }
}
