//! A loader that forgets whose rows it works on.

use crate::support::{Case, Session};

use super::{INSUFFICIENT_PRIVILEGE, id_of, relations, two_busy_tenants};

/// Relations that belong to no tenant, and those that the loader reads to find out about tenants.
const OF_NOBODY: [&str; 5] = [
    "tierload.schema_migration",
    "tierload.home",
    "tierload.home_migration",
    "tierload.tenant",
    "tierload.tenant_role",
];

/// A session in the loader's role.
fn loader(case: &Case, tenant: &str) -> Session {
    let session = Session::open(&case.db);
    session.execute(&format!("set role tierload_loader; set app.tenant_id = '{tenant}'"));
    session
}

/// Every table that holds rows of tenants. The staging tables are filled by COPY, which PostgreSQL does not do under
/// row security; a first scan's become the partitions of `file_state` and `dir_state`, which updates name that a policy
/// would slow. Only the loader has rights there, and it finds their names in the tenant's own rows.
fn tables(case: &Case) -> Vec<String> {
    let mut tables = relations(case, "rpv");
    tables.retain(|table| {
        !OF_NOBODY.contains(&table.as_str())
            && !table.starts_with("tierload_default.staging_")
            && !table.starts_with("tierload_default.file_state_s")
            && !table.starts_with("tierload_default.dir_state_s")
    });
    tables
}

#[test]
fn without_a_tenant_nothing_is_seen_changed_or_added() {
    let case = two_busy_tenants();
    let session = loader(&case, "");
    let views = relations(&case, "v");
    for table in tables(&case) {
        let rows =
            |verb: &str| session.attempt(&format!("with x as ({verb} returning 1) select count(*) from x"));
        assert_eq!(session.value(&format!("select count(*) from {table}")), "0", "{table}");
        if views.contains(&table) {
            continue;
        }
        assert_eq!(rows(&format!("delete from {table}")), Ok(vec!["0".into()]), "{table}");
        assert_eq!(
            rows(&format!("update {table} set tenant_id = tenant_id")),
            Ok(vec!["0".into()]),
            "{table}"
        );
    }
}

#[test]
fn rows_of_another_tenant_are_refused() {
    let case = two_busy_tenants();
    let (acme, zeta) = (id_of(&case, "acme"), id_of(&case, "zeta"));
    let views = relations(&case, "v");
    for tenant in ["", acme.as_str()] {
        let session = loader(&case, tenant);
        for table in tables(&case) {
            if views.contains(&table) {
                continue;
            }
            // A copy of a row of zeta's as whoever sees all would make it: the policy stops it before any key does.
            let sample = case.db.rows(&format!(
                "select * from json_populate_record(null::{table},
                     (select to_json(t) from {table} t where tenant_id = '{zeta}' limit 1))"
            ));
            if sample.iter().all(|row| row.split('|').all(|value| value == "-")) {
                continue;
            }
            let row = case
                .db
                .value(&format!("select to_json(t) from {table} t where tenant_id = '{zeta}' limit 1"));
            let generated = case.db.value(&format!(
                "select exists (select from pg_attribute where attrelid = '{table}'::regclass and attidentity = 'a')"
            ));
            let overriding = if generated == "t" { "overriding system value" } else { "" };
            let refusal = session.attempt(&format!(
                "insert into {table} {overriding} select * from json_populate_record(null::{table}, $json${row}$json$)"
            ));
            assert_eq!(refusal, Err(INSUFFICIENT_PRIVILEGE.into()), "{table} as {tenant:?}");
        }
    }
}
