//! Readers cut the inputs into chunks. Each reads one input after the other until none is left.

use super::open::{OpenInput, unreadable};
use crate::dump::format::{Format, Options};
use crate::dump::input::{Chunk, Source};
use crate::error::Result;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio_util::sync::CancellationToken;

/// A cut chunk on its way to a worker.
pub(super) struct CutChunk {
    pub(super) input_no: i32,
    pub(super) source: Arc<Source>,
    pub(super) format: Arc<dyn Format>,
    pub(super) chunk: Chunk,
}

/// What the readers share.
pub(super) struct Readers {
    sources: Vec<Source>,
    /// Pipes, which were opened when their header was read.
    pipes: Mutex<Vec<OpenInput>>,
    options: Options,
    next: AtomicUsize,
    chunk_bytes: usize,
    raw_bytes: Arc<AtomicU64>,
    cancel: CancellationToken,
}

impl Readers {
    pub(super) fn new(
        sources: Vec<Source>,
        pipes: Vec<OpenInput>,
        options: Options,
        chunk_bytes: usize,
        raw_bytes: Arc<AtomicU64>,
        cancel: CancellationToken,
    ) -> Readers {
        let next = AtomicUsize::new(0);
        Readers { sources, pipes: Mutex::new(pipes), options, next, chunk_bytes, raw_bytes, cancel }
    }

    /// Reads until no input is left.
    pub(super) fn read(&self, sender: &async_channel::Sender<CutChunk>) -> Result<()> {
        loop {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(source) = self.sources.get(at) else { return Ok(()) };
            let mut input = self.open(source)?;
            input.reader.set_chunk_bytes(self.chunk_bytes);
            let shared_source = Arc::new(source.clone());
            while let Some(chunk) = input.reader.next_chunk().map_err(unreadable(source))? {
                let cut = CutChunk {
                    input_no: at as i32,
                    source: shared_source.clone(),
                    format: input.format.clone(),
                    chunk,
                };
                // A closed channel means that the load has failed elsewhere; its error is the one to show.
                if self.cancel.is_cancelled() || sender.send_blocking(cut).is_err() {
                    return Ok(());
                }
            }
        }
    }

    fn open(&self, source: &Source) -> Result<OpenInput> {
        let kept = match self.pipes.lock() {
            Ok(mut pipes) => {
                let at = pipes.iter().position(|input| input.source == *source);
                at.map(|at| pipes.swap_remove(at))
            }
            Err(_) => None,
        };
        let open = || OpenInput::new(source, &self.options, self.chunk_bytes, self.raw_bytes.clone());
        kept.map_or_else(open, Ok)
    }
}
