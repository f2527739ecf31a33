//! The `tierload` command: parse flags, run, turn the result into an exit code.

mod cli;
mod commands;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(feature = "failpoints")]
    let _armed = fail::FailScenario::setup();
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(commands::bad_arguments(&error)),
    };
    match commands::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            commands::say(&format!("tierload: {}", error.line()));
            ExitCode::from(error.kind().policy().exit_code)
        }
    }
}
