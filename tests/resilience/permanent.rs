//! What will not pass by itself is told at once.

use crate::support::{Case, dump, fail, one_line};

/// Loads by way of another URL; the message, which is one line and so says nothing of another try.
fn refusal(case: &Case, url: &str) -> String {
    case.write("a.csv", dump(0..10));
    let line = one_line(&fail(case.scan(&["a.csv", "--quiet"]).env("DATABASE_URL", url), 4));
    case.assert_nothing_published();
    line
}

#[test]
fn a_wrong_database() {
    let case = Case::new();
    let name = case.db.value("select current_database()");
    let line = refusal(&case, &case.db.url().replace(&name, "nowhere"));
    assert!(line.contains("database \"nowhere\" does not exist"), "{line}");
}

#[test]
fn a_role_that_may_not_load() {
    let case = Case::new();
    let role = format!("{}_stranger", case.db.value("select current_database()"));
    case.db.execute(&format!("drop role if exists {role}; create role {role} login"));
    // What is said last counts.
    let line = refusal(&case, &format!("{}&user={role}", case.db.url()));
    case.db.execute(&format!("drop role {role}"));
    assert!(line.contains("tierload migrate") || line.contains("permission denied"), "{line}");
}
