//! Every SQL file: its header, that the program uses it, and what the server says of it. What can be prepared is
//! prepared; what defines tables is run and rolled back.
//!
//! - `file`: a file under `sql/`
//! - `append_only`: no statement takes back what history says
//! - `homes`: what lets a home live on another node

mod append_only;
mod file;
mod homes;

use crate::support::{Case, Session, dump};
use file::Statement;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Values of placeholders: share 1 is loaded by scan 1, scan 2 is to be built, and share 9 is to be made.
const VALUES: &[(&str, &str)] = &[
    ("home", "tierload_default"),
    ("role", "tierload_loader"),
    ("database", "\"{database}\""),
    ("staging", "tierload_default.\"staging_scan_2\""),
    ("staging_dirs", "tierload_default.\"staging_dirs_2\""),
    ("staging_kept", "tierload_default.\"staging_kept_2\""),
    ("staging_dir_state", "tierload_default.\"staging_dir_state_2\""),
    ("diff", "tierload_default.\"staging_diff_2_0\""),
    ("diff_0", "tierload_default.\"staging_diff_2_0\""),
    ("diff_1", "tierload_default.\"staging_diff_2_1\""),
    ("dir_diff", "tierload_default.\"staging_dir_diff_2_0\""),
    ("dir_diff_0", "tierload_default.\"staging_dir_diff_2_0\""),
    ("dir_diff_1", "tierload_default.\"staging_dir_diff_2_1\""),
    ("digests_tell", "1"),
    ("state", "tierload_default.\"file_state_s1\""),
    ("history", "tierload_default.\"file_history_s1\""),
    ("dir_state", "tierload_default.\"dir_state_s1\""),
    ("dir_history", "tierload_default.\"dir_history_s1\""),
    ("leaf", "tierload_default.\"file_state_s9\""),
    ("parent", "tierload_default.\"file_state\""),
    ("table", "tierload_default.\"file_history_s1\""),
    ("key", "\"file_history_s1_key\""),
    ("index", "tierload_default.\"file_state_s1_path\""),
    ("name", "\"renamed\""),
    ("first", "1"),
    ("last", "2"),
    ("snapshot", "1"),
    ("parts", "3"),
    ("part", "0"),
    ("half", "0"),
    ("known", "1023"),
    ("share_id", "9"),
    ("now", "'2024-05-02T00:00:00Z'"),
    ("started", "'2024-05-01T00:00:00Z'"),
    ("month", "tierload_default.\"lucid_audit_processed_209901\""),
    ("from", "'2099-01-01T00:00:00Z'"),
    ("to", "'2099-02-01T00:00:00Z'"),
];

fn render(statement: &Statement, tenant_id: &str) -> String {
    let mut text = statement.body();
    for (name, value) in VALUES {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text = text.replace("{tenant_id}", &format!("'{tenant_id}'"));
    assert!(
        !text.replace("{database}", "").contains('{'),
        "{}: this test knows no value for a placeholder of {text}",
        statement.file
    );
    text
}

/// What must have run before a definition, in the transaction that is rolled back.
fn before(file: &str) -> &'static [&'static str] {
    match file {
        "catalog/add_constants.sql" | "scan/session/copy_rows.sql" | "scan/session/lock_step.sql" => {
            &["catalog/create_staging.sql"]
        }
        "catalog/lock_staging.sql" => &["catalog/create_staging.sql", "catalog/create_staging_dirs.sql"],
        "catalog/drop_constant_defaults.sql" | "catalog/prove_bound.sql" => {
            &["catalog/create_staging.sql", "catalog/add_constants.sql"]
        }
        "scan/session/copy_dirs.sql" => &["catalog/create_staging_dirs.sql"],
        "catalog/attach_leaf.sql" => &["catalog/create_leaf.sql"],
        "catalog/attach_month.sql" => &["catalog/create_month.sql"],
        "audit/copy_staging.sql" | "audit/create_hits.sql" => &["audit/create_staging.sql"],
        _ => &[],
    }
}

/// Tables that a statement which is only prepared may name.
const TABLES: &[&str] = &[
    "catalog/create_staging.sql",
    "catalog/create_staging_dirs.sql",
    "catalog/create_staging_kept.sql",
    "scan/publish/create_diff.sql",
    "scan/publish/create_dir_diff.sql",
    "audit/create_staging.sql",
    "audit/create_hits.sql",
    "tier/create_candidates.sql",
];

