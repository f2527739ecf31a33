//! `tierload bench`.

use super::failure;
use super::place;
use super::signals::cancel_on_signal;
use super::terminal::print;
use crate::cli::BenchArgs;
use indicatif::HumanCount;
use serde_json::{Map, Value, json};
use std::time::Duration;
use tierload::Result;
use tierload::bench::{AuditFigures, BenchOutcome, BenchSpec, ScanFigures, bench};
use tierload::db::Address;
use tokio_util::sync::CancellationToken;

/// What the schema plan asks for.
const WANTED_UPDATES_PER_MIN: u64 = 10_000;

/// An interrupted benchmark still removes its tenant.
const TIME_TO_REMOVE: Duration = Duration::from_secs(300);

/// Runs `tierload bench`. With `--json` a failure is an object too.
pub(super) async fn run(address: Address, args: BenchArgs) -> Result<()> {
    let as_json = args.json;
    failure::told(measure(address, args).await, as_json)
}

async fn measure(address: Address, args: BenchArgs) -> Result<()> {
    let spec = BenchSpec { rows: args.rows, events: args.events };
    spec.check()?;
    let database = place::open(&address).await?;
    let cancel = CancellationToken::new();
    let watcher = cancel_on_signal(cancel.clone(), TIME_TO_REMOVE);
    let outcome = bench(&database, spec, &cancel).await;
    watcher.abort();
    let outcome = outcome?;
    match args.json {
        true => place::print_json(&outcome.place, report(spec, &outcome)),
        false => print(&text(spec, &outcome)),
    }
}

fn report(spec: BenchSpec, outcome: &BenchOutcome) -> Value {
    let scan = |scan: &ScanFigures| json!({"rows_per_s": scan.rows_per_s.round(), "elapsed_s": seconds(scan.elapsed)});
    let audit = |(name, figures): &(&'static str, AuditFigures)| {
        let figures = json!({
            "events": figures.events,
            "files": figures.files,
            "files_updated": figures.files_updated,
            "updates_per_min": figures.updates_per_min.round(),
            "elapsed_s": seconds(figures.elapsed),
            "hot_percent": (figures.hot_percent * 10.0).round() / 10.0,
        });
        ((*name).to_owned(), figures)
    };
    let settings: Map<String, Value> =
        outcome.settings.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    json!({
        "rows": spec.rows,
        "events": spec.events,
        "first_scan": scan(&outcome.first_scan),
        "rescan": scan(&outcome.rescan),
        "audit": outcome.audits.iter().map(audit).collect::<Map<_, _>>(),
        "wanted_updates_per_min": WANTED_UPDATES_PER_MIN,
        "settings": settings,
    })
}

fn text(spec: BenchSpec, outcome: &BenchOutcome) -> String {
    let number = |value: f64| HumanCount(value as u64).to_string();
    let mut text = format!("{}, {} files\n", outcome.place, HumanCount(spec.rows));
    for (label, load) in [("first scan", &outcome.first_scan), ("rescan, 3 % differ", &outcome.rescan)] {
        text.push_str(&format!(
            "  {label:<34} {:>12} rows/s      {:>8} s\n",
            number(load.rows_per_s),
            seconds(load.elapsed)
        ));
    }
    for (name, audit) in &outcome.audits {
        let label = match *name {
            "distinct" => "events, each of another file",
            "many" => "events, 20 a file",
            _ => "the same files again",
        };
        text.push_str(&format!(
            "  {label:<34} {:>12} updates/min {:>8} s  {:.1} % HOT\n",
            number(audit.updates_per_min),
            seconds(audit.elapsed),
            audit.hot_percent
        ));
    }
    text.push_str(&format!("  {:<34} {:>12} updates/min\n", "asked for", HumanCount(WANTED_UPDATES_PER_MIN)));
    for (name, value) in &outcome.settings {
        text.push_str(&format!("  {name:<34} {value:>12}\n"));
    }
    text
}

/// To a thousandth.
fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e3).round() / 1e3
}
