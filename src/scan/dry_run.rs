//! Everything but the database: what a load would do with its inputs.

use super::cut_off;
use super::feed::{OpenInput, unreadable};
use super::path_rules::{path_rules, source_type};
use super::reasons::Reasons;
use super::reject_file::RejectFile;
use super::session::{Read, refusal as refuse_marks};
use super::spec::ScanSpec;
use crate::dump::input::{Chunk, Source};
use crate::dump::path::SourceType;
use crate::dump::rows::{CutOff, Doubts, Encoded, Rejected, StoredRow, add_sample, encode, stored_rows};
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows of an input that are kept to be shown.
const ROWS_SHOWN: usize = 10;

/// Reasons beyond this many are counted together.
const REASONS_KEPT: usize = 100;

/// What a load would do.
#[derive(Debug, Default)]
pub struct DryRunOutcome {
    /// Records of all inputs.
    pub rows_read: u64,
    /// Those that would be rejected.
    pub rejected: u64,
    /// Why most of them would be, for the end of a message; empty where none is.
    pub commonest_reject: String,
    /// Why the first input that is not whole, or the names of all, would be refused.
    pub refusal: Option<Error>,
}

/// What is known of one input.
#[derive(Debug, Clone)]
pub struct DryRunReport {
    /// Its name.
    pub input: String,
    /// The format it is read as.
    pub format: &'static str,
    /// What the format was told by.
    pub why: String,
    /// Fields, and the columns that they are read from.
    pub columns: Vec<(&'static str, String)>,
    /// The type that a new share would get.
    pub source_type: SourceType,
    /// Records.
    pub rows_read: u64,
    /// Rows that would be loaded.
    pub loaded: u64,
    /// Records that are no files.
    pub skipped: u64,
    /// Records that would be rejected.
    pub rejected: u64,
    /// Those by reason.
    pub rejects: Vec<RejectGroup>,
    /// How it ends, where it does not end with a line end.
    pub cut_off: Option<CutOff>,
    /// The first rows as they would be stored.
    pub first_rows: Vec<StoredRow>,
}

/// Rejected records with one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectGroup {
    /// The reason, without the value that it is about.
    pub reason: String,
    /// How many.
    pub rows: u64,
    /// The first of them.
    pub first: Rejected,
}

/// Reads every input to its end, and tells of each what a load would do with it.
pub fn dry_run(spec: &ScanSpec, mut tell: impl FnMut(DryRunReport) -> Result<()>) -> Result<DryRunOutcome> {
    spec.check_limits()?;
    let sources = spec.sources()?;
    let create = |path| RejectFile::create(path, "cannot write rejects file");
    let mut rejects = spec.rejects.as_deref().map(create).transpose()?;
    let mut outcome = DryRunOutcome::default();
    let mut reasons = Reasons::default();
    let mut loaded = 0;
    let (mut doubts, mut undecodable) = (Doubts::default(), Vec::new());
    for source in &sources {
        let (report, marks) = read(source, spec, rejects.as_mut(), (&mut doubts, &mut undecodable))?;
        outcome.rows_read += report.rows_read;
        outcome.rejected += report.rejected;
        loaded += report.loaded;
        for group in &report.rejects {
            reasons.add(&group.reason, group.rows);
        }
        let refusal = report.cut_off.and_then(|end| cut_off::refusal(&report.input, end, &spec.options));
        let refusal = refusal.or_else(|| marks.and_then(|read| refuse_marks(&report.input, read)));
        outcome.refusal = outcome.refusal.or(refusal);
        tell(report)?;
    }
    if let Some(rejects) = rejects {
        rejects.finish()?;
    }
    let question = doubts.question(loaded, &undecodable);
    outcome.refusal = outcome.refusal.or_else(|| question.map(Error::input));
    outcome.commonest_reject = reasons.commonest();
    Ok(outcome)
}

