//! Opens an input as far as its header, so that a wrong one is refused before anything is written.

use crate::dump::format::{FirstTimes, Format, Head, Options, detect};
use crate::dump::input::{ChunkReader, Dialect, Records, Source, Unescaped, open as open_stream};
use crate::dump::mark::Mark;
use crate::dump::path::SourceType;
use crate::dump::rows::{CutOff, Missing};
use crate::error::{Error, Result};
use crate::scan::cut_off;
use jiff::Timestamp;
use std::borrow::Cow;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// An input whose header is read.
pub(in crate::scan) struct OpenInput {
    pub(in crate::scan) source: Source,
    pub(in crate::scan) format: Arc<dyn Format>,
    /// Name of the format, and what it was told by.
    pub(in crate::scan) kind: &'static str,
    pub(in crate::scan) why: String,
    /// Field of a row and the column that it is read from.
    pub(in crate::scan) columns: Vec<(&'static str, String)>,
    /// What its format says of the file system, or else its first path.
    pub(in crate::scan) source_type: Option<SourceType>,
    /// When the walk began, as its mark has it.
    pub(in crate::scan) began: Option<Timestamp>,
    /// The folder that it is of, as that mark has it.
    pub(in crate::scan) walked: Option<Vec<u8>>,
    pub(in crate::scan) reader: ChunkReader<Box<dyn Read + Send>>,
}

impl OpenInput {
    /// Opens `source`; `raw_bytes` counts what is read of it.
    pub(in crate::scan) fn new(
        source: &Source,
        options: &Options,
        chunk_bytes: usize,
        raw_bytes: Arc<AtomicU64>,
    ) -> Result<OpenInput> {
        let options = &*options_of(source, options)?;
        let stream = open_stream(source, options.encoding, raw_bytes)?;
        let mut reader = ChunkReader::new(stream, chunk_bytes);
        reader.head().map_err(unreadable(source))?;
        let head = Head::new(reader.peek(), reader.is_whole());
        if reader.peek().is_empty() {
            return Err(Error::input(format!("{} is empty", source.name())).in_input(source.name()));
        }
        if reader.peek().trim_ascii().is_empty() {
            let message = format!("{} has no header line", source.name());
            return Err(Error::input(message).in_input(source.name()));
        }
        let found = detect(&head, options)
            .map_err(|reason| Error::input(format!("{}: {reason}", source.name())).in_input(source.name()))?;
        let format: Arc<dyn Format> = found.format.into();
        refuse_cut_header(source, &reader, found.header_bytes, format.dialect(), options)?;
        reader.begin(format.dialect(), found.header_bytes);
        if format.looks_around() {
            reader.keep_neighbours();
        }
        let first = first_records(reader.peek(), format.as_ref())
            .map_err(|reason| Error::usage(format!("{}: {reason}", source.name())).in_input(source.name()))?;
        if format.has_marks() && first.walked.is_none() && first.path.is_some() {
            let message = format!(
                "{} does not begin with the mark that tierload crawl writes first: it was sorted, or lost its beginning; crawl again",
                source.name()
            );
            return Err(Error::input(message).in_input(source.name()));
        }
        Ok(OpenInput {
            source: source.clone(),
            kind: found.name,
            why: source.manifest().map_or(found.why, |_| "a manifest of S3 Inventory names it".into()),
            columns: found.columns,
            source_type: format.source_type().or_else(|| first.path.as_deref().map(SourceType::guess)),
            began: first.began.or_else(|| source.manifest()?.began),
            walked: first.walked,
            format,
            reader,
        })
    }
}

/// How this input is to be read, which its manifest may say.
pub(super) fn options_of<'o>(source: &Source, options: &'o Options) -> Result<Cow<'o, Options>> {
    let Some(manifest) = source.manifest() else { return Ok(Cow::Borrowed(options)) };
    let name = source.name();
    let refused = |reason| Error::usage(format!("{name}: {reason}")).in_input(name.as_str());
    options.of_manifest(&manifest.columns).map(Cow::Owned).map_err(refused)
}

/// A header that is the whole input, and has no line end or needs another line after it: the records are missing, and maybe
/// names of columns.
fn refuse_cut_header<R: Read>(
    source: &Source,
    reader: &ChunkReader<R>,
    header_bytes: usize,
    dialect: Dialect,
    options: &Options,
) -> Result<()> {
    let head = reader.peek();
    if header_bytes == 0 || header_bytes < head.len() || !reader.is_whole() {
        return Ok(());
    }
    let ends_line = head.ends_with(b"\n") || head.ends_with(b"\r");
    let missing = match dialect.closing {
        Some(closing) => Missing::Closing(closing),
        None if ends_line => return Ok(()),
        None => Missing::LineEnd,
    };
    let line = 1 + memchr::memchr_iter(b'\n', head.trim_ascii_end()).count() as u64;
    let end = CutOff { line, missing };
    cut_off::refusal(&source.name(), end, options).map_or(Ok(()), Err)
}

/// For `map_err`: an input that cannot be read.
pub(in crate::scan) fn unreadable(source: &Source) -> impl FnOnce(std::io::Error) -> Error + use<> {
    let name = source.name();
    move |error| Error::io("cannot read", &name)(error).in_input(name)
}

/// What the first records tell.
#[derive(Default)]
struct FirstRecords {
    /// The first path as it stands.
    path: Option<Vec<u8>>,
    began: Option<Timestamp>,
    walked: Option<Vec<u8>>,
}

/// Reads the first records. An error when they cannot be read for want of a flag: rejecting all of them one by one would help
/// nobody, nor would times in a wrong unit.
fn first_records(bytes: &[u8], format: &dyn Format) -> std::result::Result<FirstRecords, String> {
    let mut records = Records::of_bytes(bytes, format.dialect());
    let mut first = FirstRecords::default();
    let mut unescaped = Unescaped::default();
    let mut times = FirstTimes::at(Timestamp::now().as_second());
    while let Some(record) = records.next_record() {
        let Ok(fields) = record.fields else { continue };
        let Ok(fields) = format.meant(fields, &mut unescaped) else { continue };
        if !format.takes(fields) {
            continue;
        }
        if let Ok(Some(mark)) = format.mark(fields) {
            if let Mark::Begin(began) = mark {
                first.began.get_or_insert(began);
                first.walked.get_or_insert_with(|| format.path(fields).leading().to_vec());
            }
            continue;
        }
        if let Some(raw) = format.raw_times(fields) {
            times.add(raw);
        }
        match format.row(fields) {
            Ok(Some(row)) => {
                first.path.get_or_insert_with(|| row.path.leading().to_vec());
            }
            Err(reject) if reject.needs_flag => return Err(reject.to_string()),
            _ => {}
        }
    }
    times.ask().map_or(Ok(first), Err)
}
