//! The `tierload` command: parse flags, run, turn the result into an exit code.

use clap::Parser;
use std::process::ExitCode;
use tierload::cli::Cli;

fn main() -> ExitCode {
    #[cfg(feature = "failpoints")]
    let _armed = fail::FailScenario::setup();
    match tierload::run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let line = tierload::error::chain(&error);
            eprintln!("tierload: {}", tierload::terminal::printable(&line));
            ExitCode::from(error.exit_code())
        }
    }
}
