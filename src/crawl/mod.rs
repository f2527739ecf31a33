//! Walks a file tree in parallel and writes the canonical scan CSV.
//!
//! ```text
//! ROOT -> walk: N threads       -> bounded channel            -> output: one thread
//!         readdir, lstat, row      blocks of whole rows,         compress, write;
//!                                  their counts ride along       FILE appears only once it is whole
//! ```
//!
//! One row for each entry that is not a folder: regular files, symbolic links as themselves, sockets, fifos, devices;
//! each hard link is a row. Folders have no row, so an empty one leaves no trace. The order of rows differs from run
//! to run.
//!
//! Limits: a path longer than the system's PATH_MAX (4,095 bytes on Linux) is counted as unreadable, with what lies
//! below it. The widest folder is held in memory while it is walked, about 240 bytes an entry (find holds about 170).

mod exclude;
mod interrupt;
mod output;
mod problems;
mod progress;
mod row;
mod walk;

use crate::cli::CrawlArgs;
use crate::error::{Error, Result};
use exclude::Exclude;
use output::Output;
use problems::Problems;
use progress::Progress;
use std::io::ErrorKind;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use walk::{Block, Walk};

/// Blocks that may wait for the writer, for each walking thread: enough to ride out a slow write.
const QUEUED_BLOCKS: usize = 4;

/// Runs `tierload crawl`.
pub fn run(args: CrawlArgs) -> Result<()> {
    match crawl(&args) {
        // Whoever read our rows has enough: `tierload crawl / | head`.
        Err(Error::Io { source, .. }) if source.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

fn crawl(args: &CrawlArgs) -> Result<()> {
    let root = open_root(&args.root)?;
    let (stop, problems) = (Arc::new(AtomicBool::new(false)), Arc::new(Problems::default()));
    if args.output.is_some() {
        interrupt::set_on_signal(&stop);
    }
    let mut output = Output::create(args.output.as_deref())?;
    let exclude = Exclude::new(root.clone(), &args.exclude, output.own_files())?;
    let walk = Walk {
        root,
        exclude,
        cross_file_systems: args.cross_file_systems,
        threads: args.jobs.map_or_else(cores, usize::from),
        skip_stdout: args.output.is_none(),
        stop: Arc::clone(&stop),
        problems: Arc::clone(&problems),
    };

    let mut progress = Progress::start(args.quiet);
    let (blocks, queue) = sync_channel(QUEUED_BLOCKS * walk.threads);
    let written = std::thread::scope(|scope| {
        let writer = scope.spawn(|| write(queue, &mut output, &mut progress));
        walk.run(blocks);
        writer.join()
    });
    written.map_err(|_| Error::internal("the writing thread of crawl panicked"))??;
    if stop.load(Ordering::Relaxed) {
        return Err(Error::Interrupted(format!("stopped by a signal; {} is not written", output.name())));
    }
    output.finish()?;
    progress.finish(&problems);
    Ok(())
}

/// Moves blocks from the walking threads to the output until the last of them is done.
fn write(queue: Receiver<Block>, output: &mut Output, progress: &mut Progress) -> Result<()> {
    output.write(row::HEADER)?;
    for block in queue {
        output.write(&block.rows)?;
        progress.add(block.counts);
    }
    Ok(())
}

/// The root as rows will have it. It alone must be readable: without it there is nothing to write.
fn open_root(root: &Path) -> Result<PathBuf> {
    let absolute = root.canonicalize().map_err(Error::io("cannot crawl", root))?;
    std::fs::read_dir(&absolute).map_err(Error::io("cannot crawl", root))?;
    Ok(absolute)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}
