//! Whom the program talks to, and who it says it is.

use super::guarded::{Guarded, PASSWORD};
use crate::support::{fail, succeed};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

#[test]
fn the_server_must_be_the_one_that_was_meant() {
    let guarded = Guarded::new();
    let (ca, other) = (guarded.path("ca.crt"), guarded.path("other.crt"));
    let (ca, other) = (ca.display(), other.display());
    // The role may come in over TLS only.
    for (parameters, code, told) in [
        (format!("sslmode=verify-full&sslrootcert={ca}"), 0, ""),
        (format!("sslmode=verify-ca&sslrootcert={ca}"), 0, ""),
        (format!("sslmode=require&sslrootcert={ca}"), 0, ""),
        (format!("sslmode=prefer&sslrootcert={ca}"), 0, ""),
        (format!("sslrootcert={ca}"), 0, ""),
        (format!("sslmode=verify-full&sslrootcert={other}"), 4, "sslrootcert=FILE"),
        (format!("sslmode=require&sslrootcert={other}"), 4, "sslrootcert=FILE"),
        ("sslmode=verify-full".into(), 4, "sslrootcert=FILE"),
        ("sslmode=verify-full&sslrootcert=system".into(), 4, "sslrootcert=FILE"),
        ("sslmode=disable".into(), 4, "no pg_hba.conf entry"),
        ("sslmode=allow".into(), 2, "sslmode=allow is not supported; use disable, prefer, require"),
        ("sslmode=nonsense".into(), 2, "sslmode=nonsense is not supported"),
        ("sslmode=require&sslrootcert=/no/such".into(), 4, "cannot use sslrootcert=/no/such"),
        ("sslrootcert=/etc/passwd".into(), 4, "no certificate in it"),
    ] {
        let mut command = guarded.status(&guarded.url("by_password", &parameters));
        command.env("PGPASSWORD", PASSWORD);
        if code == 0 {
            succeed(&mut command);
        } else {
            let message = fail(&mut command, code);
            assert!(message.contains(told), "{parameters}: {message}");
        }
    }
    let elsewhere = guarded.trusted("by_password", "").replace(&guarded.hosts[0], &guarded.hosts[1]);
    for url in [elsewhere.clone(), elsewhere.replace("verify-full", "require")] {
        let message = fail(guarded.status(&url).env("PGPASSWORD", PASSWORD), 4);
        assert!(message.contains("connect to a name that the server's certificate is for"), "{message}");
    }
}

#[test]
fn parameters_come_from_pairs_the_environment_and_the_usual_place() {
    let guarded = Guarded::new();
    let ca = guarded.path("ca.crt");
    let pairs = format!(
        "host={} dbname='{}' user=by_password sslmode = verify-full sslrootcert='{}'",
        guarded.hosts[0],
        guarded.db.name(),
        ca.display()
    );
    succeed(guarded.status(&pairs).env("PGPASSWORD", PASSWORD));
    let bare = guarded.url("by_password", "");
    let with = |name: &str, value: &str| {
        let mut command = guarded.status(&bare);
        command.env("PGPASSWORD", PASSWORD).env("PGSSLROOTCERT", &ca).env(name, value);
        command
    };
    succeed(&mut with("PGSSLMODE", "verify-full"));
    assert!(fail(&mut with("PGSSLMODE", "disable"), 4).contains("no pg_hba.conf entry"));
    assert!(fail(&mut with("PGSSLMODE", "allow"), 2).contains("sslmode=allow"));
    // What the URL says goes first.
    let mut command = guarded.status(&guarded.trusted("by_password", ""));
    succeed(command.env("PGPASSWORD", PASSWORD).env("PGSSLMODE", "disable").env("PGSSLROOTCERT", "/no/such"));
    guarded.write(".postgresql/root.crt", &fs::read_to_string(&ca).unwrap());
    succeed(guarded.status(&bare).env("PGPASSWORD", PASSWORD));
}

#[test]
fn a_client_certificate() {
    let guarded = Guarded::new();
    let (certificate, key) = (guarded.path("client.crt"), guarded.path("client.key"));
    let both = format!("sslcert={}&sslkey={}", certificate.display(), key.display());
    succeed(&mut guarded.status(&guarded.trusted("by_certificate", &both)));
    let bare = guarded.trusted("by_certificate", "");
    succeed(guarded.status(&bare).env("PGSSLCERT", &certificate).env("PGSSLKEY", &key));
    let message = fail(&mut guarded.status(&bare), 4);
    assert!(message.contains("connection requires a valid client certificate"), "{message}");
    let message = fail(guarded.status(&bare).env("PGSSLCERT", &certificate), 4);
    assert!(message.contains("needs its private key: sslkey=FILE"), "{message}");
    let message = fail(guarded.status(&bare).env("PGSSLCERT", &certificate).env("PGSSLKEY", "/no/such"), 4);
    assert!(message.contains("cannot use sslkey=/no/such"), "{message}");
    fs::set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    let message = fail(&mut guarded.status(&guarded.trusted("by_certificate", &both)), 4);
    assert!(message.contains("others may read it: chmod 600"), "{message}");
    for (from, to) in [(&certificate, "postgresql.crt"), (&key, "postgresql.key")] {
        guarded.write(&format!(".postgresql/{to}"), &fs::read_to_string(from).unwrap());
    }
    succeed(&mut guarded.status(&bare));
}
