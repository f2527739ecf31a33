//! Dumps of every tool: what is taken for what, and the exact rows that come of it.
//!
//! - `auto`: what `--format auto` says, and what it asks for
//! - `fixtures`: the rows of every fixture, without a database
//! - `tables`: the same end to end
//! - `load`: dumps of several tools, and what becomes of rejects
//! - `refusals`: inputs that are refused whole
//! - `inventories`: several files with a manifest
//! - `nested`: lists that are one JSON array
//! - `csv_cases`: CSV itself

mod auto;
mod csv_cases;
mod fixtures;
mod inventories;
mod load;
mod nested;
mod refusals;
mod tables;

use crate::support::tierload;
use serde_json::Value;
use std::path::Path;
use std::process::Output;

/// `tierload scan INPUT --dry-run --json FLAGS`, with rejects accepted.
fn dry_run(input: &Path, flags: &[String], rejects: &Path) -> Output {
    let mut command = tierload();
    command.arg("scan").arg(input).args(["--dry-run", "--json", "--max-rejects", "100%"]);
    command.arg("--rejects").arg(rejects).args(flags).output().unwrap()
}

/// The only input of a dry run, or what went wrong.
fn report(output: &Output) -> Result<Value, String> {
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    Ok(report["inputs"][0].clone())
}

/// A dump that a test writes itself, read without flags.
fn report_of(text: &[u8], flags: &[&str]) -> Result<Value, String> {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("dump");
    std::fs::write(&input, text).unwrap();
    let flags: Vec<String> = flags.iter().map(|flag| flag.to_string()).collect();
    report(&dry_run(&input, &flags, &folder.path().join("dump.rejects.csv")))
}
