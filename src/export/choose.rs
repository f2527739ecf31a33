//! Which snapshot is meant.

use super::spec::{AsOf, ExportSpec};
use crate::error::{Error, Result};
use crate::snapshot::Snapshot;

/// The one of these that the spec means.
pub(super) fn choose<'s>(spec: &ExportSpec, snapshots: &'s [Snapshot]) -> Result<&'s Snapshot> {
    let ExportSpec { share, as_of, .. } = spec;
    let refused =
        |message: String| Err(Error::usage(format!("{message}; see: tierload status")).about(share));
    let Some(latest) = snapshots.last() else {
        return refused(format!("share {share} has no snapshot: no scan of it was published yet"));
    };
    let found = match as_of {
        AsOf::Latest => Some(latest),
        AsOf::Scan(guid) => snapshots.iter().find(|snapshot| snapshot.scan_guid == *guid),
        AsOf::Number(number) => snapshots.iter().find(|snapshot| snapshot.snapshot_no == *number),
        AsOf::Time(time) => {
            snapshots.iter().rfind(|snapshot| snapshot.published.is_some_and(|published| published <= *time))
        }
    };
    match (found, as_of) {
        (Some(snapshot), _) => Ok(snapshot),
        (None, AsOf::Number(number)) => refused(format!(
            "share {share} has no snapshot {number}; its latest one is {}",
            latest.snapshot_no
        )),
        (None, AsOf::Scan(guid)) => refused(format!("share {share} has no published scan {guid}")),
        (None, AsOf::Time(time)) => {
            let first = snapshots.iter().find_map(|snapshot| snapshot.published);
            let first = first.map_or(String::new(), |first| format!("; its first one is of {first}"));
            refused(format!("share {share} had no snapshot by {time}{first}"))
        }
        (None, AsOf::Latest) => Err(Error::internal("a list has no last element")),
    }
}
