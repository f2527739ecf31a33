use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::lucid::Reason;
use crate::lucid::discover::discover;

const NOW: i64 = 1_780_000_000;

fn event(action: &str, time: i64, path: &str) -> String {
    format!(r#"{{"timestamp":{time},"operation":{{"action":"{action}","entryPath":"{path}"}}}}"#) + "\n"
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(".lucid_audit/n1").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn small(batch_bytes: u64, block_bytes: usize) -> Limits {
    let sizes = Sizes { block_bytes, line_bytes: 200 };
    Limits { batch_bytes, sizes, ..Limits::default() }
}

/// Reads all there is, moving the cursors as a transaction would.
fn run(folder: &Path, cursors: &mut HashMap<LogId, Cursor>, limits: Limits) -> Vec<Batch> {
    let mut reader = LogReader::new(discover([folder]).logs, cursors, limits);
    let mut batches = Vec::new();
    while let Some(batch) = reader.next_batch(&Rules::at(NOW)) {
        assert!(batch.counts.balance());
        for Advance { id, from, to, .. } in &batch.advances {
            let before = cursors.insert(id.clone(), *to);
            assert_eq!(before.unwrap_or(Cursor::START), *from);
        }
        batches.push(batch);
    }
    batches
}

fn total(batches: Vec<Batch>) -> Coalesced {
    let parts = batches.into_iter().map(|batch| Coalesced { by_path: batch.by_path, counts: batch.counts });
    parts.reduce(Coalesced::merge).unwrap_or_default()
}

fn id(begin: &str) -> LogId {
    LogId { node: "n1".to_owned(), begin: begin.to_owned() }
}

#[test]
fn the_same_folder_twice_gives_nothing_the_second_time() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "2026-a.log", &event("FileRead", 1_779_000_000, "/a"));
    let mut cursors = HashMap::new();
    let first = run(root.path(), &mut cursors, Limits::default());
    assert_eq!((first.len(), first[0].counts.access_events, first[0].advances.len()), (1, 1, 1));
    assert!(run(root.path(), &mut cursors, Limits::default()).is_empty());
}

#[test]
fn a_backlog_is_a_sequence_of_batches() {
    let root = tempfile::tempdir().unwrap();
    for log in ["2026-a.log", "2026-b.log", "2026-c.log.active"] {
        let lines: String =
            (0..100).map(|n| event("FileRead", 1_779_000_000 + n, &format!("/f{}", n % 10))).collect();
        write(root.path(), log, &lines);
    }
    let one = total(run(root.path(), &mut HashMap::new(), Limits::default()));
    let many = run(root.path(), &mut HashMap::new(), small(1_000, 300));
    assert!(many.len() > 10);
    let by_paths = run(root.path(), &mut HashMap::new(), Limits { batch_paths: 1, ..small(1 << 20, 300) });
    assert!(by_paths.len() > 10);
    for batches in [many, by_paths] {
        let all = total(batches);
        assert_eq!((&all.by_path, &all.counts), (&one.by_path, &one.counts));
    }
    assert_eq!((one.by_path.len(), one.counts.access_events), (10, 300));
}

#[test]
fn an_active_log_that_is_closed_goes_on_where_it_was() {
    let root = tempfile::tempdir().unwrap();
    let (one, two) = (event("FileRead", 1_779_000_000, "/a"), event("FileRead", 1_779_000_001, "/b"));
    write(root.path(), "2026-a.log.active", &format!("{one}{}", &two[..20]));
    let mut cursors = HashMap::new();
    assert_eq!(total(run(root.path(), &mut cursors, Limits::default())).counts.events, 1);
    assert_eq!(cursors[&id("2026-a")], Cursor { offset: one.len() as u64, lines: Some(1) });
    fs::remove_file(root.path().join(".lucid_audit/n1/2026-a.log.active")).unwrap();
    write(root.path(), "2026-a.log", &format!("{one}{}", two.trim_end()));
    let rest = total(run(root.path(), &mut cursors, Limits::default()));
    assert_eq!(rest.by_path.into_keys().collect::<Vec<_>>(), [b"/b"[..].into()]);
    assert_eq!(cursors[&id("2026-a")].lines, Some(2));
}

#[test]
fn rejected_lines_are_named_by_line_and_byte() {
    let root = tempfile::tempdir().unwrap();
    let good = event("FileRead", 1_779_000_000, "/a");
    let long = "x".repeat(500);
    write(root.path(), "2026-a.log", &format!("{good}\r\nnonsense\n{long}\n{good}{{}}\n\n{good}null"));
    let n = good.len() as u64;
    let expected = [
        (Some(3), n + 2, Reason::BadJson),
        (Some(4), n + 11, Reason::LineTooLong),
        (Some(6), 2 * n + 512, Reason::NoTime),
        (Some(9), 3 * n + 516, Reason::BadJson),
    ];
    for block_bytes in [1, 100, 1 << 20] {
        let batches = run(root.path(), &mut HashMap::new(), small(1 << 20, block_bytes));
        let rejects: Vec<_> = batches[0].rejects.iter().map(|it| (it.line, it.byte, it.reason)).collect();
        assert_eq!(rejects, expected, "{block_bytes}");
        let counts = &batches[0].counts;
        assert_eq!((counts.events, counts.new_events, counts.blank_lines), (7, 3, 2));
    }
    // From a cursor that has no line count, only the byte is known.
    let mut cursors = HashMap::from([(id("2026-a"), Cursor { offset: n + 2, lines: None })]);
    let batches = run(root.path(), &mut cursors, small(1 << 20, 100));
    assert_eq!((batches[0].rejects[0].line, batches[0].rejects[0].byte), (None, n + 2));
    assert_eq!(cursors[&id("2026-a")].lines, None);
}

