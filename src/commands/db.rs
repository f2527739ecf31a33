//! `tierload db`.

use super::runtime::block_on;
use super::terminal::{print, printable};
use crate::cli::{DbArgs, DbCommand};
use std::io::{self, IsTerminal, Write};
use std::os::unix::process::CommandExt;
use std::time::Duration;
use tierload::catalog::list_tenants;
use tierload::db::{Address, Database};
use tierload::postgres::{PrivateServer, ServerData, ServerState, ServerStatus};
use tierload::{Error, ErrorKind, Result};

/// Runs `tierload db`.
pub(super) fn run(args: DbArgs, no_private_server: bool) -> Result<()> {
    if no_private_server && matches!(args.command, DbCommand::Start | DbCommand::Url | DbCommand::Psql { .. })
    {
        return Err(Error::usage(
            "this starts the private server, which --no-private-server (TIERLOAD_PRIVATE=never) forbids",
        ));
    }
    let server = PrivateServer::locate()?;
    match args.command {
        DbCommand::Start => {
            server.ensure_running()?;
            print(&status(&server.status()?))
        }
        DbCommand::Stop => print(if server.stop()? { "stopped\n" } else { "it does not run\n" }),
        DbCommand::Status => print(&status(&server.status()?)),
        DbCommand::Url => print(&format!("{}\n", server.ensure_running()?)),
        DbCommand::Psql { tenant, args } => psql(&server, &tenant, &args),
        DbCommand::Reset { yes } => reset(&server, yes),
    }
}

fn status(status: &ServerStatus) -> String {
    let state = match &status.state {
        ServerState::Running => "running".to_string(),
        ServerState::NotReady(words) => format!("not ready: {words}"),
        ServerState::Unresponsive => "there, but does not answer".to_string(),
        ServerState::Stopped => "stopped".to_string(),
        ServerState::NotMade => "not made yet (tierload db start)".to_string(),
    };
    let pid = status.pid.map_or(String::new(), |pid| format!(" (process {pid})"));
    let lines = [
        ("state", format!("{state}{pid}")),
        ("version", format!("PostgreSQL {} in {}", status.version, status.programs.display())),
        ("data", status.data.display().to_string()),
        ("size", size(status.size_bytes)),
        ("log", status.log.display().to_string()),
        ("url", status.url.clone()),
    ];
    lines.iter().map(|(name, value)| format!("{name:<8} {value}\n")).collect()
}

/// Becomes psql, so that its terminal handling and exit code are psql's own.
fn psql(server: &PrivateServer, tenant: &str, args: &[String]) -> Result<()> {
    let url = server.ensure_running()?;
    let mut psql = server.psql();
    if let Some(home) = block_on(home(url, tenant))? {
        // The names of homes have no character that libpq would take for another one.
        psql.env("PGOPTIONS", format!("-c search_path={home},tierload,public"));
    }
    let error = psql.args(args).exec();
    if error.kind() == io::ErrorKind::NotFound {
        return Err(Error::new(
            ErrorKind::PrivateServer,
            format!(
                "psql is neither in {} nor in PATH: install it (Debian: postgresql-client), or use any client with \
                 tierload db url",
                server.programs().display()
            ),
        ));
    }
    Err(Error::io("cannot run", psql.get_program())(error).as_kind(ErrorKind::PrivateServer))
}

/// The schema of a tenant; None while nothing was loaded and no tenant is there.
async fn home(url: String, code: &str) -> Result<Option<String>> {
    let database =
        Database::connect(&Address { url: Some(url), no_private_server: false, retry_for: Duration::ZERO })
            .await?;
    // Whatever hinders that is said by the commands that work on it.
    match list_tenants(&database).await {
        Ok(tenants) => match tenants.into_iter().find(|tenant| tenant.code == code) {
            Some(tenant) => Ok(Some(tenant.home)),
            None => Err(Error::usage(format!("no tenant {code}; see: tierload tenant list")).about(code)),
        },
        Err(_) => Ok(None),
    }
}

fn reset(server: &PrivateServer, yes: bool) -> Result<()> {
    if !yes && let Some(data) = server.data() {
        confirm(&data)?;
    }
    match server.reset()? {
        Some(data) => print(&format!("deleted {}\n", data.folder.display())),
        None => print(&format!("there is nothing in {}\n", server.home().display())),
    }
}

fn confirm(data: &ServerData) -> Result<()> {
    let (folder, size) = (data.folder.display(), size(data.size_bytes));
    if !io::stdin().is_terminal() {
        return Err(Error::usage(format!(
            "tierload db reset would delete {folder} ({size}): add --yes if that is wanted"
        )));
    }
    let question = format!("Delete {folder} ({size}) and every scan in it? Type yes: ");
    // Where stderr is closed nobody sees the question, and nobody answers yes.
    let _ = write!(io::stderr(), "{}", printable(&question));
    let mut line = String::new();
    io::stdin().read_line(&mut line).map_err(Error::io("cannot read", "stdin"))?;
    if line.trim() == "yes" { Ok(()) } else { Err(Error::usage("nothing was deleted")) }
}

/// To a tenth, also bytes.
fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["B", "KiB", "MiB", "GiB"] {
        if value < 1024.0 {
            return format!("{value:.1} {unit}");
        }
        value /= 1024.0;
    }
    format!("{value:.1} TiB")
}
