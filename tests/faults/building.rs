//! Killed while the server builds an index: it goes on with that for a while, with nobody there to hear of it.

use super::kill::Clean;
use super::moments::{big_scan, write_big_dump};
use crate::support::{Case, succeed};
use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;

/// Kills a first load of many rows once the server builds such an index.
fn check(which: &str) {
    let (clean, killed) = (Case::new(), Case::new());
    for case in [&clean, &killed] {
        write_big_dump(case);
    }
    succeed(&mut big_scan(&clean));
    let mut child = big_scan(&killed).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    killed.wait_for(&format!(
        "select exists (select from pg_stat_progress_create_index p left join pg_class c on c.oid = p.relid
            where p.datname = current_database() and {which})"
    ));
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(9));
    assert_eq!(killed.count("select count(*) from tierload_default.share where last_scan_id is not null"), 0);
    succeed(&mut big_scan(&killed));
    Clean::of(&clean).assert_same(&killed);
}

#[test]
fn the_key_of_the_scan() {
    check("c.relname like 'staging\\_scan\\_%'");
}

#[test]
fn the_keys_of_file_state() {
    // Its table is made in the same transaction, so that nobody else sees it.
    check("c.oid is null");
}
