//! What names may do to a terminal: nothing. They come from dumps, from folders that others write to, and from flags.

use crate::support::{Case, HEADER};
use serde_json::Value;
use std::process::Command;

/// Sets the title, clears the screen, reverses what follows.
const COMMANDS: &str = "\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}gpj.exe";

/// A line that tierload never said.
const FORGED: &str = "tierload: all is well";

/// What the command says on stdout and stderr, in which nothing may be left of the above.
fn said(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    let bad = |c: char| c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
    assert!(!text.contains(bad) && text.contains("gpj.exe"), "{command:?}: {text:?}");
    assert!(!text.lines().any(|line| line.starts_with(FORGED)), "{command:?}: {text}");
    text
}

#[test]
fn names_are_shown_and_not_obeyed() {
    let case = Case::new();
    let name = format!("{COMMANDS}\n{FORGED}");
    let row = |name: &str| format!("\"/{name}\",\"{name}\",1,1000000000,1000000000,1000000000\n");
    let bad = format!("\"/{name}\",\"{name}\",many,1,1,1\n");
    case.write("a.csv", format!("{HEADER}{}{bad}", row(&name)));
    let share = &["--share", &name];
    let dry_run = ["scan", "a.csv", "--dry-run", "--max-rejects", "90%"];
    assert!(said(&mut case.command(&dry_run)).contains("\\u{202e}"));
    let json = said(case.command(&dry_run).arg("--json"));
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["inputs"][0]["first_rows"][0]["name"], name.as_str());
    said(case.command(&["scan", "a.csv", "--max-rejects", "90%"]).args(share));
    said(case.command(&["report"]).args(share));
    said(&mut case.command(&["status"]));
    let told = said(&mut case.command(&["status", "--json"]));
    let json = told.lines().find(|line| line.starts_with('{')).unwrap();
    serde_json::from_str::<Value>(json).unwrap();
    let target = format!("s3://{name}");
    let plan = ["plan", "--older-than", "1y", "--target", &target];
    said(case.command(&plan).args(share));
    said(case.command(&plan).args(share).arg("--json"));
}

#[test]
fn arguments_are_shown_and_not_obeyed() {
    let case = Case::new();
    let name = format!("{COMMANDS}\n{FORGED}");
    let flag = format!("--{COMMANDS}");
    said(&mut case.command(&[&flag]));
    said(&mut case.command(&["plan", "--older-than", COMMANDS]));
    said(case.command(&["plan", "--older-than", "1y", "--share", "s", "--target"]).arg(&name));
    said(&mut case.scan(&[&name]));
    said(case.command(&["report", "--share"]).arg(&name));
}

#[test]
fn a_notice_is_one_line_whatever_it_names() {
    let case = Case::new();
    let name = format!("{COMMANDS}\n{FORGED}");
    for format in ["text", "json"] {
        let mut command = case.command(&["audit", "--share", "s", "--create-share", "--log-format", format]);
        let text = said(command.arg(&name));
        let notice = text.lines().find(|line| line.contains("cannot be read"));
        let notice = notice.unwrap_or_else(|| panic!("{text}"));
        if format == "json" {
            let notice: Value = serde_json::from_str(notice).unwrap();
            assert!(notice["fields"]["message"].as_str().unwrap().starts_with(&name), "{notice}");
        }
    }
}
