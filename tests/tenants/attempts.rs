//! Every kind of statement on every relation of the schema, by a tenant's role and by one that is bound to nobody.
//! `cargo test --test main tenants::attempts -- --nocapture` prints how many were tried.

use super::{INSUFFICIENT_PRIVILEGE, Login, READABLE, id_of, relations, two_busy_tenants};
use crate::support::{Case, Session};
use std::collections::BTreeMap;

/// `R` is a table or view. Each returns rows, which must be the tenant's own, or is refused.
pub(super) const READS: [&str; 6] = [
    "select count(*) from R",
    "select count(*) from only R",
    "select count(*) from R tablesample system (100)",
    "select count(*) from (select R.*, tableoid from R offset 0) x",
    "with x as materialized (select * from R) select count(*) from x",
    "copy (select 1 from R) to stdout",
];

/// Each must be refused, whatever it is tried on.
pub(super) const WRITES: [&str; 40] = [
    "copy R from stdin",
    "copy R to program 'cat'",
    "insert into R default values",
    "insert into R overriding system value select * from R",
    "insert into R overriding system value select * from R on conflict do nothing",
    "update R set tenant_id = 'ZETA'",
    "update R set tenant_id = tenant_id where false",
    "delete from R",
    "delete from R where false",
    "merge into R using (values (1)) v on false when not matched then insert default values",
    "truncate R",
    "select from R for update",
    "select from R for no key update",
    "select from R for share",
    "select from R for key share",
    "do 'begin lock table R in row exclusive mode; end'",
    "do 'begin lock table R in share update exclusive mode; end'",
    "do 'begin lock table R in share mode; end'",
    "do 'begin lock table R in share row exclusive mode; end'",
    "do 'begin lock table R in exclusive mode; end'",
    "do 'begin lock table R in access exclusive mode nowait; end'",
    "create table MINE.mine (tenant_id uuid references R)",
    "create temporary table mine () inherits (R)",
    "create temporary table mine partition of R default",
    "create trigger mine after insert on R execute function suppress_redundant_updates_trigger()",
    "create rule mine as on insert to R do also nothing",
    "create index mine on R (tenant_id)",
    "create statistics mine on tenant_id, ctid from R",
    "create policy mine on R using (true)",
    "drop policy tenant_rows on R",
    "alter table R disable row level security",
    "alter table R no force row level security",
    "alter table R owner to current_user",
    "alter table R add column mine integer",
    "alter view R set (security_invoker = false)",
    "comment on table R is 'mine'",
    "grant select on R to public",
    "drop table R",
    "cluster R",
    "create or replace view R as select 1",
];

pub(super) const ON_SEQUENCES: [&str; 5] = [
    "select last_value from R",
    "select nextval('R')",
    "select setval('R', 1)",
    "alter sequence R restart",
    "drop sequence R",
];

const ON_THE_SCHEMAS: [&str; 22] = [
    "create table tierload.mine (n integer)",
    "create function tierload.mine() returns integer language sql as 'select 1'",
    "create or replace function tierload.current_tenant() returns uuid language sql as 'select null::uuid'",
    "create or replace function tierload.is_loader() returns boolean language sql as 'select true'",
    "alter function tierload.is_loader() owner to current_user",
    "drop function tierload.is_loader() cascade",
    "create view tierload.mine as select 1",
    "alter schema tierload rename to mine",
    "drop schema tierload cascade",
    "create table tierload_default.mine (n integer)",
    "create function tierload_default.mine() returns integer language sql as 'select 1'",
    "drop function tierload_default.snapshot(bigint) cascade",
    "create view tierload_default.mine as select 1",
    "alter schema tierload_default rename to mine",
    "alter schema tierload_default owner to current_user",
    "drop schema tierload_default cascade",
    "create schema tierload_mine",
    "grant tierload_loader to current_user",
    "set role tierload_loader",
    "set session authorization tierload_loader",
    "alter default privileges for role tierload_loader grant select on tables to public",
    "alter role tierload_loader login",
];

/// How statements may be refused, besides for lack of rights: before the server comes to ask for them. The statement is
/// no statement for this kind of relation, or for one with row security, or has no such
/// column or policy.
const SENSELESS: [&str; 9] =
    ["42704", "42809", "0A000", "42703", "55000", "42601", "42804", "42P17", "42830"];

/// Counts attempts, and how they ended.
#[derive(Default)]
struct Tally {
    outcomes: BTreeMap<String, u32>,
    wrong: Vec<String>,
}

impl Tally {
    fn note(&mut self, outcome: &str) {
        *self.outcomes.entry(outcome.to_owned()).or_default() += 1;
    }
}

/// The rows that a tenant owns, seen by who sees all.
fn own_rows(case: &Case, relation: &str, tenant: &str) -> i64 {
    // It has the tenant's home in place of the tenant.
    let own = match relation {
        "tierload.home_migration" => "home = (select home from tierload.tenant where tenant_id =",
        _ => "(tenant_id =",
    };
    case.count(&format!("select count(*) from {relation} where {own} '{tenant}')"))
}

