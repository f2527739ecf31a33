//! `tierload tenant grant` and `revoke`.

use crate::support::{Case, Session, fail, one_line, succeed};

use super::{INSUFFICIENT_PRIVILEGE, Login, two_homes, two_tenants};

fn grant(case: &Case, tenant: &str, role: &str) -> String {
    succeed(&mut case.command(&["tenant", "grant", tenant, role]))
}

fn refused(case: &Case, args: &[&str]) -> String {
    one_line(&fail(case.command(&["tenant"]).args(args), 2))
}

/// What was noted, oldest first.
fn noted(case: &Case) -> Vec<String> {
    noted_in(case, "tierload_default")
}

fn noted_in(case: &Case, home: &str) -> Vec<String> {
    case.db.rows(&format!(
        "select action, t.code, detail->>'role' from {home}.audit_log join tierload.tenant t using (tenant_id)
         where action like 'tenant %' order by audit_log_id",
    ))
}

#[test]
fn a_role_reads_from_grant_to_revoke_in_one_session() {
    let case = two_tenants();
    let login = Login::unbound(&case.db, "reader");
    let session = login.session();
    let seen = || session.attempt("select count(*) from tierload_default.file_current");
    assert_eq!(seen(), Err(INSUFFICIENT_PRIVILEGE.into()));
    assert!(grant(&case, "acme", &login.role).contains("now reads tenant acme"));
    assert_eq!(seen(), Ok(vec!["30".into()]));
    assert!(grant(&case, "acme", &login.role).contains("already reads tenant acme"));
    let list = succeed(&mut case.command(&["tenant", "list"]));
    assert!(
        list.lines()
            .any(|line| line.starts_with("acme") && line.ends_with(&format!("read by {}", login.role)))
    );
    let told = succeed(&mut case.command(&["tenant", "revoke", &login.role]));
    assert!(told.contains("sees nothing of acme"), "{told}");
    assert_eq!(seen(), Err(INSUFFICIENT_PRIVILEGE.into()));
    let again = refused(&case, &["revoke", &login.role]);
    assert!(again.contains("bound to no tenant") && again.contains("tierload tenant list"), "{again}");
    let role = &login.role;
    assert_eq!(noted(&case), [format!("tenant grant|acme|{role}"), format!("tenant revoke|acme|{role}")]);
}

#[test]
fn one_role_one_tenant() {
    let case = two_tenants();
    let login = Login::new(&case.db, "acme");
    let told = refused(&case, &["grant", "zeta", &login.role]);
    assert!(told.contains("bound to tenant acme already"), "{told}");
    assert!(told.contains(&format!("tierload tenant revoke {}", login.role)), "{told}");
    assert_eq!(login.rows("select code from tierload.tenant"), ["acme"]);
    succeed(&mut case.command(&["tenant", "revoke", &login.role]));
    grant(&case, "zeta", &login.role);
    assert_eq!(login.rows("select code from tierload.tenant"), ["zeta"]);
}

#[test]
fn what_cannot_be_bound() {
    let case = two_tenants();
    let login = Login::unbound(&case.db, "odd");
    let role = login.role.as_str();
    let told = refused(&case, &["grant", "acme", "no_such_role"]);
    assert!(told.contains("no role \"no_such_role\"") && told.contains("create role"), "{told}");
    let told = refused(&case, &["grant", "nobody", role]);
    assert!(told.contains("no tenant nobody; add it with: tierload tenant add nobody"), "{told}");
    for (make, unmake, expected) in [
        ("alter role R superuser", "alter role R nosuperuser", "is a superuser"),
        ("alter role R bypassrls", "alter role R nobypassrls", "has BYPASSRLS"),
        ("grant tierload_loader to R", "revoke tierload_loader from R", "is a member of tierload_loader"),
        ("grant pg_read_all_data to R", "revoke pg_read_all_data from R", "is a member of pg_read_all_data"),
        (
            "grant pg_read_server_files to R",
            "revoke pg_read_server_files from R",
            "is a member of pg_read_server_files",
        ),
        ("alter role R nologin", "alter role R login", "cannot log in"),
    ] {
        case.db.execute(&make.replace('R', role));
        let told = refused(&case, &["grant", "acme", role]);
        assert!(told.contains(expected), "{told}");
        case.db.execute(&unmake.replace('R', role));
    }
    // Before 16 whoever may create roles may join the loader, and so may his members.
    if case.count("select current_setting('server_version_num')::integer") < 160_000 {
        let makers = Login::unbound(&case.db, "makers");
        case.db.execute(&format!("alter role {} createrole; grant {0} to {role}", makers.role));
        let told = refused(&case, &["grant", "acme", role]);
        assert!(told.contains(&format!("is a member of {}", makers.role)), "{told}");
        case.db.execute(&format!("revoke {} from {role}", makers.role));
    }
    assert_eq!(case.count("select count(*) from tierload.tenant_role"), 0);
    assert_eq!(noted(&case), Vec::<String>::new());
}

