//! Tenants with homes of their own: the schema is the fence before row security.

use super::attempts::{ON_SEQUENCES, READS, WRITES};
use super::{INSUFFICIENT_PRIVILEGE, Login, two_homes};
use crate::support::{Case, Session, dump, fail, succeed};
use std::collections::BTreeSet;

/// Relations of a home, and those of its sequences.
fn relations(case: &Case, home: &str, kinds: &str) -> Vec<String> {
    case.db.rows(&format!(
        "select '{home}.' || relname from pg_class where relnamespace = '{home}'::regnamespace
         and relkind = any (string_to_array('{kinds}', null)) order by 1"
    ))
}

#[test]
fn no_statement_looks_into_the_home_of_another() {
    let case = two_homes();
    let login = Login::new(&case.db, "acme");
    let session = login.session();
    let mut attempts = Vec::new();
    for relation in relations(&case, "tierload_zeta", "rpv") {
        let of = |template: &&str| template.replace('R', &relation).replace("MINE", "pg_temp");
        attempts.extend(READS.iter().map(of).chain(WRITES.iter().map(of)));
        attempts.push(format!("select '{relation}'::regclass"));
        attempts.push(format!("select query_to_xml('select * from {relation}', true, true, '')"));
    }
    for sequence in relations(&case, "tierload_zeta", "S") {
        attempts.extend(ON_SEQUENCES.iter().map(|template| template.replace('R', &sequence)));
    }
    attempts.extend(
        [
            "select tierload_zeta.snapshot(1)",
            "select schema_to_xml('tierload_zeta', true, true, '')",
            "select null::tierload_zeta.file_current",
            "create table tierload_zeta.mine ()",
            "create function tierload_zeta.mine() returns integer language sql as 'select 1'",
            "drop schema tierload_zeta cascade",
            "alter schema tierload_zeta rename to mine",
        ]
        .map(str::to_owned),
    );
    assert!(attempts.len() > 1000, "{}", attempts.len());
    let allowed: Vec<_> = attempts
        .iter()
        .map(|sql| (sql, session.attempt(sql)))
        .filter(|(_, outcome)| *outcome != Err(INSUFFICIENT_PRIVILEGE.into()))
        .collect();
    assert!(allowed.is_empty(), "{allowed:?}");
    assert_eq!(session.value("select count(*) from tierload_acme.file_current"), "30");
}

#[test]
fn statistics_and_sequences_of_homes_are_hidden() {
    let case = two_homes();
    case.db.execute("analyze");
    let statistics = "select count(*) from pg_stats where schemaname in ('tierload_acme', 'tierload_zeta')";
    assert!(case.count(statistics) > 50);
    let login = Login::new(&case.db, "acme");
    assert_eq!(login.rows(statistics), ["0"]);
    let numbers = "select count(last_value) from pg_sequences where schemaname = 'tierload_zeta'";
    assert!(case.count(numbers) > 0);
    assert_eq!(login.rows(numbers), ["0"]);
}

/// What any login can see of homes, for lack of a way to hide it: see sql/TENANTS.md. Should this fail, that text is out of
/// date.
#[test]
fn names_of_homes_and_who_looks_into_them_are_seen() {
    let case = two_homes();
    let (acme, zeta) = (Login::new(&case.db, "acme"), Login::new(&case.db, "zeta"));
    assert_eq!(acme.rows("select count(*) from pg_namespace where nspname = 'tierload_zeta'"), ["1"]);
    let paths = format!(
        "select count(*) from pg_db_role_setting where setrole = '{}'::regrole and setconfig::text like '%tierload_zeta%'",
        zeta.role
    );
    assert_eq!(acme.rows(&paths), ["1"]);
    assert_eq!(acme.rows("select count(*) from tierload.tenant"), ["1"]);
    assert_eq!(acme.rows("select distinct home from tierload.home_migration"), ["tierload_acme"]);
    for table in ["tierload.tenant_role", "tierload.home"] {
        assert_eq!(acme.refusal(&format!("select from {table}")), INSUFFICIENT_PRIVILEGE, "{table}");
    }
}

#[test]
fn a_role_finds_its_own_tables_from_grant_to_revoke() {
    let case = two_homes();
    let role = Login::new(&case.db, "acme");
    for (tenant, files) in [("acme", "30"), ("zeta", "40")] {
        let login = Login::unbound(&case.db, &format!("reader_of_{tenant}"));
        let grants = ["tenant", "grant", tenant, &login.role];
        succeed(&mut case.command(&grants));
        assert_eq!(login.rows("select count(*) from file_current"), [files]);
        assert_eq!(login.rows("select code from tenant"), [tenant]);
        assert_eq!(login.rows("show search_path"), [format!("tierload_{tenant}, tierload, public")]);
        let open = login.session();
        open.execute("prepare seen as select count(*) from file_current");
        assert_eq!(open.value("execute seen"), files);
        succeed(&mut case.command(&["tenant", "revoke", &login.role]));
        // An open session that plans anew finds no table; one that keeps its plan looks up no schema: row security stays.
        let seen = open.attempt("execute seen");
        assert!(seen == Ok(vec!["0".into()]) || seen == Err("42P01".into()), "{seen:?}");
        assert_eq!(login.refusal("select from file_current"), "42P01");
        let home = format!("select from tierload_{tenant}.file_current");
        assert_eq!(login.refusal(&home), INSUFFICIENT_PRIVILEGE);
        assert_eq!(login.rows("show search_path"), ["\"$user\", public"]);
        case.db.execute(&format!("drop role {0}; create role {0}", login.role));
    }
    // Nobody else lost anything.
    assert_eq!(role.rows("select count(*) from file_current"), ["30"]);
}

