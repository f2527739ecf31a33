//! Looks at every input before anything is written: what it is, and what tells it from others.

use super::counters::Counters;
use super::open::{OpenInput, options_of, unreadable};
use crate::dump::format::Options;
use crate::dump::input::{ChunkReader, Source, fingerprint};
use crate::dump::path::SourceType;
use crate::error::Result;
use crate::scan::session::{InputIdentity, Ledger};
use jiff::Timestamp;
use rayon::prelude::*;
use std::collections::HashSet;
use std::io::Read;
use std::ops::Range;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_128;

/// What the headers of the inputs tell.
pub(in crate::scan) struct Headers {
    /// Inputs that can be opened only once; they stay open.
    pub(in crate::scan) pipes: Vec<OpenInput>,
    /// The file system that the first input which tells looks like.
    pub(in crate::scan) source_type: Option<SourceType>,
    /// Of each input, in their order.
    pub(in crate::scan) marks: Vec<Marks>,
}

/// What the marks of an input say of its walk.
pub(in crate::scan) struct Marks {
    has_marks: bool,
    began: Option<Timestamp>,
    walked: Option<Vec<u8>>,
}

/// Reads every header, and says what the inputs are.
pub(in crate::scan) fn read_headers(
    sources: &[Source],
    options: &Options,
    chunk_bytes: usize,
    counters: &Counters,
) -> Result<Headers> {
    let mut headers = Headers { pipes: Vec::new(), source_type: None, marks: Vec::new() };
    let mut said = HashSet::new();
    for source in sources {
        let rereadable = source.is_rereadable();
        let counted = if rereadable { Arc::default() } else { counters.raw_bytes.clone() };
        let input = OpenInput::new(source, options, chunk_bytes, counted)?;
        headers.source_type = headers.source_type.or(input.source_type);
        let walked = input.walked.clone();
        headers.marks.push(Marks { has_marks: input.format.has_marks(), began: input.began, walked });
        // A folder of a thousand dumps of one kind needs one line.
        if said.insert((input.kind, input.why.clone())) {
            tracing::info!("{}: format {}: {}", source.name(), input.kind, input.why);
        }
        // Thousands of inputs must not mean thousands of open files.
        if !rereadable {
            headers.pipes.push(input);
        }
    }
    Ok(headers)
}

/// What tells the inputs from others.
pub(in crate::scan) fn identify(
    sources: &[Source],
    headers: &Headers,
    options: &Options,
) -> Result<Vec<InputIdentity>> {
    let identity = |(source, marks): (&Source, &Marks)| {
        let options = options_of(source, options)?;
        Ok(InputIdentity {
            name: source.name(),
            fingerprint: fingerprint(source)?.map(|content| options.fingerprint(content)),
            size_bytes: source.size(),
            modified: source.modified().and_then(|time| Timestamp::try_from(time).ok()),
            created: source.created().and_then(|time| Timestamp::try_from(time).ok()),
            began: marks.began,
            walked: marks.walked.clone(),
            has_marks: marks.has_marks,
        })
    };
    sources.par_iter().zip(&headers.marks).map(identity).collect()
}

/// The first range of bytes in which an input differs from what the ledger says of it.
pub(in crate::scan) fn first_difference(
    source: &Source,
    options: &Options,
    input_no: i32,
    chunk_bytes: usize,
    ledger: &Ledger,
) -> Result<Option<Range<u64>>> {
    let mut reader: ChunkReader<Box<dyn Read + Send>> =
        OpenInput::new(source, options, chunk_bytes, Arc::default())?.reader;
    let mut last_end = 0;
    while let Some(chunk) = reader.next_chunk().map_err(unreadable(source))? {
        last_end = chunk.byte_end();
        if let Some(loaded) = ledger.get(&(input_no, chunk.number))
            && loaded.digest != xxh3_128(&chunk.bytes)
        {
            return Ok(Some(loaded.byte_start..loaded.byte_end));
        }
    }
    // The input may have lost its end.
    let beyond =
        ledger.iter().filter(|((input, _), loaded)| *input == input_no && loaded.byte_end > last_end);
    Ok(beyond.map(|(_, loaded)| loaded.byte_start..loaded.byte_end).min_by_key(|range| range.start))
}
