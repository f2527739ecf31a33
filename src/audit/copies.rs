//! Logs that are copies of others. A log outside a `.lucid_audit` folder has no node but the folder it lies in; so a copy
//! elsewhere would be another log, and its events would count twice. It is known by its name and its first line, which
//! holds a time to the microsecond, a file and a user.

use super::blocking::ended;
use super::cursors;
use super::loader::Loader;
use super::sql::CURSORS_BY_FIRST_LINE;
use crate::db::{Param, Tx};
use crate::error::Result;
use crate::lucid::first_line::first_line;
use crate::lucid::{LogFile, LogId};
use std::collections::{HashMap, HashSet};
use tokio::task::spawn_blocking;
use uuid::Uuid;

/// The name of a file without its suffixes, and the digest of its first line.
type Sign = (String, Uuid);

const DOING: &str = "cannot look for logs that are known under another name";

impl Loader {
    /// Under the names that the ledger has for them, each log once; and then the copies, which are read after them, from
    /// where those ended: the longer one has more.
    pub(super) async fn copies_apart(&self, logs: Vec<LogFile>) -> Result<(Vec<LogFile>, Vec<LogFile>)> {
        let elsewhere = logs.iter().filter(|log| is_elsewhere(log)).map(|log| log.id.clone());
        let elsewhere: Vec<LogId> = elsewhere.collect();
        if elsewhere.is_empty() {
            return Ok((logs, Vec::new()));
        }
        let share_id = self.target.share_id();
        let read_before = self
            .target
            .database
            .in_tenant(self.target.tenant_id, DOING, async |tx| cursors::read(tx, share_id, &elsewhere).await)
            .await?;
        // Those that the ledger knows under their own names are not looked into: of thousands of closed logs that would be
        // most of the work of looking for news.
        let (logs, signs) = spawn_blocking(move || {
            let is_new = |log: &LogFile| is_elsewhere(log) && !read_before.contains_key(&log.id);
            let signs = logs.iter().map(|log| is_new(log).then(|| sign(log)).flatten()).collect::<Vec<_>>();
            (logs, signs)
        })
        .await
        .map_err(ended("reading first lines"))?;
        if signs.iter().all(Option::is_none) {
            return Ok((logs, Vec::new()));
        }
        let known = self.known_by_first_line(signs.iter().flatten()).await?;
        let (mut once, mut copies, mut ids, mut met) = (vec![], vec![], HashSet::new(), HashSet::new());
        for (mut log, sign) in logs.into_iter().zip(signs) {
            let known = sign.as_ref().and_then(|sign| known.get(sign));
            if let Some(id) = known {
                log.id = id.clone();
            }
            let is_copy = !ids.insert(log.id.clone()) || sign.is_some_and(|sign| !met.insert(sign));
            if is_copy { &mut copies } else { &mut once }.push(log);
        }
        Ok((once, copies))
    }

    async fn known_by_first_line(&self, signs: impl Iterator<Item = &Sign>) -> Result<HashMap<Sign, LogId>> {
        let first_lines: Vec<Uuid> = signs.map(|(_, first_line)| *first_line).collect();
        let share_id = self.target.share_id();
        let params: [Param<'_>; 2] = [("share_id", &share_id), ("first_lines", &first_lines)];
        let look = async |tx: &mut Tx<'_>| tx.rows(&CURSORS_BY_FIRST_LINE, &params).await;
        let rows = self.target.database.in_tenant(self.target.tenant_id, DOING, look).await?;
        let mut known = HashMap::new();
        for row in &rows {
            let id = LogId { node: row.get("node")?, begin: row.get("log_begin")? };
            known.entry((stem(&id.begin), row.get("first_line")?)).or_insert(id);
        }
        Ok(known)
    }
}

/// Whether a log's node is the folder that it lies in.
fn is_elsewhere(log: &LogFile) -> bool {
    log.id.node.starts_with('/')
}

/// What such a log is known by. None while it has no whole line.
fn sign(log: &LogFile) -> Option<Sign> {
    let first_line = first_line(log).ok().flatten()?;
    Some((stem(&log.id.begin), Uuid::from_u128(first_line)))
}

/// Folders may stand before the name.
fn stem(begin: &str) -> String {
    begin.rsplit('/').next().unwrap_or(begin).to_owned()
}
