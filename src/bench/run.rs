//! The steps of a benchmark, each a flow of this library, and what they took.

use super::outcome::{AuditFigures, BenchOutcome, BenchSpec, EVENTS_PER_FILE, ScanFigures};
use super::remove::remove_tenant;
use super::sql::{HOT_UPDATES, SETTINGS};
use crate::audit::{self, AuditOutcome, AuditSpec};
use crate::catalog::layout::ShareTables;
use crate::catalog::{add_tenant, find_tenant, list_shares};
use crate::db::{Database, TenantId};
use crate::dump::path::SourceType;
use crate::error::{Error, ErrorKind, Result};
use crate::scan::{self, Inputs, ScanSpec};
use crate::synthetic::{AccessSpec, Notation, Tree};
use jiff::Timestamp;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const SEED: u64 = 7;
const SHARE: &str = "bench";

/// One kind of log after the other, none of them in the future.
const LOG_LASTS_S: u64 = 1_000;

const STATISTICS_COME_WITHIN: Duration = Duration::from_secs(10);

struct Bench<'b> {
    database: &'b Database,
    tenant: String,
    tenant_id: TenantId,
    cancel: &'b CancellationToken,
}

/// Loads, rescans and audits generated data under a tenant of its own, which is removed at the end, whatever happened.
pub async fn bench(database: &Database, spec: BenchSpec, cancel: &CancellationToken) -> Result<BenchOutcome> {
    spec.check()?;
    let tenant = format!("bench-{}", Uuid::new_v4().simple());
    add_tenant(database, &tenant, "a benchmark, removed at its end", None).await?;
    let tenant_id = find_tenant(database, &tenant).await?;
    let bench = Bench { database, tenant, tenant_id, cancel };
    let measured = bench.measure(spec).await;
    let removed = database.retrying(|| remove_tenant(database, tenant_id)).await;
    let outcome = measured.map_err(|error| match error.kind() {
        ErrorKind::Interrupted => {
            Error::new(ErrorKind::Interrupted, "stopped; what the benchmark loaded is removed")
        }
        _ => error,
    })?;
    removed.map(|()| outcome)
}

impl Bench<'_> {
    async fn measure(&self, spec: BenchSpec) -> Result<BenchOutcome> {
        let folder = tempfile::tempdir().map_err(Error::io("cannot make", std::env::temp_dir()))?;
        let now = Timestamp::now().as_second();
        let dump = folder.path().join("scan.csv");
        // The second night is now.
        let tree = Tree::new(SEED, spec.rows, now - 86_400);
        let first_scan = self.scan(&tree, 0, &dump).await?;
        let rescan = self.scan(&tree, 1, &dump).await?;
        let state = self.state().await?;
        let distinct = spec.events.min(tree.files_through(1));
        let few = (spec.events / EVENTS_PER_FILE).clamp(1, distinct);
        let kinds = [
            ("distinct", distinct, 0),
            ("distinct_again", distinct, 1),
            ("many", few, 2),
            ("many_again", few, 3),
        ];
        let mut audits = Vec::new();
        for (name, files, place) in kinds {
            let logs = folder.path().join(name);
            let accesses = AccessSpec {
                night: 1,
                events: spec.events,
                files,
                begin_unix: now - (4 - place) * LOG_LASTS_S as i64,
                lasting_s: LOG_LASTS_S,
            };
            let write = || tree.accesses(accesses)?.write_logs(&logs);
            write().map_err(Error::io("cannot write logs to", &logs))?;
            audits.push((name, self.audit(&logs, files, &state).await?));
            std::fs::remove_dir_all(&logs).map_err(Error::io("cannot remove", &logs))?;
        }
        let place = self.database.place().to_owned();
        Ok(BenchOutcome { place, first_scan, rescan, audits, settings: self.settings().await? })
    }

    /// Writes the scan of a night and loads it.
    async fn scan(&self, tree: &Tree, night: u64, dump: &Path) -> Result<ScanFigures> {
        let failed = || Error::io("cannot write", dump);
        let mut out = BufWriter::new(File::create(dump).map_err(failed())?);
        tree.write_scan(&mut out, night, Notation::Rooted).map_err(failed())?;
        drop(out);
        let spec = ScanSpec {
            tenant: self.tenant.clone(),
            source_type: Some(SourceType::LucidLink),
            ..ScanSpec::new(vec![dump.display().to_string()], SHARE)
        };
        let inputs = Inputs::open(spec)?;
        let outcome = scan::load(self.database, inputs, &(), self.cancel).await?;
        Ok(ScanFigures { rows_per_s: outcome.rows_per_s(), elapsed: outcome.elapsed })
    }

    /// Loads logs.
    async fn audit(&self, logs: &Path, files: u64, state: &str) -> Result<AuditFigures> {
        let spec = AuditSpec { tenant: self.tenant.clone(), ..AuditSpec::new(vec![logs.to_owned()], SHARE) };
        let before = self.updates(state, 0).await?;
        let run: AuditOutcome = audit::load(self.database, &spec, &(), self.cancel).await?;
        let after = self.updates(state, before.all + run.effects.files_updated.cast_signed()).await?;
        let (updates, hot) = (after.all - before.all, after.hot - before.hot);
        Ok(AuditFigures {
            events: run.counts.new_events,
            files,
            files_updated: run.effects.files_updated,
            updates_per_min: run.updates_per_min(),
            elapsed: run.elapsed,
            hot_percent: if updates > 0 { hot as f64 * 100.0 / updates as f64 } else { 0.0 },
        })
    }

    /// The share's partition of `file_state`.
    async fn state(&self) -> Result<String> {
        let shares = self
            .database
            .in_tenant(self.tenant_id, "cannot find the share of the benchmark", async |tx| {
                list_shares(tx, self.tenant_id).await
            })
            .await?;
        let share = shares.first().ok_or_else(|| Error::internal("the benchmark has no share"))?;
        Ok(ShareTables { share_id: share.share_id }.state().in_home(self.tenant_id.home))
    }

    /// The server's statistics of updates. A connection tells them after it has ended, so they are waited for until
    /// there are `expected`.
    async fn updates(&self, state: &str, expected: i64) -> Result<Updates> {
        self.database.close_idle();
        let started = Instant::now();
        loop {
            let row = self
                .database
                .in_tenant(self.tenant_id, "cannot read the server's statistics", async |tx| {
                    tx.row(&HOT_UPDATES, &[("table", &state)]).await
                })
                .await?;
            let updates = Updates { all: row.get("updates")?, hot: row.get("hot")? };
            if updates.all >= expected || started.elapsed() > STATISTICS_COME_WITHIN {
                return Ok(updates);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn settings(&self) -> Result<Vec<(String, String)>> {
        let rows = self
            .database
            .in_tenant(self.tenant_id, "cannot read the server's settings", async |tx| {
                tx.rows(&SETTINGS, &[]).await
            })
            .await?;
        rows.iter().map(|row| Ok((row.get("name")?, row.get("setting")?))).collect()
    }
}

/// Updates of a table so far.
struct Updates {
    all: i64,
    /// Those that wrote no index.
    hot: i64,
}
