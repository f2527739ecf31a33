//! `tierload export`.

use super::failure;
use super::human::{bytes, count, json_bytes};
use super::place;
use super::signals::wait_for_signal;
use super::terminal::{printable, write_err};
use crate::cli::{ExportArgs, ExportFormat};
use serde_json::{Value, json};
use std::io::{self, ErrorKind as Io};
use std::os::fd::AsFd;
use std::path::Path;
use tierload::crawl::{Stream, Target};
use tierload::db::Address;
use tierload::export::{AsOf, ExportOutcome, ExportSpec, Format, export};
use tierload::{Error, ErrorKind, Result};

/// Runs `tierload export`. With `--json` a failure is an object too.
pub(super) async fn run(address: Address, args: ExportArgs) -> Result<()> {
    let as_json = args.json;
    failure::told(write(address, args).await, as_json)
}

async fn write(address: Address, args: ExportArgs) -> Result<()> {
    let file = args.output.as_deref().filter(|path| *path != Path::new("-"));
    if args.json && file.is_none() {
        return Err(Error::usage("--json goes to stdout, and so does the snapshot: name a file with -o"));
    }
    let spec = ExportSpec {
        share: args.share.clone(),
        tenant: args.tenant.clone(),
        as_of: args.as_of.unwrap_or(AsOf::Latest),
        format: match args.format {
            ExportFormat::Csv => Format::Csv,
            #[cfg(feature = "parquet")]
            ExportFormat::Parquet => Format::Parquet,
        },
    };
    let database = place::open_to_read(&address).await?;
    let outcome = match file {
        Some(path) => tokio::select! {
            outcome = export(&database, &spec, Target::File(path.to_owned())) => outcome?,
            // What is written so far has no name yet, and goes.
            () = wait_for_signal() => {
                let message = format!("stopped by a signal; {} is not written", path.display());
                return Err(Error::new(ErrorKind::Interrupted, message));
            }
        },
        // A signal ends the process, as it ends any filter: what is written cannot be taken back.
        None => match export(&database, &spec, Target::Stream(stdout()?)).await {
            Err(error) if error.cause::<io::Error>().is_some_and(|cause| cause.kind() == Io::BrokenPipe) => {
                return Ok(());
            }
            outcome => outcome?,
        },
    };
    if args.json {
        return place::print_json(database.place(), to_json(&spec, &outcome));
    }
    if !args.quiet {
        write_err(&text(&spec, &outcome));
    }
    Ok(())
}

fn text(spec: &ExportSpec, outcome: &ExportOutcome) -> String {
    let total = bytes(outcome.bytes);
    format!(
        "snapshot {} of share {} (scan {}): {} files, {total}\n",
        outcome.snapshot_no,
        printable(&spec.share),
        outcome.scan_guid,
        count(outcome.files)
    )
}

fn to_json(spec: &ExportSpec, outcome: &ExportOutcome) -> Value {
    json!({
        "share": spec.share,
        "scan_guid": outcome.scan_guid.to_string(),
        "snapshot_no": outcome.snapshot_no,
        "published_utc": outcome.published.map(|time| time.to_string()),
        "files": outcome.files,
        "bytes": json_bytes(outcome.bytes),
    })
}

/// Stdout without the buffer that would cut blocks into lines.
fn stdout() -> Result<Stream> {
    let stdout = io::stdout().as_fd().try_clone_to_owned().map_err(Error::io("cannot write", "stdout"))?;
    Ok(Stream::to_file("stdout", stdout.into()))
}
