//! `tierload plan`.

use super::human;
use super::place;
use super::terminal::{print, printable};
use crate::cli::{self, PlanArgs};
use serde_json::{Value, json};
use tierload::db::Address;
use tierload::tier::{
    Extension, PlanOutcome, PlanSpec, PlannedDirectory, Target, UndoOutcome, UndoSpec, UnknownAtime, plan,
    undo,
};
use tierload::{Error, Result};

/// Runs `tierload plan`.
pub(super) async fn run(address: Address, args: PlanArgs) -> Result<()> {
    let as_json = args.json;
    if let Some(plan_id) = args.undo {
        let PlanArgs { share, tenant, dry_run, .. } = args;
        return run_undo(address, UndoSpec { share, tenant, plan_id, dry_run }, as_json).await;
    }
    let spec = spec(args)?;
    let database = place::open(&address).await?;
    let outcome = plan(&database, &spec).await?;
    match as_json {
        true => place::print_json(database.place(), to_json(&spec, &outcome)),
        false => print(&text(&spec, &outcome)),
    }
}

async fn run_undo(address: Address, spec: UndoSpec, as_json: bool) -> Result<()> {
    let database = place::open(&address).await?;
    let UndoOutcome { plans, withdrawn } = undo(&database, &spec).await?;
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
    let no_target = || {
        let given = &target;
        Error::usage(format!(
            "--target {given} is neither a URI, as s3://bucket/prefix is, nor an absolute path"
        ))
    };
    let extension = |given: &String| {
        Extension::new(given)
            .ok_or_else(|| Error::usage(format!("--ext {given} is no extension; write it as .mov or as mov")))
    };
    Ok(PlanSpec {
        target: Target::new(&target).ok_or_else(no_target)?,
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
        command_line: command_line(std::env::args_os().map(|arg| arg.to_string_lossy().into_owned())),
    })
}

/// The command line, without the address of the database, which may hold a password.
fn command_line(args: impl Iterator<Item = String>) -> String {
    let mut kept: Vec<String> = Vec::new();
    let mut is_address = false;
    for arg in args.skip(1) {
        let was_address = std::mem::replace(&mut is_address, arg == "--database-url");
        if !is_address && !was_address && !arg.starts_with("--database-url=") {
            kept.push(arg);
        }
    }
    format!("tierload {}", kept.join(" "))
}

fn to_json(spec: &PlanSpec, outcome: &PlanOutcome) -> Value {
    let directory = |PlannedDirectory { path, files, bytes }: &PlannedDirectory| json!({"path": path, "files": files, "bytes": bytes});
    json!({
        "share": spec.share,
        "target": spec.target.as_str(),
        "dry_run": spec.dry_run,
        "plan_id": outcome.plan_id,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_stands_in_a_command_line() {
        let line = |args: &[&str]| command_line(args.iter().map(|arg| (*arg).to_owned()));
        assert_eq!(line(&["/usr/bin/tierload", "plan", "--share", "a b"]), "tierload plan --share a b");
        let secret = "postgres://u:secret@h/d";
        assert_eq!(line(&["tierload", "--database-url", secret, "plan", "--yes"]), "tierload plan --yes");
        assert_eq!(line(&["x", "plan", &format!("--database-url={secret}"), "--yes"]), "tierload plan --yes");
    }
}
