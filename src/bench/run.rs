//! The steps of a benchmark, each a run of this program, and what they took.

use super::remove::remove_tenant;
use crate::cli::BenchArgs;
use crate::db::{Address, Database, begin, sql};
use crate::error::{Error, Result};
use crate::interrupt::stop_on_signal;
use crate::scan::Names;
use crate::synthetic::{AccessSpec, Notation, Tree};
use indicatif::HumanCount;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// What the schema plan asks for.
const WANTED_UPDATES_PER_MIN: u64 = 10_000;

const SEED: u64 = 7;

/// Events of one file in the second kind of log.
const EVENTS_PER_FILE: u64 = 20;

/// One kind of log after the other, none of them in the future.
const LOG_LASTS_S: u64 = 1_000;

const STATISTICS_COME_WITHIN: Duration = Duration::from_secs(10);

/// An interrupted benchmark still removes its tenant.
const TIME_TO_REMOVE: Duration = Duration::from_secs(300);

struct Bench<'b> {
    address: &'b Address,
    database: &'b Database,
    tenant: String,
    tenant_id: Uuid,
    stop: Arc<AtomicBool>,
}

/// Runs `tierload bench`.
pub async fn run(address: &Address, args: BenchArgs) -> Result<()> {
    if args.rows < 1_000 || args.events < EVENTS_PER_FILE {
        return Err(Error::usage("bench needs at least --rows 1000 and --events 20 to tell anything"));
    }
    let database = Database::open(address).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let watcher = tokio::spawn(stop_on_signal(stop.clone(), TIME_TO_REMOVE));
    let tenant = format!("bench-{}", Uuid::new_v4().simple());
    let mut session = database.session().await?;
    crate::tenant::add(&mut session, &tenant, "a benchmark, removed at its end").await?;
    let tenant_id = crate::tenant::find(&mut session, &tenant).await?;
    drop(session);
    let bench = Bench { address, database: &database, tenant, tenant_id, stop };
    let outcome = bench.measure(&args).await;
    let removed = database.patiently(|| remove_tenant(&database, tenant_id)).await;
    watcher.abort();
    let report = outcome?;
    removed?;
    if args.json {
        println!("{report}");
    } else {
        print!("{}", text(&report));
    }
    Ok(())
}

