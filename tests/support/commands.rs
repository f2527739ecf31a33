//! Running `tierload`, and what it says.

use std::process::{Command, Output};

/// The `tierload` that this build made, with an environment that names no database.
pub(crate) fn tierload() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tierload"));
    command.env_remove("DATABASE_URL").env_remove("TIERLOAD_HOME");
    // Tests work as a superuser, beside the roles that they make.
    command.env("TIERLOAD_TRUST_LOADERS", "yes");
    command
}

/// Runs a command that must succeed; returns its stdout.
pub(crate) fn succeed(command: &mut Command) -> String {
    let output = command.output().expect("cannot run the command");
    assert!(output.status.success(), "{command:?} failed: {}", told(&output));
    String::from_utf8(output.stdout).expect("stdout is not UTF-8").trim().to_string()
}

/// Runs a command that must fail with this exit code; returns its stderr.
pub(crate) fn fail(command: &mut Command, code: i32) -> String {
    fail_having_told(command, code).1
}

/// The same; returns its stdout and its stderr.
pub(crate) fn fail_having_told(command: &mut Command, code: i32) -> (String, String) {
    let output = command.output().expect("cannot run the command");
    assert_eq!(output.status.code(), Some(code), "{command:?}: {}", told(&output));
    let text = |bytes, name| match String::from_utf8(bytes) {
        Ok(text) => text.trim().to_string(),
        Err(_) => panic!("{name} is not UTF-8"),
    };
    let (stdout, stderr) = (text(output.stdout, "stdout"), text(output.stderr, "stderr"));
    // Every command says which database it uses; tests/db/named.rs looks at that.
    let told: Vec<&str> = stderr.lines().filter(|line| !line.starts_with("using database ")).collect();
    (stdout, told.join("\n"))
}

/// Whether the tests run as root.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The message, which must be one line that says who speaks.
pub(crate) fn one_line(stderr: &str) -> String {
    assert_eq!(stderr.lines().count(), 1, "not one line: {stderr}");
    stderr
        .strip_prefix("tierload: ")
        .unwrap_or_else(|| panic!("no \"tierload: \" before {stderr}"))
        .to_string()
}

fn told(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}\nstdout: {}\nstderr: {}", output.status, text(&output.stdout), text(&output.stderr))
}
