//! Every SQL file against the server: what can be prepared is prepared, what defines tables is run and rolled back.

use crate::support::{Case, Session, dump};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use tierload::db::sql::{self, Statement};
use tierload::scan::Names;

/// Statements by their first word: these cannot be prepared in a way that checks them.
fn is_definition(statement: &Statement) -> bool {
    let first = statement.text.lines().find(|line| !line.starts_with("--") && !line.trim().is_empty());
    let word = first.unwrap_or_default().split_whitespace().next().unwrap_or_default().to_lowercase();
    ["create", "alter", "drop", "analyze", "do", "copy", "truncate", "grant"].contains(&word.as_str())
}

/// Values of placeholders: share 1 is loaded by scan 1, and scan 2 is to be built.
struct Values(Vec<(&'static str, String)>);

impl Values {
    fn new(case: &Case) -> Values {
        let names = Names { share_id: 1, scan_id: 2 };
        Values(vec![
            ("staging", names.staging()),
            ("staging_key", names.staging_key()),
            ("staging_state", names.staging_state()),
            ("diff", names.diff()),
            ("state", names.state()),
            ("state_name", "file_state_s9".into()),
            ("file_share", names.file_share()),
            ("file_partition", names.file_partition()),
            ("file_partition_q", format!("tierload.{}", names.file_partition())),
            ("tenant_id", case.db.value("select tenant_id from tierload.tenant")),
            ("share_id", "1".into()),
            ("scan_id", "2".into()),
            ("now", "2024-05-02T00:00:00Z".into()),
            ("started", "2024-05-01T00:00:00Z".into()),
            ("table", names.file_share()),
            ("month", "lucid_audit_processed_209901".into()),
            ("from", "2099-01-01T00:00:00Z".into()),
            ("to", "2099-02-01T00:00:00Z".into()),
        ])
    }

    fn render(&self, statement: &Statement) -> String {
        let values: Vec<(&str, &str)> = self.0.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let text = statement.render(&values);
        assert!(
            !text.contains('{'),
            "{}: this test knows no value for a placeholder of {text}",
            statement.file
        );
        text
    }
}

/// What must have run before, in the transaction that is rolled back.
fn before(statement: &Statement) -> Vec<Statement> {
    use sql::scan::*;
    let staged = vec![CREATE_STAGING, ADD_CONSTANTS];
    let with = |more: &[Statement]| [staged.clone(), more.to_vec()].concat();
    match statement.file {
        "scan/add_constants.sql" | "scan/copy_rows.sql" => vec![CREATE_STAGING],
        "scan/add_key.sql" | "scan/validate_bound.sql" | "scan/diff.sql" | "scan/fill_state.sql" => staged,
        "scan/promote_key.sql" => with(&[ADD_KEY]),
        "scan/name_partition.sql" => with(&[ADD_KEY, PROMOTE_KEY]),
        "scan/attach_scan.sql" => with(&[VALIDATE_BOUND, ADD_KEY, PROMOTE_KEY, NAME_PARTITION]),
        "scan/finish_state.sql" => with(&[FILL_STATE]),
        "scan/drop_state_defaults.sql" | "scan/add_state_keys.sql" | "scan/name_state.sql" => {
            with(&[FILL_STATE, FINISH_STATE])
        }
        "audit/attach_month.sql" => vec![sql::audit::CREATE_MONTH],
        "audit/copy_staging.sql" | "audit/find_files.sql" => vec![sql::audit::CREATE_STAGING],
        "scan/analyze_diff.sql" | "scan/drop_diff.sql" => with(&[DIFF]),
        _ => Vec::new(),
    }
}

/// What stands in the way of a definition on a share that is loaded.
fn cleared(statement: &Statement) -> &'static str {
    match statement.file {
        "tenant/add_policy.sql" | "tenant/add_share_policy.sql" => {
            "drop policy tenant_rows on tierload.file_s1"
        }
        "scan/create_share_partition.sql" => "alter table tierload.file_s1 rename to gone",
        "scan/attach_share_partition.sql" => "alter table tierload.file detach partition tierload.file_s1",
        "scan/create_empty_state.sql" => "alter table tierload.file_state_s1 rename to gone",
        "scan/attach_state.sql" => "alter table tierload.file_state detach partition tierload.file_state_s1",
        _ => "",
    }
}

#[test]
fn every_statement_works_on_the_server() {
    let case = Case::new();
    case.write("a.csv", dump(0..10));
    case.load(&["a.csv"]);
    let values = Values::new(&case);
    let session = Session::open(&case.db);
    for statement in sql::ALL.iter().copied().flatten() {
        let text = values.render(statement);
        session.execute("begin");
        if is_definition(statement) {
            session.execute(cleared(statement));
            for earlier in before(statement) {
                session.execute(&values.render(&earlier));
            }
            if text.trim_start().starts_with("copy") {
                session.begin_copy(&text);
            } else {
                session.execute(&text);
            }
        } else {
            // Tables that it may name.
            for earlier in [
                sql::scan::CREATE_STAGING,
                sql::scan::ADD_CONSTANTS,
                sql::scan::DIFF,
                sql::audit::CREATE_STAGING,
                sql::audit::FIND_FILES,
                sql::plan::CREATE_CANDIDATES,
            ] {
                session.execute(&values.render(&earlier));
            }
            if let Err(error) = session.prepare(&text) {
                panic!("{}: {error:?}\n{text}", statement.file);
            }
        }
        session.execute("rollback");
    }
}

/// The files of a folder and its folders, relative to `sql/`.
fn files(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "sql") {
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql");
            found.insert(path.strip_prefix(root).unwrap().to_str().unwrap().to_string());
        }
    }
}

#[test]
fn every_file_is_a_statement_with_a_header_that_says_what_it_locks() {
    let mut found = BTreeSet::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sql"), &mut found);
    found.retain(|file| !file.starts_with("migrations/"));
    let listed: BTreeSet<String> =
        sql::ALL.iter().copied().flatten().map(|statement| statement.file.to_string()).collect();
    assert_eq!(found, listed);
    for statement in sql::ALL.iter().copied().flatten() {
        let header: String =
            statement.text.lines().take_while(|line| line.starts_with("--")).collect::<Vec<_>>().join(" ");
        for word in ["Parameters:", "Locks:", "Rerun:"] {
            assert!(header.contains(word), "{}: no {word}", statement.file);
        }
        for placeholder in statement.text.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
            assert!(header.contains(&format!("{{{placeholder}}}")), "{}: {placeholder}", statement.file);
        }
    }
}
