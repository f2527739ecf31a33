//! `tierload plan`.

use super::failure;
use super::human;
use super::place;
use super::provenance;
use super::signals::{GRACE, cancel_on_signal};
use super::terminal::{print, printable};
use crate::cli::{self, PlanArgs};
use serde_json::{Value, json};
use tierload::db::Address;
use tierload::tier::{
    Extension, PlanOutcome, PlanSpec, PlannedDirectory, Target, TargetError, UndoOutcome, UndoSpec,
    UnknownAtime, plan, undo,
};
use tierload::{Error, Result};
use tokio_util::sync::CancellationToken;

/// Runs `tierload plan`. With `--json` a failure is an object too.
pub(super) async fn run(address: Address, args: PlanArgs) -> Result<()> {
    let as_json = args.json;
    let cancel = CancellationToken::new();
    let watcher = cancel_on_signal(cancel.clone(), GRACE);
    let done = plan_or_undo(address, args, &cancel).await;
    watcher.abort();
    failure::told(done, as_json)
}

async fn plan_or_undo(address: Address, args: PlanArgs, cancel: &CancellationToken) -> Result<()> {
    let as_json = args.json;
    if let Some(plan_id) = args.undo {
        let PlanArgs { share, tenant, dry_run, .. } = args;
        return run_undo(address, UndoSpec { share, tenant, plan_id, dry_run }, as_json, cancel).await;
    }
    let spec = spec(args)?;
    spec.check()?;
    let database = place::open(&address).await?;
    let outcome = plan(&database, &spec, cancel).await?;
    match as_json {
        true => place::print_json(database.place(), to_json(&spec, &outcome)),
        false => print(&text(&spec, &outcome)),
    }
}

async fn run_undo(address: Address, spec: UndoSpec, as_json: bool, cancel: &CancellationToken) -> Result<()> {
    let database = place::open(&address).await?;
    let UndoOutcome { plans, withdrawn } = undo(&database, &spec, cancel).await?;
    if as_json {
        let UndoSpec { share, plan_id, dry_run, .. } = &spec;
        let done = json!({
            "share": share, "plan_id": plan_id, "dry_run": dry_run, "plans": plans, "withdrawn": withdrawn
        });
        return place::print_json(database.place(), done);
    }
    let verb = if spec.dry_run { "would be" } else { "are" };
    print(&format!("{} planned files {verb} withdrawn\n", human::count(withdrawn)))
}

fn spec(args: PlanArgs) -> Result<PlanSpec> {
    let target = args.target.unwrap_or_default();
    let no_target = |wrong: TargetError| Error::usage(format!("--target {target} {wrong}"));
    let extension = |given: &String| {
        Extension::new(given)
            .ok_or_else(|| Error::usage(format!("--ext {given} is no extension; write it as .mov or as mov")))
    };
    Ok(PlanSpec {
        target: Target::new(&target).map_err(no_target)?,
        extensions: args.ext.iter().map(extension).collect::<Result<_>>()?,
        share: args.share,
        tenant: args.tenant,
        older_than: args.older_than.unwrap_or_default(),
        min_bytes: args.min_size.as_u64(),
        unknown_atime: match args.unknown_atime {
            cli::UnknownAtime::Skip => UnknownAtime::Skip,
            cli::UnknownAtime::Mtime => UnknownAtime::Mtime,
        },
        under: args.under,
        not_under: args.not_under,
        dry_run: args.dry_run,
        most_files: args.yes,
        made_by: provenance::user_and_host(),
        command_line: provenance::command_line(std::env::args_os()),
    })
}

fn to_json(spec: &PlanSpec, outcome: &PlanOutcome) -> Value {
    let directory = |PlannedDirectory { path, files, bytes }: &PlannedDirectory| json!({"path": path, "files": files, "bytes": human::json_bytes(*bytes)});
    json!({
        "share": spec.share,
        "target": spec.target.as_str(),
        "dry_run": spec.dry_run,
        "plan_id": outcome.plan_id,
        "files": outcome.files,
        "bytes": human::json_bytes(outcome.bytes),
        "withdrawn": outcome.withdrawn,
        "unknown_atime": outcome.unknown_atime,
        "used_before": outcome.used_before.to_string(),
        "never_loaded": outcome.never_loaded,
        "directories": outcome.directories.iter().map(directory).collect::<Vec<_>>(),
    })
}

fn text(spec: &PlanSpec, outcome: &PlanOutcome) -> String {
    if outcome.never_loaded {
        let share = printable(&spec.share);
        return format!("share {share} has no files yet, so nothing is planned; load a scan of it first\n");
    }
    let verb = if spec.dry_run { "would be" } else { "are" };
    let (files, bytes) = (human::count(outcome.files), human::bytes(outcome.bytes));
    let (since, target) = (outcome.used_before.to_string(), printable(spec.target.as_str()));
    let mut text =
        format!("{files} files, {bytes}, not used since {since:.10}, {verb} planned for {target}\n");
    if let Some(plan_id) = outcome.plan_id {
        text.push_str(&format!(
            "this is plan {plan_id}; with --undo {plan_id}, and its share, it is withdrawn\n"
        ));
    }
    if outcome.withdrawn > 0 {
        let withdrawn = human::count(outcome.withdrawn);
        text.push_str(&format!(
            "{withdrawn} planned files are in use again, changed or gone, and {verb} withdrawn\n"
        ));
    }
    if outcome.unknown_atime > 0 {
        let unknown = human::count(outcome.unknown_atime);
        text.push_str(&format!(
            "{unknown} files are left out, since their last access is not known; with --unknown-atime mtime their \
             last change counts\n"
        ));
    }
    for PlannedDirectory { path, files, bytes } in &outcome.directories {
        let (bytes, files, path) = (human::bytes(*bytes), human::count(*files), printable(path));
        text.push_str(&format!("  {bytes:>12} {files:>12} files  {path}\n"));
    }
    text
}
