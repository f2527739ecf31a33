//! The `tierload` command: parse flags, run, turn the result into an exit code.

mod cli;
mod commands;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(feature = "failpoints")]
    let _armed = fail::FailScenario::setup();
    match commands::run(cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            commands::say(&format!("tierload: {}", error.line()));
            ExitCode::from(error.kind().policy().exit_code)
        }
    }
}
