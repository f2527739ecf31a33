//! A role with settings that are made for people's queries.

use crate::support::{Case, dump, succeed};

#[test]
fn settings_of_a_role_do_not_reach_a_load() {
    let case = Case::new();
    let name = case.db.value("select current_database()");
    let role = format!("{name}_hurried");
    case.db.execute(&format!(
        "drop role if exists {role}; create role {role} login; grant tierload_loader to {role};
         alter role {role} in database {name} set statement_timeout = '50ms';
         alter role {role} in database {name} set jit = on;
         create function public.slow() returns trigger language plpgsql as $$ begin
             if current_setting('jit') <> 'off' then raise 'jit is on'; end if;
             perform pg_sleep(0.2);
             return new;
         end $$;
         create trigger slow before insert on tierload_default.ingest_chunk for each row execute function public.slow();
         create trigger slow before insert on tierload_log.entry for each row execute function public.slow()"
    ));
    case.write("a.csv", dump(0..10));
    let url = case.db.url_of(&role);
    let command = |args: &[&str]| {
        let mut command = case.command(args);
        command.env("DATABASE_URL", &url);
        command
    };
    succeed(&mut command(&["scan", "a.csv", "--share", "s"]));
    succeed(&mut command(&["verify"]));
    assert_eq!(case.db.value("select count(*) from tierload_default.file_current"), "10");
    // Nothing is left with the connection, which a pooler may give to somebody else.
    assert_eq!(crate::support::value(&url, "select current_setting('statement_timeout')"), "50ms");
    case.db.execute(&format!("drop owned by {role}; drop role {role}"));
}
