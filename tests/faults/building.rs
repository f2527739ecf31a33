//! Killed while the server builds an index, of two that it builds at once: it goes on with that for a while, with nobody
//! there to hear of it.

use super::kill::Clean;
use super::moments::{big_scan, write_big_dump};
use crate::support::{Case, succeed};
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;

/// As many as keep the server building for a while.
const ROWS: u64 = 300_000;

/// Kills a first load of many rows once the server builds the key with a name like this.
fn check(key: &str) {
    let (clean, killed) = (Case::new(), Case::new());
    for case in [&clean, &killed] {
        write_big_dump(case, ROWS);
    }
    succeed(&mut big_scan(&clean));
    let mut child = big_scan(&killed).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    killed.wait_for(&format!(
        "select exists (select from pg_stat_progress_create_index p
            join pg_class c on c.oid = p.relid join pg_stat_activity a on a.pid = p.pid
            where p.datname = current_database() and c.relname ~ '^staging_scan_[0-9]+$'
                and a.query ~ 'staging_scan_[0-9]+{key}')"
    ));
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(9));
    assert_eq!(killed.count("select count(*) from tierload_default.share where last_scan_id is not null"), 0);
    succeed(&mut big_scan(&killed));
    Clean::of(&clean).assert_same(&killed);
}

#[test]
fn the_key_of_paths() {
    check("_path");
}

#[test]
fn the_key_of_ids() {
    check("_id");
}
