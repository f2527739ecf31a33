//! `tierload scan --dry-run`: everything but the database.

use super::encode::{Encoded, Rejected, encode};
use super::open::OpenInput;
use super::run::ScanConfig;
use super::stored::{StoredRow, stored_rows};
use crate::cli::ScanArgs;
use crate::error::{Error, Result};
use crate::input::{Chunk, Source, discover};
use crate::path::{PathRules, SourceType};
use rayon::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs::File;
use std::sync::Arc;

const ROWS_SHOWN: usize = 10;

/// Reasons beyond this many are counted together.
const REASONS_KEPT: usize = 100;

/// Reads every input to its end, and prints what a load would do with it.
pub(super) fn run(config: &ScanConfig, args: &ScanArgs) -> Result<()> {
    let sources = discover(&args.inputs)?;
    let mut rejects = args.rejects.as_deref().map(RejectsFile::create).transpose()?;
    let mut reports = Vec::new();
    for source in &sources {
        let report = read(source, config, rejects.as_mut())?;
        if !args.json {
            print!("{}", report.text());
        }
        reports.push(report);
    }
    if let Some(rejects) = rejects {
        rejects.finish()?;
    }
    if args.json {
        let inputs: Vec<_> = reports.iter().map(Report::json).collect();
        println!("{}", json!({ "dry_run": true, "inputs": inputs }));
    }
    let (rows, rejected) =
        reports.iter().fold((0, 0), |(rows, bad), report| (rows + report.rows_read, bad + report.rejected));
    if !config.max_rejects.allows(rejected, rows) {
        return Err(Error::Input(format!(
            "{rejected} of {rows} rows would be rejected, more than --max-rejects {}; nothing would be published",
            config.max_rejects
        )));
    }
    Ok(())
}

fn read(source: &Source, config: &ScanConfig, mut rejects: Option<&mut RejectsFile>) -> Result<Report> {
    let mut input = OpenInput::new(source, &config.options, config.chunk_bytes, Arc::default())?;
    let by_root = config.root.as_deref().map(|root| SourceType::guess(root.as_bytes()));
    let source_type = config.source_type.or(by_root).or(input.source_type).unwrap_or(SourceType::Posix);
    let rules = PathRules::new(source_type, config.root.as_deref().map(str::as_bytes)).map_err(|error| {
        Error::Usage(format!("--root {}: {error}", config.root.as_deref().unwrap_or_default()))
    })?;
    let mut report = Report::of(&input, source_type);
    loop {
        let mut chunks: Vec<Chunk> = Vec::new();
        while chunks.len() < rayon::current_num_threads()
            && let Some(chunk) = input.reader.next_chunk().map_err(Error::io("cannot read", source.name()))?
        {
            chunks.push(chunk);
        }
        if chunks.is_empty() {
            return Ok(report);
        }
        let encoded: Vec<Encoded> =
            chunks.par_iter().map(|chunk| encode(chunk, input.format.as_ref(), &rules)).collect();
        for encoded in encoded {
            if let Some(file) = rejects.as_mut() {
                file.add(&report.input, &encoded.rejects)?;
            }
            report.add(&encoded);
        }
    }
}

/// What is known of one input.
struct Report {
    input: String,
    format: &'static str,
    why: String,
    columns: Vec<(&'static str, String)>,
    source_type: SourceType,
    rows_read: u64,
    loaded: u64,
    skipped: u64,
    rejected: u64,
    /// Reason, count, and the first such record.
    reasons: BTreeMap<String, (u64, Rejected)>,
    first_rows: Vec<StoredRow>,
}

impl Report {
    fn of(input: &OpenInput, source_type: SourceType) -> Report {
        Report {
            input: input.source.name(),
            format: input.kind,
            why: input.why.clone(),
            columns: input.columns.clone(),
            source_type,
            rows_read: 0,
            loaded: 0,
            skipped: 0,
            rejected: 0,
            reasons: BTreeMap::new(),
            first_rows: Vec::new(),
        }
    }

