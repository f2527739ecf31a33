//! WizTree's CSV of an NTFS volume. Banner and headers are in the language of the machine, so columns go by position.

use super::facts::allocated;
use super::fields::{frn, integer, size};
use super::head::Head;
use super::kind::{Format, Kind, Opened, Row, RowPath};
use super::reject::Reject;
use super::times::Times;
use crate::dump::input::{Dialect, Fields};
use std::ops::RangeInclusive;

const HEADER: [&str; 7] = ["file name", "size", "allocated", "modified", "attributes", "files", "folders"];

/// The columns that every language has in the same place.
const BASE: usize = 7;

/// Far more than WizTree can add: a longer record is two records on one line.
const MAX_FIELDS: usize = 64;

pub(super) const KIND: Kind = Kind {
    name: "wiztree",
    written_by: "WizTree (any language); folders are skipped; needs --time-zone, UTC if exported so",
    reads: "columns 1 to 4 as path, size, allocated bytes and modified [, LASTACCESSDATE] [, CREATEDDATE] [, MFTRECNO as frn]",
    header: &HEADER,
    recognise: |head| {
        let from = after_banner(head);
        if from > 0 {
            return Some("its first line is WizTree's banner".into());
        }
        if head.header_with(0, &HEADER).is_some() {
            return Some("its header is WizTree's".into());
        }
        let header = head.header(0).ok()?;
        let dialect = Dialect::csv(header.delimiter);
        (header.names.len() >= BASE && head.most_records(header.end, dialect, looks_like_a_record)).then(|| {
            "its records are WizTree's: path, two sizes, a time like 2026/06/02 03:46:07, and three numbers".into()
        })
    },
    open: |head, options| {
        let header = head.header(after_banner(head))?;
        if header.names.len() < BASE {
            return Err(format!("the header has {} columns, not the 7 of WizTree", header.names.len()));
        }
        let is_number = |name: &String| name.starts_with("MFT") || name.starts_with("DRIVE");
        let numbers = (BASE..header.names.len()).filter(|&column| is_number(&header.names[column])).collect();
        let extra = ["LASTACCESSDATE", "CREATEDDATE", "MFTRECNO"].map(|name| header.position(name));
        let mut columns = vec![("full_path", header.name(0)), ("size_bytes", header.name(1))];
        columns.extend([("allocated_bytes", header.name(2)), ("mtime_unix", header.name(3))]);
        for (field, column) in ["atime_unix", "ctime_unix", "frn"].into_iter().zip(extra) {
            columns.extend(column.map(|column| (field, header.name(column))));
        }
        let format = WizTree {
            dialect: Dialect::csv(header.delimiter),
            times: options.times.clone(),
            columns: header.names.len(),
            needed: extra.into_iter().flatten().max().map_or(BASE, |last| BASE.max(last + 1)),
            extra,
            numbers,
        };
        Ok(Opened { format: Box::new(format), header_bytes: header.end, columns })
    },
};

/// Where the header line begins: after a line that names WizTree and is not the header.
fn after_banner(head: &Head<'_>) -> usize {
    let line = String::from_utf8_lossy(head.line(0)).to_lowercase();
    if line.contains("wiztree") && line.matches([',', ';']).count() < BASE - 1 {
        head.after_line(0)
    } else {
        0
    }
}

fn looks_like_a_record(fields: Fields<'_>) -> bool {
    let time = fields.get(3);
    let path = fields.get(0);
    fields.len() >= BASE
        && (path.starts_with(br"\\") || path.get(1..3) == Some(br":\"))
        && [1, 2, 4, 5, 6].into_iter().all(|column| integer(fields.get(column)).is_some())
        && time.len() == 19
        && [time[4], time[7], time[10], time[13], time[16]] == *b"// ::"
}

struct WizTree {
    dialect: Dialect,
    times: Times,
    columns: usize,
    /// A file's record has at least so many fields; only the first record of a volume has its capacity after them.
    needed: usize,
    /// Last access, creation, record number.
    extra: [Option<usize>; 3],
    /// Other columns that are numbers.
    numbers: Vec<usize>,
}

impl WizTree {
    /// Whether a folder's record is one, and not what is left of it and of the next on one line.
    fn is_of_folder(&self, fields: Fields<'_>) -> bool {
        let is_number = |column: usize| integer(fields.get(column)).is_some();
        let may_be_number = |column: usize| fields.get(column).is_empty() || is_number(column);
        let [accessed, created, _] = self.extra;
        // The first record of a volume has its capacity after its columns.
        let is_volume = is_volume(fields.get(0));
        [1, 2, 5, 6].into_iter().all(is_number)
            && !is_number(3)
            && self.numbers.iter().all(|column| may_be_number(*column))
            && [accessed, created].into_iter().flatten().all(|column| !is_number(column))
            && (self.columns..fields.len())
                .all(|column| fields.get(column).is_empty() || (is_volume && is_number(column)))
    }
}

/// `C:\`, `\\nas\p\`.
fn is_volume(path: &[u8]) -> bool {
    let names = path.split(|byte| *byte == b'\\').filter(|name| !name.is_empty()).count();
    names == if path.starts_with(br"\\") { 2 } else { 1 }
}

impl Format for WizTree {
    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn field_count(&self) -> RangeInclusive<usize> {
        BASE..=self.columns.max(MAX_FIELDS)
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        RowPath::Full(fields.get(0))
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        let path = fields.get(0);
        if path.ends_with(br"\") {
            // The line end after a folder may be lost, and more, and a file's record stand on its line.
            return if self.is_of_folder(fields) {
                Ok(None)
            } else {
                Err(Reject::new("a folder's record goes on").advising("two records on one line?"))
            };
        }
        // A delimiter at the end of the line is no field.
        let surplus = (self.columns..fields.len()).any(|column| !fields.get(column).is_empty());
        if fields.len() < self.needed || surplus {
            let (needed, columns) = (self.needed, self.columns);
            return Err(Reject::new(format!(
                "expected {needed} to {columns} fields, found {}",
                fields.len()
            )));
        }
        let [accessed, created, record] = self.extra;
        let time = |name, column: Option<usize>| match column {
            Some(column) => self.times.local(name, fields.get(column)),
            None => Ok(None),
        };
        Ok(Some(Row {
            path: self.path(fields),
            size_bytes: size("Size", fields.get(1))?,
            atime_unix: time("LASTACCESSDATE", accessed)?,
            mtime_unix: time("Modified", Some(3))?,
            ctime_unix: time("CREATEDDATE", created)?,
            allocated_bytes: allocated("Allocated", fields.get(2))?,
            frn: record.map_or(Ok(None), |column| frn("MFTRECNO", fields.get(column)))?,
            ..Row::default()
        }))
    }
}
