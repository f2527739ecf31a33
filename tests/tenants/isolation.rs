//! Tenants: each sees its own rows, whatever it sets.

use super::{INSUFFICIENT_PRIVILEGE, Login, READABLE, two_tenants};
use crate::support::{Session, dump, fail};
use std::time::Instant;

#[test]
fn a_tenant_sees_its_own_rows_only() {
    let case = two_tenants();
    // Above the folders of the files are `/top` and `/`.
    for (tenant, files, dirs) in [("acme", "30", "32"), ("zeta", "40", "39"), ("default", "0", "0")] {
        let login = Login::new(&case.db, tenant);
        for (table, expected) in
            [("file_current", files), ("file_state", files), ("file", files), ("dir", dirs)]
        {
            assert_eq!(
                login.rows(&format!("select count(*) from tierload_default.{table}")),
                [expected],
                "{tenant} {table}"
            );
        }
        for table in READABLE {
            // It has the tenant's home in place of the tenant.
            let (column, own) = match table {
                "tierload.home_migration" => ("home", "home"),
                _ => ("tenant_id", "tenant_id"),
            };
            let foreign = format!(
                "select count(*) from {table}
                 where {column} <> (select {own} from tierload.tenant where code = '{tenant}')"
            );
            assert_eq!(login.rows(&foreign), ["0"], "{tenant} {table}");
        }
        for scan_id in case.db.rows("select scan_id from tierload_default.scan") {
            let own = format!(
                "select scan_id from tierload_default.scan join tierload.tenant using (tenant_id)
                 where code = '{tenant}' and scan_id = {scan_id}"
            );
            let expected = if case.db.rows(&own).is_empty() { "0" } else { files };
            let snapshot = format!("select count(*) from tierload_default.snapshot({scan_id})");
            assert_eq!(login.rows(&snapshot), [expected], "{tenant} {scan_id}");
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
            login.rows(&format!("set app.tenant_id = '{zeta}'; select count(*) from {table}")),
            login.rows(&format!("select count(*) from {table}")),
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
        assert_eq!(login.rows(&format!("select count(*) from {table}")), ["0"], "{table}");
    }
    // A role that was never bound may not even look into the home.
    let stranger = Login::unbound(&case.db, "stranger");
    for table in READABLE.iter().filter(|table| !table.starts_with("tierload.")) {
        assert_eq!(stranger.refusal(&format!("select from {table}")), INSUFFICIENT_PRIVILEGE, "{table}");
    }
    for table in READABLE.iter().filter(|table| table.starts_with("tierload.")) {
        assert_eq!(stranger.rows(&format!("select count(*) from {table}")), ["0"], "{table}");
    }
}

#[test]
fn one_tenant_cannot_touch_a_scan_of_another() {
    let case = two_tenants();
    let guid = case.db.value("select scan_guid from tierload_default.scan where share_id = 1");
    let told = fail(&mut case.command(&["abandon", &guid, "--tenant", "zeta"]), 2);
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
        held.execute(&format!("select pg_advisory_xact_lock({number})"));
        for id in 0..8 {
            held.execute(&format!("select pg_advisory_xact_lock({number}, hashint8({id}))"));
        }
    }
    for table in READABLE {
        held.execute(&format!("lock table {table} in access share mode"));
    }
    for (share, strength) in [("share", "key share"), ("scan_input", "key share"), ("share", "update")] {
        let refusal = login.refusal(&format!("select from tierload_default.{share} for {strength}"));
        assert_eq!(refusal, INSUFFICIENT_PRIVILEGE, "{share} {strength}");
    }
    case.write("more.csv", dump(0..50));
    let mut ended = Vec::new();
    let updates = "file_path,new_last_accessed,audit_event_id\n/top/dir 01/file_000001.dat,1790000000,x\n";
    case.write("updates.csv", updates);
    for args in [["scan", "more.csv"], ["audit", "updates.csv"]] {
        let mut command = case.command(&args);
        let mut child = command.args(["--share", "s", "--tenant", "zeta", "--quiet"]).spawn().unwrap();
        let since = Instant::now();
        while child.try_wait().unwrap().is_none() && since.elapsed().as_secs() < 20 {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        ended.push(child.try_wait().unwrap().is_some_and(|status| status.success()));
        if ended.contains(&false) {
            held.execute("rollback");
            child.wait().unwrap();
            break;
        }
    }
    assert_eq!(ended, [true, true], "a load waited for a tenant's locks");
}