fn read(
    source: &Source,
    spec: &ScanSpec,
    mut rejects: Option<&mut RejectFile>,
    (doubts, undecodable): (&mut Doubts, &mut Vec<u8>),
) -> Result<(DryRunReport, Option<Read>)> {
    let mut input = OpenInput::new(source, &spec.options, spec.chunk_bytes, Arc::default())?;
    let root = spec.root.as_deref();
    let source_type = source_type(spec.source_type, root, input.source_type);
    let rules = path_rules(source_type, root, &spec.under)?;
    let mut tally = Tally::new(&input, source_type);
    loop {
        let mut chunks: Vec<Chunk> = Vec::new();
        while chunks.len() < rayon::current_num_threads()
            && let Some(chunk) = input.reader.next_chunk().map_err(unreadable(source))?
        {
            chunks.push(chunk);
        }
        if chunks.is_empty() {
            let marks = input.format.has_marks().then_some(tally.read);
            return Ok((tally.report(), marks));
        }
        let encoded: Vec<Encoded> =
            chunks.par_iter().map(|chunk| encode(chunk, input.format.as_ref(), &rules)).collect();
        for encoded in encoded {
            if let Some(file) = rejects.as_mut() {
                for reject in encoded.rejects.kept() {
                    let reason = reject.reject.to_string();
                    file.add(&tally.report.input, reject.line, reject.byte, &reason, &reject.raw)?;
                }
            }
            doubts.add(
                &encoded.doubts.unless(spec.options.encoding.is_some(), spec.options.times.unit.is_some()),
            );
            add_sample(undecodable, &encoded.undecodable);
            tally.add(&encoded);
        }
    }
}

/// A report in the making.
struct Tally {
    report: DryRunReport,
    reasons: BTreeMap<String, RejectGroup>,
    /// For a dump with marks.
    read: Read,
}

impl Tally {
    fn new(input: &OpenInput, source_type: SourceType) -> Tally {
        let report = DryRunReport {
            input: input.source.name(),
            format: input.kind,
            why: input.why.clone(),
            columns: input.columns.clone(),
            source_type,
            rows_read: 0,
            loaded: 0,
            skipped: 0,
            rejected: 0,
            rejects: Vec::new(),
            cut_off: None,
            first_rows: Vec::new(),
        };
        Tally { report, reasons: BTreeMap::new(), read: Read::default() }
    }

    fn add(&mut self, encoded: &Encoded) {
        let report = &mut self.report;
        report.rows_read += encoded.rows_read;
        report.loaded += encoded.loaded;
        report.skipped += encoded.skipped;
        report.rejected += encoded.rejects.count();
        report.cut_off = report.cut_off.or(encoded.cut_off);
        self.read.files += encoded.rows_read;
        self.read.sum = self.read.sum.wrapping_add(encoded.record_sum);
        self.read.ends += u64::from(encoded.end_mark.is_some());
        self.read.end = self.read.end.or(encoded.end_mark);
        let missing = ROWS_SHOWN - report.first_rows.len();
        report.first_rows.extend(stored_rows(encoded, missing));
        let kept = encoded.rejects.kept();
        for reject in kept {
            self.add_rejects(&reject.reject.reason, 1, reject);
        }
        // Those that are not kept come last.
        for (reason, rows) in encoded.rejects.others() {
            kept.last().into_iter().for_each(|last| self.add_rejects(reason, rows, last));
        }
    }

    fn add_rejects(&mut self, reason: &str, rows: u64, first: &Rejected) {
        let full = self.reasons.len() >= REASONS_KEPT && !self.reasons.contains_key(reason);
        let key = if full { "other reasons" } else { reason };
        let group = || RejectGroup { reason: key.to_string(), rows: 0, first: first.clone() };
        self.reasons.entry(key.to_string()).or_insert_with(group).rows += rows;
    }

    fn report(mut self) -> DryRunReport {
        self.report.rejects = self.reasons.into_values().collect();
        self.report
    }
}
