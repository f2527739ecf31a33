//! Tenants: each sees its own rows, whatever it sets.

use super::case::{Case, Session, dump};
use crate::support::{TestDb, succeed};

/// A login role of one tenant. Roles are the server's, so its name holds the database's, and it goes with the value.
struct Login<'a> {
    db: &'a TestDb,
    role: String,
}

impl Login<'_> {
    fn new<'a>(db: &'a TestDb, tenant: &str) -> Login<'a> {
        let role = format!("{}_{tenant}", db.value("select current_database()"));
        db.execute(&format!(
            "drop role if exists {role}; create role {role} login;
             insert into tierload.tenant_role
                 select '{role}', tenant_id from tierload.tenant where code = '{tenant}'"
        ));
        Login { db, role }
    }

    /// As if the role had logged in: session_user is what counts.
    fn rows(&self, sql: &str) -> Vec<String> {
        self.db.rows(&format!("set session authorization {}; {sql}", self.role))
    }

    fn refusal(&self, sql: &str) -> String {
        self.db.refusal(&format!("set session authorization {}; {sql}", self.role))
    }
}

impl Drop for Login<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.db.execute(&format!("drop role {}", self.role));
        }
    }
}

const INSUFFICIENT_PRIVILEGE: &str = "42501";

/// Tables that tenants read.
const READABLE: [&str; 8] =
    ["tenant", "share", "scan", "scan_input", "dir", "file", "file_state", "file_current"];

/// Tenants acme and zeta, who have a share of one name with 30 and 40 files, and a third one without any.
fn two_tenants() -> Case {
    let case = Case::new();
    for (tenant, files) in [("acme", 0..30), ("zeta", 0..40)] {
        succeed(&mut case.command(&["tenant", "add", tenant]));
        let name = format!("{tenant}.csv");
        case.write(&name, dump(files));
        case.load(&[&name, "--tenant", tenant]);
    }
    case
}

#[test]
fn a_tenant_sees_its_own_rows_only() {
    let case = two_tenants();
    for (tenant, files, dirs) in [("acme", "30", "30"), ("zeta", "40", "37"), ("default", "0", "0")] {
        let login = Login::new(&case.db, tenant);
        for (table, expected) in
            [("file_current", files), ("file_state", files), ("file", files), ("dir", dirs)]
        {
            assert_eq!(
                login.rows(&format!("select count(*) from tierload.{table}")),
                [expected],
                "{tenant} {table}"
            );
        }
        for table in READABLE {
            let foreign = format!(
                "select count(*) from tierload.{table}
                 where tenant_id <> (select tenant_id from tierload.tenant where code = '{tenant}')"
            );
            assert_eq!(login.rows(&foreign), ["0"], "{tenant} {table}");
        }
        assert_eq!(login.rows("select code from tierload.tenant"), [tenant]);
    }
}

#[test]
fn setting_the_tenant_does_not_help() {
    let case = two_tenants();
    let login = Login::new(&case.db, "acme");
    let zeta = case.db.value("select tenant_id from tierload.tenant where code = 'zeta'");
    for table in READABLE {
        assert_eq!(
            login.rows(&format!("set app.tenant_id = '{zeta}'; select count(*) from tierload.{table}")),
            login.rows(&format!("select count(*) from tierload.{table}")),
            "{table}"
        );
    }
    assert_eq!(
        login.rows(&format!("set app.tenant_id = '{zeta}'; select code from tierload.tenant")),
        ["acme"]
    );
    assert_eq!(login.refusal("set role tierload_loader"), INSUFFICIENT_PRIVILEGE);
}

#[test]
fn a_login_of_no_tenant_sees_nothing() {
    let case = two_tenants();
    let login = Login::new(&case.db, "acme");
    case.db.execute("delete from tierload.tenant_role");
    for table in READABLE {
        assert_eq!(login.rows(&format!("select count(*) from tierload.{table}")), ["0"], "{table}");
    }
}

