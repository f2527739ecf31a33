//! `tierload tenant add`: the home that a code gets, and what stands in its way.

use crate::support::{Case, HEADER, Session, dump, fail, one_line, succeed};

use super::Login;

/// Codes that are no plain identifiers, and their like.
fn odd_codes() -> Vec<String> {
    let long = "x".repeat(63);
    let others = [
        "Acme.Co",
        "acme.co",
        "acme-co",
        "a-b",
        "1x",
        "A",
        "a",
        "loader",
        "select",
        &long[..50],
        &long[..51],
    ];
    let longest = [long.clone(), long.to_uppercase(), format!("{}.Y", &long[..61])];
    others.iter().map(|code| (*code).to_owned()).chain(longest).collect()
}

#[test]
fn every_code_gets_a_home_of_its_own() {
    let case = Case::new();
    for code in odd_codes() {
        succeed(&mut case.command(&["tenant", "add", &code]));
    }
    let homes = case.db.rows("select home from tierload.tenant order by code collate \"C\"");
    assert!(homes.iter().all(|home| home.starts_with("tierload_") && home.len() <= 63), "{homes:?}");
    let different: std::collections::BTreeSet<_> = homes.iter().collect();
    assert_eq!(different.len(), odd_codes().len() + 1, "{homes:?}");
    let list = succeed(&mut case.command(&["tenant", "list"]));
    assert!(homes.iter().all(|home| list.contains(&format!("  {home}  "))), "{list}");
}

#[test]
fn all_commands_work_in_the_home_of_an_odd_code() {
    let case = Case::new();
    case.write("a.csv", dump(0..30));
    case.write("b.csv", dump(5..35));
    let codes = odd_codes();
    for code in [codes[0].as_str(), "a-b", "1x", codes.last().unwrap()] {
        succeed(&mut case.command(&["tenant", "add", code]));
        let login = Login::unbound(&case.db, "reader");
        succeed(&mut case.command(&["tenant", "grant", code, &login.role]));
        let of = |args: &[&str]| succeed(case.command(args).args(["--share", "s", "--tenant", code]));
        let first = case.load(&["a.csv", "--tenant", code]);
        let second = case.load(&["b.csv", "--tenant", code]);
        assert_eq!(
            (&first["files_new"], &second["files_new"], &second["files_removed"]),
            (&30.into(), &5.into(), &5.into())
        );
        case.write(
            "u.csv",
            format!(
                "file_path,new_last_accessed,audit_event_id\n/top/dir 06/file_000006.dat,{},{code}\n",
                // Later than the plan.
                jiff::Timestamp::now().as_second() + 60
            ),
        );
        of(&["plan", "--target", "s3://cold", "--older-than", "1d"]);
        of(&["audit", "u.csv"]);
        assert!(of(&["report"]).starts_with("share s: 30 files"));
        assert!(of(&["verify"]).contains("nothing found"));
        let status = succeed(&mut case.command(&["status", "--tenant", code]));
        assert!(status.contains("  share s  ") && status.contains("30 files"), "{status}");
        assert_eq!(login.rows("select count(*) from file_current"), ["30"]);
        assert_eq!(
            login.rows("select count(*) from file where scan_id = (select min(scan_id) from scan)"),
            ["30"]
        );
        assert_eq!(
            login.rows("select count(*) from tier_object where state = 'REHYDRATED' or access_count > 0"),
            ["1"]
        );
        // A scan that is given up.
        case.write("cut.csv", format!("{HEADER}/top,a,1,1,1,1\n/top,b,"));
        fail(case.command(&["scan", "cut.csv", "--share", "cut", "--quiet"]).args(["--tenant", code]), 3);
        succeed(&mut case.command(&["tenant", "revoke", &login.role]));
    }
    assert!(succeed(&mut case.command(&["verify"])).contains("nothing found"));
}

/// What there is of a tenant: its rows, its home's, the schema and how many objects are in it.
fn traces(case: &Case, code: &str, home: &str) -> Vec<String> {
    case.db.rows(&format!(
        "select 'tenant' from tierload.tenant where code = '{code}'
         union all select 'home' from tierload.home where home = '{home}'
         union all select 'migration' from tierload.home_migration where home = '{home}'
         union all select 'schema of ' || nspowner::regrole from pg_namespace where nspname = '{home}'
         union all select 'relation' from pg_class where relnamespace = to_regnamespace('{home}')"
    ))
}

