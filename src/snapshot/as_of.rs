//! Which snapshot is meant.

use super::list::Snapshot;
use crate::error::{Error, Result};
use jiff::Timestamp;
use uuid::Uuid;

/// Which snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// The latest one.
    Latest,
    /// The one of this scan.
    Scan(Uuid),
    /// The one with this number in its share.
    Number(i32),
    /// The latest one that was published by then.
    Time(Timestamp),
}

/// The one that is meant of these, which are all of a share. Says so where it is of a part.
pub(crate) fn choose<'s>(share: &str, as_of: AsOf, snapshots: &'s [Snapshot]) -> Result<&'s Snapshot> {
    let refused =
        |message: String| Err(Error::usage(format!("{message}; see: tierload status")).about(share));
    let Some(latest) = snapshots.last() else {
        return refused(format!("share {share} has no snapshot: no scan of it was published yet"));
    };
    let found = match as_of {
        AsOf::Latest => Some(latest),
        AsOf::Scan(guid) => snapshots.iter().find(|snapshot| snapshot.scan_guid == guid),
        AsOf::Number(number) => snapshots.iter().find(|snapshot| snapshot.snapshot_no == number),
        AsOf::Time(time) => {
            snapshots.iter().rfind(|snapshot| snapshot.published.is_some_and(|published| published <= time))
        }
    };
    match (found, as_of) {
        (Some(snapshot), _) => {
            if !snapshot.under.is_empty() {
                let (number, under) = (snapshot.snapshot_no, snapshot.under.join(", "));
                tracing::warn!(
                    "snapshot {number} is of a walk of {under} alone: files elsewhere were not looked at"
                );
            }
            Ok(snapshot)
        }
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
