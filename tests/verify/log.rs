//! The chains of the log: each row that is not what was written is named.

use super::audited;
use crate::support::{TIME, read, succeed};

/// What the check says of a damage, by somebody who may change the log. Row 3 is amid a chain of six or more; `LAST` is its last.
const DAMAGES: &[(&str, &str)] = &[
    (
        "log_chain.sql: audit_log 3: place 3 is not what",
        "update tierload_log.entry set actor = 'somebody' where entry_id = 3",
    ),
    (
        "log_chain.sql: audit_log 3: place 3 is not what",
        "update tierload_log.entry set logged_utc = logged_utc - interval '1 us' where entry_id = 3",
    ),
    (
        "log_chain.sql: audit_log 3: place 3 is not what",
        "update tierload_log.entry set action = 'x' where entry_id = 3",
    ),
    (
        "log_chain.sql: audit_log 3: place 3 is not what",
        "update tierload_log.entry set detail = detail || '{\"x\": 1}' where entry_id = 3",
    ),
    (
        "log_chain.sql: audit_log 3: place 3 is not what",
        "update tierload_log.entry set carried_over = true where entry_id = 3",
    ),
    (
        "log_chain.sql: audit_log 3: place 3 is not what",
        "update tierload_log.entry set hash = sha256('') where entry_id = 3",
    ),
    (
        "log_chain.sql: audit_log 30: place 3 is not what",
        "update tierload_log.entry set entry_id = 30 where entry_id = 3",
    ),
    (
        "log_chain.sql: audit_log 3: place 3 follows place 0",
        "update tierload_log.entry set share_id = null where entry_id = 3",
    ),
    (
        "log_chain.sql: audit_log 4: place 4 follows place 2",
        "delete from tierload_log.entry where entry_id = 3",
    ),
    (
        "log_chain.sql: audit_log 2: place 2 follows place 0",
        "delete from tierload_log.entry where entry_id = 1",
    ),
    (
        "log_chain.sql: audit_log 4: place 3 is not what",
        "update tierload_log.entry set place = place + 1000 where entry_id in (3, 4);
         update tierload_log.entry set place = 1007 - place where entry_id in (3, 4)",
    ),
    (
        "log_chain.sql: audit_log: its last row was place LAST",
        "delete from tierload_log.entry where entry_id = LAST",
    ),
    (
        "log_chain.sql: audit_log: its last row was place LAST, and the last one there is none",
        "delete from tierload_log.entry",
    ),
    ("log_chain.sql: audit_log: the end of its chain is not noted", "delete from tierload_log.head"),
    (
        "log_chain.sql: audit_log 90: place 3 is not what",
        "update tierload_log.entry set place = place + 100 where place >= 3;
         update tierload_log.entry set place = place - 99 where place >= 100;
         insert into tierload_log.entry
         select 90, tenant_id, share_id, 3, logged_utc, actor, action, detail, carried_over, hash
         from tierload_log.entry where entry_id = 2",
    ),
];

#[test]
fn each_row_that_is_not_what_was_written_is_named() {
    let world = audited();
    // Once more, so that the chain is long enough to have a middle.
    world.write("7", "b.log", &read("/a/1", TIME));
    world.audit();
    let last = world.db.value("select max(entry_id) from tierload_log.entry");
    assert!(
        last.parse::<u32>().unwrap() >= 5 && world.db.value("select count(*) from tierload_log.head") == "1"
    );
    for table in ["entry", "head"] {
        world.db.execute(&format!("create table public.good_{table} as table tierload_log.{table}"));
    }
    for (found, damage) in DAMAGES {
        let (found, damage) = (found.replace("LAST", &last), damage.replace("LAST", &last));
        world.db.execute(&damage);
        let output = world.db.tierload().arg("verify").output().unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(4), "{damage}: {told}");
        assert!(told.contains(&found), "{damage}: {told}");
        world.db.execute(
            "truncate tierload_log.entry, tierload_log.head;
             insert into tierload_log.entry table public.good_entry; insert into tierload_log.head table public.good_head",
        );
    }
    succeed(world.db.tierload().arg("verify"));
}

/// A chain is a share's: verifying one share does not say what another one has.
#[test]
fn the_chain_of_each_share_is_its_own() {
    let world = audited();
    world.db.execute(
        "begin; select set_config('app.tenant_id', (select tenant_id from tierload.tenant)::text, true);
         set local role tierload_loader; select tierload_log.add(current_setting('app.tenant_id')::uuid, null, 'x', '{}');
         select tierload_log.add(current_setting('app.tenant_id')::uuid, 77, 'x', '{}'); commit",
    );
    succeed(world.db.tierload().arg("verify"));
    world.db.execute("update tierload_log.entry set action = 'y' where share_id is null or share_id = 77");
    let output = world.db.tierload().arg("verify").output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(told.matches("default/-: verify/log_chain.sql: audit_log ").count(), 2, "{told}");
    let share = world.db.value("select share_name from tierload_default.share");
    succeed(world.db.tierload().args(["verify", "--share", &share]));
}