#[test]
fn a_query_by_share_stays_in_its_home() {
    let case = two_homes();
    case.write("few.csv", dump(0..5));
    for tenant in ["acme", "zeta"] {
        for share in 0..19 {
            let share = format!("share {share}");
            let args = ["scan", "few.csv", "--tenant", tenant, "--share", &share, "--quiet"];
            succeed(&mut case.command(&args));
        }
    }
    let shares = "select count(*) from pg_class where relname ~ '^file_state_s[0-9]+$' group by relnamespace";
    assert_eq!(case.db.rows(shares), ["20", "20"]);
    let login = Login::new(&case.db, "acme");
    let session = login.session();
    session.execute("begin");
    let query = "select count(*) from file_current where share_name = 'share 7'";
    let plan = session.attempt(&format!("explain (verbose) {query}")).unwrap().join("\n");
    let schemas: BTreeSet<&str> = plan
        .split(|c: char| !c.is_ascii_alphanumeric() && !"_.".contains(c))
        .filter_map(|name| name.split_once('.'))
        .map(|(schema, _)| schema)
        .filter(|schema| schema.starts_with("tierload"))
        .collect();
    // Functions of row security are of the common schema.
    assert!(schemas.contains("tierload_acme"), "{plan}");
    assert!(schemas.is_subset(&BTreeSet::from(["tierload", "tierload_acme"])), "{plan}");
    assert_eq!(session.value(query), "5");
    let locks = "from pg_locks l join pg_class c on c.oid = l.relation
        where l.pid = pg_backend_pid() and c.relnamespace <> 'pg_catalog'::regnamespace";
    // Row security asks for the role's binding.
    let others =
        format!("select c.relname {locks} and c.relnamespace <> 'tierload_acme'::regnamespace order by 1");
    assert_eq!(session.attempt(&others).unwrap(), ["tenant_role", "tenant_role_pkey"]);
    let count: u32 = session.value(&format!("select count(*) {locks}")).parse().unwrap();
    println!("{count} locks");
    assert!((20..=200).contains(&count), "{count} locks");
}

#[test]
fn status_verify_and_report_go_through_all_homes() {
    let case = two_homes();
    let status: serde_json::Value =
        serde_json::from_str(&succeed(&mut case.command(&["status", "--json"]))).unwrap();
    let shares = status["tenants"].as_array().unwrap().iter().map(|tenant| {
        let files: Vec<_> =
            tenant["shares"].as_array().unwrap().iter().map(|share| &share["files"]).collect();
        (tenant["code"].as_str().unwrap(), serde_json::to_string(&files).unwrap())
    });
    let expected = [("acme", "[30]"), ("default", "[]"), ("zeta", "[40]")];
    assert_eq!(shares.collect::<Vec<_>>(), expected.map(|(code, files)| (code, files.to_owned())));
    assert!(succeed(&mut case.command(&["verify"])).starts_with("2 shares, "));
    for (tenant, files) in [("acme", "30 files"), ("zeta", "40 files")] {
        let report = succeed(&mut case.command(&["report", "--share", "s", "--tenant", tenant]));
        assert!(report.starts_with(&format!("share s: {files}")), "{report}");
    }
    // Damage is found in the home that has it, and in no other.
    case.db.execute("update tierload_zeta.scan set loaded = loaded + 1");
    let damaged = case.command(&["verify"]).output().unwrap();
    let told = String::from_utf8(damaged.stdout).unwrap();
    assert!(!told.is_empty() && told.lines().all(|line| line.starts_with("zeta/s: ")), "{told}");
    assert!(String::from_utf8(damaged.stderr).unwrap().contains("in 2 shares"));
    succeed(&mut case.command(&["verify", "--tenant", "acme"]));
    fail(&mut case.command(&["verify", "--tenant", "zeta"]), 4);
}

#[test]
fn a_loader_of_one_tenant_sees_nothing_in_the_home_of_another() {
    let case = two_homes();
    let session = Session::open(&case.db);
    session
        .execute(&format!("set role tierload_loader; set app.tenant_id = '{}'", super::id_of(&case, "acme")));
    for (home, files) in [("tierload_acme", "30"), ("tierload_zeta", "0")] {
        for table in ["file_current", "file_state", "file"] {
            assert_eq!(
                session.value(&format!("select count(*) from {home}.{table}")),
                files,
                "{home}.{table}"
            );
        }
    }
}
