//! `tierload db`.

use super::create::remove_folder;
use super::error::failed;
use super::occupants::postmaster;
use super::probe::{self, Answer};
use super::{PrivateServer, stop};
use crate::cli::{DbArgs, DbCommand};
use crate::error::{Error, ErrorKind, Result};
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// Runs `tierload db`.
pub fn run(args: DbArgs) -> Result<()> {
    let server = PrivateServer::locate()?;
    match args.command {
        DbCommand::Start => {
            server.ensure_running()?;
            print_lines(&status(&server)?)
        }
        DbCommand::Stop => {
            let stopped = server.stop()?;
            print_lines(if stopped { "stopped" } else { "it does not run" })
        }
        DbCommand::Status => print_lines(&status(&server)?),
        DbCommand::Url => print_lines(&server.ensure_running()?),
        DbCommand::Psql { args } => psql(&server, &args),
        DbCommand::Reset { yes } => reset(&server, yes),
    }
}

impl PrivateServer {
    /// Stops the server and waits until it is gone; false when it did not run. Its clients are disconnected.
    pub fn stop(&self) -> Result<bool> {
        if !self.home.root.exists() {
            return Ok(false);
        }
        let _lock = self.home.lock()?;
        stop::ensure_stopped(self)
    }

    /// Stops the server and deletes its data, if tierload made them. Other files in the home stay.
    pub fn reset(&self) -> Result<()> {
        let home = &self.home;
        let _lock = home.lock()?;
        if !home.marker().is_file() {
            return Err(Error::new(
                ErrorKind::PrivateServer,
                format!(
                    "{} is not deleted: it has no file made-by-tierload, so it is not tierload's",
                    home.pg.display()
                ),
            ));
        }
        stop::ensure_stopped(self)?;
        // Renamed first, so that a reset that is killed leaves no half data folder under the name.
        let doomed = home.pg.join("data.old");
        remove_folder(&doomed)?;
        if home.data.exists() {
            fs::rename(&home.data, &doomed).map_err(failed("cannot rename", &home.data))?;
        }
        for folder in [&doomed, &home.pg.join("data.new"), &home.log, &home.run] {
            remove_folder(folder)?;
        }
        for file in [home.pg.join("server.conf"), home.marker()] {
            if file.exists() {
                fs::remove_file(&file).map_err(failed("cannot delete", &file))?;
            }
        }
        // Stays when someone put other files there.
        let _ = fs::remove_dir(&home.pg);
        Ok(())
    }
}

fn status(server: &PrivateServer) -> Result<String> {
    let state = match probe::ask(&server.url())? {
        Answer::Ready | Answer::NoDatabase => "running".to_string(),
        Answer::NotYet(words) => format!("not ready: {words}"),
        Answer::Silent if postmaster(&server.home.data).is_some() => "there, but does not answer".to_string(),
        Answer::Silent if server.home.data.exists() => "stopped".to_string(),
        Answer::Silent => "not made yet (tierload db start)".to_string(),
    };
    let pid = postmaster(&server.home.data).map_or(String::new(), |pid| format!(" (process {pid})"));
    let lines = [
        ("state", format!("{state}{pid}")),
        (
            "version",
            format!("PostgreSQL {} in {}", server.binaries.version, server.binaries.folder.display()),
        ),
        ("data", server.home.data.display().to_string()),
        ("size", human(size_bytes(&server.home.data))),
        ("log", server.home.log_file().display().to_string()),
        ("url", server.url()),
    ];
    let lines: Vec<_> = lines.iter().map(|(name, value)| format!("{name:<8} {value}")).collect();
    Ok(lines.join("\n"))
}

/// Becomes psql, so that its terminal handling and exit code are psql's own.
fn psql(server: &PrivateServer, args: &[String]) -> Result<()> {
    server.ensure_running()?;
    let program = server.binaries.psql();
    let mut psql = Command::new(&program);
    // By environment and not by a flag, so that "db psql postgres" and "db psql -d postgres" do what they say.
    for (name, value) in server.home.libpq_env() {
        psql.env(name, value);
    }
    let error = psql.args(args).env_remove("PGHOSTADDR").env_remove("PGSERVICE").exec();
    if error.kind() == io::ErrorKind::NotFound {
        return Err(Error::new(
            ErrorKind::PrivateServer,
            format!(
                "psql is neither in {} nor in PATH: install it (Debian: postgresql-client), or use any client with \
             tierload db url",
                server.binaries.folder.display()
            ),
        ));
    }
    Err(failed("cannot run", &program)(error))
}

fn reset(server: &PrivateServer, yes: bool) -> Result<()> {
    if !server.home.pg.exists() {
        return print_lines(&format!("there is nothing in {}", server.home.root.display()));
    }
    if !yes {
        confirm(server)?;
    }
    server.reset()?;
    print_lines(&format!("deleted {}", server.home.data.display()))
}

fn confirm(server: &PrivateServer) -> Result<()> {
    let (data, size) = (server.home.data.display(), human(size_bytes(&server.home.data)));
    if !io::stdin().is_terminal() {
        return Err(Error::usage(format!(
            "tierload db reset would delete {data} ({size}): add --yes if that is wanted"
        )));
    }
    eprint!("Delete {data} ({size}) and every scan in it? Type yes: ");
    let mut line = String::new();
    io::stdin().read_line(&mut line).map_err(failed("cannot read", "stdin"))?;
    if line.trim() == "yes" { Ok(()) } else { Err(Error::usage("nothing was deleted")) }
}

/// A closed pipe at the other end of stdout is no reason to panic.
fn print_lines(text: &str) -> Result<()> {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(failed("cannot write to", "stdout")(error))
        }
        _ => Ok(()),
    }
}

/// Bytes below a folder. Files that vanish meanwhile count as nothing.
fn size_bytes(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(found) if found.is_dir() => size_bytes(&entry.path()),
            Ok(found) => found.len(),
            Err(_) => 0,
        })
        .sum()
}

fn human(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["B", "KiB", "MiB", "GiB"] {
        if value < 1024.0 {
            return format!("{value:.1} {unit}");
        }
        value /= 1024.0;
    }
    format!("{value:.1} TiB")
}
