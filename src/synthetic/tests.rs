use super::*;
use std::collections::{HashMap, HashSet};
use xxhash_rust::xxh3::xxh3_64;

const NOW: i64 = 1_760_000_000;

fn scan(tree: &Tree, night: u64, notation: Notation) -> String {
    let mut text = Vec::new();
    tree.write_scan(&mut text, night, notation).unwrap();
    String::from_utf8(text).unwrap()
}

/// Rows by path, in the form `/a/b/name`.
fn rows(tree: &Tree, night: u64) -> HashMap<String, String> {
    let text = scan(tree, night, Notation::Rooted);
    let mut rows = HashMap::new();
    for line in text.lines().skip(1) {
        let mut fields = line.splitn(3, ',');
        let path = format!("{}/{}", fields.next().unwrap(), fields.next().unwrap());
        assert_eq!(rows.insert(path, fields.next().unwrap().to_owned()), None, "twice: {line}");
    }
    rows
}

fn spec(night: u64, events: u64, files: u64) -> AccessSpec {
    AccessSpec { night, events, files, begin_unix: 1_780_000_000, lasting_s: 600 }
}

fn logs(accesses: &Accesses<'_>) -> String {
    let mut text = Vec::new();
    for node in 0..NODES {
        accesses.write_log(node, &mut text).unwrap();
    }
    String::from_utf8(text).unwrap()
}