#[test]
fn several_grants_and_revokes_at_once() {
    let case = two_homes();
    let logins: Vec<Login> =
        (0..6).map(|number| Login::unbound(&case.db, &format!("reader{number}"))).collect();
    for word in ["grant", "revoke"] {
        let running: Vec<_> = logins
            .iter()
            .map(|login| {
                let args = [&["tenant", word][..], &["acme"][..usize::from(word == "grant")], &[&login.role]];
                case.command(&args.concat()).stdout(std::process::Stdio::null()).spawn().unwrap()
            })
            .collect();
        for mut child in running {
            assert!(child.wait().unwrap().success(), "{word}");
        }
        let bound = if word == "grant" { 6 } else { 0 };
        assert_eq!(case.count("select count(*) from tierload.tenant_role"), bound);
    }
}

#[test]
fn a_role_with_an_odd_name() {
    let case = two_tenants();
    let name = format!("{} \"x'; {{home}} \\drop", case.db.name());
    let quoted = format!("\"{}\"", name.replace('"', "\"\""));
    case.db.execute(&format!("create role {quoted} login"));
    grant(&case, "acme", &name);
    assert_eq!(
        case.db.rows(&format!("set session authorization {quoted}; select code from tierload.tenant")),
        ["acme"]
    );
    // Gone, and still bound by its name: the next role of that name must not inherit it. It owns a right on the home.
    assert_eq!(case.db.refusal(&format!("drop role {quoted}")), "2BP01");
    case.db.execute(&format!("drop owned by {quoted}; drop role {quoted}"));
    succeed(&mut case.command(&["tenant", "revoke", &name]));
    assert_eq!(case.count("select count(*) from tierload.tenant_role"), 0);
}

#[test]
fn whoever_may_not_alter_the_role_grants_all_the_same() {
    let case = two_homes();
    let (operator, reader) = (Login::unbound(&case.db, "operator"), Login::unbound(&case.db, "reader"));
    case.db.execute(&format!("grant tierload_loader to {}", operator.role));
    let run = |args: &[&str]| succeed(case.command(args).env("DATABASE_URL", case.db.url_of(&operator.role)));
    let told = run(&["tenant", "grant", "acme", &reader.role]);
    assert!(told.contains("now reads tenant acme") && told.contains("you may not alter the role"), "{told}");
    assert_eq!(reader.rows("select count(*) from tierload_acme.file_current"), ["30"]);
    assert_eq!(reader.refusal("select from file_current"), "42P01");
    assert_eq!(noted_in(&case, "tierload_acme"), [format!("tenant grant|acme|{}", reader.role)]);
    // Whoever may, grants again, and the tables are found.
    let told = grant(&case, "acme", &reader.role);
    assert!(told.contains("already reads tenant acme") && !told.contains("may not"), "{told}");
    assert_eq!(reader.rows("select count(*) from file_current"), ["30"]);
    run(&["tenant", "revoke", &reader.role]);
    assert_eq!(reader.refusal("select from tierload_acme.file_current"), INSUFFICIENT_PRIVILEGE);
}

#[test]
fn a_role_of_tenants_in_two_databases() {
    let (here, there) = (two_homes(), two_homes());
    let login = Login::new(&here.db, "acme");
    let elsewhere = || Session::at(&there.db.url_of(&login.role));
    let refused = elsewhere().attempt("select from tierload_acme.file_current");
    assert_eq!(refused, Err(INSUFFICIENT_PRIVILEGE.into()));
    grant(&there, "zeta", &login.role);
    assert_eq!(login.rows("select count(*) from file_current"), ["30"]);
    assert_eq!(elsewhere().value("select count(*) from file_current"), "40");
    for (session, other) in [(login.session(), "tierload_zeta"), (elsewhere(), "tierload_acme")] {
        let refused = session.attempt(&format!("select from {other}.file_current"));
        assert_eq!(refused, Err(INSUFFICIENT_PRIVILEGE.into()));
    }
    succeed(&mut here.command(&["tenant", "revoke", &login.role]));
    assert_eq!(login.refusal("select from tierload_acme.file_current"), INSUFFICIENT_PRIVILEGE);
    assert_eq!(elsewhere().value("select count(*) from file_current"), "40");
    succeed(&mut there.command(&["tenant", "revoke", &login.role]));
}
