//! What a tenant's login role may do, and what nobody's tricks get it.
//!
//! - `grant`: `tierload tenant grant` and `revoke`
//! - `readers`: the commands that read, as a tenant's login role
//! - `isolation`: each sees its own rows, whatever it sets
//! - `attempts`: every kind of statement on every relation
//! - `inference`: statistics, plans, errors, functions that tell what they are given
//! - `greater`: superusers beside loaders
//! - `homes`: the schema of each tenant as a fence
//! - `adding`: `tierload tenant add`, the homes of odd codes, what is in the way
//! - `versions`: homes that are behind, or ahead
//! - `catalogue`: walks over the catalogue that a new table or function must pass
//! - `names`: objects of a tenant's that bear the names of ours
//! - `squatting`: what others made in our schemas is not read
//! - `forgotten`: a loader that forgets the tenant
//! - `audits`: what audits write
//! - `log`: the log of what was done, which its loader cannot change
//! - `log_rights`: who can guard the log, and what is said where nobody did

mod adding;
mod attempts;
mod audits;
mod catalogue;
mod forgotten;
mod grant;
mod greater;
mod homes;
mod inference;
mod isolation;
mod log;
mod log_rights;
mod names;
mod readers;
mod squatting;
mod versions;

use crate::support::{Case, Session, TestDb, dump, succeed};
use std::fs;

pub(crate) const INSUFFICIENT_PRIVILEGE: &str = "42501";

/// What tenants read. All else is closed to them.
pub(crate) const READABLE: [&str; 21] = [
    "tierload.tenant",
    "tierload.home_migration",
    "tierload_default.ingest_chunk",
    "tierload_default.share",
    "tierload_default.scan",
    "tierload_default.scan_input",
    "tierload_default.dir",
    "tierload_default.dir_state",
    "tierload_default.dir_history",
    "tierload_default.principal",
    "tierload_default.file",
    "tierload_default.file_state",
    "tierload_default.file_history",
    "tierload_default.file_version",
    "tierload_default.file_known",
    "tierload_default.file_current",
    "tierload_default.file_removed",
    "tierload_default.tier_object",
    "tierload_default.tier_object_state",
    "tierload_default.tier_plan",
    "tierload_default.audit_log",
];

/// A login role of one tenant, connected as itself. Roles are the server's, so its name holds the database's, and it
/// goes with the value.
pub(crate) struct Login<'a> {
    db: &'a TestDb,
    pub(crate) role: String,
}

impl<'a> Login<'a> {
    /// A role that nobody has bound.
    pub(crate) fn unbound(db: &'a TestDb, suffix: &str) -> Login<'a> {
        let role = format!("{}_{suffix}", db.name());
        db.execute(&format!("drop role if exists {role}; create role {role} login"));
        Login { db, role }
    }

    /// A role that reads a tenant.
    pub(crate) fn new(db: &'a TestDb, tenant: &str) -> Login<'a> {
        let login = Login::unbound(db, tenant);
        succeed(db.tierload().args(["tenant", "grant", tenant, &login.role]));
        login
    }

    pub(crate) fn session(&self) -> Session {
        Session::at(&self.db.url_of(&self.role))
    }

    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        self.session().attempt(sql).unwrap_or_else(|state| panic!("{sql}: {state}"))
    }

    pub(crate) fn refusal(&self, sql: &str) -> String {
        self.session().attempt(sql).err().unwrap_or_default()
    }
}

impl Drop for Login<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.db.execute(&format!("drop owned by {0}; drop role {0}", self.role));
        }
    }
}

/// Tenants acme and zeta, who have a share of one name with 30 and 40 files, and a third one without any: all in one home, so
/// that row security alone keeps them apart.
pub(crate) fn two_tenants() -> Case {
    acme_and_zeta(&["--home", "default"])
}

/// The same, each in a home of its own.
pub(crate) fn two_homes() -> Case {
    acme_and_zeta(&[])
}

fn acme_and_zeta(home: &[&str]) -> Case {
    let case = Case::new();
    for (tenant, files) in [("acme", 0..30), ("zeta", 0..40)] {
        succeed(case.command(&["tenant", "add", tenant]).args(home));
        let name = format!("{tenant}.csv");
        case.write(&name, dump(files));
        case.load(&[&name, "--tenant", tenant]);
    }
    case
}

/// The same, and every table has rows of both: versions, owners, rejects, plans, audit logs, ids of updates, and a scan
/// under way.
pub(crate) fn two_busy_tenants() -> Case {
    let case = two_tenants();
    for tenant in ["acme", "zeta"] {
        let of_tenant =
            |args: &[&str]| succeed(case.command(args).args(["--share", "s", "--tenant", tenant]));
        let bad = format!(
            "{}/no,row,x,9,9,9\n/top/dir 00,file_000000.dat,9,9,9,9\n",
            dump(0..20).replace("/top", &format!("/only-{tenant}"))
        );
        case.write("bad.csv", bad);
        case.load(&["bad.csv", "--tenant", tenant, "--max-rejects", "50%", "--quiet"]);
        of_tenant(&["plan", "--target", "s3://cold", "--older-than", "30d"]);
        case.write(
            "updates.csv",
            format!("file_path,new_last_accessed,audit_event_id\n/only-{tenant}/dir 01/file_000001.dat,1790000000,{tenant}1\n"),
        );
        of_tenant(&["audit", "updates.csv"]);
        let folder = case.folder().join(tenant).join(".lucid_audit/7/2026/06");
        fs::create_dir_all(&folder).unwrap();
        let line = "{\"timestamp\":1779987033000000,\"operation\":{\"action\":\"FileRead\",\"entryPath\":\"/a/1\"}}\n";
        fs::write(folder.join("a.log"), line).unwrap();
        succeed(&mut case.command(&[
            "audit",
            tenant,
            "--share",
            "logs",
            "--create-share",
            "--tenant",
            tenant,
        ]));
        // A scan under way has a staging table of its own.
        case.write("more.csv", dump(0..800).replace("/top", &format!("/more-{tenant}")));
        let started = "select count(*) from pg_tables where tablename like 'staging_scan_%'";
        let before = case.count(started);
        let mut child = case
            .scan(&["more.csv", "--tenant", tenant, "--jobs", "1", "--chunk-bytes", "300", "--quiet"])
            .spawn()
            .unwrap();
        case.wait_for(&format!("select ({started}) > {before}"));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    case.db.execute(
        "insert into tierload_default.principal (tenant_id, principal_digest, principal)
         select tenant_id, md5(code)::uuid, 'owner of ' || code from tierload.tenant where code in ('acme', 'zeta')",
    );
    case
}

/// The id of a tenant.
pub(crate) fn id_of(case: &Case, tenant: &str) -> String {
    case.db.value(&format!("select tenant_id from tierload.tenant where code = '{tenant}'"))
}

/// Relations of the common schema and of the home, by kind: `r` table, `p` partitioned table, `v` view, `S` sequence. What
/// stood in the common schema before there were homes is left out.
pub(crate) fn relations(case: &Case, kinds: &str) -> Vec<String> {
    case.db.rows(&format!(
        "select c.relnamespace::regnamespace || '.' || c.relname from pg_class c
         where c.relkind = any (string_to_array('{kinds}', null))
             and (c.relnamespace = 'tierload_default'::regnamespace
                 or c.relnamespace = 'tierload'::regnamespace and not exists (
                     select from pg_class h where h.relnamespace = 'tierload_default'::regnamespace
                         and h.relname = c.relname))
         order by 1"
    ))
}