#[test]
fn a_schema_in_the_way_is_named_and_left_alone() {
    let case = Case::new();
    let other = Login::unbound(&case.db, "other");
    case.db.execute(&format!(
        "create schema tierload_zeta authorization {}; create table tierload_zeta.keep as select 7 as n",
        other.role
    ));
    let before = traces(&case, "zeta", "tierload_zeta");
    assert_eq!(before, [format!("schema of {}", other.role), "relation".to_owned()]);
    let told = one_line(&fail(&mut case.command(&["tenant", "add", "zeta"]), 4));
    for part in
        ["schema tierload_zeta already", &other.role, "alter schema tierload_zeta rename to", "same command"]
    {
        assert!(told.contains(part), "{told}");
    }
    assert_eq!(traces(&case, "zeta", "tierload_zeta"), before);
    // Also where it should be shared.
    fail(&mut case.command(&["tenant", "add", "acme", "--home", "zeta"]), 4);
    assert_eq!(traces(&case, "acme", "tierload_zeta"), before);
    case.db.execute("alter schema tierload_zeta rename to elsewhere");
    succeed(&mut case.command(&["tenant", "add", "zeta"]));
    case.write("a.csv", dump(0..3));
    case.load(&["a.csv", "--tenant", "zeta"]);
    assert_eq!(case.db.value("select n from elsewhere.keep"), "7");
    case.db.execute("drop schema elsewhere cascade");
}

#[test]
fn what_fails_amid_a_home_leaves_nothing_of_it() {
    let case = Case::new();
    // The server refuses the last table of a home.
    case.db.execute(
        "create function public.refuse() returns event_trigger language plpgsql as $$
         begin
             if exists (select from pg_event_trigger_ddl_commands() where object_identity like '%.audit_log') then
                 raise 'refused';
             end if;
         end $$;
         create event trigger refuse on ddl_command_end execute function public.refuse()",
    );
    let told = one_line(&fail(&mut case.command(&["tenant", "add", "zeta"]), 4));
    assert!(told.contains("nothing of it was changed: 0003_audit") && told.contains("refused"), "{told}");
    assert_eq!(traces(&case, "zeta", "tierload_zeta"), Vec::<String>::new());
    case.db.execute("drop event trigger refuse");
    succeed(&mut case.command(&["tenant", "add", "zeta"]));
    case.write("a.csv", dump(0..3));
    case.load(&["a.csv", "--tenant", "zeta"]);
}

#[test]
fn of_two_that_add_a_tenant_at_once_one_does() {
    let case = Case::new();
    let held = Session::open(&case.db);
    // Both wait for the row of the home that a third is about to make, and then does not.
    held.execute("begin; insert into tierload.home values ('tierload_zeta', now())");
    let adding: Vec<_> = (0..2)
        .map(|_| {
            let mut command = case.command(&["tenant", "add", "zeta"]);
            command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap()
        })
        .collect();
    case.wait_for(
        "select count(*) = 2 from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like '%tierload.home%'",
    );
    held.execute("rollback");
    let mut codes: Vec<_> = adding.into_iter().map(|mut child| child.wait().unwrap().code()).collect();
    codes.sort();
    assert_eq!(codes, [Some(0), Some(2)]);
    let applied = |home: &str| {
        case.count(&format!("select count(*) from tierload.home_migration where home = '{home}'"))
    };
    assert_eq!(applied("tierload_zeta"), applied("tierload_default"));
}

#[test]
fn who_names_no_home_shares_none() {
    let case = Case::new();
    succeed(&mut case.command(&["tenant", "add", "small", "--home", "several"]));
    succeed(&mut case.command(&["tenant", "add", "tiny", "--home", "several"]));
    // The code of a home that several share.
    let told = one_line(&fail(&mut case.command(&["tenant", "add", "several"]), 2));
    assert!(told.contains("tenant small lives in home tierload_several"), "{told}");
    assert!(told.contains("tierload tenant add several --home NAME"), "{told}");
    assert_eq!(
        case.db.rows("select code, home from tierload.tenant order by 1"),
        ["default|tierload_default", "small|tierload_several", "tiny|tierload_several"]
    );
}

#[test]
fn many_move_into_one_home_at_once() {
    let case = Case::new();
    let adding: Vec<_> = (0..6)
        .map(|number| {
            let code = format!("t{number}");
            case.command(&["tenant", "add", &code, "--home", "many", "--retry-for", "0s"])
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in adding {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(case.count("select count(*) from tierload.tenant where home = 'tierload_many'"), 6);
}
