//! `rclone lsf --csv`. It has no header: what its columns are is what `--format` of rclone said, one letter each
//! (`cmd/lsf/lsf.go` of rclone), and `--columns` has to say it again.

use super::fields::{size, text_or_none};
use super::head::{Head, SAMPLE_RECORDS};
use super::kind::{Format, Kind, Opened, Row, RowPath};
use super::object_path;
use super::reject::Reject;
use super::times::Times;
use crate::dump::input::{Dialect, Fields};
use crate::dump::path::SourceType;
use std::ops::{ControlFlow, RangeInclusive};

pub(super) const KIND: Kind = Kind {
    name: "rclone-lsf",
    written_by: "rclone lsf -R --files-only --csv --format pst; --columns pst says so again; folders are skipped; needs --time-zone",
    reads: "p as path, s as size [, t as change] [, h as hash], and passes over i, o, m, e, T and M",
    header: &[],
    recognise: |_| None,
    open: |head, options| {
        let letters = options.columns.as_ref().ok_or(
            "rclone lsf writes no header: give the letters of its --format with --columns, such as --columns pst",
        )?;
        let columns = Columns::of(&letters.concat())?;
        let dialect = Dialect::csv(options.delimiter.unwrap_or(b','));
        refuse_unquoted(head, dialect, columns.count)?;
        let mut read = vec![("full_path", "p"), ("size_bytes", "s")];
        read.extend(columns.modified.map(|_| ("mtime_unix", "t")));
        read.extend(columns.hash.map(|_| ("file_hash", "h")));
        Ok(Opened {
            format: Box::new(RcloneLsf { dialect, columns, times: options.times.clone() }),
            header_bytes: 0,
            columns: read.into_iter().map(|(field, column)| (field, column.to_string())).collect(),
        })
    },
};

/// The letters that rclone knows.
const LETTERS: &str = "psthiomeTM";

struct Columns {
    count: usize,
    path: usize,
    size: usize,
    modified: Option<usize>,
    hash: Option<usize>,
}

impl Columns {
    fn of(letters: &str) -> Result<Columns, String> {
        let unknown = letters.chars().find(|letter| !LETTERS.contains(*letter));
        if let Some(letter) = unknown {
            return Err(format!(
                "--columns {letters}: {letter:?} is no letter that --format of rclone lsf knows"
            ));
        }
        let position = |letter: char| match letters.matches(letter).count() {
            0 | 1 => Ok(letters.find(letter)),
            _ => Err(format!("--columns {letters}: {letter} stands there twice")),
        };
        let required = |letter: char, what: &str| {
            position(letter)?.ok_or_else(|| format!("--columns {letters}: there is no {letter}, the {what}"))
        };
        Ok(Columns {
            count: letters.len(),
            path: required('p', "path")?,
            size: required('s', "size")?,
            modified: position('t')?,
            hash: position('h')?,
        })
    }
}

/// Without `--csv` rclone writes `;` between the columns and quotes nothing: in a name that has one, nobody can tell them.
fn refuse_unquoted(head: &Head<'_>, dialect: Dialect, columns: usize) -> Result<(), String> {
    let fit = |dialect: Dialect| {
        let (mut seen, mut fit) = (0, 0);
        head.for_each_record(0, dialect, |fields| {
            seen += 1;
            fit += usize::from(fields.is_ok_and(|fields| fields.len() == columns));
            if seen < SAMPLE_RECORDS { ControlFlow::Continue(true) } else { ControlFlow::Break(()) }
        });
        fit * 2 > seen
    };
    if !fit(dialect) && fit(Dialect::bare(b';', b'\n')) {
        return Err("it was written without --csv, and so a ; or a quote in a name cannot be told from those of the list: write \
                    it with rclone lsf --csv"
            .into());
    }
    Ok(())
}

struct RcloneLsf {
    dialect: Dialect,
    columns: Columns,
    times: Times,
}

impl Format for RcloneLsf {
    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn field_count(&self) -> RangeInclusive<usize> {
        self.columns.count..=self.columns.count
    }

    fn source_type(&self) -> Option<SourceType> {
        Some(SourceType::Posix)
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        RowPath::Full(fields.get(self.columns.path))
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        let path = fields.get(self.columns.path);
        if path.ends_with(b"/") {
            return Ok(None);
        }
        // With --absolute it begins with a slash.
        object_path::check(path.strip_prefix(b"/").unwrap_or(path))?;
        let bytes = fields.get(self.columns.size);
        if bytes == b"-1" {
            return Err(Reject::of_value(
                "the size is -1, which rclone writes for a folder, and where the remote does not tell a size",
            ));
        }
        let hash = self.columns.hash.map_or(&b""[..], |column| fields.get(column));
        Ok(Some(Row {
            path: self.path(fields),
            size_bytes: size("s", bytes)?,
            mtime_unix: self
                .columns
                .modified
                .map_or(Ok(None), |column| self.times.local("t", fields.get(column)))?,
            // What rclone writes where there is none.
            file_hash: text_or_none(hash).filter(|hash| !matches!(*hash, b"ERROR" | b"UNSUPPORTED")),
            ..Row::default()
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Options, detect};
    use super::*;
    use crate::dump::input::Records;

    #[test]
    fn the_columns_of_rclone_lsf_are_its_letters() {
        let of = |letters: &str, text: &str| {
            let times = Times { zone: "UTC".parse().ok(), ..Times::default() };
            let columns = Some(vec![letters.to_string()]);
            let options = Options { format: Some("rclone-lsf"), columns, times, ..Options::default() };
            let found = detect(&Head::new(text.as_bytes(), true), &options)?;
            let mut records = Records::of_bytes(text.as_bytes(), found.format.dialect());
            let mut paths = Vec::new();
            while let Some(record) = records.next_record() {
                let path =
                    found.format.row(record.fields.unwrap()).unwrap().map(|row| row.path.leading().to_vec());
                paths.push(path.map_or("skipped".into(), |path| String::from_utf8(path).unwrap()));
            }
            Ok::<_, String>(paths)
        };
        assert_eq!(of("ps", "a,1\n\"b,c\",2\nd/,-1\n").unwrap(), ["a", "b,c", "skipped"]);
        assert_eq!(of("tspT", "2026-01-02 03:04:05,1,/a,Hot\n").unwrap(), ["/a"]);
        for (letters, text, said) in [
            ("pt", "a,2026-01-02 03:04:05\n", "there is no s"),
            ("pps", "a,a,1\n", "p stands there twice"),
            ("psx", "a,1,2\n", "'x'"),
            ("ps", "a;1\nb;2\n", "--csv"),
        ] {
            let refusal = of(letters, text).unwrap_err();
            assert!(refusal.contains(said), "{refusal}");
        }
        let unnamed = detect(&Head::new(b"a,1,2026-01-02 03:04:05\n", true), &Options::default());
        assert!(unnamed.err().unwrap().contains("--format"));
        let options = Options { columns: Some(vec!["ps".into()]), ..Options::default() };
        assert!(options.check().unwrap_err().contains("rclone-lsf"));
    }
}
