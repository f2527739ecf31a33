//! One transaction a chunk: claim it in the ledger, COPY its rows, keep its rejects. A chunk is loaded or it is not.

use super::begin::Session;
use super::ledger::LedgerEntry;
use super::sql::{ADD_KEPT, ADD_REJECTS, CHUNK, CLAIM_CHUNK, COPY_DIRS, COPY_ROWS};
use crate::catalog::ScanStatus;
use crate::db::{Database, Param, Tx, begin};
use crate::dump::mark::EndMark;
use crate::dump::rows::{CopyRows, DirSums, Doubts, Kept, Rejected};
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use bytes::Bytes;
use jiff::Timestamp;
use uuid::Uuid;

/// Everything about a chunk but its rows.
pub(in crate::scan) struct Chunk<'a> {
    pub(in crate::scan) input_name: &'a str,
    pub(in crate::scan) input_no: i32,
    pub(in crate::scan) chunk_no: i64,
    pub(in crate::scan) entry: LedgerEntry,
    pub(in crate::scan) rows_read: u64,
    pub(in crate::scan) loaded: u64,
    pub(in crate::scan) skipped: u64,
    /// The columns that some row has a value for.
    pub(in crate::scan) known: i32,
    pub(in crate::scan) rejected: u64,
    /// Those that are kept.
    pub(in crate::scan) rejects: &'a [Rejected],
    /// What is there though no row has it.
    pub(in crate::scan) kept: &'a [Kept],
    /// How many rejects do not tell their file.
    pub(in crate::scan) without_path: u64,
    /// What may have to be asked about the scan.
    pub(in crate::scan) doubts: Doubts,
    /// What its records add to the sum of their dump.
    pub(in crate::scan) record_sum: u64,
    pub(in crate::scan) end_mark: Option<EndMark>,
}

/// The rows of a chunk, and what they add up to by directory; both in COPY format.
#[derive(Debug, Clone)]
pub(in crate::scan) struct ChunkRows {
    pub(in crate::scan) rows: Bytes,
    pub(in crate::scan) dirs: Bytes,
}

/// Appends a row for `sql/scan/session/copy_dirs.sql`.
pub(in crate::scan) fn push_dir_sums(copy: &mut CopyRows, dir_id: i64, sums: &DirSums) {
    copy.row(5);
    copy.int8(dir_id);
    copy.int8(sums.files.cast_signed());
    copy.numeric(sums.bytes);
    copy.numeric(sums.allocated_bytes);
    copy.numeric(sums.digest);
}

/// Who loaded a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::scan) enum LoadedBy {
    /// This process.
    Us,
    /// Another process, first.
    Others,
}

impl Session {
    /// Loads a chunk, unless it is in the ledger already: then its bytes must be the same.
    pub(in crate::scan) async fn put_chunk(
        &self,
        database: &Database,
        chunk: &Chunk<'_>,
        rows: &ChunkRows,
    ) -> Result<LoadedBy> {
        // A commit whose answer was lost shows on the next try: then the ledger has the chunk.
        database.retrying(|| self.try_chunk(database, chunk, rows.clone())).await
    }

    async fn try_chunk(&self, database: &Database, chunk: &Chunk<'_>, rows: ChunkRows) -> Result<LoadedBy> {
        let in_chunk =
            |error: Error| error.in_input(chunk.input_name).in_chunk(chunk.chunk_no).of_scan(self.scan_guid);
        let Chunk { chunk_no, .. } = chunk;
        let mut session = database.session().await?;
        let mut tx =
            begin(&mut session, Some(self.tenant_id), format!("cannot claim chunk {chunk_no}")).await?;
        if !self.claim(&tx, chunk).await.map_err(in_chunk)? {
            tx.doing(format!("cannot look up chunk {chunk_no}"));
            return self.in_ledger(&tx, chunk).await.map_err(in_chunk);
        }
        failpoint!("chunk-claimed");
        tx.doing(format!("cannot load chunk {chunk_no}"));
        let copy_rows = COPY_ROWS.with([("staging", self.tables.staging().into())]);
        tx.copy_in(&copy_rows, rows.rows).await.map_err(in_chunk)?;
        let copy_dirs = COPY_DIRS.with([("staging_dirs", self.tables.staging_dirs().into())]);
        tx.copy_in(&copy_dirs, rows.dirs).await.map_err(in_chunk)?;
        failpoint!("chunk-copied");
        if !chunk.rejects.is_empty() {
            tx.doing(format!("cannot keep the rejects of chunk {chunk_no}"));
            self.keep_rejects(&tx, chunk).await.map_err(in_chunk)?;
        }
        if !chunk.kept.is_empty() || chunk.without_path > 0 {
            tx.doing(format!("cannot keep what chunk {chunk_no} does not know"));
            self.keep_kept(&tx, chunk).await.map_err(in_chunk)?;
        }
        tx.doing(format!("cannot commit chunk {chunk_no}"));
        tx.commit().await.map_err(in_chunk)?;
        failpoint!("chunk-committed");
        Ok(LoadedBy::Us)
    }

