//! What a scan did, for people and for programs.

use super::prepare::Prepared;
use super::publish::StageTimes;
use crate::db::{Database, begin, sql};
use crate::error::{Error, Result};
use crate::dump::path::SourceType;
use crate::terminal::printable;
use indicatif::{HumanBytes, HumanCount};
use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;
use uuid::Uuid;

/// The books of a scan, as its row has them.
#[derive(Debug, Clone)]
pub(super) struct Totals {
    status: String,
    bytes_read: i64,
    rows_read: i64,
    loaded: i64,
    pub(super) rejected: i64,
    duplicates: i64,
    skipped: i64,
    dirs_new: i64,
    files_new: i64,
    files_changed: i64,
    files_unchanged: i64,
    files_removed: i64,
    pub(super) chunks: i64,
}

impl Totals {
    /// Reads them back, so that what is printed is what stands in the database.
    pub(super) async fn read(database: &Database, prepared: &Prepared) -> Result<Totals> {
        let failed = || Error::database("cannot read the result of the scan");
        let mut session = database.session().await?;
        let transaction = begin(&mut session, Some(prepared.tenant_id)).await?;
        let row = transaction
            .query_one(sql::scan::RESULT.text, &[&prepared.names.scan_id])
            .await
            .map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
        let count = |column: usize| row.get::<_, Option<i64>>(column).unwrap_or(0);
        let totals = Totals {
            status: row.get(0),
            bytes_read: count(1),
            rows_read: count(2),
            loaded: count(3),
            rejected: count(4),
            duplicates: count(5),
            skipped: count(6),
            dirs_new: count(7),
            files_new: count(8),
            files_changed: count(9),
            files_unchanged: count(10),
            files_removed: count(11),
            chunks: count(12),
        };
        if totals.status == "ERROR" {
            return Err(Error::input(format!(
                "scan {} was given up by another process; run the same command to begin again",
                prepared.scan_guid
            )));
        }
        let accounted = totals.loaded + totals.rejected + totals.duplicates + totals.skipped;
        let files = totals.files_new + totals.files_changed + totals.files_unchanged;
        if totals.rows_read != accounted || totals.loaded != files {
            return Err(Error::internal(format!("the books do not balance: {totals:?}")));
        }
        Ok(totals)
    }
}

/// Everything that is said at the end of a scan.
pub(super) struct Summary {
    pub(super) tenant: String,
    pub(super) share: String,
    pub(super) scan_guid: Uuid,
    pub(super) scan_id: i64,
    pub(super) source_type: SourceType,
    pub(super) inputs: usize,
    pub(super) already_loaded: bool,
    /// Another scan came after it, and these inputs after that.
    pub(super) superseded: bool,
    pub(super) chunks_skipped: u64,
    pub(super) totals: Totals,
    /// How often something was tried again.
    pub(super) retries: u64,
    pub(super) elapsed: Duration,
    pub(super) stages: StageTimes,
    /// Seconds that workers spent encoding, resolving directories and copying, added up.
    pub(super) busy: [f64; 3],
    pub(super) rejects_file: Option<PathBuf>,
}

impl Summary {
    fn rows_per_s(&self) -> f64 {
        if self.already_loaded { 0.0 } else { self.totals.rows_read as f64 / self.elapsed.as_secs_f64() }
    }

    /// One JSON object.
    pub(super) fn json(&self) -> String {
        let totals = &self.totals;
        serde_json::json!({
            "scan_id": self.scan_id,
            "scan_guid": self.scan_guid.to_string(),
            "tenant": self.tenant,
            "share": self.share,
            "status": totals.status,
            "already_loaded": self.already_loaded,
            "superseded": self.superseded,
            "inputs": self.inputs,
            "bytes_read": totals.bytes_read,
            "rows_read": totals.rows_read,
            "loaded": totals.loaded,
            "rejected": totals.rejected,
            "duplicates": totals.duplicates,
            "skipped": totals.skipped,
            "dirs_new": totals.dirs_new,
            "files_new": totals.files_new,
            "files_changed": totals.files_changed,
            "files_unchanged": totals.files_unchanged,
            "files_removed": totals.files_removed,
            "chunks": totals.chunks,
            "chunks_skipped": self.chunks_skipped,
            "retries": self.retries,
            "rejects_file": self.rejects_file.as_ref().map(|path| path.display().to_string()),
            "elapsed_s": (self.elapsed.as_secs_f64() * 1e3).round() / 1e3,
            "rows_per_s": self.rows_per_s().round(),
        })
        .to_string()
    }

    /// A few lines for people.
    pub(super) fn text(&self, verbose: bool) -> String {
        let totals = &self.totals;
        let count = |number: i64| HumanCount(number as u64);
        let mut text = String::new();
        let outcome = if self.already_loaded { "was loaded before; nothing to do" } else { "is published" };
        let _ = writeln!(
            text,
            "scan {} of share {} {outcome} ({})",
            self.scan_guid,
            printable(&self.share),
            totals.status
        );
        if self.superseded {
            text.push_str(
                "  another scan has been published since; if these inputs are a new walk that found the same again, \
                 say when it began with --started\n",
            );
        }
        let _ = writeln!(
            text,
            "  rows   {} = {} loaded + {} rejected + {} duplicates + {} skipped",
            count(totals.rows_read),
            count(totals.loaded),
            count(totals.rejected),
            count(totals.duplicates),
            count(totals.skipped)
        );
        let _ = writeln!(
            text,
            "  files  {} new, {} changed, {} unchanged, {} removed; {} new directories",
            count(totals.files_new),
            count(totals.files_changed),
            count(totals.files_unchanged),
            count(totals.files_removed),
            count(totals.dirs_new)
        );
        if let Some(path) = &self.rejects_file {
            let _ = writeln!(
                text,
                "  rejected rows, each with its reason: {}",
                printable(&path.display().to_string())
            );
        }
        if !self.already_loaded {
            let _ = writeln!(
                text,
                "  {} from {} input{} as {} in {:.2} s, {} rows/s; {} chunks, {} of them loaded before",
                HumanBytes(totals.bytes_read as u64),
                self.inputs,
                if self.inputs == 1 { "" } else { "s" },
                self.source_type.as_str(),
                self.elapsed.as_secs_f64(),
                count(self.rows_per_s() as i64),
                count(totals.chunks),
                HumanCount(self.chunks_skipped)
            );
        }
        if self.retries > 0 {
            let _ = writeln!(text, "  tried again {} times after the server was lost or busy", self.retries);
        }
        if verbose {
            for (stage, time) in &self.stages {
                let _ = writeln!(text, "  {stage:<20} {:>8.3} s", time.as_secs_f64());
            }
            for (stage, seconds) in ["encode", "directories", "copy"].iter().zip(self.busy) {
                let _ = writeln!(text, "  {stage:<20} {seconds:>8.3} s, added up over workers");
            }
        }
        text
    }
}
