//! Where passwords do not go.

use super::guarded::{Guarded, PASSWORD, PASSWORD_IN_URL};
use crate::support::succeed;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const WRONG: &str = "Wr0ng-Secret";

/// Commands that reach the server, each at another stage.
const COMMANDS: &[&[&str]] = &[
    &["migrate"],
    &["status"],
    &["status", "--json"],
    &["tenant", "list"],
    &["tenant", "grant", "default", "nobody"],
    &["scan", "a.csv", "--share", "s", "-v"],
    &["scan", "a.csv", "--share", "s", "--json"],
    &["scan", "missing.csv", "--share", "s", "-v"],
    &["audit", "u.csv", "--share", "s", "--json"],
    &["plan", "--share", "s", "--target", "s3://t", "--older-than", "1d"],
    &["report", "--share", "s"],
    &["verify"],
    &["abandon", "00000000-0000-0000-0000-000000000000"],
    &["bench", "--rows", "1000", "--events", "20"],
];

fn assert_silent(told: &str, of: &str) {
    for secret in [PASSWORD, PASSWORD_IN_URL, WRONG] {
        assert!(!told.contains(secret), "{of} tells {secret}: {told}");
    }
}

fn assert_says_nothing(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert_silent(&text.join("\n"), &format!("{:?}", command.get_args().collect::<Vec<_>>()));
}

/// Every file below a folder, as text.
fn texts(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            texts(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "log" || ext == "conf") {
            found.push(String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned());
        }
    }
}

#[test]
fn neither_output_nor_log_nor_table_has_a_password() {
    let guarded = Guarded::new();
    guarded.write("a.csv", "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n/a,b,1,2,3,4\n");
    guarded.write("u.csv", "file_path,new_last_accessed,audit_event_id\n/a/b,1790000000,x\n");
    for password in [WRONG, PASSWORD] {
        for args in COMMANDS {
            assert_says_nothing(
                guarded.command(&guarded.trusted("by_password", ""), args).env("PGPASSWORD", password),
            );
        }
    }
    let with = |password: &str| guarded.trusted(&format!("by_password:{password}"), "");
    for password in [WRONG, PASSWORD_IN_URL] {
        for args in COMMANDS {
            assert_says_nothing(&mut guarded.command(&with(password), args));
        }
        // Places, options and encodings that are wrong.
        for url in [
            with(password).replace(guarded.db.name(), "no_such_database"),
            with(password).replace(":5432", ":54321"),
            with(password).replace(":5432", ":port"),
            with(password).replace("postgresql://", "mysql://"),
            with(password) + "nonsense=1",
            with(password) + "connect_timeout=x",
            with(password) + "sslmode=allow",
            with(password).replace("by_password:", "by_password:%"),
            with(password).replace("by_password:", "by_password:%ff"),
            format!("host={} user=by_password password={password} 'x", guarded.hosts[0]),
            format!("host={} user=by_password password='{password}", guarded.hosts[0]),
            format!("user=by_password password='{password}'"),
        ] {
            assert_says_nothing(&mut guarded.status(&url));
        }
    }
    assert_eq!(guarded.db.value("select count(*) from tierload_default.file_current"), "1");
    let tables = guarded.db.rows("select oid::regclass from pg_class where relnamespace in ('tierload'::regnamespace, 'tierload_default'::regnamespace) and relkind in ('r', 'v')");
    for table in tables {
        assert_silent(&guarded.db.rows(&format!("select t::text from {table} t")).join("\n"), &table);
    }
    let mut logs = Vec::new();
    texts(guarded.server.path(), &mut logs);
    assert!(logs.iter().any(|text| text.contains("by_password")), "the server's log was not found");
    assert_silent(&logs.join("\n"), "the server's log");
}

#[test]
fn a_benchmark_shows_no_password_and_starts_nobody_who_could() {
    let guarded = Guarded::new();
    let url = guarded.trusted(&format!("by_password:{PASSWORD_IN_URL}"), "");
    let mut bench = guarded
        .command(&url, &["bench", "--rows", "3000", "--events", "1000"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut looks = 0;
    while bench.try_wait().unwrap().is_none() {
        // Leaves the processor to those that are looked at.
        std::thread::sleep(std::time::Duration::from_millis(5));
        for process in fs::read_dir("/proc").unwrap().flatten() {
            let Ok(line) = fs::read(process.path().join("cmdline")) else { continue };
            let line = String::from_utf8_lossy(&line).into_owned();
            let stat = fs::read_to_string(process.path().join("stat")).unwrap_or_default();
            let parent = stat.rsplit(") ").next().and_then(|rest| rest.split(' ').nth(1));
            assert_ne!(parent, Some(bench.id().to_string().as_str()), "a child of the benchmark: {line}");
            // The URL stands in the command line of the benchmark itself only if somebody wrote it there.
            assert_silent(&line, "a command line");
        }
        looks += 1;
    }
    assert!(bench.wait().unwrap().success());
    assert!(looks > 0, "it was never looked at");
    succeed(&mut guarded.status(&url));
}
