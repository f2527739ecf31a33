//! The `tierload` command: parse flags, run, turn the result into an exit code.

use clap::Parser;
use std::process::ExitCode;
use tierload::cli::Cli;

fn main() -> ExitCode {
    match tierload::run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tierload: {}", tierload::error::chain(&error));
            ExitCode::from(error.exit_code())
        }
    }
}
