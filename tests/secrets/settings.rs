//! What is asked of a connection is kept, or refused by name: nothing is passed over.

use super::guarded::{Guarded, PASSWORD, alone};
use super::impostor::Impostor;
use crate::support::{fail, succeed};
use std::fs;
use tempfile::TempDir;

#[test]
fn no_host_is_given_the_password_of_another() {
    let (home, impostor) = (TempDir::new().unwrap(), Impostor::new());
    // Nobody listens at the first.
    let url = format!("postgresql://u@127.0.0.2:1,127.0.0.1:{}/d", impostor.port);
    let file = home.path().join("passwords");
    let with = |lines: &str| {
        fs::write(&file, lines).unwrap();
        succeed(std::process::Command::new("chmod").arg("600").arg(&file));
        let mut command = alone(home.path(), &url, &["status"]);
        command.env("PGPASSFILE", &file);
        fail(&mut command, 4)
    };
    let message = with("127.0.0.2:1:*:*:for the first\n");
    assert!(message.contains("password missing"), "{message}");
    assert_eq!(impostor.heard(), [""; 0]);
    let both = format!("127.0.0.2:1:*:*:for the first\n127.0.0.1:{}:*:*:for the second\n", impostor.port);
    let message = with(&both);
    assert!(message.contains("refused"), "{message}");
    assert_eq!(impostor.heard(), ["for the second"]);
}

#[test]
fn the_second_host_is_asked_with_its_own_password() {
    let guarded = Guarded::new();
    let [here, there] = &guarded.hosts;
    let url = guarded.trusted("by_password", "").replace(here, &format!("{there}:1,{here}"));
    let escaped = PASSWORD.replace('\\', r"\\").replace(':', r"\:");
    guarded.write(".pgpass", &format!("{there}:1:*:*:wrong\n{here}:*:*:*:{escaped}\n"));
    succeed(&mut guarded.status(&url));
    // A server that takes writes, and none that does not.
    succeed(&mut guarded.status(&format!("{url}target_session_attrs=read-write")));
    let message = fail(guarded.status(&url).env("PGTARGETSESSIONATTRS", "read-only"), 4);
    assert!(message.contains("database is not read only"), "{message}");
    succeed(&mut guarded.status(&format!("{url}load_balance_hosts=random")));
}

#[test]
fn settings_that_are_not_kept_are_refused_by_name() {
    let home = TempDir::new().unwrap();
    let status = |url: &str| alone(home.path(), url, &["status"]);
    for (parameters, told) in [
        ("sslmode=", "sslmode is empty; give it a value, or leave it out"),
        ("ssl%6Dode=nonsense", "sslmode=nonsense is not supported"),
        ("service=x", "service is not supported; put what the service file says into --database-url"),
        ("sslcrldir=x", "sslcrldir is not supported; name a file of revocation lists: sslcrl=FILE"),
        ("require_auth=md5", "require_auth=md5 is not supported; the driver cannot tell which method"),
        (
            "target_session_attrs=primary",
            "target_session_attrs=primary is not supported; use any, read-write",
        ),
        ("nonsense=1", "unknown option `nonsense`"),
    ] {
        let mut command = status(&format!("postgresql://u@127.0.0.1:1/d?{parameters}"));
        let message = fail(command.env("PGSSLMODE", "verify-full"), 2);
        assert!(message.contains(told), "{parameters}: {message}");
    }
    for (variable, value, told) in [
        ("PGSERVICE", "x", "PGSERVICE is set and not supported"),
        ("PGSSLCRLDIR", "x", "PGSSLCRLDIR is set and not supported"),
        ("PGREQUIREAUTH", "none", "require_auth=none (PGREQUIREAUTH) is not supported"),
        ("PGCHANNELBINDING", "x", "channel_binding=x (PGCHANNELBINDING) is not supported"),
        ("PGTARGETSESSIONATTRS", "standby", "(PGTARGETSESSIONATTRS) is not supported"),
        ("PGSSLMINPROTOCOLVERSION", "TLSv2", "(PGSSLMINPROTOCOLVERSION) is not supported"),
    ] {
        let message = fail(status("postgresql://u@127.0.0.1:1/d").env(variable, value), 2);
        assert!(message.contains(told), "{variable}: {message}");
    }
}

#[test]
fn a_password_is_bound_to_tls_or_not_given() {
    let (home, impostor) = (TempDir::new().unwrap(), Impostor::new());
    let url = format!("postgresql://u:secret@127.0.0.1:{}/d", impostor.port);
    for (variable, value) in
        [("PGREQUIREAUTH", "scram-sha-256"), ("PGCHANNELBINDING", "require"), ("PGSSLMODE", "require")]
    {
        let message = fail(alone(home.path(), &url, &["status"]).env(variable, value), 4);
        assert!(message.contains("server does not support TLS"), "{message}");
    }
    assert_eq!(impostor.heard(), [""; 0]);

    let guarded = Guarded::new();
    for parameters in
        ["require_auth=scram-sha-256", "channel_binding=require", "ssl_min_protocol_version=TLSv1.3"]
    {
        for role in ["by_password", "in_clear_text"] {
            let mut command = guarded.status(&guarded.trusted(role, parameters));
            command.env("PGPASSWORD", PASSWORD);
            if role == "by_password" || parameters.starts_with("ssl") {
                succeed(&mut command);
            } else {
                let message = fail(&mut command, 4);
                assert!(message.contains("server did not use channel binding"), "{message}");
            }
        }
    }
}

#[test]
fn a_password_that_leaves_the_machine_without_tls_is_warned_of() {
    let (home, impostor) = (TempDir::new().unwrap(), Impostor::new());
    let told = |host: &str, more: &str| {
        let url = format!("postgresql://u:secret@{host}:{}/d?{more}", impostor.port);
        fail(&mut alone(home.path(), &url, &["status"]), 4)
    };
    // 127.1 is a name for 127.0.0.1 that only the resolver knows, and so stands for any other machine.
    let message = told("127.1", "");
    assert!(message.contains(&format!("127.1:{} has no TLS: the password", impostor.port)), "{message}");
    for message in [told("127.0.0.1", ""), told("localhost", ""), told("127.1", "sslmode=disable")] {
        assert!(!message.contains("has no TLS"), "{message}");
    }
    assert_eq!(impostor.heard(), ["secret"; 4]);
}

#[test]
fn a_revoked_certificate_is_refused() {
    let guarded = Guarded::new();
    let status = |more: &str| {
        let mut command = guarded.status(&guarded.trusted("by_password", more));
        command.env("PGPASSWORD", PASSWORD);
        command
    };
    let list = |name: &str| guarded.path(name).display().to_string();
    succeed(&mut status(&format!("sslcrl={}", list("clean.crl"))));
    for (name, told) in [
        ("revoked.crl", "the server needs another certificate"),
        ("old.crl", "name a file with the current list"),
        ("other.crl", "name a file with the current list"),
        ("missing.crl", "cannot use sslcrl="),
        ("ca.crt", "no revocation list in it"),
    ] {
        let message = fail(&mut status(&format!("sslcrl={}", list(name))), 4);
        assert!(message.contains(told), "{name}: {message}");
        assert!(!message.contains("disable"), "{message}");
    }
    let message = fail(status("").env("PGSSLCRL", list("revoked.crl")), 4);
    assert!(message.contains("Revoked"), "{message}");
    guarded.write(".postgresql/root.crl", &fs::read_to_string(list("revoked.crl")).unwrap());
    let message = fail(&mut status(""), 4);
    assert!(message.contains("Revoked"), "{message}");
}
