//! Finds out what an input is. It never guesses: on a tie or a doubt it asks for `--format`.

use super::binary::refuse_binary;
use super::cr_lines::with_cr_lines;
use super::enclosed;
use super::head::{Head, PREAMBLE_LINES};
use super::kind::{Format, Kind, Opened};
use super::kinds::KINDS;
use super::options::Options;
use super::refused;
use super::reject::shown;

/// What an input is, and how it will be read.
pub struct Detected {
    /// Turns its records into rows.
    pub format: Box<dyn Format>,
    /// Name of its kind.
    pub name: &'static str,
    /// What it was told by.
    pub why: String,
    /// How much of the input is header.
    pub header_bytes: usize,
    /// Field of a row and the column that it is read from.
    pub columns: Vec<(&'static str, String)>,
}

/// The format of the input that begins with `head`; else a sentence that says what was found and what to do.
pub fn detect(head: &Head<'_>, options: &Options) -> Result<Detected, String> {
    refuse_binary(head.bytes)?;
    refuse_utf16(head.bytes)?;
    let (head, before) = &begin(head, options)?;
    let (kind, why) = match (options.format, &options.map) {
        (Some(name), _) => {
            let kind = Kind::named(name).ok_or_else(|| format!("no kind of dump is named {name}"))?;
            (kind, "as --format says".to_string())
        }
        (None, Some(_)) => (&super::csv::KIND, "as --map says".to_string()),
        (None, None) => recognise(head)?,
    };
    let Opened { format, header_bytes, columns } =
        (kind.open)(head, options).map_err(|reason| format!("{reason} (format {})", kind.name))?;
    let format = if head.has_cr_lines() { with_cr_lines(format) } else { format };
    enclosed::refuse(head, header_bytes, format.as_ref())?;
    let why = match format.tells_folders() {
        true => why,
        false => {
            format!("{why}; no column tells its folders, only a file of theirs right before or after them")
        }
    };
    Ok(Detected { format, name: kind.name, why, header_bytes: before + header_bytes, columns })
}

/// The input without the lines before its header, and how many bytes those have.
fn begin<'h>(head: &Head<'h>, options: &Options) -> Result<(Head<'h>, usize), String> {
    let lines = options.skip_lines;
    let skipped = head.lines(lines).ok_or_else(|| {
        format!("--skip-lines {lines}: the first {} bytes do not have that many lines", head.bytes.len())
    })?;
    let head = head.from(skipped);
    // Excel's way to name the delimiter.
    let said = match head.line(0) {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => Some(*delimiter),
        _ => None,
    };
    let sep_line = said.map_or(0, |_| head.after_line(0));
    Ok((head.from(sep_line).with_delimiter(options.delimiter.or(said)), skipped + sep_line))
}

fn recognise(head: &Head<'_>) -> Result<(&'static Kind, String), String> {
    let mut fits: Vec<(&Kind, String)> =
        KINDS.iter().filter_map(|kind| (kind.recognise)(head).map(|why| (kind, why))).collect();
    match fits.len() {
        0 => Err(refused::refuse(head).or_else(|| header_below(head)).unwrap_or_else(|| unknown(head))),
        1 => Ok(fits.remove(0)),
        _ => {
            let list: Vec<String> = fits.iter().map(|(kind, why)| format!("{} ({why})", kind.name)).collect();
            Err(format!("it could be {}; say which with --format", list.join(" or ")))
        }
    }
}

/// A kind with half of its columns in the header is what was meant, and the rest of them is what to look for.
fn unknown(head: &Head<'_>) -> String {
    let near = KINDS.iter().filter(|kind| !kind.header.is_empty()).filter_map(|kind| {
        let header = head.header(0).ok()?;
        let missing: Vec<&str> =
            kind.header.iter().copied().filter(|name| header.position(name).is_none()).collect();
        (missing.len() * 2 <= kind.header.len()).then_some((missing.len(), kind, missing, header))
    });
    match near.min_by_key(|(missing, ..)| *missing) {
        Some((_, kind, missing, header)) => format!(
            "the header lacks {}; found: {}; the nearest known kind is {}, and other columns can be named with --map",
            missing.join(", "),
            header.list(),
            kind.name
        ),
        None => format!(
            "no known kind of dump begins like this: {}; say which it is with --format (tierload formats lists \
             them), or name its columns with --format csv --map path=...,size=...",
            shown(head.line(0))
        ),
    }
}

/// Lines of comment may stand above a header that is known.
fn header_below(head: &Head<'_>) -> Option<String> {
    (1..=PREAMBLE_LINES).find_map(|lines| {
        let below = head.from(head.lines(lines)?);
        let kind = KINDS.iter().find(|kind| !kind.header.is_empty() && below.header_with(0, kind.header).is_some())?;
        Some(format!(
            "the first {lines} lines are not known; what follows is like {}: --skip-lines {lines} passes over them",
            kind.name
        ))
    })
}

fn refuse_utf16(bytes: &[u8]) -> Result<(), String> {
    let zeros = bytes.get(..4).map(|first| [0, 1, 2, 3].map(|at| first[at] == 0));
    let label = match zeros {
        Some([false, true, false, true]) => "utf-16le",
        Some([true, false, true, false]) => "utf-16be",
        _ => return Ok(()),
    };
    Err(format!("it looks like UTF-16 without a byte order mark; if it is, say --encoding {label}"))
}
