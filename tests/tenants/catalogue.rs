//! Walks over the catalogue: a table, view or function that is added later must pass them.

use crate::support::Case;

use super::two_busy_tenants;

/// Each returns a line for each thing that is not as it must be. `OURS` are the common schema and the homes.
const WALKS: [(&str, &str); 9] = [
    (
        "table without forced row security and a policy",
        "select c.relname from pg_class c
         where c.relnamespace in (OURS) and c.relkind in ('r', 'p')
             and c.relname !~ '^(staging_|(file|dir)_state_s[0-9])' and c.relname <> 'schema_migration'
             and not (c.relrowsecurity and c.relforcerowsecurity
                 and exists (select from pg_policy p where p.polrelid = c.oid))",
    ),
    (
        "policy that does not ask for the tenant",
        "select c.relname || '.' || p.polname from pg_policy p join pg_class c on c.oid = p.polrelid
         where c.relnamespace in (OURS)
             and (p.polname, c.relname) not in (('loader_only', 'tenant_role'), ('loader_only', 'home'),
                 ('loader_only', 'home_migration'))
             and not (p.polname = 'of_own_tenant' and c.relname = 'home_migration' and p.polcmd = 'r'
                 and pg_get_expr(p.polqual, p.polrelid) ~ 'IN \\( SELECT tenant.home\\s+FROM tierload.tenant\\)')
             and coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
                 not like all (array['(tenant_id = ( SELECT tierload.current_tenant()%',
                     '(( SELECT tierload.current_tenant() AS current_tenant) = ''%''::uuid)'])
             and (p.polname, c.relname) <> ('tenant_itself', 'tenant')",
    ),
    (
        "function that runs as its owner on the caller's search_path",
        // `snapshot` runs with the caller's rights, and is put into the caller's query, which a setting would prevent.
        "select p.proname from pg_proc p where p.pronamespace in (OURS)
             and (p.prosecdef or p.proname <> 'snapshot') and not coalesce('search_path=pg_catalog, pg_temp' = any (p.proconfig), false)",
    ),
    (
        "function that nobody thought about",
        "select p.oid::regprocedure::text from pg_proc p where p.pronamespace in (OURS)
             and p.oid::regprocedure::text not in ('tierload.current_tenant()', 'tierload.is_loader()', 'tierload.home_of(text)',
                 'tierload_default.snapshot(bigint)',
                 'tierload_default.add_audit_log(uuid,bigint,timestamp with time zone,text,jsonb)')",
    ),
    (
        "view with its owner's rights",
        "select relname from pg_class where relnamespace in (OURS) and relkind in ('v', 'm')
             and not coalesce('security_invoker=true' = any (reloptions), false)",
    ),
    (
        "right of everybody that is not on the list",
        "select c.relname || ' ' || a.privilege_type
         from pg_class c, aclexplode(c.relacl) a
         where c.relnamespace in (OURS) and a.grantee <> c.relowner
             and not (a.grantee = 0 and a.privilege_type = 'SELECT' and c.relname in ('tenant', 'home_migration', 'share', 'scan',
                 'scan_input', 'ingest_chunk', 'dir', 'dir_state', 'dir_history', 'principal', 'file', 'file_state', 'file_history',
                 'file_version', 'file_known', 'file_current', 'file_removed', 'tier_object', 'tier_object_state',
                 'tier_plan', 'audit_log'))
         union all
         select 'column ' || attname from pg_attribute join pg_class c on c.oid = attrelid
         where c.relnamespace in (OURS) and attacl is not null
         union all
         select 'schema ' || a.privilege_type from pg_namespace n, aclexplode(n.nspacl) a
         where n.nspname = 'tierload' and a.grantee <> n.nspowner
             and (a.grantee <> 0 or a.privilege_type <> 'USAGE')",
    ),
    (
        "right on a home of who is bound to none of its tenants",
        "select n.nspname || ' ' || a.privilege_type || ' ' || a.grantee::regrole
         from pg_namespace n, aclexplode(n.nspacl) a
         where n.nspname in (select home from tierload.home) and a.grantee <> n.nspowner
             and not (a.privilege_type = 'USAGE' and not a.is_grantable and exists (
                 select from tierload.tenant_role b
                 join tierload.tenant t using (tenant_id)
                 join pg_roles r on r.rolname = b.role_name
                 where t.home = n.nspname and r.oid = a.grantee))",
    ),
    (
        "object that is not the loader's",
        "select nspname as relname from pg_namespace where oid in (OURS) and nspowner <> 'tierload_loader'::regrole
         union all
         select relname from pg_class where relnamespace in (OURS)
             and relowner <> 'tierload_loader'::regrole
         union all
         select proname from pg_proc where pronamespace in (OURS)
             and proowner <> 'tierload_loader'::regrole",
    ),
    (
        "trigger or rule",
        "select tgname::text from pg_trigger t join pg_class c on c.oid = t.tgrelid
         where c.relnamespace in (OURS) and not tgisinternal
         union all
         select rulename from pg_rules where schemaname::regnamespace in (OURS) and rulename <> '_RETURN'",
    ),
];

