//! `tierload plan`.

use super::human;
use super::place;
use super::terminal::{print, printable};
use crate::cli::{self, PlanArgs};
use serde_json::{Value, json};
use tierload::db::Address;
use tierload::tier::{Extension, PlanOutcome, PlanSpec, PlannedDirectory, Target, UnknownAtime, plan};
use tierload::{Error, Result};

/// Runs `tierload plan`.
pub(super) async fn run(address: Address, args: PlanArgs) -> Result<()> {
    let as_json = args.json;
    let spec = spec(args)?;
    let database = place::open(&address).await?;
    let outcome = plan(&database, &spec).await?;
    match as_json {
        true => place::print_json(database.place(), to_json(&spec, &outcome)),
        false => print(&text(&spec, &outcome)),
    }
}

fn spec(args: PlanArgs) -> Result<PlanSpec> {
    let no_target = || {
        let given = &args.target;
        Error::usage(format!(
            "--target {given} is neither a URI, as s3://bucket/prefix is, nor an absolute path"
        ))
    };
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
        unknown_atime: match args.unknown_atime {
            cli::UnknownAtime::Skip => UnknownAtime::Skip,
            cli::UnknownAtime::Mtime => UnknownAtime::Mtime,
        },
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
