//! `tierload plan`.

use super::human;
use super::terminal::print;
use crate::cli::PlanArgs;
use serde_json::{Value, json};
use tierload::db::{Address, Database};
use tierload::tier::{Extension, PlanOutcome, PlanSpec, PlannedDirectory, Target, plan};
use tierload::{Error, Result};

/// Runs `tierload plan`.
pub(super) async fn run(address: Address, args: PlanArgs) -> Result<()> {
    let database = Database::open(&address).await?;
    let as_json = args.json;
    let spec = spec(args)?;
    let outcome = plan(&database, &spec).await?;
    if as_json { print(&format!("{}\n", to_json(&spec, &outcome))) } else { print(&text(&spec, &outcome)) }
}

fn spec(args: PlanArgs) -> Result<PlanSpec> {
    let no_target = || Error::usage("--target is empty; say where the files shall go");
    let extension = |given: &String| {
        Extension::new(given)
            .ok_or_else(|| Error::usage(format!("--ext {given} is no extension; write it as .mov or as mov")))
    };
    Ok(PlanSpec {
        target: Target::new(&args.target).ok_or_else(no_target)?,
        extensions: args.ext.iter().map(extension).collect::<Result<_>>()?,
        share: args.share,
        tenant: args.tenant,
        older_than: args.older_than,
        min_bytes: args.min_size.as_u64(),
        under: args.under,
        not_under: args.not_under,
        dry_run: args.dry_run,
    })
}

fn to_json(spec: &PlanSpec, outcome: &PlanOutcome) -> Value {
    let directory = |PlannedDirectory { path, files, bytes }: &PlannedDirectory| json!({"path": path, "files": files, "bytes": bytes});
    json!({
        "share": spec.share,
        "target": spec.target.as_str(),
        "dry_run": spec.dry_run,
        "files": outcome.files,
        "bytes": outcome.bytes,
        "withdrawn": outcome.withdrawn,
        "directories": outcome.directories.iter().map(directory).collect::<Vec<_>>(),
    })
}

fn text(spec: &PlanSpec, outcome: &PlanOutcome) -> String {
    let verb = if spec.dry_run { "would be" } else { "are" };
    let (files, bytes) = (human::count(outcome.files), human::bytes(outcome.bytes));
    let mut text = format!("{files} files, {bytes}, {verb} planned for {}\n", spec.target.as_str());
    if outcome.withdrawn > 0 {
        let withdrawn = human::count(outcome.withdrawn);
        text.push_str(&format!("{withdrawn} planned files are in use again and {verb} withdrawn\n"));
    }
    for PlannedDirectory { path, files, bytes } in &outcome.directories {
        let (bytes, files) = (human::bytes(*bytes), human::count(*files));
        text.push_str(&format!("  {bytes:>12} {files:>12} files  {path}\n"));
    }
    text
}