#[test]
fn nothing_is_reached_past_the_policies_and_nothing_is_written() {
    let case = two_tenants();
    // A scan under way has a staging table of its own.
    case.write("more.csv", dump(0..800));
    let mut child = case
        .scan(&["more.csv", "--tenant", "acme", "--jobs", "1", "--chunk-bytes", "300", "--quiet"])
        .spawn()
        .unwrap();
    case.wait_for("select exists (select from pg_tables where tablename like 'staging_scan_%')");
    child.kill().unwrap();
    child.wait().unwrap();
    let login = Login::new(&case.db, "acme");
    let hidden = case.db.rows(
        "select c.relname from pg_class c left join pg_inherits i on i.inhrelid = c.oid
         where c.relnamespace = 'tierload'::regnamespace and c.relkind in ('r', 'p')
             and (i.inhrelid is not null or c.relname like 'staging%')",
    );
    assert!(hidden.iter().any(|table| table.starts_with("staging_scan_")), "{hidden:?}");
    for part in ["file_s1", "file_s1_c1", "file_state_s1", "file_s2", "file_s2_c2", "file_state_s2"] {
        assert!(hidden.iter().any(|table| table == part), "{part} is not in {hidden:?}");
    }
    for table in &hidden {
        let read = format!("select count(*) from tierload.{table}");
        assert_eq!(login.refusal(&read), INSUFFICIENT_PRIVILEGE, "{table}");
    }
    for table in ["tenant_role", "ingest_chunk", "scan_reject"] {
        let refusal = login.refusal(&format!("select * from tierload.{table}"));
        assert_eq!(refusal, INSUFFICIENT_PRIVILEGE, "{table}");
    }
    for table in READABLE {
        let refusal = login.refusal(&format!("delete from tierload.{table}"));
        assert!([INSUFFICIENT_PRIVILEGE, "55000"].contains(&refusal.as_str()), "{table}: {refusal}");
    }
    assert_eq!(login.refusal("create table tierload.mine (n int)"), INSUFFICIENT_PRIVILEGE);
}

#[test]
fn every_table_with_a_tenant_is_under_a_forced_policy() {
    let case = two_tenants();
    let bare = case.db.rows(
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
         where c.relnamespace = 'tierload'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
             and c.relname not like 'staging%' and not (c.relrowsecurity and c.relforcerowsecurity)",
    );
    assert_eq!(bare, Vec::<String>::new());
}

#[test]
fn one_tenant_cannot_touch_a_scan_of_another() {
    let case = two_tenants();
    let guid = case.db.value("select scan_guid from tierload.scan where share_id = 1");
    let told = crate::support::fail(&mut case.command(&["abandon", &guid, "--tenant", "zeta"]), 2);
    assert!(told.contains(&format!("tenant zeta has no scan {guid}")), "{told}");
    // The same guid in another tenant is another scan.
    let summary = case.load(&["acme.csv", "--tenant", "default", "--scan-id", &guid]);
    assert_eq!((&summary["already_loaded"], &summary["loaded"]), (&false.into(), &30.into()));
}

#[test]
fn a_tenant_cannot_hold_up_a_load_with_locks_of_its_own() {
    let case = two_tenants();
    let login = Login::new(&case.db, "acme");
    let held = Session::open(&case.db);
    held.execute(&format!("set session authorization {}; begin", login.role));
    // Every number that the loader could mean by an advisory lock, and every table that the tenant may read.
    for number in 7_310_590..7_310_600 {
        for id in 0..8 {
            held.execute(&format!("select pg_advisory_xact_lock({number}, hashint8({id}))"));
        }
    }
    for table in READABLE {
        held.execute(&format!("lock table tierload.{table} in access share mode"));
    }
    for (share, strength) in [("share", "key share"), ("scan_input", "key share"), ("share", "update")] {
        let refusal = login.refusal(&format!("select from tierload.{share} for {strength}"));
        assert_eq!(refusal, INSUFFICIENT_PRIVILEGE, "{share} {strength}");
    }
    case.write("more.csv", dump(0..50));
    let mut child = case.scan(&["more.csv", "--tenant", "zeta", "--quiet"]).spawn().unwrap();
    let since = std::time::Instant::now();
    let ended = loop {
        match child.try_wait().unwrap() {
            Some(status) => break Some(status),
            None if since.elapsed().as_secs() > 20 => break None,
            None => std::thread::sleep(std::time::Duration::from_millis(20)),
        }
    };
    held.execute("rollback");
    if ended.is_none() {
        child.wait().unwrap();
    }
    assert!(ended.is_some_and(|status| status.success()), "the load waited for a tenant's locks");
}
