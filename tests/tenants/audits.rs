//! What audits write: who sees it.

use crate::support::{TIME, World, read, succeed};

#[test]
fn tenants_do_not_see_each_other() {
    let world = World::new();
    for tenant in ["one", "two"] {
        succeed(world.db.tierload().args(["tenant", "add", tenant, "--home", "default"]));
    }
    world.write("7", "a.log", &read("/a/1", TIME));
    succeed(world.audit_command().args(["--tenant", "one"]));
    let seen = |tenant: &str, table: &str| {
        let id = world.db.value(&format!("select tenant_id from tierload.tenant where code = '{tenant}'"));
        world.db.value(&format!(
            "begin; set local role tierload_loader; set local app.tenant_id = '{id}'; select count(*) from tierload_default.{table}"
        ))
    };
    for table in ["lucid_audit_cursor", "audit_log", "file_state"] {
        assert_eq!((seen("one", table), seen("two", table)), ("1".into(), "0".into()), "{table}");
    }
    let forced = "select count(*) from pg_class where relnamespace in ('tierload_default'::regnamespace, 'tierload_log'::regnamespace)
        and relname in ('tier_object_state', 'tier_plan', 'lucid_audit_cursor', 'lucid_audit_processed', 'entry', 'head')
        and relrowsecurity and relforcerowsecurity";
    assert_eq!(world.db.value(forced), "6");
}
