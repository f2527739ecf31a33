//! The flow of a scan: inputs -> session -> chunks -> publish.

use super::allowed::Allowed;
use super::feed::{first_difference, send};
use super::inputs::Inputs;
use super::observer::Observer;
use super::outcome::{ScanOutcome, StageTimes};
use super::publish::{build_and_publish, tell_progress};
use super::session::{
    BuildLock, LedgerTotals, Seen, Session, SessionSpec, begin, check_rejects_file, fail_building,
    fail_loading,
};
use super::spec::ScanSpec;
use crate::db::Database;
use crate::dump::input::Source;
use crate::error::{Error, ErrorKind, Result};
use crate::failpoint::failpoint;
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How often an observer is told how far loading has come.
const TELL_EVERY: Duration = Duration::from_millis(200);

/// Loads a scan and publishes it; exactly once, whatever happened before. `cancel` ends it after the chunks in hand;
/// what is loaded stays, and the same inputs go on with it.
pub async fn load(
    database: &Database,
    inputs: Inputs,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> Result<ScanOutcome> {
    let Inputs { spec, sources, headers, identities, counters, started, look_time } = inputs;
    // The one in the current folder, which nobody asked for, is looked at when something is rejected.
    spec.rejects.as_deref().map_or(Ok(()), check_rejects_file)?;
    let mut stages: StageTimes =
        vec![("fingerprints", look_time), ("connect", started.elapsed().saturating_sub(look_time))];

    let session_spec = SessionSpec {
        tenant: spec.tenant.clone(),
        share: spec.share.clone(),
        source_type: spec.source_type,
        seen_type: headers.source_type,
        root: spec.root.clone(),
        under: spec.under.clone(),
        started: spec.started,
        scan_guid: spec.scan_guid,
        random_guid: Uuid::new_v4(),
        chunk_bytes: spec.chunk_bytes,
    };
    let locate = |at: usize, input_no: i32, chunk_bytes: usize, ledger: &_| {
        first_difference(&sources[at], &spec.options, input_no, chunk_bytes, ledger)
    };
    let begin = || begin(database, &session_spec, &identities, &locate, Timestamp::now());
    let session = Arc::new(database.retrying(begin).await?);
    let rejects = spec.rejects_file(session.scan_guid);
    let allowed = spec.allowed();
    let flow = Flow { database, session: &session, spec: &spec, allowed, rejects: &rejects, observer };

    if !session.published && !session.building {
        let loading = Instant::now();
        observer.loading(sources.iter().map(Source::size).sum());
        let work = send(
            database,
            session.clone(),
            &spec,
            sources.clone(),
            headers.pipes,
            counters.clone(),
            cancel.clone(),
        );
        let loaded = during(work, || observer.loaded(&counters.progress())).await;
        if let Err(error) = &loaded
            && (error.kind().policy().gives_up_scan || is_unreadable_input(error))
            && session.ledger.is_empty()
        {
            // What this run began with an input that cannot be loaded will not be gone on with. With another rejects file it
            // will.
            database.retrying(|| flow.give_up(error)).await?;
        }
        loaded?;
        stages.push(("load", loading.elapsed()));
        refuse_cancelled(cancel, session.scan_guid)?;
    }
    if !session.published {
        let inputs = (0..).zip(&identities).filter(|(_, input)| input.has_marks);
        let with_marks: Vec<(i32, String)> =
            inputs.map(|(number, input)| (number, input.name.clone())).collect();
        let undecodable = counters.undecodable_names();
        let seen =
            Seen { chunks: counters.chunks_seen.get(), with_marks: &with_marks, undecodable: &undecodable };
        let seen = (!session.building).then_some(seen);
        let work = database.retrying(|| flow.publish(seen));
        tokio::select! {
            times = work => stages.extend(times?),
            () = cancel.cancelled() => refuse_cancelled(cancel, session.scan_guid)?,
        }
    }
    let result = database.retrying(|| session.result(database)).await?;
    Ok(ScanOutcome {
        tenant: spec.tenant.clone(),
        share: spec.share.clone(),
        scan_guid: session.scan_guid,
        scan_id: session.tables.scan_id,
        source_type: session.source_type,
        under: session.under.clone(),
        inputs: sources.len(),
        status: result.status,
        already_loaded: session.published,
        counts: result.counts,
        chunks: result.chunks,
        chunks_skipped: if session.published { result.chunks } else { counters.chunks_skipped.get() },
        retries: database.retries(),
        elapsed: started.elapsed(),
        stages,
        busy: counters.busy(),
        rejects_file: (result.counts.rejected > 0 && !session.published).then_some(rejects),
    })
}

fn is_unreadable_input(error: &Error) -> bool {
    error.kind() == ErrorKind::Io && error.place().input.is_some()
}

/// A scan that is loaded, on its way to be published.
struct Flow<'f, O> {
    database: &'f Database,
    session: &'f Session,
    spec: &'f ScanSpec,
    allowed: Allowed,
    rejects: &'f Path,
    observer: &'f O,
}

