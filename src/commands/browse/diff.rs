//! `tierload diff`.

use super::table::{Table, field};
use crate::cli::DiffArgs;
use crate::commands::human::{bytes, count};
use crate::commands::terminal::{print, printable, printable_json};
use crate::commands::{failure, place};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tierload::Result;
use tierload::browse::{AsOf, Change, ChangedFile, DiffOutcome, DiffSpec, diff};
use tierload::db::Address;

const CHANGES: [Change; 6] =
    [Change::New, Change::Removed, Change::Grown, Change::Shrunk, Change::Changed, Change::Touched];

/// How the files of a directory differ.
#[derive(Debug, Clone, Copy, Default)]
struct Totals {
    files: [u64; CHANGES.len()],
    grown_bytes: i128,
}

impl Totals {
    fn add(&mut self, file: &ChangedFile) {
        if let Some(at) = CHANGES.iter().position(|change| *change == file.change) {
            self.files[at] += 1;
        }
        self.grown_bytes += i128::from(file.new_bytes.unwrap_or(0)) - i128::from(file.old_bytes.unwrap_or(0));
    }
}

/// Runs `tierload diff`.
pub(in crate::commands) async fn run(address: Address, args: DiffArgs) -> Result<()> {
    let as_json = args.browse.json;
    failure::told(tell(address, args).await, as_json)
}

async fn tell(address: Address, args: DiffArgs) -> Result<()> {
    let database = place::open_to_read(&address).await?;
    let spec = DiffSpec {
        share: args.browse.share.clone(),
        tenant: args.browse.tenant.clone(),
        before: args.before,
        after: args.after.unwrap_or(AsOf::Latest),
        under: args.under.clone(),
    };
    let mut all = Totals::default();
    let mut dirs: BTreeMap<String, Totals> = BTreeMap::new();
    let mut lines = Lines::default();
    let mut table = match (args.browse.csv, args.summary) {
        (false, _) => None,
        (true, true) => {
            let names = CHANGES.map(Change::as_str);
            Some(Table::new(&[&["dir_path"], &names[..], &["grown_bytes"]].concat())?)
        }
        (true, false) => Some(Table::new(&[
            "change",
            "dir_path",
            "name",
            "old_bytes",
            "new_bytes",
            "old_mtime_unix",
            "new_mtime_unix",
        ])?),
    };
    let each = |file: ChangedFile| {
        all.add(&file);
        if file.change == Change::Touched && !args.touched {
            return Ok(());
        }
        match &mut table {
            _ if args.summary => dirs.entry(file.dir.clone()).or_default().add(&file),
            Some(table) => table.row(&[
                file.change.as_str().to_owned(),
                file.dir,
                file.name,
                field(file.old_bytes),
                field(file.new_bytes),
                field(file.old_mtime_unix),
                field(file.new_mtime_unix),
            ])?,
            None if args.browse.json => lines.push(&printable_json(&format!("{}\n", to_json(&file))))?,
            None => lines.push(&line(&file))?,
        }
        Ok(())
    };
    let outcome = diff(&database, &spec, each).await?;
    lines.hand_on()?;
    if args.browse.json {
        let directories: Vec<Value> = dirs.iter().map(|(dir, totals)| dir_json(dir, totals)).collect();
        let mut told = json!({
            "share": spec.share,
            "tenant": spec.tenant,
            "before": outcome.before,
            "after": outcome.after,
            "before_under": outcome.before_under,
            "after_under": outcome.after_under,
            "grown_bytes": number(all.grown_bytes),
        });
        for (change, files) in CHANGES.iter().zip(all.files) {
            told[change.as_str()] = files.into();
        }
        if args.summary {
            told["directories"] = directories.into();
        }
        return place::print_json(database.place(), told);
    }
    for (dir, totals) in &dirs {
        match &mut table {
            Some(table) => {
                let files = totals.files.map(|files| files.to_string());
                table.row(
                    &[std::slice::from_ref(dir), &files[..], &[totals.grown_bytes.to_string()]].concat(),
                )?;
            }
            None => print(&format!("{}  {}\n", totals_text(totals), printable(dir)))?,
        }
    }
    match table {
        Some(table) => table.finish(),
        None => print(&end(&outcome, &all)),
    }
}

/// Lines that are held before they are written.
#[derive(Default)]
struct Lines(String);

const BLOCK_BYTES: usize = 64 << 10;

impl Lines {
    fn push(&mut self, line: &str) -> Result<()> {
        self.0.push_str(line);
        if self.0.len() >= BLOCK_BYTES { self.hand_on() } else { Ok(()) }
    }

    fn hand_on(&mut self) -> Result<()> {
        print(&std::mem::take(&mut self.0))
    }
}

fn end(outcome: &DiffOutcome, all: &Totals) -> String {
    let words = CHANGES.iter().zip(all.files).filter(|(_, files)| *files > 0);
    let words: Vec<String> =
        words.map(|(change, files)| format!("{} {}", count(files), change.as_str())).collect();
    let words = if words.is_empty() { "no differences".to_owned() } else { words.join(", ") };
    let DiffOutcome { before, after, .. } = outcome;
    format!("snapshots {before} and {after}: {words}; {} bytes in all\n", signed(all.grown_bytes))
}

fn line(file: &ChangedFile) -> String {
    let path =
        if file.dir == "/" { format!("/{}", file.name) } else { format!("{}/{}", file.dir, file.name) };
    let size = match (file.old_bytes, file.new_bytes) {
        (Some(old), Some(new)) if old != new => format!("{} -> {}", size(old), size(new)),
        (_, Some(one)) | (Some(one), None) => size(one),
        (None, None) => "-".to_owned(),
    };
    format!("{:<8} {size:>24}  {}\n", file.change.as_str(), printable(&path))
}

fn size(number: i64) -> String {
    bytes(number.unsigned_abs())
}

fn totals_text(totals: &Totals) -> String {
    let words = CHANGES.iter().zip(totals.files).filter(|(_, files)| *files > 0);
    let words: Vec<String> = words.map(|(change, files)| format!("{files} {}", change.as_str())).collect();
    format!("{:>20}  {:<40}", signed(totals.grown_bytes), words.join(", "))
}

fn signed(number: i128) -> String {
    format!("{number:+}")
}

/// Beyond 64 bits a number is a text: JSON has no larger integers that all readers keep.
fn number(number: i128) -> Value {
    i64::try_from(number).map_or_else(|_| json!(number.to_string()), |number| json!(number))
}

fn dir_json(dir: &str, totals: &Totals) -> Value {
    let mut told = json!({ "path": dir, "grown_bytes": number(totals.grown_bytes) });
    for (change, files) in CHANGES.iter().zip(totals.files) {
        told[change.as_str()] = files.into();
    }
    told
}

fn to_json(file: &ChangedFile) -> Value {
    json!({
        "change": file.change.as_str(),
        "dir_path": file.dir,
        "name": file.name,
        "old_bytes": file.old_bytes,
        "new_bytes": file.new_bytes,
        "old_mtime_unix": file.old_mtime_unix,
        "new_mtime_unix": file.new_mtime_unix,
    })
}
