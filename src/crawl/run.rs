//! The flow of a crawl: threads that walk, one that writes.

use super::counts::{Counts, Observer};
use super::exclude::Exclude;
use super::outcome::CrawlOutcome;
use super::output::Output;
use super::problems::Problems;
use super::row;
use super::spec::CrawlSpec;
use super::walk::{Block, Walk};
use crate::dump::mark::{EndMark, Mark, record_sum};
use crate::error::{Error, ErrorKind, Result};
use jiff::Timestamp;
use std::num::NonZero;
use std::os::unix::ffi::OsStrExt;
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
        root: root.clone(),
        exclude,
        cross_file_systems: spec.cross_file_systems,
        threads: spec.threads.map_or_else(cores, NonZero::get),
        stop,
        problems: &problems,
    };

    let (started, began) = (Instant::now(), Timestamp::now());
    let (blocks, queue) = sync_channel(QUEUED_BLOCKS * walk.threads);
    let written = std::thread::scope(|scope| {
        let writer = scope.spawn(|| write(queue, &mark_of(&root), began, &mut output, observer));
        walk.run(blocks);
        writer.join()
    });
    let end = written.map_err(|_| Error::internal("the writing thread of crawl panicked"))??;
    if stop.load(Ordering::Relaxed) {
        let message = format!("stopped; {} is not written", output.name());
        return Err(Error::new(ErrorKind::Interrupted, message).about(output.name()));
    }
    let End { counts, mark } = end;
    output.write(&mark)?;
    output.finish()?;
    Ok(problems.into_outcome(counts, started.elapsed()))
}

/// What is written when the walk has come to its end, and only then.
struct End {
    counts: Counts,
    mark: Vec<u8>,
}

/// Moves blocks from the walking threads to the output until the last of them is done.
fn write(
    queue: Receiver<Block>,
    mark_of: &impl Fn(Mark) -> Vec<u8>,
    began: Timestamp,
    output: &mut Output,
    observer: &impl Observer,
) -> Result<End> {
    let mut counts = Counts::default();
    let begin = mark_of(Mark::Begin(began));
    let mut sum = record_sum(begin.strip_suffix(b"\n").unwrap_or(&begin));
    output.write(row::HEADER)?;
    output.write(&begin)?;
    for block in queue {
        output.write(&block.rows)?;
        counts.add(block.counts);
        sum = sum.wrapping_add(block.sum);
        observer.written(counts);
    }
    Ok(End { counts, mark: mark_of(Mark::End(EndMark { files: counts.files, sum })) })
}

/// Writes marks that are about the walk as a whole.
fn mark_of(root: &Path) -> impl Fn(Mark) -> Vec<u8> + Sync {
    move |mark| {
        let mut record = Vec::new();
        row::push_mark(&mut record, root.as_os_str().as_bytes(), b"", mark);
        record
    }
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
