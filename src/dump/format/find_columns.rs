//! Columns of find's lists, and lists that have them in an order of their own.

use super::fields::{integer, whole};
use super::head::Head;
use crate::dump::input::Dialect;

/// Whether lines are tab-separated values of find, a path and a number among them, in whatever order: which time is which, nobody
/// can say.
pub(super) fn has_other_columns(head: &Head<'_>) -> bool {
    head.most_records(0, Dialect::tabs(b'\n'), |fields| {
        let is_number = |field: &[u8]| whole(field).is_some();
        let is_value = |field: &[u8]| is_number(field) || field.get(10) == Some(&b'+') || field.len() == 1;
        let mut paths = fields.iter().filter(|field| is_path(field));
        paths.next().is_some()
            && paths.next().is_none()
            && fields.iter().any(is_number)
            && fields.iter().all(|field| is_path(field) || is_value(field))
    })
}

/// Whether it begins as find's paths do.
pub(super) fn is_path(path: &[u8]) -> bool {
    path.starts_with(b"/") || path.starts_with(b"./")
}

/// A unix time between 1980 and 2100 without a fraction, as BSD's stat and other finds write it.
pub(super) fn is_whole_second(time: &[u8]) -> bool {
    integer(time).is_some_and(|time| (315_532_800..4_102_444_800).contains(&time))
}
