//! Snapshots that are rebuilt from the tables: which ones, in how many passes, and beside loads.

use super::nights::{DIR, Nights, findings, row};
use crate::support::{Case, fail, succeed};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;
use tierload::db::{Address, Database};
use tierload::verify::{AsOf, ProofOutcome, ProofSpec, prove};

#[test]
fn nothing_is_found_in_snapshots_that_are_as_they_were_published() {
    let Nights { case, guids } = Nights::new();
    for which in ["all", "1", "2", "3", &guids[0], &guids[2]] {
        assert_eq!(findings(&case, which), Vec::<String>::new(), "{which}");
    }
    let told = succeed(&mut case.command(&["verify", "--as-of", "all"]));
    assert_eq!(told, "3 snapshots of 1 shares, made of 7 versions of files: all are as they were published");
    let told = succeed(&mut case.command(&["verify", "--as-of", &guids[1], "--json"]));
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["snapshots"], &told["versions"], &told["shares"]), (&1.into(), &4.into(), &1.into()));
}

#[test]
fn what_is_not_there_is_refused() {
    let Nights { case, guids } = Nights::new();
    let nobody = "01234567-89ab-4def-8123-456789abcdef";
    for (args, expected) in [
        (&["--as-of", nobody][..], "no share has a published scan 01234567-89ab-4def-8123-456789abcdef"),
        (&["--as-of", "4", "--share", "s"], "no share s has a snapshot 4"),
        (&["--as-of", "all", "--share", "t"], "no share t has a snapshot"),
        (&["--as-of", &guids[0], "--share", "t"], "no share t has a published scan"),
        (&["--as-of", "1"], "a snapshot's number is its share's own"),
        (&["--as-of", "0", "--share", "s"], "expected the UUID of a scan, a snapshot's number, or all"),
        (&["--as-of", "last", "--share", "s"], "expected the UUID of a scan, a snapshot's number, or all"),
    ] {
        let message = fail(&mut case.command(&[&["verify"], args].concat()), 2);
        assert!(message.contains(expected), "{args:?}: {message}");
    }
}

#[test]
fn a_snapshot_answers_for_its_own_versions() {
    let Nights { case, guids } = Nights::new();
    case.db.execute(
        "update tierload_default.file_history set mtime_unix = mtime_unix + 1 where name_raw is not null",
    );
    for (which, damaged) in [("1", true), ("2", false), ("3", false), (&guids[0], true), (&guids[1], false)] {
        let found = findings(&case, which);
        assert_eq!(!found.is_empty(), damaged, "{which}: {found:?}");
    }
    let of_dir = format!("dir {DIR}: in snapshot 1: a row, or the stored digest, is not what was published");
    assert!(findings(&case, "all").contains(&of_dir));
    // The chain is looked at up to the snapshot that is proved.
    case.db.execute("update tierload_default.scan set rejected = rejected + 1 where snapshot_no = 2");
    let breaks =
        |which| findings(&case, which).iter().any(|line| line.contains("the chain breaks at snapshot 2"));
    assert_eq!(["1", "2", "3"].map(breaks), [false, true, true]);
}

#[test]
fn a_share_with_more_directories_than_memory_has_room_for_is_read_in_parts() {
    let Nights { case, .. } = Nights::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let address = Address {
        url: Some(case.db.url().to_owned()),
        no_private_server: true,
        retry_for: Duration::from_secs(5),
    };
    let database = runtime.block_on(Database::open(&address)).unwrap();
    let proved = |dirs_in_memory| -> ProofOutcome {
        let spec = ProofSpec { dirs_in_memory, ..ProofSpec::new(AsOf::All) };
        runtime.block_on(prove(&database, &spec, &mut ())).unwrap()
    };
    let whole = proved(500_000);
    assert_eq!(whole.findings, []);
    for dirs_in_memory in [0, 1, 2, 3] {
        assert_eq!(proved(dirs_in_memory), whole);
    }
    case.db.execute("update tierload_default.file_state set ctime_unix = 5");
    let objects = |outcome: ProofOutcome| -> BTreeSet<(String, String)> {
        outcome.findings.into_iter().map(|found| (found.object, found.finding)).collect()
    };
    assert_eq!(objects(proved(1)), objects(proved(500_000)));
}

#[test]
fn a_publish_meanwhile_does_no_harm() {
    let mut nights = Nights::new();
    let prover = nights.case.command(&["verify", "--as-of", "all", "--share", "s"]);
    std::thread::scope(|scope| {
        let (done, is_done) = std::sync::mpsc::channel();
        let proving = scope.spawn(move || {
            let mut prover = prover;
            loop {
                succeed(&mut prover);
                if is_done.try_recv().is_ok() {
                    break;
                }
            }
        });
        for size in 100..106 {
            let rows = [row(b"/a", b"kept.txt", size, "h1"), row(b"/c", b"other", size, "h6")];
            nights.load(&[&rows[0], &rows[1]], size % 2 == 0);
        }
        done.send(()).unwrap();
        proving.join().unwrap();
    });
    assert_eq!(findings(&nights.case, "all"), Vec::<String>::new());
}

#[test]
fn a_walk_of_the_last_century_has_a_chain_too() {
    let case = Case::new();
    case.write("old.csv", crate::support::dump(0..3));
    // The server keeps microseconds, and the driver rounds those before 2000 to the other side.
    case.load(&["old.csv", "--started", "1998-07-09T16:00:00.123456789Z"]);
    assert_eq!(findings(&case, "all"), Vec::<String>::new());
}
