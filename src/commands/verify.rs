//! `tierload verify`.

use super::terminal::{print, printable};
use crate::cli::VerifyArgs;
use tierload::db::{Address, Database};
use tierload::verify::{Finding, Observer, VerifyOutcome, VerifySpec, verify};
use tierload::{Error, ErrorKind, Result};

/// Runs `tierload verify`.
pub(super) async fn run(address: Address, args: VerifyArgs) -> Result<()> {
    let database = Database::open(&address).await?;
    let spec = VerifySpec { tenant: args.tenant, share: args.share };
    let VerifyOutcome { shares, checks, findings } = verify(&database, &spec, &mut Printer).await?;
    if !findings.is_empty() {
        let text = format!("{} findings in {shares} shares", findings.len());
        return Err(Error::new(ErrorKind::Findings, text));
    }
    print(&format!("{shares} shares, {checks} checks each: nothing found\n"))
}

/// Prints each finding as it is made.
struct Printer;

impl Observer for Printer {
    fn finding(&mut self, finding: &Finding) -> Result<()> {
        let Finding { tenant, share, check, object, finding } = finding;
        let line = format!("{tenant}/{share}: {check}: {object}: {finding}");
        print(&format!("{}\n", printable(&line)))
    }
}