fn entry_path(line: &str) -> &str {
    let (_, rest) = line.split_once(r#""entryPath":""#).unwrap();
    rest.split_once('"').unwrap().0
}

fn updates(accesses: &Accesses<'_>, notation: Notation) -> String {
    let mut text = Vec::new();
    accesses.write_updates(&mut text, notation).unwrap();
    String::from_utf8(text).unwrap()
}

fn digest(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    let tree = Tree::new(7, 5_000, NOW);
    let accesses = tree.accesses(spec(2, 1_000, 300)).unwrap();
    let digests = [
        digest(&scan(&tree, 0, Notation::Unc)),
        digest(&scan(&tree, 2, Notation::Rooted)),
        digest(&logs(&accesses)),
        digest(&updates(&accesses, Notation::Unc)),
    ];
    // A change of the generator changes these: benchmarks before and after it are not of the same data.
    assert_eq!(
        digests,
        [15649386216230823690, 4045111025283149280, 11700286109691929753, 17046229171053291525]
    );
    assert_ne!(scan(&tree, 0, Notation::Unc), scan(&Tree::new(8, 5_000, NOW), 0, Notation::Unc));
}

#[test]
fn the_columns_of_crawl_follow_those_that_are_written_anyway() {
    let tree = Tree::new(7, 5_000, NOW);
    let mut text = Vec::new();
    tree.write_columns(&mut text, 2, Notation::Rooted, Columns::Crawl).unwrap();
    let text = String::from_utf8(text).unwrap();
    let mut owners = HashSet::new();
    for (line, without) in text.lines().zip(scan(&tree, 2, Notation::Rooted).lines()).skip(1) {
        let facts: Vec<&str> = line.strip_prefix(without).unwrap().split(',').collect();
        let size: u64 = without.split(',').nth(2).unwrap().parse().unwrap();
        let allocated: u64 = facts[1].parse().unwrap();
        assert!(allocated >= size && allocated < size + 4096 && allocated.is_multiple_of(4096), "{line}");
        assert_eq!(facts[2..4], ["65024", "1"]);
        owners.insert((facts[4].to_owned(), facts[5].to_owned()));
    }
    assert_eq!(text.lines().count(), 5_001);
    assert!(owners.len() > 10, "{owners:?}");
    let groups: HashSet<_> = owners.iter().map(|(_, group)| group).collect();
    assert_eq!(groups.len(), 4);
}

#[test]
fn each_night_differs_from_the_one_before_as_promised() {
    let nightlies = [
        Nightly::one_percent(200),
        Nightly { changed: 6, new: 4, gone: 2 },
        Nightly { changed: 0, new: 0, gone: 0 },
        // All that can change or go does so.
        Nightly { changed: 100, new: 200, gone: 100 },
    ];
    for nightly in nightlies {
        let tree = Tree::new(7, 200, NOW).with_nightly(nightly).unwrap();
        let mut before = rows(&tree, 0);
        assert_eq!(before.len(), 200);
        for night in 1..=60 {
            let after = rows(&tree, night);
            assert_eq!(after.len() as u64, tree.files_at(night).unwrap());
            let changed = before.iter().filter(|(path, row)| after.get(*path).is_some_and(|now| now != *row));
            assert_eq!(changed.count() as u64, nightly.changed, "changed at night {night}");
            let gone = before.keys().filter(|path| !after.contains_key(*path));
            assert_eq!(gone.count() as u64, nightly.gone, "gone at night {night}");
            let new = after.keys().filter(|path| !before.contains_key(*path));
            assert_eq!(new.count() as u64, nightly.new, "new at night {night}");
            before = after;
        }
    }
}

#[test]
fn more_cannot_go_than_there_is() {
    let nightly = Nightly { changed: 0, new: 10, gone: 20 };
    let tree = Tree::new(7, 1_000, NOW).with_nightly(nightly).unwrap();
    let (mut before, mut nights) = (rows(&tree, 0), 0);
    while tree.scan(nights + 1, Notation::Unc).is_ok() {
        nights += 1;
        let after = rows(&tree, nights);
        assert_eq!(before.keys().filter(|path| !after.contains_key(*path)).count(), 20, "night {nights}");
        before = after;
    }
    assert_eq!(nights, 49);
    assert!(Tree::new(7, 100, NOW).with_nightly(Nightly { gone: 51, ..nightly }).is_err());
}

#[test]
fn differences_are_scattered_evenly() {
    let tree = Tree::new(7, 100_000, NOW);
    let (before, after) = (rows(&tree, 0), rows(&tree, 1));
    let number = |row: &str| row.rsplit(',').next().unwrap().parse::<usize>().unwrap() - 1;
    let mut tenths = [0; 10];
    for (path, row) in &before {
        if after.get(path) != Some(row) {
            tenths[number(row) / 10_000] += 1;
        }
    }
    assert!(tenths.iter().all(|count| (140..260).contains(count)), "{tenths:?}");
}

#[test]
fn it_looks_like_a_media_share() {
    let tree = Tree::new(7, 500_000, NOW);
    let (mut scan, mut files_in, mut sizes, mut old) =
        (tree.scan(0, Notation::Rooted).unwrap(), HashMap::new(), Vec::new(), 0);
    while let Some(row) = scan.next_row() {
        *files_in.entry(row.dir.to_owned()).or_insert(0) += 1;
        assert!(
            row.ctime_unix <= row.mtime_unix && row.mtime_unix <= row.atime_unix && row.atime_unix <= NOW
        );
        sizes.push(row.size_bytes);
        old += u32::from(row.atime_unix < NOW - 365 * 86_400);
    }
    let files_a_dir = 500_000 / files_in.len();
    assert!((13..=16).contains(&files_a_dir), "{files_a_dir} files a directory");
    assert!(files_in.values().any(|files| *files == 4_096));
    sizes.sort_unstable();
    assert!((100_000..400_000).contains(&sizes[250_000]), "half of the files are below {}", sizes[250_000]);
    assert!(sizes[499_999] > 10_000_000_000);
    assert!((70_000..150_000).contains(&old), "{old} were not read for a year");
}

#[test]
fn a_larger_tree_begins_with_the_smaller_one() {
    let (small, large) = (Tree::new(7, 1_000, NOW), Tree::new(7, 100_000_000_000, NOW));
    let mut rows = large.scan(0, Notation::Unc).unwrap();
    let mut text = Columns::Times.header().as_bytes().to_vec();
    for _ in 0..1_000 {
        rows.next_row().unwrap().write(&mut text, Columns::Times).unwrap();
    }
    assert_eq!(String::from_utf8(text).unwrap(), scan(&small, 0, Notation::Unc));
}

#[test]
fn accesses_are_of_files_that_all_nights_have() {
    let tree = Tree::new(7, 2_000, NOW);
    let nights = [0, 1, 2, 3].map(|night| rows(&tree, night));
    assert_eq!(tree.files_through(3), 1_940);
    for files in [1, 100, 1_940] {
        let text = logs(&tree.accesses(spec(3, 2_000, files)).unwrap());
        assert_eq!(text.lines().count(), 2_000);
        let paths: HashSet<&str> = text.lines().map(entry_path).collect();
        assert_eq!(paths.len() as u64, files);
        for path in paths {
            assert!(nights.iter().all(|rows| rows.contains_key(path)), "{path}");
        }
    }
    assert!(tree.accesses(spec(3, 2_000, 1_941)).is_err());
    assert!(tree.accesses(spec(3, 100, 101)).is_err());
}

#[test]
fn both_notations_name_the_same_files() {
    let tree = Tree::new(7, 3_000, NOW);
    let rooted = |text: &str| text.replace(Notation::UNC_ROOT, "").replace('\\', "/");
    assert_eq!(rooted(&scan(&tree, 2, Notation::Unc)), scan(&tree, 2, Notation::Rooted));
    let accesses = tree.accesses(spec(2, 1_000, 300)).unwrap();
    let unc = updates(&accesses, Notation::Unc);
    assert!(unc.lines().skip(1).all(|line| line.starts_with(r"\\nas01\projects\")));
    assert_eq!(rooted(&unc), updates(&accesses, Notation::Rooted));
}

#[test]
fn logs_and_updates_hold_the_same_events() {
    let accesses = Tree::new(7, 3_000, NOW);
    let accesses = accesses.accesses(spec(0, 1_000, 300)).unwrap();
    let mut of_logs: Vec<String> = Vec::new();
    for line in logs(&accesses).lines() {
        let rules = crate::lucid::Rules::at(1_781_000_000);
        let event = crate::lucid::event::parse(line.as_bytes(), &rules).unwrap();
        of_logs.push(format!("{},{}", entry_path(line), event.time_unix));
    }
    let updates = updates(&accesses, Notation::Rooted);
    let mut of_updates: Vec<&str> =
        updates.lines().skip(1).map(|line| line.rsplit_once(',').unwrap().0).collect();
    of_logs.sort();
    of_updates.sort();
    assert_eq!(of_logs, of_updates);
}

#[test]
fn logs_stand_where_lucidlink_puts_them() {
    let tree = Tree::new(7, 20_000, NOW);
    let accesses = tree.accesses(spec(0, 20_000, 10_000)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    accesses.write_logs(folder.path()).unwrap();
    let found = crate::lucid::discover([folder.path()]);
    assert!(found.problems.is_empty());
    let names: Vec<String> = found.logs.iter().map(|log| log.id.to_string()).collect();
    assert_eq!(names, ["1", "2", "3", "4"].map(|node| format!("{node} 2026-05-28T20.26.40Z")));
    let bytes: u64 = found.logs.iter().map(|log| log.path.metadata().unwrap().len()).sum();
    assert!((360..400).contains(&(bytes / 20_000)), "{} bytes an event", bytes / 20_000);
}