impl<O: Observer> Flow<'_, O> {
    /// Publishes a loaded scan, or finds that another process has done so: one process at a time, and only when the row
    /// counts allow it.
    async fn publish(&self, seen: Option<Seen<'_>>) -> Result<StageTimes> {
        let Flow { database, session, .. } = *self;
        self.observer.building();
        let mut connection = database.session().await?;
        // Held while other connections do the work. Should its end fail, the scan is published all the same.
        let mut lock = BuildLock::take(&mut connection, session).await?;
        let builder = lock.builder(database, session);
        let closed = match session.close(database, seen).await {
            Err(error) if error.kind().policy().gives_up_scan => {
                fail_building(&builder, &error.line()).await?;
                return Err(error);
            }
            closed => closed?,
        };
        // Before anything is published: where they cannot be written, the same command goes on with another file.
        let rejects = match closed.totals.rejected {
            0 => None,
            _ => session.write_rejects(database, self.rejects).await?,
        };
        failpoint!("rejects-written");
        let LedgerTotals { rejected, rejects_kept, .. } = closed.totals;
        if rejects_kept < rejected {
            tracing::warn!("{rejected} records were rejected; the first {rejects_kept} of them are kept");
        }
        if !closed.is_open {
            return Ok(StageTimes::new());
        }
        if let Some(reason) = refusal(self.spec, &closed.totals, seen.map_or(&[], |seen| seen.undecodable)) {
            let (commonest, place) = rejects.map_or_else(Default::default, |reasons| {
                (reasons.commonest(), format!("; they are in {}", self.rejects.display()))
            });
            fail_building(&builder, &reason.to_string()).await?;
            let message = format!("{reason}{commonest}; nothing is published{place}");
            return Err(Error::new(reason.kind(), message).of_scan(session.scan_guid));
        }
        let times = tokio::select! {
            times = build_and_publish(&builder, &closed.totals, self.allowed) => times,
            lost = lock.lost() => Err(lost),
            never = tell_progress(database, session, self.observer) => match never {},
        };
        if let Err(error) = &times
            && error.kind().policy().gives_up_scan
        {
            fail_building(&builder, &error.line()).await?;
        }
        times
    }

    async fn give_up(&self, error: &Error) -> Result<()> {
        self.session.write_rejects(self.database, self.rejects).await?;
        fail_loading(self.database, self.session, &error.line()).await
    }
}

/// Why a loaded scan must not be published.
fn refusal(spec: &ScanSpec, totals: &LedgerTotals, undecodable: &[u8]) -> Option<Error> {
    let (rejected, rows) = (totals.rejected.cast_unsigned(), totals.rows_read.cast_unsigned());
    if !spec.max_rejects.allows(rejected, rows) {
        let limit = spec.max_rejects;
        let message = format!("{rejected} of {rows} rows were rejected, more than --max-rejects {limit}");
        return Some(Error::new(ErrorKind::TooManyRejects, message));
    }
    let empty = "the inputs hold no file; as a complete scan that would mark every file of the share removed";
    if totals.loaded == 0 {
        return Some(Error::input(empty));
    }
    totals.doubts.question(totals.loaded.cast_unsigned(), undecodable).map(Error::input)
}

fn refuse_cancelled(cancel: &CancellationToken, scan_guid: Uuid) -> Result<()> {
    if !cancel.is_cancelled() {
        return Ok(());
    }
    let message = format!(
        "stopped; what is loaded of scan {scan_guid} is kept, and the same command goes on from there"
    );
    Err(Error::new(ErrorKind::Interrupted, message).of_scan(scan_guid))
}

/// Waits for `work`, and calls `tick` every now and then meanwhile.
async fn during<T>(work: impl Future<Output = T>, mut tick: impl FnMut()) -> T {
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            () = tokio::time::sleep(TELL_EVERY) => tick(),
        }
    }
}
