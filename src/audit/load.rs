//! One run over the paths, from spec to outcome.

use super::blocking::ended;
use super::input::{Csv, Input, is_csv};
use super::loader::Loader;
use super::outcome::{AuditFailed, AuditOutcome};
use super::spec::{AuditSpec, Observer};
use crate::db::Database;
use crate::error::{Error, ErrorKind, Result};
use crate::lucid::LogFile;
use crate::lucid::discover::{Problem, discover};
use std::path::PathBuf;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

/// The exit code of errors that lie in an input.
const INPUT: u8 = ErrorKind::InputRefused.policy().exit_code;

/// Loads what stands under the paths and was not loaded yet. An event is applied exactly once, whoever loads it and
/// however often. When `cancel` is cancelled it ends after the batch in hand, with an error of kind `Interrupted`.
///
/// That nothing at all could be used, of lines that were never read before, is an error; so are logs that may be copies of
/// others, unless the spec says that they are none.
///
/// What was committed stays when a load fails, so the error carries the numbers: see [`AuditFailed`].
pub async fn load(
    database: &Database,
    spec: &AuditSpec,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> Result<AuditOutcome, AuditFailed> {
    let mut loader = Loader::open(database, spec, cancel).await?;
    let mut result = load_paths(&mut loader, &spec.paths).await;
    loader.report(0, observer);
    if result.is_ok() && loader.stopping() {
        result = Err(Error::new(
            ErrorKind::Interrupted,
            "stopped; what is applied stays, and the same command goes on from there",
        ));
    }
    if result.is_ok() {
        result = loader.refuse_doubtful();
    }
    if result.is_ok() && loader.outcome.all_rejected() {
        result = Err(all_rejected(spec, &loader.outcome));
    }
    loader.end(result)
}

/// What was read is something else than what it was taken for.
fn all_rejected(spec: &AuditSpec, outcome: &AuditOutcome) -> Error {
    let first =
        outcome.rejects.first().map_or(String::new(), |reject| format!(", the first one: {}", reject.reason));
    Error::input(format!(
        "{}: of {} new lines all were rejected{first}; a dump of a file tree is loaded with tierload scan",
        names(&spec.paths),
        outcome.counts.rejected.total()
    ))
}

/// The paths, for a message.
fn names(paths: &[PathBuf]) -> String {
    let names: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
    names.join(", ")
}

/// What the paths hold now.
pub(super) async fn load_paths(loader: &mut Loader, paths: &[PathBuf]) -> Result<()> {
    let (csvs, folders): (Vec<PathBuf>, Vec<PathBuf>) = paths.iter().cloned().partition(|path| is_csv(path));
    let logs = found(loader, folders).await?;
    if logs.is_empty() && csvs.is_empty() {
        return Err(Error::input(format!(
            "{}: no audit log that can be read; give a .lucid_audit folder, a filespace that holds one, a log, or a \
             CSV of updates",
            names(paths)
        )));
    }
    // Neither logs nor one file must keep the others from being applied.
    let mut refused = match loader.load(&Input::Logs(logs.into())).await {
        Err(error) if is_of_the_file(&error) => Some(error),
        loaded => {
            loaded?;
            None
        }
    };
    for path in csvs {
        match load_updates(loader, path).await {
            Err(error) if is_of_the_file(&error) => {
                if let Some(one_more) = refused.replace(error) {
                    tracing::warn!("{}", one_more.line());
                }
            }
            loaded => loaded?,
        }
    }
    refused.map_or(Ok(()), Err)
}

/// Whether an error lies in what was read, or in what the server refuses of it.
fn is_of_the_file(error: &Error) -> bool {
    error.kind().policy().exit_code == INPUT || error.kind() == ErrorKind::RowRefused
}

async fn load_updates(loader: &mut Loader, path: PathBuf) -> Result<()> {
    loader.load(&Input::Updates(Csv::open(path)?)).await
}

/// The logs under these paths. What cannot be read is reported and never fatal: logs are renamed and deleted meanwhile.
async fn found(loader: &mut Loader, paths: Vec<PathBuf>) -> Result<Vec<LogFile>> {
    let found = spawn_blocking(move || discover(paths)).await.map_err(ended("looking for logs"))?;
    for problem in found.problems {
        match problem {
            Problem::Unreadable { path, error } => {
                loader.tell(&path, "unreadable", &format!("cannot be read: {error}"));
            }
            Problem::Superseded { path, by } => {
                loader.tell(&path, "superseded", &format!("left out, {} is the same log", by.display()));
            }
        }
    }
    Ok(found.logs)
}
