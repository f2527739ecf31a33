//! The log of what was done: its loader adds to it, and that is all.

use super::attempts::{READS, WRITES};
use super::{INSUFFICIENT_PRIVILEGE, Login, two_tenants};
use crate::support::{Case, Session, dump, succeed};

/// What a loader might try. Each is refused.
const ATTEMPTS: [&str; 58] = [
    "truncate tierload_log.entry",
    "truncate tierload_log.head",
    "truncate tierload_log.entry, tierload_log.head cascade",
    "delete from tierload_log.entry",
    "delete from tierload_log.head",
    "delete from tierload_default.audit_log",
    "update tierload_log.entry set actor = 'somebody'",
    "update tierload_log.head set place = 0",
    "update tierload_default.audit_log set actor = 'somebody'",
    "insert into tierload_log.entry select 99, tenant_id, share_id, 99, now(), 'somebody', action, detail, false, hash from tierload_log.entry limit 1",
    "insert into tierload_log.head values (gen_random_uuid(), 0, 0, '', false)",
    "insert into tierload_default.audit_log select * from tierload_default.audit_log",
    "merge into tierload_log.entry using (values (1)) v on true when matched then delete",
    "copy tierload_log.entry from stdin",
    "select from tierload_log.entry for update",
    "select from tierload_log.entry for key share",
    "do 'begin lock table tierload_log.entry in exclusive mode; end'",
    "do 'begin lock table tierload_log.head in row exclusive mode; end'",
    "drop table tierload_log.entry cascade",
    "drop table tierload_log.head cascade",
    "drop schema tierload_log cascade",
    "alter schema tierload_log owner to current_user",
    "alter schema tierload_log rename to mine",
    "alter table tierload_log.entry owner to current_user",
    "alter table tierload_log.entry set schema tierload_default",
    "alter table tierload_log.entry disable row level security",
    "alter table tierload_log.entry no force row level security",
    "alter table tierload_log.entry add column mine integer",
    "alter table tierload_log.entry alter actor set default 'somebody'",
    "create policy mine on tierload_log.entry using (true)",
    "drop policy tenant_rows on tierload_log.entry",
    "alter policy tenant_adds on tierload_log.entry with check (true)",
    "create trigger mine before insert on tierload_log.entry for each row execute function suppress_redundant_updates_trigger()",
    "create rule mine as on insert to tierload_log.entry do instead nothing",
    "create index mine on tierload_log.entry ((action))",
    "create temporary table mine () inherits (tierload_log.entry)",
    "create table tierload_default.mine (n bigint references tierload_log.entry)",
    "create table tierload_log.mine ()",
    "create view tierload_log.mine as select 1",
    "create function tierload_log.mine() returns integer language sql as 'select 1'",
    "create or replace function tierload_log.add(tenant_id uuid, share_id bigint, action text, detail jsonb) returns void language sql as ''",
    "create or replace function tierload_log.append(tenant_id uuid, share_id bigint, logged_utc timestamptz, actor name, action text, detail jsonb, carried_over boolean) returns void language sql as ''",
    "alter function tierload_log.add set search_path = tierload_default",
    "alter function tierload_log.add owner to current_user",
    "drop function tierload_log.add",
    "select tierload_log.append('TENANT', 1, '2020-01-01', 'somebody', 'x', '{}', false)",
    "select tierload_log.carry_over('TENANT', 1, '2020-01-01', 'somebody', 'x', '{}')",
    "select nextval('tierload_log.entry_id_seq')",
    "select setval('tierload_log.entry_id_seq', 1)",
    "alter sequence tierload_log.entry_id_seq restart",
    "set role tierload_log",
    "set session authorization tierload_log",
    "grant tierload_log to current_user",
    "alter role tierload_log login",
    "drop role tierload_log",
    "drop owned by tierload_log",
    "reassign owned by tierload_log to current_user",
    "alter default privileges for role tierload_log grant all on tables to public",
];

/// A share that was planned by a loader who is no superuser.
fn planned(login: &Login<'_>, case: &Case) {
    case.db.execute(&format!("grant tierload_loader to {}", login.role));
    case.write("a.csv", dump(0..10));
    for args in [
        &["scan", "a.csv", "--share", "s", "--quiet"][..],
        &["plan", "--share", "s", "--target", "s3://cold", "--older-than", "30d"],
        &["plan", "--share", "s", "--undo"],
    ] {
        succeed(case.command(args).env("DATABASE_URL", case.db.url_of(&login.role)));
    }
}

