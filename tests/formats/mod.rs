//! Dumps of every tool: what is taken for what, and the exact rows that come of it.

mod auto;
mod fixtures;
mod load;
mod refusals;
mod spectrum;
mod tables;

use crate::support::tierload;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Output;

/// A file below `fixtures/`.
fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path)
}

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
