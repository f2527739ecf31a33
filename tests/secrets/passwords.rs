//! Where passwords come from.

use super::guarded::{Guarded, PASSWORD, PASSWORD_IN_URL};
use crate::support::{fail, succeed};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

const REFUSED: &str = "password authentication failed for user \"by_password\"";

/// A line of a password file.
fn line(host: &str, database: &str, password: &str) -> String {
    format!("{host}:5432:{database}:by_password:{}\n", password.replace('\\', r"\\").replace(':', r"\:"))
}

fn refused(command: &mut Command) {
    let message = fail(command, 4);
    assert!(message.contains(REFUSED), "{message}");
}

#[test]
fn url_before_environment_before_file() {
    let guarded = Guarded::new();
    let bare = guarded.trusted("by_password", "");
    let in_url = |password: &str| bare.replace("by_password@", &format!("by_password:{password}@"));
    let as_parameter = |password: &str| format!("{bare}password={password}");
    let message = fail(&mut guarded.status(&bare), 4);
    assert!(message.contains("password missing"), "{message}");

    succeed(&mut guarded.status(&in_url(PASSWORD_IN_URL)));
    succeed(&mut guarded.status(&as_parameter(PASSWORD_IN_URL)));
    succeed(guarded.status(&bare).env("PGPASSWORD", PASSWORD));
    succeed(guarded.status(&in_url(PASSWORD_IN_URL)).env("PGPASSWORD", "wrong"));
    refused(guarded.status(&in_url("wrong")).env("PGPASSWORD", PASSWORD));

    let path = guarded.write(".pgpass", &line(&guarded.hosts[0], guarded.db.name(), PASSWORD));
    succeed(&mut guarded.status(&bare));
    succeed(guarded.status(&bare).env("PGPASSWORD", ""));
    refused(guarded.status(&bare).env("PGPASSWORD", "wrong"));
    refused(&mut guarded.status(&in_url("wrong")));

    let others = guarded.write("elsewhere", &line("*", "*", "wrong"));
    refused(guarded.status(&bare).env("PGPASSFILE", &others));
    succeed(guarded.status(&format!("{bare}passfile={}", path.display())).env("PGPASSFILE", &others));
    let not_ours =
        line(&guarded.hosts[1], "*", "wrong") + &line("*", "other", "wrong") + &line("*", "*", PASSWORD);
    guarded.write("elsewhere", &not_ours);
    succeed(guarded.status(&bare).env("PGPASSFILE", &others));
}

#[test]
fn a_password_file_that_others_can_read_is_not_used() {
    let guarded = Guarded::new();
    let bare = guarded.trusted("by_password", "");
    let path = guarded.write(".pgpass", &line("*", "*", PASSWORD));
    for mode in [0o640, 0o604, 0o620] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let message = fail(&mut guarded.status(&bare), 4);
        assert!(message.contains("can be read by others and is not used: chmod 600"), "{mode:o}: {message}");
        assert!(message.contains("password missing"), "{mode:o}: {message}");
    }
    fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
    succeed(&mut guarded.status(&bare));
}
