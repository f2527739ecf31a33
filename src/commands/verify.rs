//! `tierload verify`.

use super::failure;
use super::human::count;
use super::terminal::{print, printable};
use super::{log_guard, place};
use crate::cli::VerifyArgs;
use serde_json::{Value, json};
use tierload::db::{Address, Database};
use tierload::verify::{
    Finding, Observer, ProofOutcome, ProofSpec, VerifyOutcome, VerifySpec, prove, verify,
};
use tierload::{Error, ErrorKind, Result};

/// Runs `tierload verify`. With `--json` a failure is an object too, with the findings if there are some.
pub(super) async fn run(address: Address, args: VerifyArgs) -> Result<()> {
    let as_json = args.json;
    let Looked { database, shares, findings, all_well, mut counts } =
        failure::told(look(&address, args).await, as_json)?;
    counts["findings"] = findings.iter().map(finding).collect();
    if !findings.is_empty() {
        let text = format!("{} findings in {shares} shares", findings.len());
        let error = Error::new(ErrorKind::Findings, text);
        return if as_json { failure::told_with(counts, error) } else { Err(error) };
    }
    if as_json { place::print_json(database.place(), counts) } else { print(&all_well) }
}

/// What a look at the tables came to.
struct Looked {
    database: Database,
    shares: usize,
    findings: Vec<Finding>,
    all_well: String,
    counts: Value,
}

async fn look(address: &Address, args: VerifyArgs) -> Result<Looked> {
    let database = place::open(address).await?;
    let VerifyArgs { tenant, share, as_of, json } = args;
    let mut printer = Printer { quiet: json };
    let (shares, findings, all_well, counts) = match as_of {
        Some(as_of) => {
            let spec = ProofSpec { tenant, share, ..ProofSpec::new(as_of) };
            let ProofOutcome { shares, snapshots, versions, findings } =
                prove(&database, &spec, &mut printer).await?;
            let text = format!(
                "{snapshots} snapshots of {shares} shares, made of {} versions of files: all are as they were published\n",
                count(versions)
            );
            (
                shares,
                findings,
                text,
                json!({ "shares": shares, "snapshots": snapshots, "versions": versions }),
            )
        }
        None => {
            let VerifyOutcome { shares, checks, log, findings } =
                verify(&database, &VerifySpec { tenant, share }, &mut printer).await?;
            log_guard::warn(&log);
            let text = format!("{shares} shares, {checks} checks each: nothing found\n");
            let counts = json!({ "shares": shares, "checks": checks, "audit_log": log_guard::to_json(&log) });
            (shares, findings, text, counts)
        }
    };
    Ok(Looked { database, shares, findings, all_well, counts })
}

fn finding(finding: &Finding) -> Value {
    let Finding { tenant, share, check, object, finding } = finding;
    json!({ "tenant": tenant, "share": share, "check": check, "object": object, "finding": finding })
}

/// Prints each finding as it is made, unless they come as JSON in the end.
struct Printer {
    quiet: bool,
}

impl Observer for Printer {
    fn finding(&mut self, finding: &Finding) -> Result<()> {
        if self.quiet {
            return Ok(());
        }
        let Finding { tenant, share, check, object, finding } = finding;
        let line = format!("{tenant}/{share}: {check}: {object}: {finding}");
        print(&format!("{}\n", printable(&line)))
    }
}