/// What stands in the way of a definition on a share that is loaded.
fn cleared(file: &str) -> &'static str {
    match file {
        "catalog/add_tenant_policy.sql" | "catalog/add_share_policy.sql" => {
            "drop policy tenant_rows on tierload_default.file_history_s1"
        }
        "db/create_home.sql" => "alter schema tierload_default rename to gone",
        "db/make_log.sql" => "alter schema tierload_log rename to gone",
        // What a home has before its log is guarded.
        "db/create_log_view.sql" => "drop view tierload_default.audit_log",
        "db/drop_old_log.sql" | "db/lock_old_log.sql" | "db/open_old_log.sql" => {
            "drop view tierload_default.audit_log; create table tierload_default.audit_log ()"
        }
        _ => "",
    }
}

#[test]
fn every_statement_works_on_the_server() {
    let case = Case::new();
    case.write("a.csv", dump(0..10));
    case.load(&["a.csv"]);
    let tenant_id = case.db.value("select tenant_id from tierload.tenant");
    let database = case.db.name().to_owned();
    let rendered = |statement: &Statement| render(statement, &tenant_id).replace("{database}", &database);
    let session = Session::open(&case.db);
    // Those of `upgrade` need the tables of before homes: `tests/migrate` runs every one of them.
    for statement in file::all().iter().filter(|statement| !statement.file.starts_with("upgrade/")) {
        let text = rendered(statement);
        session.execute("begin");
        let earlier = if statement.is_definition() {
            session.execute(cleared(&statement.file));
            before(&statement.file)
        } else {
            TABLES
        };
        for earlier in earlier {
            session.execute(&rendered(&Statement::read(earlier)));
        }
        if !statement.is_definition() {
            // The other half of the differences.
            session.execute(
                "create table tierload_default.staging_diff_2_1 (like tierload_default.staging_diff_2_0)",
            );
            // Of a COPY that reads, the query is checked.
            let query =
                text.strip_prefix("copy (").and_then(|text| text.strip_suffix(") to stdout (format binary)"));
            if let Err(error) = session.prepare(query.unwrap_or(&text)) {
                panic!("{}: {error:?}\n{text}", statement.file);
            }
        } else if text.trim_start().starts_with("copy") {
            session.begin_copy(&text);
        } else {
            session.execute(&text);
        }
        session.execute("rollback");
    }
}

#[test]
fn every_header_says_what_is_taken_and_locked_and_why_a_rerun_is_safe() {
    for statement in &file::all() {
        let (file, header) = (&statement.file, statement.header());
        for word in ["Parameters:", "Locks:", "Rerun:"] {
            assert!(header.contains(word), "{file}: no {word}");
        }
        for placeholder in statement.placeholders() {
            // Every transaction of a tenant fills it in.
            let is_named = placeholder == "home";
            assert!(is_named || header.contains(&format!("{{{placeholder}}}")), "{file}: {placeholder}");
        }
        let named: Vec<usize> = statement.named_parameters();
        let used: BTreeSet<usize> = statement.used_parameters();
        assert_eq!(named, used.iter().copied().collect::<Vec<_>>(), "{file}: parameters named, and used");
        assert!(!statement.body().contains("now()"), "{file}: times come in as parameters");
        assert_eq!(statement.body(), in_lower_case(&statement.body()), "{file}: lower case");
    }
}

/// The text with all that stands outside quotes in lower case.
fn in_lower_case(text: &str) -> String {
    let lower = |(at, part): (usize, &str)| if at % 2 == 0 { part.to_lowercase() } else { part.to_owned() };
    let outside = |quote: char, text: &str| {
        text.split(quote).enumerate().map(lower).collect::<Vec<_>>().join(&quote.to_string())
    };
    text.split('"')
        .enumerate()
        .map(|(at, part)| if at % 2 == 0 { outside('\'', part) } else { part.to_owned() })
        .collect::<Vec<_>>()
        .join("\"")
}

/// Every file is the constant of one room, `NAME = "folder/name.sql"` with the stem as its name.
#[test]
fn every_file_is_a_constant_of_one_room() {
    let mut constants = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut constants);
    constants.sort();
    let files: Vec<String> = file::all().into_iter().map(|statement| statement.file).collect();
    assert_eq!(constants, files);
}

fn collect(folder: &Path, constants: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, constants);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines() {
            let Some((name, rest)) = line.trim().split_once(" = \"") else { continue };
            let Some(file) = rest.strip_suffix(".sql\",") else { continue };
            if ["home/", "log/"].iter().any(|folder| file.starts_with(folder)) {
                continue;
            }
            let stem = file.rsplit('/').next().unwrap();
            assert_eq!(name.to_lowercase(), stem, "{}: {line}", path.display());
            constants.push(format!("{file}.sql"));
        }
    }
}