#[test]
fn a_log_of_nonsense_names_only_the_first_lines() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "2026-a.log", &"x\n".repeat(10_000));
    let batches = run(root.path(), &mut HashMap::new(), Limits { named_rejects: 5, ..small(1 << 20, 100) });
    let lines: Vec<_> = batches[0].rejects.iter().filter_map(|reject| reject.line).collect();
    assert_eq!(lines, [1, 2, 3, 4, 5]);
    assert_eq!(batches[0].counts.rejected.total(), 10_000);
}

#[test]
fn a_log_that_shrank_or_vanished_is_reported_and_the_rest_is_read() {
    let root = tempfile::tempdir().unwrap();
    for log in ["2026-a.log", "2026-b.log", "2026-c.log"] {
        write(root.path(), log, &event("FileRead", 1_779_000_000, "/a"));
    }
    let logs = discover([root.path()]).logs;
    fs::remove_file(&logs[1].path).unwrap();
    let cursors = HashMap::from([(id("2026-a"), Cursor { offset: 1_000, lines: Some(9) })]);
    let mut reader = LogReader::new(logs, &cursors, Limits::default());
    let batch = reader.next_batch(&Rules::at(NOW)).unwrap();
    assert!(matches!(
        &batch.notices[..],
        [Notice::Shrunk { offset: 1_000, .. }, Notice::Unreadable { offset: 0, .. }]
    ));
    assert_eq!((batch.counts.events, batch.advances.len()), (1, 1));
    assert!(reader.next_batch(&Rules::at(NOW)).is_none());
}

#[test]
fn a_damaged_compressed_log_gives_what_stands_before_the_damage() {
    use std::io::Write;
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "2026-a.log.gz", "");
    let path = root.path().join(".lucid_audit/n1/2026-a.log.gz");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    for n in 0..1_000 {
        gzip.write_all(event("FileRead", 1_779_000_000, &format!("/f{n}")).as_bytes()).unwrap();
    }
    let bytes = gzip.finish().unwrap();
    fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
    let batches = run(root.path(), &mut HashMap::new(), Limits::default());
    let notices: Vec<_> = batches.iter().flat_map(|batch| &batch.notices).collect();
    assert!(matches!(&notices[..], [Notice::Unreadable { offset: 1.., .. }]), "{notices:?}");
    let all = total(batches);
    assert!((400..600).contains(&all.counts.events) && all.counts.rejected.total() == 0, "{:?}", all.counts);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However a log grows, and however it is cut into blocks and batches, its events are those of reading it once.
    #[test]
    fn growing_in_steps_gives_the_same_events(
        events in prop::collection::vec((0usize..5, 0i64..50, 0usize..4, 0usize..9), 0..30),
        steps in prop::collection::vec(0usize..3_000, 0..5),
        batch_bytes in 1u64..2_000,
        block_bytes in 1usize..400,
    ) {
        let actions = ["FileRead", "FileWritten", "FileCreate", "Move", "Novel"];
        let log: String = events
            .into_iter()
            .map(|(action, time, path, oddity)| match oddity {
                0 => "not json\n".to_owned(),
                1 => "\n".to_owned(),
                2 => "y".repeat(300) + "\n",
                _ => event(actions[action], 1_779_000_000 + time, &format!("/f{path}")),
            })
            .collect();
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "2026-a.log", &log);
        let once = total(run(root.path(), &mut HashMap::new(), small(64 << 20, 1 << 20)));
        fs::remove_file(root.path().join(".lucid_audit/n1/2026-a.log")).unwrap();

        let mut steps: Vec<usize> = steps.into_iter().map(|at| at.min(log.len())).collect();
        steps.sort_unstable();
        let (mut cursors, mut batches) = (HashMap::new(), Vec::new());
        for length in steps {
            write(root.path(), "2026-a.log.active", &log[..length]);
            batches.extend(run(root.path(), &mut cursors, small(batch_bytes, block_bytes)));
        }
        write(root.path(), "2026-a.log", &log);
        batches.extend(run(root.path(), &mut cursors, small(batch_bytes, block_bytes)));
        let all = total(batches);
        prop_assert_eq!(&all.by_path, &once.by_path);
        prop_assert_eq!(&all.counts, &once.counts);
    }
}
