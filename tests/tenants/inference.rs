//! What can be told without being read: statistics, plans, errors, and functions that tell what they are given.

use crate::support::Case;

use super::{INSUFFICIENT_PRIVILEGE, Login, READABLE, id_of, two_busy_tenants};

/// Directories of both tenants, with statistics.
fn world() -> Case {
    let case = two_busy_tenants();
    case.db.execute("analyze");
    assert!(case.count("select count(*) from pg_stats where schemaname = 'tierload_default'") > 50);
    case
}

#[test]
fn statistics_of_columns_are_hidden() {
    let case = world();
    case.db.execute("create statistics tierload_default.two on dir_id, name from tierload_default.file_state; analyze tierload_default.file_state");
    let login = Login::new(&case.db, "acme");
    for view in ["pg_stats", "pg_stats_ext", "pg_stats_ext_exprs"] {
        let rows = login.rows(&format!("select count(*) from {view} where schemaname = 'tierload_default'"));
        assert_eq!(rows, ["0"], "{view}");
    }
    for table in ["pg_statistic", "pg_statistic_ext_data"] {
        assert_eq!(login.refusal(&format!("select from {table}")), INSUFFICIENT_PRIVILEGE, "{table}");
    }
}

#[test]
fn a_function_that_tells_what_it_is_given_is_given_own_rows_only() {
    let case = world();
    let login = Login::new(&case.db, "acme");
    let session = login.session();
    session.execute(
        "create temporary table heard (what text);
         create function pg_temp.hear(what text) returns boolean language plpgsql cost 0.0000000001 as
             $$ begin insert into heard values (what); return true; end $$;
         create function pg_temp.hear_eq(a text, b text) returns boolean language plpgsql cost 0.0000000001 as
             $$ begin insert into heard values (a), (b); return true; end $$;
         create operator pg_temp.=== (function = pg_temp.hear_eq, leftarg = text, rightarg = text)",
    );
    for table in READABLE {
        for sql in [
            format!("select count(*) from {table} t where pg_temp.hear(t::text)"),
            format!("select count(*) from {table} t where t::text operator(pg_temp.===) 'x'"),
            format!(
                "select count(*) from {table} t join tierload_default.share s on pg_temp.hear(t::text || s::text)"
            ),
            format!("select count(pg_temp.hear(t::text)) from {table} t group by pg_temp.hear(t::text)"),
            format!("explain analyze select from {table} t where pg_temp.hear(t::text)"),
        ] {
            session.execute(&sql);
        }
    }
    let zeta = id_of(&case, "zeta");
    assert_ne!(session.value("select count(*) from heard"), "0");
    let foreign = format!("select count(*) from heard where what like '%{zeta}%' or what like '%zeta%'");
    assert_eq!(session.value(&foreign), "0");
}

#[test]
fn errors_and_casts_say_nothing_of_other_rows() {
    let case = world();
    let login = Login::new(&case.db, "acme");
    let session = login.session();
    // A cast that fails tells the value in its message, and 1/0 whether there is a row.
    for sql in [
        "select count(*) from tierload_default.dir where dir_path like '%zeta%' and dir_path::integer = 1",
        "select count(*) from tierload.tenant where code = 'zeta' and code::integer = 1",
    ] {
        assert_eq!(session.attempt(sql), Ok(vec!["0".into()]), "{sql}");
    }
    // Whether a key of another is there: rights are looked at first.
    for (table, columns) in [
        ("tierload.tenant", "code"),
        ("tierload_default.share", "share_id"),
        ("tierload_default.scan", "scan_guid"),
    ] {
        for value in ["zeta", "nobody"] {
            let state = session.attempt(&format!("insert into {table} ({columns}) values ('{value}')"));
            let expected = if table == "tierload.tenant" { INSUFFICIENT_PRIVILEGE } else { "" };
            assert!(state.is_err_and(|state| expected.is_empty() || state == expected), "{table}");
        }
    }
    assert_eq!(login.rows("select count(*) from pg_largeobject_metadata"), ["0"]);
}

/// What any login of the database can see, for lack of a way to hide it: see sql/TENANTS.md. Should this fail, that text
/// is out of date.
#[test]
fn what_the_servers_own_catalogue_shows_to_everybody() {
    let case = world();
    let login = Login::new(&case.db, "acme");
    let session = login.session();
    // Numbers by partition: how many rows, how large, how often written. Names are made of ids.
    for sql in [
        "select sum(reltuples) > 60 from pg_class where relname like 'file_state_s%'",
        "select sum(pg_relation_size(oid)) > 0 from pg_class where relname like 'file_state_s%'",
        "select count(*) > 0 from pg_stat_user_tables where relname like 'file_state_s%'",
        "select count(*) > 0 from pg_constraint where pg_get_constraintdef(oid) like '%share_id = %'",
    ] {
        assert_eq!(session.value(sql), "t", "{sql}");
    }
    // An estimate for a value tells how common it is among all tenants where the operator is leakproof.
    let estimate = |path: &str| {
        let plan = session
            .attempt(&format!("explain select from tierload_default.dir where dir_path = '{path}'"))
            .unwrap();
        plan.join("\n")
    };
    println!("{}\n{}", estimate("/only-zeta/dir 01"), estimate("/nobody/has/this"));
    // Not one name, path or code of another tenant is in the catalogue.
    let texts = session.attempt(
        "select string_agg(x, ' ') from (
            select relname::text x from pg_class union all
            select pg_get_constraintdef(oid) from pg_constraint union all
            select pg_get_expr(adbin, adrelid) from pg_attrdef union all
            select description from pg_description union all
            select pg_get_expr(relpartbound, oid) from pg_class where relispartition union all
            select query from pg_stat_activity union all
            select application_name from pg_stat_activity) y",
    );
    let texts = texts.unwrap().join(" ");
    assert!(
        !texts.contains("zeta") && !texts.contains("/top/dir") && !texts.contains("file_0000"),
        "{texts}"
    );
}