/// All of the log, and how it is made.
fn log(case: &Case) -> Vec<String> {
    ["entry", "head"]
        .iter()
        .map(|table| format!("select t::text from tierload_log.{table} t order by 1"))
        .chain([
            "select relname, relowner, relacl, relrowsecurity, relforcerowsecurity, relhastriggers, relhasrules, relnatts
             from pg_class where relnamespace = 'tierload_log'::regnamespace order by 1"
                .to_owned(),
            "select proname, proowner, proacl, prosrc, proconfig from pg_proc where pronamespace = 'tierload_log'::regnamespace
             order by 1"
                .to_owned(),
            "select * from pg_policies where schemaname = 'tierload_log' order by policyname, tablename".to_owned(),
            "select rolname, rolcanlogin from pg_roles where rolname = 'tierload_log'".to_owned(),
        ])
        .flat_map(|query| case.db.rows(&query))
        .collect()
}

fn tenant_id(case: &Case) -> String {
    case.db.value("select tenant_id from tierload.tenant")
}

/// A session of a loader, bound to the one tenant there is.
fn session(case: &Case, login: &Login<'_>) -> Session {
    let session = login.session();
    session.execute(&format!("set app.tenant_id = '{}'", tenant_id(case)));
    session
}

#[test]
fn the_loader_cannot_change_the_log() {
    let case = Case::new();
    let login = Login::unbound(&case.db, "loader");
    planned(&login, &case);
    let before = log(&case);
    let tenant_id = tenant_id(&case);
    for role in [login.role.as_str(), "tierload_loader"] {
        let session = session(&case, &login);
        session.execute(&format!("set role {role}"));
        for attempt in ATTEMPTS {
            let outcome = session.attempt(&attempt.replace("TENANT", &tenant_id));
            assert_eq!(outcome, Err(INSUFFICIENT_PRIVILEGE.into()), "{attempt} as {role}");
        }
    }
    assert_eq!(log(&case), before);
    succeed(case.command(&["verify"]).env("DATABASE_URL", case.db.url_of(&login.role)));
}

#[test]
fn who_and_when_is_the_servers_to_say() {
    let case = Case::new();
    let login = Login::unbound(&case.db, "loader");
    planned(&login, &case);
    let (session, role) = (session(&case, &login), &login.role);
    let began = case.db.value("select clock_timestamp()");
    session.execute("set role tierload_loader; set timezone = 'Asia/Tokyo'; set datestyle = 'German'; set extra_float_digits = 0");
    let add = format!("select tierload_log.add('{}', 1, 'x', '{{}}')", tenant_id(&case));
    session.execute(&add);
    // A transaction that began long ago says when it wrote.
    session.execute("begin; select pg_sleep(0.01)");
    session.execute(&format!("{add}; commit"));
    let told = case.db.rows(&format!(
        "select action, actor = '{role}', logged_utc between '{began}' and clock_timestamp() from tierload_log.entry
         where action = 'x'"
    ));
    assert_eq!(told, ["x|t|t", "x|t|t"]);
    assert_eq!(case.count(&format!("select count(*) from tierload_log.entry where actor <> '{role}'")), 0);
    assert_eq!(case.count("select count(distinct logged_utc) from tierload_log.entry"), 4);
    succeed(&mut case.command(&["verify"]));
}

#[test]
fn nothing_is_added_for_another_tenant() {
    let case = two_tenants();
    let login = Login::unbound(&case.db, "loader");
    case.db.execute(&format!("grant tierload_loader to {}", login.role));
    let session = login.session();
    let (acme, zeta) = (super::id_of(&case, "acme"), super::id_of(&case, "zeta"));
    session.execute(&format!("set app.tenant_id = '{acme}'"));
    let add =
        |tenant: &str| session.attempt(&format!("select tierload_log.add('{tenant}', null, 'x', '{{}}')"));
    assert_eq!(add(&zeta), Err(INSUFFICIENT_PRIVILEGE.into()));
    assert!(add(&acme).is_ok());
    // Whoever is no loader adds nothing at all, and may not look into the schema.
    let reader = Login::new(&case.db, "acme");
    for relation in ["tierload_log.entry", "tierload_log.head"] {
        for template in READS.iter().chain(&WRITES) {
            let attempt = template.replace('R', relation).replace("MINE", "pg_temp");
            assert_eq!(reader.refusal(&attempt), INSUFFICIENT_PRIVILEGE, "{attempt}");
        }
    }
    let add = format!("select tierload_log.add('{acme}', null, 'x', '{{}}')");
    assert_eq!(reader.refusal(&add), INSUFFICIENT_PRIVILEGE);
    let seen = "select string_agg(action, ' ' order by audit_log_id) from tierload_default.audit_log";
    assert_eq!(reader.rows(seen), ["x tenant grant"]);
    assert_eq!(Login::new(&case.db, "zeta").rows(seen), ["tenant grant"]);
}

