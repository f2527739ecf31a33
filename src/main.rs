//! The `tierload` command: parse flags, run, turn the result into an exit code.

mod cli;
mod commands;

use clap::Parser;
use std::process::ExitCode;

/// The crate that reads Parquet panics on some damaged files. Its caller tells that as an error; a panic's text tells nobody anything.
fn hush_parquet() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|at| at.file().contains("/parquet-")) {
            tell(panic);
        }
    }));
}

fn main() -> ExitCode {
    #[cfg(feature = "failpoints")]
    let _armed = fail::FailScenario::setup();
    hush_parquet();
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
