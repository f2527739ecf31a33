//! What lets a home live on another node of a cluster one day, as far as it can be read off the statements: sql/README.md,
//! "Tables".

use super::file::{self, Statement};

/// Fails with the files for which `breaks` holds.
fn none(rule: &str, mut breaks: impl FnMut(&Statement, &str) -> bool) {
    let broken: Vec<String> = file::all()
        .into_iter()
        .chain(file::homes())
        .filter(|statement| breaks(statement, &statement.body()))
        .map(|statement| statement.file)
        .collect();
    assert!(broken.is_empty(), "{rule}: {broken:?}");
}

/// What follows a word, wherever it stands.
fn after<'b>(body: &'b str, word: &str) -> Vec<&'b str> {
    body.match_indices(word).map(|(at, _)| body[at + word.len()..].trim_start()).collect()
}

#[test]
fn partitions_are_of_one_level() {
    none("a partition that has partitions", |statement, body| {
        !statement.file.starts_with("home/") && statement.is_definition() && body.contains("partition by")
    });
    let schema = file::homes().iter().map(Statement::body).collect::<String>();
    let keys: Vec<&str> =
        after(&schema, "partition by ").into_iter().filter_map(|rest| rest.split(';').next()).collect();
    assert!(keys.len() >= 5, "{keys:?}");
    for key in keys {
        assert!(["list (share_id)", "range (processed_utc)"].contains(&key), "{key}");
    }
}

#[test]
fn a_message_is_one_statement() {
    none("several statements in one message", |statement, body| {
        let outside: String = body.split('\'').step_by(2).collect();
        !statement.file.starts_with("home/")
            && !body.contains("$$")
            && outside.trim_end().trim_end_matches(';').contains(';')
    });
}

#[test]
fn no_reference_leaves_a_home() {
    none("a foreign key to another schema", |_, body| {
        after(body, "references ").into_iter().any(|rest| !rest.starts_with("{home}."))
    });
    none("a statement of a home that writes what all have in common", |_, body| {
        body.contains("{home}.")
            && ["insert into tierload.", "update tierload.", "delete from tierload."]
                .iter()
                .any(|write| body.contains(write))
    });
}

#[test]
fn tables_are_made_and_then_filled() {
    none("create table ... as", |_, body| {
        after(body, "create ").into_iter().any(|rest| {
            let is_table =
                ["table", "temporary table", "unlogged table"].iter().any(|word| rest.starts_with(word));
            let statement = rest.split(';').next().unwrap_or_default();
            is_table && (statement.contains(" as\nselect") || statement.contains(" as select"))
        })
    });
}

#[test]
fn a_constraint_is_added_alone() {
    none("a constraint beside other changes", |_, body| {
        after(body, "alter table").into_iter().any(|rest| {
            let statement = rest.split(';').next().unwrap_or_default();
            let actions = statement.matches("\n    add ").count() + statement.matches(" add ").count();
            let constraints =
                ["add check", "add constraint", "add unique", "add primary key", "add foreign key"];
            constraints.iter().any(|word| statement.contains(word)) && actions > 1
        })
    });
}

/// Under row security an id that is made inside INSERT ... SELECT fails there: ids come from the defaults of staging tables.
#[test]
fn ids_come_from_staging_tables() {
    none("nextval() outside a default", |_, body| {
        body.match_indices("nextval(").any(|(at, _)| !body[..at].trim_end().ends_with("default"))
    });
    let mut inserts = 0;
    none("an insert into file_state that leaves the id to a default", |_, body| {
        after(body, "insert into {state}").into_iter().any(|rest| {
            inserts += 1;
            !rest.starts_with("(file_id,")
        })
    });
    assert_eq!(inserts, 3, "by scans, by audits, and by the conversion of old databases");
}

#[test]
fn writes_go_to_the_partition() {
    none("a write to a partitioned table", |_, body| {
        ["file_state", "file_history", "dir_state", "dir_history"].iter().any(|table| {
            ["insert into", "update", "delete from", "copy"].iter().any(|verb| {
                let written = format!("{verb} {{home}}.{table}");
                body.match_indices(&written).any(|(at, _)| !body[at + written.len()..].starts_with('_'))
            })
        })
    });
}