    fn add(&mut self, encoded: &Encoded) {
        self.rows_read += encoded.rows_read;
        self.loaded += encoded.loaded;
        self.skipped += encoded.skipped;
        self.rejected += encoded.rejects.len() as u64;
        let missing = ROWS_SHOWN - self.first_rows.len();
        self.first_rows.extend(stored_rows(encoded, missing));
        for rejected in &encoded.rejects {
            let reason = rejected.reject.reason.as_ref();
            let full = self.reasons.len() >= REASONS_KEPT && !self.reasons.contains_key(reason);
            let key = if full { "other reasons" } else { reason };
            self.reasons.entry(key.to_string()).or_insert_with(|| (0, rejected.clone())).0 += 1;
        }
    }

    fn json(&self) -> serde_json::Value {
        let columns: serde_json::Map<_, _> =
            self.columns.iter().map(|(field, column)| (field.to_string(), json!(column))).collect();
        let rows: Vec<_> = self.first_rows.iter().map(row_json).collect();
        let reasons = self.reasons.iter().map(|(reason, (count, first))| {
            json!({ "reason": reason, "rows": count, "first_line": first.line, "first_byte": first.byte })
        });
        json!({
            "input": self.input,
            "format": self.format,
            "why": self.why,
            "columns": columns,
            "source_type": self.source_type.as_str(),
            "rows_read": self.rows_read,
            "loaded": self.loaded,
            "skipped": self.skipped,
            "rejected": self.rejected,
            "rejects": reasons.collect::<Vec<_>>(),
            "first_rows": rows,
        })
    }

    fn text(&self) -> String {
        let columns: Vec<String> =
            self.columns.iter().map(|(field, column)| format!("{field} from {column}")).collect();
        let mut text = format!("{}: format {}: {}\n", self.input, self.format, self.why);
        text.push_str(&format!("  {}\n", columns.join(", ")));
        text.push_str(&format!(
            "  {} rows = {} to load + {} rejected + {} skipped, as {}\n",
            self.rows_read,
            self.loaded,
            self.rejected,
            self.skipped,
            self.source_type.as_str()
        ));
        for (reason, (count, first)) in &self.reasons {
            text.push_str(&format!("  {count} rejected: {reason}; the first in line {}: ", first.line));
            text.push_str(&format!("{:.100?}\n", String::from_utf8_lossy(&first.raw)));
        }
        for row in &self.first_rows {
            text.push_str(&format!("  {}\n", row_json(row)));
        }
        text
    }
}

fn row_json(row: &StoredRow) -> serde_json::Value {
    json!({
        "dir_path": row.dir_path,
        "name": row.name,
        "size_bytes": row.size_bytes,
        "atime_unix": row.atime_unix,
        "mtime_unix": row.mtime_unix,
        "ctime_unix": row.ctime_unix,
        "frn": row.frn,
        "file_hash": row.file_hash,
        "file_extension": row.file_extension,
    })
}

/// `--rejects FILE`, as a load would write it.
struct RejectsFile {
    name: String,
    writer: csv::Writer<File>,
}

impl RejectsFile {
    fn create(path: &std::path::Path) -> Result<RejectsFile> {
        let file = File::create(path).map_err(Error::io("cannot write rejects file", path))?;
        let mut writer = csv::Writer::from_writer(file);
        let name = path.display().to_string();
        writer.write_record(["input", "line", "byte", "reason", "raw"]).map_err(unwritable(&name))?;
        Ok(RejectsFile { name, writer })
    }

    fn add(&mut self, input: &str, rejects: &[Rejected]) -> Result<()> {
        for Rejected { line, byte, reject, raw } in rejects {
            let (line, byte, reason) = (line.to_string(), byte.to_string(), reject.to_string());
            let record = [input.as_bytes(), line.as_bytes(), byte.as_bytes(), reason.as_bytes()];
            self.writer
                .write_record(record.into_iter().chain([raw.as_slice()]))
                .map_err(unwritable(&self.name))?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        self.writer.flush().map_err(Error::io("cannot write rejects file", &self.name))
    }
}

fn unwritable(path: &str) -> impl FnOnce(csv::Error) -> Error + use<> {
    let path = path.to_string();
    move |error| Error::Io { action: "cannot write rejects file", path, source: error.into() }
}