/// What a loader owns is his to replace. Nothing of it runs with the rights of the log's role.
#[test]
fn nothing_of_the_loaders_runs_as_the_log() {
    let case = Case::new();
    let login = Login::unbound(&case.db, "loader");
    planned(&login, &case);
    let rows = case.count("select count(*) from tierload_log.entry");
    let session = session(&case, &login);
    session.execute("set role tierload_loader");
    let trap =
        "language plpgsql as $$ begin raise 'it ran as %', current_user using errcode = 'TRAP1'; end $$";
    for function in ["tierload.current_tenant() returns uuid", "tierload.is_loader() returns boolean"] {
        session.execute(&format!("create or replace function {function} {trap}"));
    }
    for function in [
        "sha256(bytea) returns bytea",
        "nextval(regclass) returns bigint",
        "clock_timestamp() returns timestamptz",
    ] {
        session.execute(&format!(
            "create function pg_temp.{function} {trap}; create function tierload_default.{function} {trap}"
        ));
    }
    session.execute("set search_path = pg_temp, tierload_default, pg_catalog");
    session.execute(&format!("select tierload_log.add('{}', 1, 'x', '{{}}')", tenant_id(&case)));
    // Nor does anything of it stand between loaders and the log, be it replaced or gone.
    let all = Ok(vec![(rows + 1).to_string()]);
    assert_eq!(session.attempt("select count(*) from tierload_log.entry"), all);
    session.execute("drop schema tierload cascade");
    assert_eq!(session.attempt("select count(*) from tierload_log.entry"), all);
    assert_eq!(case.count("select count(*) from tierload_log.entry"), rows + 1);
}

#[test]
fn rights_that_somebody_gave_are_no_guard() {
    let case = Case::new();
    let told = || succeed(&mut case.command(&["status"]));
    assert!(told().contains("audit_log is guarded"), "{}", told());
    for (give, take) in [
        (
            "grant update on tierload_log.entry to tierload_loader",
            "revoke update on tierload_log.entry from tierload_loader",
        ),
        (
            "grant execute on function tierload_log.carry_over to tierload_loader",
            "revoke execute on function tierload_log.carry_over from tierload_loader",
        ),
        ("create policy p on tierload_log.entry using (true)", "drop policy p on tierload_log.entry"),
    ] {
        case.db.execute(give);
        assert!(told().contains("audit_log is not guarded"), "{give}: {}", told());
        case.db.execute(take);
        assert!(told().contains("audit_log is guarded"), "{take}: {}", told());
    }
}

#[test]
fn rows_of_before_and_shares_that_cannot_be_are_not_added() {
    let case = Case::new();
    let login = Login::unbound(&case.db, "loader");
    planned(&login, &case);
    let session = session(&case, &login);
    session.execute("set role tierload_loader");
    let tenant = tenant_id(&case);
    let carry =
        format!("select tierload_log.carry_over('{tenant}', 777, '2020-01-01', 'somebody', 'x', '{{}}')");
    assert_eq!(session.attempt(&carry), Err(INSUFFICIENT_PRIVILEGE.into()));
    for share in [0, -1] {
        let add = format!("select tierload_log.add('{tenant}', {share}, 'x', '{{}}')");
        assert_eq!(session.attempt(&add), Err("22023".into()));
    }
    succeed(&mut case.command(&["verify"]));
}

#[test]
fn a_chain_is_waited_for_by_its_own_share_alone() {
    let case = Case::new();
    let login = Login::unbound(&case.db, "loader");
    planned(&login, &case);
    let (one, other) = (session(&case, &login), session(&case, &login));
    let add = |share: u32| format!("select tierload_log.add('{}', {share}, 'x', '{{}}')", tenant_id(&case));
    one.execute(&format!("begin; {}", add(1)));
    other.execute("set lock_timeout = '50ms'");
    assert_eq!(other.attempt(&add(1)), Err("55P03".into()));
    assert!(other.attempt(&add(2)).is_ok());
    one.execute("rollback");
    assert!(other.attempt(&add(1)).is_ok());
    succeed(&mut case.command(&["verify"]));
}
