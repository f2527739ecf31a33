//! A superuser who works where others load: what they put into the tables would run with his rights.

use super::Login;
use crate::support::{Case, fail, succeed};
use std::process::Command;

fn plain(case: &Case, args: &[&str]) -> Command {
    let mut command = case.command(args);
    command.env_remove("TIERLOAD_TRUST_LOADERS");
    command
}

/// A loader owns the functions that row security asks, and may make them say and do what he likes.
#[test]
fn nothing_that_a_loader_made_runs_as_a_superuser() {
    let case = Case::new();
    case.write("x.csv", crate::support::dump(0..5));
    succeed(&mut case.command(&["scan", "x.csv", "--share", "s", "-q"]));
    let loader = Login::unbound(&case.db, "loader");
    let role = &loader.role;
    case.db.execute(&format!("grant tierload_loader to {role}"));
    let session = loader.session();
    session.execute(&format!(
        "set role tierload_loader;
         create or replace function tierload.is_loader() returns boolean language plpgsql volatile as $f$
         begin
             if (select rolsuper from pg_roles where rolname = session_user) then
                 execute 'set local role none';
                 execute 'alter role {role} superuser';
                 execute 'set local role tierload_loader';
             end if;
             return pg_has_role(session_user, 'tierload_loader', 'member');
         end $f$"
    ));
    let is_super = || case.db.value(&format!("select rolsuper from pg_roles where rolname = '{role}'"));
    for args in [
        &["status"][..],
        &["verify"],
        &["migrate"],
        &["tenant", "list"],
        &["report", "--share", "s"],
        &["du", "--share", "s"],
        &["scan", "x.csv", "--share", "s"],
        &["abandon", "00000000-0000-0000-0000-000000000000"],
    ] {
        let told = fail(&mut plain(&case, args), 4);
        // Loaders are the server's, and other tests have some too.
        assert!(told.contains("has greater rights than role tierload_test_"), "{args:?}: {told}");
        assert_eq!(is_super(), "f", "{args:?}");
    }
    // Nor as one who may make roles and only reads.
    let maker = Login::unbound(&case.db, "maker");
    case.db.execute(&format!("alter role {} createrole", maker.role));
    let mut report = plain(&case, &["report", "--share", "s"]);
    let told = fail(report.env("DATABASE_URL", case.db.url_of(&maker.role)), 4);
    assert!(told.contains("has greater rights than role tierload_test_"), "{told}");
    // The loader himself works, and whoever trusts him.
    let mut own = plain(&case, &["status"]);
    succeed(own.env("DATABASE_URL", case.db.url_of(role)));
    assert_eq!(is_super(), "f");
    succeed(&mut case.command(&["status"]));
    assert_eq!(is_super(), "t");
    case.db.execute(&format!("alter role {role} nosuperuser; revoke tierload_loader from {role}"));
}
