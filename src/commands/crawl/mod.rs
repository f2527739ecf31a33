//! `tierload crawl`.

mod interrupt;
mod progress;

use crate::cli::CrawlArgs;
use progress::Progress;
use std::io::{self, ErrorKind as Io};
use std::num::NonZero;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tierload::crawl::{CrawlSpec, Stream, Target, crawl};
use tierload::{Error, ErrorKind, Result};

/// Runs `tierload crawl`.
pub(super) fn run(args: CrawlArgs) -> Result<()> {
    let stop = Arc::new(AtomicBool::new(false));
    let target = match &args.output {
        Some(path) => {
            interrupt::set_on_signal(&stop);
            Target::File(path.clone())
        }
        // A signal ends the process, as it ends any filter: what is written cannot be taken back.
        None => Target::Stream(stdout()?),
    };
    let spec = CrawlSpec {
        root: args.root,
        target,
        exclude: args.exclude,
        cross_file_systems: args.cross_file_systems,
        threads: args.jobs.and_then(|jobs| NonZero::new(usize::from(jobs))),
    };
    let progress = Progress::start(args.quiet);
    match crawl(spec, &progress, &stop) {
        Ok(outcome) => {
            progress.finish(&outcome);
            Ok(())
        }
        // The reader of the rows has enough: `tierload crawl / | head`.
        Err(error) if error.cause::<io::Error>().is_some_and(|cause| cause.kind() == Io::BrokenPipe) => {
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::Interrupted => {
            let name = args.output.unwrap_or_default();
            let message = format!("stopped by a signal; {} is not written", name.display());
            Err(Error::new(ErrorKind::Interrupted, message))
        }
        Err(error) => Err(error),
    }
}

/// Stdout without the buffer that would cut blocks into lines.
fn stdout() -> Result<Stream> {
    let stdout = io::stdout().as_fd().try_clone_to_owned().map_err(Error::io("cannot write", "stdout"))?;
    Ok(Stream::to_file("stdout", stdout.into()))
}
