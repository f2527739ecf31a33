//! The flow of a crawl: threads that walk, one that writes.

use super::counts::{Counts, Observer};
use super::exclude::Exclude;
use super::outcome::CrawlOutcome;
use super::output::Output;
use super::problems::Problems;
use super::row;
use super::spec::CrawlSpec;
use super::walk::{Block, Walk};
use crate::error::{Error, ErrorKind, Result};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Instant;

/// Blocks that may wait for the writer, for each walking thread: enough to ride out a slow write.
const QUEUED_BLOCKS: usize = 4;

/// Walks a tree and writes its rows.
///
/// What cannot be read below the root is counted, and no error. Setting `stop` ends the walk early: that is an error
/// of kind [`ErrorKind::Interrupted`], and a target that is a file stays what it was. A stream that nobody reads any
/// more is an error of kind [`ErrorKind::Io`] whose cause is a broken pipe.
pub fn crawl(spec: CrawlSpec, observer: &impl Observer, stop: &AtomicBool) -> Result<CrawlOutcome> {
    let root = open_root(&spec.root)?;
    let mut output = Output::open(spec.target)?;
    let exclude = Exclude::new(root.clone(), &spec.exclude, output.own_paths(), output.own_file())?;
    let problems = Problems::default();
    let walk = Walk {
        root,
        exclude,
        cross_file_systems: spec.cross_file_systems,
        threads: spec.threads.map_or_else(cores, NonZero::get),
        stop,
        problems: &problems,
    };

    let started = Instant::now();
    let (blocks, queue) = sync_channel(QUEUED_BLOCKS * walk.threads);
    let written = std::thread::scope(|scope| {
        let writer = scope.spawn(|| write(queue, &mut output, observer));
        walk.run(blocks);
        writer.join()
    });
    let counts = written.map_err(|_| Error::internal("the writing thread of crawl panicked"))??;
    if stop.load(Ordering::Relaxed) {
        let message = format!("stopped; {} is not written", output.name());
        return Err(Error::new(ErrorKind::Interrupted, message).about(output.name()));
    }
    output.finish()?;
    Ok(problems.into_outcome(counts, started.elapsed()))
}

/// Moves blocks from the walking threads to the output until the last of them is done.
fn write(queue: Receiver<Block>, output: &mut Output, observer: &impl Observer) -> Result<Counts> {
    let mut counts = Counts::default();
    output.write(row::HEADER)?;
    for block in queue {
        output.write(&block.rows)?;
        counts.add(block.counts);
        observer.written(counts);
    }
    Ok(counts)
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
