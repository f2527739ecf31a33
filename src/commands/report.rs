//! `tierload report`: on one screen.

use super::human::{bytes, count};
use super::place;
use super::terminal::{print, printable};
use crate::cli::ReportArgs;
use tierload::Result;
use tierload::db::Address;
use tierload::report::{
    Age, AgeTotals, ChangedFile, Changes, Contents, DirectoryTotals, ExtensionTotals, ReportOutcome,
    ReportSpec, report,
};

const BAR_WIDTH: usize = 30;

/// Runs `tierload report`.
pub(super) async fn run(address: Address, args: ReportArgs) -> Result<()> {
    let database = place::open_to_read(&address).await?;
    let spec = ReportSpec { share: args.share, tenant: args.tenant, changes_only: args.changes };
    let ReportOutcome { contents, changes } = report(&database, &spec).await?;
    let contents = contents.map_or(String::new(), |contents| contents_text(&spec.share, &contents));
    let changes = match &changes {
        Some(changes) => changes_text(changes),
        None => "\nNo scan came before the first one.\n".to_owned(),
    };
    print(&(contents + &changes))
}

fn contents_text(share: &str, contents: &Contents) -> String {
    let allocated = contents
        .allocated_bytes
        .map_or(String::new(), |allocated| format!(" ({} allocated)", bytes(allocated)));
    let mut text = format!(
        "share {}: {} files, {}{allocated} in {} directories\n",
        printable(share),
        count(contents.files),
        bytes(contents.bytes),
        count(contents.directories)
    );
    text.push_str("\nBytes by age of last access\n");
    text.extend(contents.ages.iter().map(|age| age_line(age, contents.bytes)));
    text.push_str("\nLargest directories (their own files)\n");
    for DirectoryTotals { path, files, bytes } in &contents.largest_directories {
        text.push_str(&totals_line(*files, *bytes, &printable(path)));
    }
    text.push_str("\nLargest extensions\n");
    for ExtensionTotals { extension, files, bytes } in &contents.largest_extensions {
        let extension =
            extension.as_ref().map_or("(none)".to_owned(), |name| format!(".{}", printable(name)));
        text.push_str(&totals_line(*files, *bytes, &extension));
    }
    text
}

fn age_line(totals: &AgeTotals, all_bytes: u128) -> String {
    let of_all = if all_bytes > 0 { totals.bytes as f64 / all_bytes as f64 } else { 0.0 };
    format!(
        "  {:<18} {:>12} {:>5.1} %  {:<BAR_WIDTH$} {} files\n",
        age_name(totals.age),
        bytes(totals.bytes),
        of_all * 100.0,
        "#".repeat((of_all * BAR_WIDTH as f64).round() as usize),
        count(totals.files)
    )
}

fn age_name(age: Age) -> &'static str {
    match age {
        Age::Days7 => "last 7 days",
        Age::Days30 => "7 to 30 days",
        Age::Days90 => "30 to 90 days",
        Age::Year1 => "90 days to a year",
        Age::Years2 => "1 to 2 years",
        Age::Years5 => "2 to 5 years",
        Age::Older => "over 5 years",
        Age::Unknown => "not known",
    }
}

fn totals_line(files: u64, size: u128, name: &str) -> String {
    format!("  {:>12}  {:>10} files  {name}\n", bytes(size), count(files))
}

fn changes_text(changes: &Changes) -> String {
    let mut text = format!(
        "\nSince the scan before ({:.16}): {} new, {} changed, {} removed, {} unchanged\n",
        changes.since.to_string(),
        count(changes.new),
        count(changes.changed),
        count(changes.removed),
        count(changes.unchanged)
    );
    for ChangedFile { change, path, bytes: size } in &changes.largest {
        text.push_str(&format!(
            "  {:<8} {:>12}  {}\n",
            change.as_str(),
            bytes(size.unwrap_or(0)),
            printable(path)
        ));
    }
    text
}