    async fn claim(&self, tx: &Tx<'_>, chunk: &Chunk<'_>) -> Result<bool> {
        let (end_files, end_sum) =
            chunk.end_mark.map(|end| (end.files.cast_signed(), end.sum.cast_signed())).unzip();
        let params: [Param<'_>; 22] = [
            ("share_id", &self.tables.share_id),
            ("scan_id", &self.tables.scan_id),
            ("input_no", &chunk.input_no),
            ("chunk_no", &chunk.chunk_no),
            ("tenant_id", &self.tenant_id),
            ("byte_start", &chunk.entry.byte_start.cast_signed()),
            ("byte_end", &chunk.entry.byte_end.cast_signed()),
            ("digest", &Uuid::from_u128(chunk.entry.digest)),
            ("rows_read", &chunk.rows_read.cast_signed()),
            ("loaded", &chunk.loaded.cast_signed()),
            ("rejected", &chunk.rejected.cast_signed()),
            ("rejects_kept", &(chunk.rejects.len() as i64)),
            ("strange_times", &chunk.doubts.strange_times.cast_signed()),
            ("utf8_names", &chunk.doubts.utf8_names.cast_signed()),
            ("undecodable_names", &chunk.doubts.undecodable_names.cast_signed()),
            ("skipped", &chunk.skipped.cast_signed()),
            ("known", &chunk.known),
            ("now", &Timestamp::now()),
            ("record_sum", &chunk.record_sum.cast_signed()),
            ("end_files", &end_files),
            ("end_sum", &end_sum),
            ("loading", &self.loading),
        ];
        Ok(tx.execute(&CLAIM_CHUNK, &params).await? == 1)
    }

    /// What the ledger says of a chunk that could not be claimed. Two processes may share a scan, but only with the
    /// same bytes, cut in the same places.
    async fn in_ledger(&self, tx: &Tx<'_>, chunk: &Chunk<'_>) -> Result<LoadedBy> {
        let params: [Param<'_>; 3] =
            [("scan_id", &self.tables.scan_id), ("input_no", &chunk.input_no), ("chunk_no", &chunk.chunk_no)];
        let row = tx.row(&CHUNK, &params).await?;
        let begun_again = row.get::<Timestamp>("loading_utc")? != self.loading;
        if begun_again || row.get::<Option<i64>>("byte_start")?.is_none() {
            let status = if begun_again { ScanStatus::Error } else { ScanStatus::of(&row)? };
            return Err(self.closed(chunk, status));
        }
        check_same(chunk.input_name, &LedgerEntry::of(&row)?, &chunk.entry)?;
        Ok(LoadedBy::Others)
    }

    /// Why a scan takes no more chunks while this process still has one.
    fn closed(&self, chunk: &Chunk<'_>, status: ScanStatus) -> Error {
        let guid = self.scan_guid;
        match status {
            ScanStatus::Error | ScanStatus::Loading => Error::changed(format!(
                "scan {guid} was given up by another process; run the same command to begin again"
            )),
            _ => Error::changed(format!(
                "{} has more in it than the same input of scan {guid}, which another process has loaded and closed",
                chunk.input_name
            )),
        }
    }

    /// In pages: all of a chunk that has nothing else would be held three times over, by each worker.
    async fn keep_rejects(&self, tx: &Tx<'_>, chunk: &Chunk<'_>) -> Result<()> {
        let mut rest = chunk.rejects;
        while !rest.is_empty() {
            let (page, others) = rest.split_at(page_of(rest));
            self.keep_page(tx, chunk.input_no, page).await?;
            rest = others;
        }
        Ok(())
    }

    async fn keep_page(&self, tx: &Tx<'_>, input_no: i32, rejects: &[Rejected]) -> Result<()> {
        let lines: Vec<i64> = rejects.iter().map(|reject| reject.line.cast_signed()).collect();
        let bytes: Vec<i64> = rejects.iter().map(|reject| reject.byte.cast_signed()).collect();
        let reasons: Vec<String> = rejects.iter().map(|rejected| rejected.reject.to_string()).collect();
        let raws: Vec<&[u8]> = rejects.iter().map(|reject| reject.raw.as_slice()).collect();
        let params: [Param<'_>; 7] = [
            ("scan_id", &self.tables.scan_id),
            ("input_no", &input_no),
            ("tenant_id", &self.tenant_id),
            ("lines", &lines),
            ("bytes", &bytes),
            ("reasons", &reasons),
            ("raws", &raws),
        ];
        tx.execute(&ADD_REJECTS, &params).await.map(drop)
    }

    async fn keep_kept(&self, tx: &Tx<'_>, chunk: &Chunk<'_>) -> Result<()> {
        let digests: Vec<Uuid> = chunk.kept.iter().map(|kept| Uuid::from_u128(kept.dir_digest)).collect();
        let names: Vec<Option<&str>> = chunk.kept.iter().map(|kept| kept.name.as_deref()).collect();
        let excluded: Vec<bool> = chunk.kept.iter().map(|kept| kept.excluded).collect();
        let without_path = chunk.without_path.cast_signed();
        let params: [Param<'_>; 4] = [
            ("dir_digests", &digests),
            ("names", &names),
            ("excluded", &excluded),
            ("without_path", &without_path),
        ];
        let add = ADD_KEPT.with([("staging_kept", self.tables.staging_kept().into())]);
        tx.execute(&add, &params).await.map(drop)
    }
}

/// Rejects of a page, and bytes of their records; one may be larger.
const PAGE: usize = 1_000;
const PAGE_BYTES: usize = 1 << 20;

/// How many of these make a page.
fn page_of(rejects: &[Rejected]) -> usize {
    let mut bytes = 0;
    let fits = |rejected: &&Rejected| {
        bytes += rejected.raw.len();
        bytes <= PAGE_BYTES
    };
    rejects.iter().take(PAGE).take_while(fits).count().max(1)
}

/// An error unless a chunk that was read is the one that is loaded.
pub(in crate::scan) fn check_same(input: &str, loaded: &LedgerEntry, found: &LedgerEntry) -> Result<()> {
    if loaded == found {
        return Ok(());
    }
    let LedgerEntry { byte_start, byte_end, .. } = *loaded;
    Err(Error::changed(format!(
        "{input} changed since this scan began to load it: first difference in bytes {byte_start} to {byte_end}"
    ))
    .in_input(input)
    .at_bytes(byte_start..byte_end))
}
