//! History is for good: what a snapshot was stays what it was. Read from the statements, because no test of what they do
//! could try every way.

use super::file::{self, Statement};
use std::fs;
use std::path::Path;

/// The tables of closed versions, and the placeholders that stand for a share's partitions of them.
const HISTORIES: [(&str, &str); 2] = [("file_history", "{history}"), ("dir_history", "{dir_history}")];

/// Drops all of a share, which is how `bench` cleans up.
const DROPS_A_SHARE: &str = "catalog/drop_share_tables.sql";

/// Whether a word names one of the tables, with or without schema, quotes and the number of the share.
fn is_history(word: &str) -> bool {
    let name = word.rsplit('.').next().unwrap().trim_matches(['"', ',', ';', '(', ')']);
    HISTORIES.iter().any(|(table, placeholder)| name == *placeholder || name.starts_with(table))
}

/// What a statement takes from history, in the words before the name of its table.
fn taken(statement: &Statement) -> Vec<String> {
    let body = statement.body().replace(',', " , ");
    let words: Vec<&str> = body.split_whitespace().collect();
    let mut taken = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| is_history(word)) {
        let before = |places: usize| at.checked_sub(places).map_or("", |at| words[at]);
        let verb = match before(1) {
            "only" => (before(3), before(2)),
            word => (before(2), word),
        };
        let wrong = match verb {
            ("delete", "from") | ("merge", "into") | (_, "update" | "truncate") => true,
            ("insert", "into") => words[at..].windows(2).any(|two| two == ["on", "conflict"]),
            // A table that is dropped, emptied or altered, be it among others.
            _ => ["drop", "truncate", "alter"].contains(&words[0]) && statement.file != DROPS_A_SHARE,
        };
        if wrong {
            taken.push(format!("{}: {} {} {word}", statement.file, verb.0, verb.1));
        }
    }
    taken
}

#[test]
fn no_statement_deletes_from_history_or_updates_it() {
    let statements = file::all();
    let appends = statements.iter().filter(|statement| {
        statement.placeholders().iter().any(|name| is_history(&format!("{{{name}}}")))
            && statement.body().starts_with("insert into")
    });
    assert_eq!(appends.count(), 2, "file_history and dir_history are appended to, each by one statement");
    assert_eq!(statements.iter().flat_map(taken).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn each_way_to_take_from_history_is_found() {
    for body in [
        "delete from {history} where from_snapshot < $1",
        "delete from only tierload_default.file_history h\nusing {diff} d where d.file_id = h.file_id",
        "with gone as (\n    delete from {dir_history} returning dir_id\n) select 1 as one from gone",
        "update {history} set until_snapshot = $1",
        "update only tierload_default.\"dir_history_s1\" h set digest = 0",
        "insert into {history} select * from {diff} on conflict (file_id) do update set nlink = 1",
        "merge into {dir_history} h using {diff} d on true when matched then delete",
        "truncate {dir_history}",
        "truncate table {state}, {history}",
        "drop table if exists {state}, {history}",
        "alter table {history} drop column nlink",
    ] {
        assert_eq!(taken(&Statement::of("tried.sql", body)).len(), 1, "{body}");
    }
    for body in [
        "insert into {history} (file_id) select file_id from {diff}",
        "update {state} f set nlink = h.nlink from {history} h where h.file_id = f.file_id",
        "select file_id from tierload_default.file_history",
    ] {
        assert_eq!(taken(&Statement::of("tried.sql", body)), Vec::<String>::new(), "{body}");
    }
}

/// The partitions of history are given to no placeholder but their own, so that no other statement meets them.
#[test]
fn history_is_put_into_its_own_placeholders_only() {
    let mut callers = 0;
    for (path, text) in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        for line in text.lines() {
            for (call, placeholder) in
                [(".dir_history()", "(\"dir_history\", "), (".history()", "(\"history\", ")]
            {
                let Some(at) = line.find(call) else { continue };
                let lists_all_of_a_share = line.trim_start().starts_with("[self.state(), ");
                assert!(lists_all_of_a_share || line[..at].contains(placeholder), "{path}: {line}");
                callers += 1;
            }
        }
    }
    assert!(callers >= 4, "{callers}");
}

fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
    found
}
