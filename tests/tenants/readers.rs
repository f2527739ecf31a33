//! The commands that read, as a role to which a tenant is granted: the tenant's own, and nothing else.

use super::{Login, two_homes, two_tenants};
use crate::support::{Case, fail, one_line, succeed};
use std::fs;
use std::process::Command;

/// A command as a login role.
fn command_of(case: &Case, login: &Login<'_>, args: &[&str]) -> Command {
    let mut command = case.command(args);
    command.env("DATABASE_URL", case.db.url_of(&login.role));
    command
}

#[test]
fn a_reader_is_told_what_a_loader_is_told_of_its_tenant() {
    for case in [two_homes(), two_tenants()] {
        let login = Login::new(&case.db, "acme");
        for args in [
            &["report", "--share", "s", "--tenant", "acme"][..],
            &["status", "--tenant", "acme"],
            &["status", "--tenant", "acme", "--json"],
            &["export", "--share", "s", "--tenant", "acme", "-q"],
        ] {
            let told = succeed(&mut case.command(args));
            assert!(!told.is_empty());
            let role = format!("{}@", login.role);
            let place = |text: String| text.replace(&role, "");
            assert_eq!(place(succeed(&mut command_of(&case, &login, args))), place(told), "{args:?}");
        }
        // Without a tenant it is its own.
        let status = succeed(&mut command_of(&case, &login, &["status"]));
        assert!(status.contains("acme") && !status.contains("zeta"), "{status}");
        // A reader's export is whole, and loads again.
        succeed(&mut command_of(
            &case,
            &login,
            &["export", "--share", "s", "--tenant", "acme", "-o", "a.csv", "-q"],
        ));
        assert_eq!(fs::read_to_string(case.folder().join("a.csv")).unwrap().lines().count(), 31);
    }
}

#[test]
fn a_reader_is_refused_all_else() {
    for case in [two_homes(), two_tenants()] {
        let login = Login::new(&case.db, "acme");
        for args in [&["report", "--share", "s"][..], &["status"], &["export", "--share", "s"]] {
            let mut command = command_of(&case, &login, args);
            let told = one_line(&fail(command.args(["--tenant", "zeta"]), 2));
            assert!(told.contains("reads no tenant zeta") && told.contains("tenant grant zeta"), "{told}");
        }
        case.write("x.csv", crate::support::dump(0..5));
        for args in [
            &["scan", "x.csv", "--share", "s", "--tenant", "acme"][..],
            &[
                "plan",
                "--share",
                "s",
                "--tenant",
                "acme",
                "--target",
                "s3://cold",
                "--older-than",
                "30d",
                "--dry-run",
            ],
            &["abandon", "00000000-0000-0000-0000-000000000000", "--tenant", "acme"],
            &["migrate"],
            &["tenant", "list"],
            &["tenant", "add", "mine"],
        ] {
            let told = fail(&mut command_of(&case, &login, args), 4);
            assert!(told.contains("permission denied"), "{args:?}: {told}");
        }
        // Once it is revoked, it reads nothing.
        succeed(&mut case.command(&["tenant", "revoke", &login.role]));
        let told = one_line(&fail(
            &mut command_of(&case, &login, &["report", "--share", "s", "--tenant", "acme"]),
            2,
        ));
        assert!(told.contains("reads no tenant acme"), "{told}");
    }
}