/// All that stands in the schema, and how it is made.
fn fingerprint(case: &Case) -> Vec<String> {
    let tables = relations(case, "r");
    let rows = tables.iter().map(|table| {
        case.db.value(&format!(
            "select '{table} ' || count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) from {table} t"
        ))
    });
    let made = case.db.rows(
        "select relnamespace::regnamespace || '.' || relname, relkind, relowner, relacl, relrowsecurity, relforcerowsecurity, relhastriggers, relhasrules,
             relnatts, obj_description(oid, 'pg_class')
         from pg_class where relnamespace in ('tierload'::regnamespace, 'tierload_default'::regnamespace)
         union all
         select oid::regprocedure::text, 'f', proowner, proacl, false, false, false, false, 0, prosrc
         from pg_proc where pronamespace in ('tierload'::regnamespace, 'tierload_default'::regnamespace)
         union all
         select nspname, 'n', nspowner, array_agg(a order by a::text)::text::aclitem[], false, false, false, false, 0, ''
         from pg_namespace, unnest(coalesce(nspacl, acldefault('n', nspowner))) a
         where nspname like 'tierload%'
         group by 1, 3
         order by 1, 2",
    );
    rows.chain(made).collect()
}

fn read(session: &Session, case: &Case, relation: &str, tenant: Option<&str>, tally: &mut Tally) {
    for template in READS {
        let sql = template.replace('R', relation);
        // A stranger may not even look into the home.
        let readable =
            READABLE.contains(&relation) && (tenant.is_some() || relation.starts_with("tierload."));
        match session.attempt(&sql) {
            Ok(_) if !readable => panic!("{sql} is allowed"),
            Ok(lines) if sql.starts_with("copy") => {
                let expected = tenant.map_or(0, |tenant| own_rows(case, relation, tenant));
                assert_eq!(lines.len() as i64, expected, "{sql}");
                tally.note("own rows");
            }
            Ok(lines) => {
                let only = sql.contains(" only ") && relations(case, "p").iter().any(|name| name == relation);
                let expected = tenant.filter(|_| !only).map_or(0, |tenant| own_rows(case, relation, tenant));
                assert_eq!(lines, [expected.to_string()], "{sql}");
                tally.note("own rows");
            }
            Err(state) => {
                let allowed = if readable { SENSELESS.contains(&state.as_str()) } else { true };
                assert!(
                    allowed && (state == INSUFFICIENT_PRIVILEGE || SENSELESS.contains(&state.as_str())),
                    "{sql}: {state}"
                );
                tally.note(&state);
            }
        }
    }
}

/// What is not refused, or for another reason than it should, is collected: all of it is worth seeing at once.
fn refuse(session: &Session, sql: &str, tally: &mut Tally) {
    let outcome = session.attempt(sql).err().unwrap_or_else(|| "done".into());
    // Whoever may read may say GRANT: the server warns that nothing was granted. The rights are compared at the end.
    if outcome == "done" && sql.starts_with("grant select on") {
        return tally.note("nothing granted");
    }
    if outcome != INSUFFICIENT_PRIVILEGE && !SENSELESS.contains(&outcome.as_str()) {
        tally.wrong.push(format!("{sql}: {outcome}"));
    }
    tally.note(&outcome);
}

#[test]
fn nothing_of_another_tenant_is_read_and_nothing_is_written() {
    let case = two_busy_tenants();
    let (acme, zeta) = (id_of(&case, "acme"), id_of(&case, "zeta"));
    let tables = relations(&case, "rpv");
    for kind in [
        "tierload.home_migration",
        "tierload.tenant_role",
        "tierload_default.staging_scan_",
        "tierload_default.staging_dirs_",
        "tierload_default.file_state_s",
        "tierload_default.file_history_s",
        "tierload_default.dir_state_s",
        "tierload_default.dir_history_s",
        "tierload_default.lucid_audit_processed_",
        "tierload_default.scan_reject",
        "tierload_default.tier_object",
    ] {
        assert!(tables.iter().any(|table| table.starts_with(kind)), "no {kind} in {tables:?}");
    }
    for table in READABLE.iter().filter(|table| **table != "tierload.tenant") {
        assert!(own_rows(&case, table, &zeta) > 0 && own_rows(&case, table, &acme) > 0, "{table} is empty");
    }
    let before = fingerprint(&case);
    let (bound, unbound) = (Login::new(&case.db, "acme"), Login::unbound(&case.db, "stranger"));
    // A schema of its own is more than a tenant needs, and allows more tricks.
    for login in [&bound, &unbound] {
        case.db.execute(&format!("create schema {0} authorization {0}", login.role));
    }
    let noted = case.db.value("select max(audit_log_id) from tierload_default.audit_log");
    let mut tally = Tally::default();
    for (login, tenant) in [(&bound, Some(acme.as_str())), (&unbound, None)] {
        for claimed in ["", zeta.as_str()] {
            let session = login.session();
            session.execute(&format!("set app.tenant_id = '{claimed}'"));
            for relation in &tables {
                read(&session, &case, relation, tenant, &mut tally);
                for template in WRITES {
                    let sql =
                        template.replace('R', relation).replace("ZETA", &zeta).replace("MINE", &login.role);
                    refuse(&session, &sql, &mut tally);
                }
            }
            for sequence in relations(&case, "S") {
                for template in ON_SEQUENCES {
                    refuse(&session, &template.replace('R', &sequence), &mut tally);
                }
            }
            for sql in ON_THE_SCHEMAS {
                refuse(&session, sql, &mut tally);
            }
            assert_eq!(session.value("select tierload.is_loader()"), "f");
            assert_eq!(session.value("select tierload.current_tenant()"), tenant.unwrap_or_default());
        }
    }
    assert_eq!(tally.wrong, Vec::<String>::new());
    case.db.execute(&format!(
        "delete from tierload_default.audit_log where audit_log_id >= {noted} and action like 'tenant %'"
    ));
    drop((bound, unbound));
    case.db.execute("delete from tierload.tenant_role");
    assert_eq!(fingerprint(&case), before);
    println!("{} attempts: {:?}", tally.outcomes.values().sum::<u32>(), tally.outcomes);
}
