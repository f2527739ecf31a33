//! Logs that are copies of others: their events would count twice. A log is known by its name and its first line, which holds a
//! time to the microsecond, a file and a user. A log outside a `.lucid_audit` folder has no node but the folder it lies in, so with
//! the same name and the same first line it is the same log. Of two nodes, or of another name, it may be a copy, or a node that
//! was set up anew: that is for a person to say, and the log is left out until then.

use super::blocking::ended;
use super::cursors;
use super::loader::Loader;
use super::sql::CURSORS_BY_FIRST_LINE;
use crate::db::{Param, Tx};
use crate::error::{Error, Result};
use crate::lucid::first_line::first_line;
use crate::lucid::{LogFile, LogId};
use std::collections::{HashMap, HashSet};
use tokio::task::spawn_blocking;
use uuid::Uuid;

const DOING: &str = "cannot look for logs that are known under another name";

/// What a log is to another one that begins with the same line.
enum Alike {
    /// The same log, wherever it lies.
    Same(LogId),
    /// Nobody can tell.
    Doubtful(LogId),
}

impl Loader {
    /// Under the names that the ledger has for them, each log once; and then the copies, which are read after them, from
    /// where those ended: the longer one has more.
    pub(super) async fn copies_apart(&mut self, logs: Vec<LogFile>) -> Result<(Vec<LogFile>, Vec<LogFile>)> {
        // Those that the ledger knows under their own names are not looked into: of thousands of closed logs that would be
        // most of the work of looking for news.
        let unsure: Vec<LogId> =
            logs.iter().filter(|log| !self.is_counted(&log.id)).map(|log| log.id.clone()).collect();
        if unsure.is_empty() {
            return Ok((logs, Vec::new()));
        }
        let share_id = self.target.share_id();
        let unsure_ids: HashSet<LogId> = unsure.iter().cloned().collect();
        let read_before = self
            .target
            .database
            .in_tenant(self.target.tenant_id, DOING, async |tx| cursors::read(tx, share_id, &unsure).await)
            .await?;
        let (logs, lines) = spawn_blocking(move || {
            let is_new = |log: &LogFile| unsure_ids.contains(&log.id) && !read_before.contains_key(&log.id);
            let line = |log: &LogFile| first_line(log).ok().flatten().map(Uuid::from_u128);
            let lines = logs.iter().map(|log| is_new(log).then(|| line(log)).flatten()).collect::<Vec<_>>();
            (logs, lines)
        })
        .await
        .map_err(ended("reading first lines"))?;
        if lines.iter().all(Option::is_none) {
            return Ok((logs, Vec::new()));
        }
        let known = self.known_by_first_line(lines.iter().flatten().copied().collect()).await?;
        let (mut once, mut copies, mut ids) = (vec![], vec![], HashSet::new());
        let mut met: HashMap<Uuid, Vec<LogId>> = HashMap::new();
        for (mut log, line) in logs.into_iter().zip(lines) {
            let Some(line) = line else {
                if ids.insert(log.id.clone()) { &mut once } else { &mut copies }.push(log);
                continue;
            };
            let in_ledger = known.get(&line).and_then(|known| alike(&log.id, known));
            let in_run = met.get(&line).and_then(|met| alike(&log.id, met));
            met.entry(line).or_default().push(log.id.clone());
            let mut is_copy = false;
            match (in_ledger, in_run) {
                (Some(Alike::Same(id)), _) => log.id = id,
                (_, Some(Alike::Same(_))) => is_copy = true,
                (Some(Alike::Doubtful(id)), _) | (_, Some(Alike::Doubtful(id))) if !self.read_copies => {
                    self.doubt(&log, &id);
                    continue;
                }
                _ => {}
            }
            is_copy |= !ids.insert(log.id.clone());
            if is_copy { &mut copies } else { &mut once }.push(log);
        }
        Ok((once, copies))
    }

    async fn known_by_first_line(&self, first_lines: Vec<Uuid>) -> Result<HashMap<Uuid, Vec<LogId>>> {
        let share_id = self.target.share_id();
        let params: [Param<'_>; 2] = [("share_id", &share_id), ("first_lines", &first_lines)];
        let look = async |tx: &mut Tx<'_>| tx.rows(&CURSORS_BY_FIRST_LINE, &params).await;
        let rows = self.target.database.in_tenant(self.target.tenant_id, DOING, look).await?;
        let mut known: HashMap<Uuid, Vec<LogId>> = HashMap::new();
        for row in &rows {
            let id = LogId { node: row.get("node")?, begin: row.get("log_begin")? };
            known.entry(row.get("first_line")?).or_default().push(id);
        }
        Ok(known)
    }

    /// An error where logs were left out that may be copies.
    pub(super) fn refuse_doubtful(&self) -> Result<()> {
        let Some(path) = self.doubtful.iter().next() else { return Ok(()) };
        let more = match self.doubtful.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more logs"),
        };
        Err(Error::input(format!(
            "{}{more} may be copies of logs that are known under another node or name, and are left out: their events would \
             count twice; take copies away, or say --read-copies if they are logs of their own",
            path.display()
        )))
    }
}

/// What a log is to the first of these that begin with its first line; the same one goes before.
fn alike(id: &LogId, others: &[LogId]) -> Option<Alike> {
    // Another process has read it since the ledger was asked.
    if others.contains(id) {
        return None;
    }
    let is_same =
        |other: &&LogId| stem(&other.begin) == stem(&id.begin) && (is_elsewhere(id) || is_elsewhere(other));
    let same = others.iter().find(is_same).map(|other| Alike::Same(other.clone()));
    same.or_else(|| others.first().map(|other| Alike::Doubtful(other.clone())))
}

/// Whether a log's node is the folder that it lies in.
fn is_elsewhere(id: &LogId) -> bool {
    id.node.starts_with('/')
}

/// Folders may stand before the name.
fn stem(begin: &str) -> &str {
    begin.rsplit('/').next().unwrap_or(begin)
}
