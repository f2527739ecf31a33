//! Lists of find with columns that no format has in this order.

use super::fields::whole;
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
