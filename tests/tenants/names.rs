//! Objects that bear the names of the server's, in schemas that come first on the search_path: a trap for whoever
//! calls a function without saying whose.

use super::{Login, READABLE, id_of};
use crate::support::{Case, TestDb, dump, succeed};
use std::process::Command;

/// Functions, operators and tables that fit the arguments of our statements at least as well as the server's, or
/// come before them. Each says in `trap.sprung` who stepped on it.
fn lay_traps(db: &TestDb) {
    db.execute(
        "create schema trap; grant usage on schema trap to public;
         create table trap.sprung (what text, who text);
         grant insert, select on trap.sprung to public;
         create function trap.spring(what text) returns void language sql as
             $$ insert into trap.sprung values (what, current_user) $$",
    );
    for (name, arguments, returns, value) in [
        ("now", "", "timestamptz", "pg_catalog.now()"),
        ("to_regclass", "text", "regclass", "pg_catalog.to_regclass($1)"),
        ("current_setting", "text", "text", "pg_catalog.current_setting($1)"),
        ("pg_has_role", "name, text, text", "boolean", "true"),
        ("pg_advisory_xact_lock", "integer", "void", "null::void"),
        ("pg_advisory_xact_lock", "bigint", "void", "null::void"),
        ("nextval", "regclass", "bigint", "pg_catalog.nextval($1)"),
        ("gen_random_uuid", "", "uuid", "pg_catalog.gen_random_uuid()"),
        ("transaction_timestamp", "", "timestamptz", "pg_catalog.transaction_timestamp()"),
        ("has_database_privilege", "oid, name, text", "boolean", "true"),
        ("lower", "text", "text", "pg_catalog.lower($1)"),
        ("left", "text, integer", "text", "pg_catalog.left($1, $2)"),
        ("length", "text", "integer", "pg_catalog.length($1)"),
        ("to_timestamp", "double precision", "timestamptz", "pg_catalog.to_timestamp($1)"),
        ("int8eq_trap", "bigint, bigint", "boolean", "pg_catalog.int8eq($1, $2)"),
        ("texteq_trap", "text, text", "boolean", "pg_catalog.texteq($1, $2)"),
        ("uuideq_trap", "uuid, uuid", "boolean", "pg_catalog.uuid_eq($1, $2)"),
        ("nameeq_trap", "name, name", "boolean", "pg_catalog.nameeq($1, $2)"),
    ] {
        db.execute(
            &format!(
                "create function trap.{name}({arguments}) returns {returns} language plpgsql as
             $$ begin perform trap.spring('{name}'); return {value}; end $$",
            )
            .replace("return null::void;", ""),
        );
    }
    for (function, kind) in
        [("int8eq_trap", "bigint"), ("texteq_trap", "text"), ("uuideq_trap", "uuid"), ("nameeq_trap", "name")]
    {
        db.execute(&format!(
            "create operator trap.= (function = trap.{function}, leftarg = {kind}, rightarg = {kind})"
        ));
    }
    for table in ["pg_class", "pg_roles", "pg_namespace", "pg_inherits"] {
        db.execute(&format!(
            "create view trap.{table} as select *, trap.spring('{table}')::text as sprung from pg_catalog.{table};
             grant select on trap.{table} to public"
        ));
    }
    for table in READABLE {
        let (_, name) = table.split_once('.').unwrap();
        db.execute(&format!("create table trap.{name} (n integer)"));
    }
    db.execute("grant execute on all functions in schema trap to public");
}

fn run(case: &Case, args: &[&str]) {
    succeed(&mut with_traps(case, args));
}

/// `tierload` with a search_path that looks into the trap before it looks into the server's own catalogue.
fn with_traps(case: &Case, args: &[&str]) -> Command {
    let mut command = case.command(args);
    let url = case.db.url();
    let join = if url.contains('?') { '&' } else { '?' };
    command.env("DATABASE_URL", format!("{url}{join}options=-c%20search_path%3Dtrap%2Cpg_catalog"));
    command
}

#[test]
fn nothing_of_anybody_elses_runs_with_the_loaders_rights() {
    let case = Case::bare();
    lay_traps(&case.db);
    // The traps work.
    assert_eq!(
        case.db
            .value("set search_path = trap, pg_catalog; select now() is not null and 'a'::text = 'a'::text"),
        "t"
    );
    assert_eq!(case.db.rows("select what from trap.sprung order by 1"), ["now", "texteq_trap"]);
    case.db.execute("truncate trap.sprung");

    run(&case, &["migrate"]);
    run(&case, &["migrate"]);
    run(&case, &["tenant", "add", "acme"]);
    let login = Login::unbound(&case.db, "victim");
    run(&case, &["tenant", "grant", "acme", &login.role]);
    let of_acme = |args: &[&str]| run(&case, &[args, &["--tenant", "acme", "--share", "s"]].concat());
    case.write("a.csv", dump(0..200) + "no row\n");
    case.write("b.csv", dump(50..250));
    case.write(
        "updates.csv",
        "file_path,new_last_accessed,audit_event_id\n/top/dir 01/file_000001.dat,1790000000,x\n",
    );
    of_acme(&["scan", "a.csv", "--chunk-bytes", "500", "--quiet", "--max-rejects", "5%"]);
    of_acme(&["scan", "b.csv", "--quiet"]);
    of_acme(&["scan", "b.csv", "--quiet"]);
    of_acme(&["plan", "--target", "s3://cold", "--older-than", "30d"]);
    of_acme(&["audit", "updates.csv"]);
    of_acme(&["report"]);
    run(&case, &["status"]);
    run(&case, &["verify"]);
    run(&case, &["tenant", "list"]);
    run(&case, &["tenant", "revoke", &login.role]);
    run(&case, &["bench", "--rows", "2000", "--events", "1000"]);
    assert_eq!(case.db.rows("select distinct what, who from trap.sprung"), Vec::<String>::new());
}

#[test]
fn the_policies_ask_the_servers_own_functions() {
    let case = super::two_tenants();
    let login = Login::new(&case.db, "acme");
    lay_traps(&case.db);
    case.db.execute("truncate trap.sprung");
    let zeta = id_of(&case, "zeta");
    let session = login.session();
    session.execute(&format!("set app.tenant_id = '{zeta}'; set search_path = pg_temp, trap, pg_catalog"));
    session.execute(
        "create function pg_temp.pg_has_role(name, text, text) returns boolean language sql as 'select true';
         create function pg_temp.current_tenant() returns uuid language sql as
             $$ select current_setting('app.tenant_id')::uuid $$;
         create temporary table tenant_role (role_name name, tenant_id uuid);
         create temporary table pg_authid (n integer)",
    );
    session.execute(&format!("insert into pg_temp.tenant_role values (session_user, '{zeta}')"));
    assert_eq!(session.value("select pg_catalog.count(*) from tierload_default.file_current"), "30");
    assert_eq!(session.value("select tierload.current_tenant()"), id_of(&case, "acme"));
    assert_eq!(session.value("select tierload.is_loader()"), "f");
}
