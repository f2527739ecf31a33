//! Dumps whose lines end with a carriage return alone. Chunks are cut at line feeds, and these have none.

use super::kind::{Format, Row, RowPath};
use super::raw_times::RawTimes;
use super::reject::Reject;
use crate::dump::input::{Dialect, Fields, Terminator, Unescaped};
use crate::dump::mark::Mark;
use crate::dump::path::SourceType;
use std::ops::RangeInclusive;

/// A format whose records end with a carriage return.
struct CrLines(Box<dyn Format>);

/// The same format, with records that end so where any line end would have ended them.
pub(super) fn with_cr_lines(format: Box<dyn Format>) -> Box<dyn Format> {
    match format.dialect().terminator {
        Terminator::AnyLineEnd => Box::new(CrLines(format)),
        Terminator::Byte(_) => format,
    }
}

impl Format for CrLines {
    fn dialect(&self) -> Dialect {
        Dialect { terminator: Terminator::Byte(b'\r'), ..self.0.dialect() }
    }

    fn is_escaped(&self) -> bool {
        self.0.is_escaped()
    }

    fn unescape(&self, fields: Fields<'_>, out: &mut Unescaped) -> Result<(), Reject> {
        self.0.unescape(fields, out)
    }

    fn field_count(&self) -> RangeInclusive<usize> {
        self.0.field_count()
    }

    fn source_type(&self) -> Option<SourceType> {
        self.0.source_type()
    }

    fn may_have_stored_paths(&self) -> bool {
        self.0.may_have_stored_paths()
    }

    fn takes(&self, fields: Fields<'_>) -> bool {
        self.0.takes(fields)
    }

    fn tells_folders(&self) -> bool {
        self.0.tells_folders()
    }

    fn may_tear_names(&self) -> bool {
        self.0.may_tear_names()
    }

    fn may_begin_path(&self, lines: &[u8], record: Fields<'_>) -> bool {
        self.0.may_begin_path(lines, record)
    }

    fn may_end_path(&self, lines: &[u8], record: &[u8]) -> bool {
        self.0.may_end_path(lines, record)
    }

    fn raw_times<'r>(&self, fields: Fields<'r>) -> Option<RawTimes<'r>> {
        self.0.raw_times(fields)
    }

    fn has_marks(&self) -> bool {
        self.0.has_marks()
    }

    fn mark(&self, fields: Fields<'_>) -> Result<Option<Mark>, Reject> {
        self.0.mark(fields)
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        self.0.path(fields)
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        self.0.row(fields)
    }
}