impl Bench<'_> {
    async fn measure(&self, args: &BenchArgs) -> Result<Value> {
        let folder = tempfile::tempdir().map_err(Error::io("cannot make", std::env::temp_dir()))?;
        let now = Timestamp::now().as_second();
        let scan_csv = folder.path().join("scan.csv");
        let mut loads = Vec::new();
        // The second night is now.
        let tree = Tree::new(SEED, args.rows, now - 86_400);
        for night in 0..=1 {
            let failed = || Error::io("cannot write", &scan_csv);
            let mut out = BufWriter::new(File::create(&scan_csv).map_err(failed())?);
            tree.write_scan(&mut out, night, Notation::Rooted).map_err(failed())?;
            let more = ["--source-type", "LucidLink"];
            let load = self.tierload("scan", &scan_csv, &more).await?;
            loads.push(json!({"rows_per_s": load["rows_per_s"], "elapsed_s": load["elapsed_s"]}));
        }
        let state = self.state().await?;
        let distinct = args.events.min(tree.files_through(1));
        let few = (args.events / EVENTS_PER_FILE).clamp(1, distinct);
        // Each kind twice: the second time finds rows that an update has written before.
        let kinds = [
            ("distinct", distinct, 0),
            ("distinct_again", distinct, 1),
            ("many", few, 2),
            ("many_again", few, 3),
        ];
        let mut audits = serde_json::Map::new();
        for (name, files, place) in kinds {
            let logs = folder.path().join(name);
            let spec = AccessSpec {
                night: 1,
                events: args.events,
                files,
                begin_unix: now - (4 - place) * LOG_LASTS_S as i64,
                lasting_s: LOG_LASTS_S,
            };
            let write = || tree.accesses(spec)?.write_logs(&logs);
            write().map_err(Error::io("cannot write logs to", &logs))?;
            let before = self.hot_updates(&state, 0).await?;
            let run = self.tierload("audit", &logs, &[]).await?;
            let updated = run["files_updated"].as_i64().unwrap_or(0);
            let after = self.hot_updates(&state, before.0 + updated).await?;
            std::fs::remove_dir_all(&logs).map_err(Error::io("cannot remove", &logs))?;
            let (updates, hot) = (after.0 - before.0, after.1 - before.1);
            let hot_percent = if updates > 0 { hot as f64 * 100.0 / updates as f64 } else { 0.0 };
            let result = json!({
                "events": run["new_events"], "files": files, "files_updated": run["files_updated"],
                "updates_per_min": run["updates_per_min"], "elapsed_s": run["elapsed_s"],
                "hot_percent": (hot_percent * 10.0).round() / 10.0,
            });
            audits.insert(name.to_owned(), result);
        }
        Ok(json!({
            "place": self.database.place, "rows": args.rows, "events": args.events,
            "first_scan": loads[0], "rescan": loads[1], "audit": audits,
            "wanted_updates_per_min": WANTED_UPDATES_PER_MIN, "settings": self.settings().await?,
        }))
    }

    /// Runs this program on the tenant of the benchmark; returns what it says.
    async fn tierload(&self, command: &'static str, input: &Path, more: &[&str]) -> Result<Value> {
        let program = std::env::current_exe().map_err(Error::io("cannot find", "the program itself"))?;
        let mut child = std::process::Command::new(program);
        child.arg(command).arg(input).args([
            "--share",
            "bench",
            "--tenant",
            &self.tenant,
            "--json",
            "--quiet",
        ]);
        child.args(more).stdin(Stdio::null()).stderr(Stdio::inherit());
        match &self.address.url {
            Some(url) => child.env("DATABASE_URL", url),
            None => child.env_remove("DATABASE_URL"),
        };
        let output = tokio::task::spawn_blocking(move || child.output())
            .await
            .map_err(|error| Error::internal(format!("waiting for tierload {command}: {error}")))?
            .map_err(Error::io("cannot run", "tierload"))?;
        if self.stop.load(Ordering::Relaxed) {
            return Err(Error::Interrupted("stopped; what the benchmark loaded is removed".into()));
        }
        if !output.status.success() {
            return Err(Error::Server(format!(
                "tierload {command} failed with {}; see above",
                output.status
            )));
        }
        serde_json::from_slice(&output.stdout)
            .map_err(|error| Error::internal(format!("tierload {command} printed no JSON: {error}")))
    }

    async fn state(&self) -> Result<String> {
        let mut session = self.database.session().await?;
        let transaction = begin(&mut session, Some(self.tenant_id)).await?;
        let row = transaction
            .query_one(sql::bench::SHARES.text, &[&self.tenant_id])
            .await
            .map_err(Error::database("cannot find the share of the benchmark"))?;
        Ok(Names { share_id: row.get(0), scan_id: 0 }.state())
    }

    /// Updates and HOT updates so far. A connection tells the server's statistics of them after it has ended, so that
    /// they are waited for until there are `expected`.
    async fn hot_updates(&self, state: &str, expected: i64) -> Result<(i64, i64)> {
        let mut session = self.database.session().await?;
        let started = Instant::now();
        loop {
            let transaction = begin(&mut session, Some(self.tenant_id)).await?;
            let row = transaction
                .query_one(sql::bench::HOT_UPDATES.text, &[&state])
                .await
                .map_err(Error::database("cannot read the server's statistics"))?;
            let updates: i64 = row.get(0);
            if updates >= expected || started.elapsed() > STATISTICS_COME_WITHIN {
                return Ok((updates, row.get(1)));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn settings(&self) -> Result<Value> {
        let mut session = self.database.session().await?;
        let transaction = begin(&mut session, Some(self.tenant_id)).await?;
        let rows = transaction
            .query(sql::bench::SETTINGS.text, &[])
            .await
            .map_err(Error::database("cannot read the server's settings"))?;
        let setting =
            |row: &tokio_postgres::Row| (row.get::<_, String>(0), Value::from(row.get::<_, String>(1)));
        Ok(Value::Object(rows.iter().map(setting).collect()))
    }
}

fn text(report: &Value) -> String {
    let number = |value: &Value| HumanCount(value.as_f64().unwrap_or(0.0) as u64).to_string();
    let mut text =
        format!("{}, {} files\n", report["place"].as_str().unwrap_or_default(), number(&report["rows"]));
    for (label, key) in [("first scan", "first_scan"), ("rescan, 3 % differ", "rescan")] {
        let load = &report[key];
        text.push_str(&format!(
            "  {label:<34} {:>12} rows/s      {:>8} s\n",
            number(&load["rows_per_s"]),
            load["elapsed_s"]
        ));
    }
    let kinds = [
        ("distinct", "events, each of another file"),
        ("distinct_again", "the same files again"),
        ("many", "events, 20 a file"),
        ("many_again", "the same files again"),
    ];
    for (key, label) in kinds {
        let audit = &report["audit"][key];
        text.push_str(&format!(
            "  {label:<34} {:>12} updates/min {:>8} s  {} % HOT\n",
            number(&audit["updates_per_min"]),
            audit["elapsed_s"],
            audit["hot_percent"]
        ));
    }
    text.push_str(&format!(
        "  {:<34} {:>12} updates/min\n",
        "asked for",
        number(&report["wanted_updates_per_min"])
    ));
    if let Some(settings) = report["settings"].as_object() {
        for (name, value) in settings {
            text.push_str(&format!("  {name:<34} {:>12}\n", value.as_str().unwrap_or_default()));
        }
    }
    text
}