const OURS: &str =
    "select oid from pg_namespace where nspname = 'tierload' or nspname in (select home from tierload.home)";

/// So that the server prints names with their schema.
const NAMES_IN_FULL: &str = "set search_path = pg_catalog";

fn findings(case: &Case) -> Vec<String> {
    WALKS
        .iter()
        .flat_map(|(what, sql)| {
            let rows = case.db.rows(&format!("{NAMES_IN_FULL}; {}", sql.replace("OURS", OURS)));
            rows.into_iter().map(move |name| format!("{what}: {name}"))
        })
        .collect()
}

#[test]
fn every_object_is_closed_but_for_the_policies() {
    let case = two_busy_tenants();
    assert_eq!(findings(&case), Vec::<String>::new());
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[test]
fn an_object_added_carelessly_is_found() {
    let case = Case::new();
    for (add, expected) in [
        ("create table tierload.x (tenant_id uuid)", "table without forced row security and a policy: x"),
        (
            "create table tierload.x (tenant_id uuid); alter table tierload.x enable row level security;
             create policy p on tierload.x using (true)",
            "table without forced row security and a policy: x",
        ),
        (
            "create table tierload.x (tenant_id uuid); alter table tierload.x enable row level security;
             alter table tierload.x force row level security; create policy p on tierload.x using (true)",
            "policy that does not ask for the tenant: x.p",
        ),
        (
            "create function tierload.x() returns int language sql security definer as 'select 1'",
            "function that runs as its owner on the caller's search_path: x",
        ),
        ("create view tierload.x as select * from tierload_default.dir", "view with its owner's rights: x"),
        (
            "grant insert on tierload_default.dir to public",
            "right of everybody that is not on the list: dir INSERT",
        ),
        (
            "grant select on tierload_default.scan_reject to public",
            "right of everybody that is not on the list: scan_reject SELECT",
        ),
        (
            "grant select (raw) on tierload_default.scan_reject to public",
            "right of everybody that is not on the list: column raw",
        ),
        (
            "grant create on schema tierload to public",
            "right of everybody that is not on the list: schema CREATE",
        ),
        (
            "grant create on schema tierload_default to public",
            "right on a home of who is bound to none of its tenants: tierload_default CREATE -",
        ),
        (
            "grant usage on schema tierload_default to pg_monitor",
            "right on a home of who is bound to none of its tenants: tierload_default USAGE pg_monitor",
        ),
        (
            "create table tierload_default.x (tenant_id uuid)",
            "table without forced row security and a policy: x",
        ),
        ("alter table tierload_default.dir owner to current_user", "object that is not the loader's: dir"),
        ("create rule x as on insert to tierload_default.dir do also nothing", "trigger or rule: x"),
    ] {
        let walks = WALKS.map(|(what, sql)| {
            let sql = sql.replace("OURS", OURS);
            format!("select {} || f.name from ({sql}) f (name)", literal(&format!("{what}: ")))
        });
        let walks = walks.join(" union all ");
        let found = case.db.rows(&format!("{NAMES_IN_FULL}; begin; {add}; {walks}; rollback"));
        assert!(found.iter().any(|line| line == expected), "{add}: {found:?}");
    }
    assert_eq!(findings(&case), Vec::<String>::new());
}
