//! A history with tierload: two tenants, of whom one has two shares; killed processes run again.

use super::history::{KILLS, SHARES, Step};
use super::model::{Share, rows};
use crate::support::{Case, succeed};
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;

/// Tenant, share, and the schema of its tables.
const PLACES: [(&str, &str, &str); SHARES] = [
    ("default", "one", "tierload_default"),
    ("default", "two", "tierload_default"),
    ("acme", "one", "tierload_acme"),
];

/// Replays a history, and compares after each step what it touched, and at the end everything.
pub(super) fn replay(history: &[Step]) {
    let case = Case::new();
    succeed(&mut case.command(&["tenant", "add", "acme"]));
    let mut shares: Vec<Share> = (0..SHARES).map(|_| Share::new()).collect();
    for (at, step) in history.iter().enumerate() {
        let share = match step {
            Step::Scan { share, changes, under, kill } => {
                let model = &mut shares[*share];
                model.start();
                changes.iter().for_each(|change| model.change(change));
                scan(&case, *share, at, model, *under, *kill);
                *share
            }
            Step::Audit { share, accesses } => {
                audit(&case, *share, at, &mut shares[*share], accesses);
                *share
            }
        };
        compare_present(&case, share, &shares[share], &format!("after step {at} of {history:?}"));
    }
    for (at, share) in shares.iter().enumerate() {
        compare_snapshots(&case, at, share, history);
    }
    succeed(&mut case.command(&["verify"]));
}

fn scan(case: &Case, at: usize, step: usize, model: &mut Share, under: Option<&str>, kill: Option<usize>) {
    let under = under.filter(|under| model.has_files_below(under));
    let (tenant, share, _) = PLACES[at];
    let name = format!("{step}.csv");
    case.write(&name, model.dump(under));
    let started = jiff::Timestamp::from_second(model.walk()).unwrap().to_string();
    let mut args = vec![
        "scan",
        &name,
        "--share",
        share,
        "--tenant",
        tenant,
        "--started",
        &started,
        "--chunk-bytes",
        "200",
        "--quiet",
    ];
    args.extend(under.iter().flat_map(|under| ["--under", under]));
    if let Some(kill) = kill {
        let mut command = case.command(&args);
        command
            .env("FAILPOINTS", format!("{}=return", KILLS[kill]))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let status = command.status().unwrap();
        assert!(status.success() || status.signal() == Some(9), "{status}");
    }
    succeed(&mut case.command(&args));
    model.scan(under);
}

fn audit(case: &Case, at: usize, step: usize, model: &mut Share, accesses: &[(u8, i16)]) {
    let (tenant, share, _) = PLACES[at];
    let mut csv = "file_path,new_last_accessed,audit_event_id\n".to_owned();
    for (row, (name, days)) in accesses.iter().enumerate() {
        let (file, time) = (Share::path(*name), model.walk() + i64::from(*days) * 86_400);
        csv += &format!("{file},{time},{step}-{row}\n");
        model.access(&file, time);
    }
    let name = format!("{step}.updates.csv");
    case.write(&name, csv);
    let mut audit = case.command(&["audit", &name, "--share", share, "--tenant", tenant, "--quiet"]);
    succeed(audit.arg("--create-share"));
}

fn compare_present(case: &Case, at: usize, share: &Share, when: &str) {
    let (_, name, home) = PLACES[at];
    let rows = |view: &str| {
        case.db.rows(&format!(
            "select full_path, size_bytes, atime_unix, mtime_unix from {home}.{view}
             where share_name = '{name}' order by full_path"
        ))
    };
    assert_eq!(rows("file_current"), share.present(), "file_current {when}");
    assert_eq!(rows("file_removed"), share.removed(), "file_removed {when}");
}

fn compare_snapshots(case: &Case, at: usize, share: &Share, history: &[Step]) {
    let (_, name, home) = PLACES[at];
    let scans = case.db.rows(&format!(
        "select scan_id from {home}.scan where share_name = '{name}' and snapshot_no is not null order by snapshot_no"
    ));
    assert_eq!(scans.len(), share.snapshots.len(), "{history:?}");
    for (scan_id, snapshot) in scans.iter().zip(&share.snapshots) {
        let found = |from: String| {
            case.db.rows(&format!(
                "select case when d.dir_path = '/' then '' else d.dir_path end || '/' || f.name as path, f.size_bytes,
                    f.atime_unix, f.mtime_unix
                 from {from} f join {home}.dir d using (dir_id, share_id) where f.scan_id = {scan_id}
                 order by 1"
            ))
        };
        let expected = rows(snapshot);
        assert_eq!(found(format!("{home}.file")), expected, "file of scan {scan_id} of {history:?}");
        assert_eq!(
            found(format!("{home}.snapshot({scan_id})")),
            expected,
            "snapshot({scan_id}) of {history:?}"
        );
    }
}
