//! The inputs of a scan: what identifies them, and that they are still what they were.

use super::ledger::{Ledger, read_ledger};
use super::sql::{ADD_INPUT, INPUTS, UNFINISHED_WITH_INPUT};
use crate::db::{Param, TenantId, Tx};
use crate::dump::path::{Dir, Under};
use crate::error::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use std::ops::Range;
use uuid::Uuid;

/// An input, as far as a scan's identity goes.
#[derive(Debug, Clone)]
pub(in crate::scan) struct InputIdentity {
    pub(in crate::scan) name: String,
    /// What identifies its content and how it is read; None where that cannot be known beforehand.
    pub(in crate::scan) fingerprint: Option<u128>,
    /// As stored.
    pub(in crate::scan) size_bytes: Option<u64>,
    /// When it was last written.
    pub(in crate::scan) modified: Option<Timestamp>,
    /// When its file was made.
    pub(in crate::scan) created: Option<Timestamp>,
    /// When its walk began, as its mark has it.
    pub(in crate::scan) began: Option<Timestamp>,
    /// The folder that its walk is of, as that mark has it.
    pub(in crate::scan) walked: Option<Vec<u8>>,
    /// Whether a mark stands at its end.
    pub(in crate::scan) has_marks: bool,
}

/// Asks the sender in which bytes an input differs first from what the ledger says of it. The numbers are the place
/// among the inputs that are given, the number in the ledger, and the size of its chunks.
pub(in crate::scan) type Locate<'l> =
    &'l (dyn Fn(usize, i32, usize, &Ledger) -> Result<Option<Range<u64>>> + Sync);

/// A scan derived from its content: the same dumps of the same share, as walks of the same folders, are the same scan, wherever
/// they lie. What a pipe holds is not known beforehand; then it is `otherwise`.
pub(super) fn derived_guid(
    tenant_id: TenantId,
    share_id: i64,
    under: &Under,
    inputs: &[InputIdentity],
    otherwise: Uuid,
) -> Uuid {
    let mut name = format!("{tenant_id}/{share_id}");
    for dir in under.dirs() {
        name.push_str(&format!("/under {:032x}", Dir::of(dir).digest));
    }
    for input in inputs {
        match input.fingerprint {
            Some(fingerprint) => name.push_str(&format!("/{fingerprint:032x}")),
            None => return otherwise,
        }
    }
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
}

/// When the walk of the oldest input began: by its mark; else as far as its file tells, which is made when the walk begins, if it is
/// written in place, and last written when it ends. One that was made before the share's last walk began, or as it did, has been written over
/// since. `None` when that of a pipe is not known.
pub(super) fn oldest_input(
    inputs: &[InputIdentity],
    last_started: Option<Timestamp>,
    now: Timestamp,
) -> Option<Timestamp> {
    let of_file = |input: &InputIdentity| {
        let created =
            input.created.filter(|created| last_started.is_none_or(|last| as_stored(*created) > last));
        Some(input.modified?.min(created.unwrap_or(now)))
    };
    let began = |input: &InputIdentity| input.began.or_else(|| of_file(input));
    let began = inputs.iter().map(began).collect::<Option<Vec<_>>>()?;
    began.into_iter().min().map(|time| as_stored(time.min(now)))
}

/// Dumps of one walk are written within so long, and those of two nights are not.
const ONE_WALK: SignedDuration = SignedDuration::from_hours(18);

/// Refuses the inputs of a scan that are of several walks: what only the older one has would come back, in silence.
pub(super) fn refuse_several_walks(inputs: &[InputIdentity]) -> Result<()> {
    let times = inputs.iter().filter_map(|input| Some((input.began.or(input.modified)?, &input.name)));
    let (Some((first, older)), Some((last, newer))) = (times.clone().min(), times.max()) else {
        return Ok(());
    };
    if last.duration_since(first) <= ONE_WALK {
        return Ok(());
    }
    Err(Error::usage(format!(
        "{older} is of {first:.0} and {newer} of {last:.0}: all inputs of a command are one scan, and these seem to be of \
         several walks; load each walk by itself, the oldest first, or say with --started when this one began"
    )))
}

/// When the last of the inputs was written; `None` when one is a pipe.
pub(super) fn last_written(inputs: &[InputIdentity]) -> Option<Timestamp> {
    let modified = inputs.iter().map(|input| input.modified).collect::<Option<Vec<_>>>()?;
    modified.into_iter().max().map(as_stored)
}

/// PostgreSQL keeps microseconds. What is compared later, or goes into a chain value, must be what is stored.
pub(super) fn as_stored(time: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(time.as_microsecond()).unwrap_or(time)
}

/// Stores the inputs of a scan that begins.
pub(super) async fn add_inputs(
    tx: &mut Tx<'_>,
    tenant_id: TenantId,
    scan_id: i64,
    inputs: &[InputIdentity],
) -> Result<()> {
    for (input_no, input) in (0i32..).zip(inputs) {
        tx.doing(format!("cannot note input {}", input.name));
        let params: [Param<'_>; 7] = [
            ("scan_id", &scan_id),
            ("input_no", &input_no),
            ("tenant_id", &tenant_id),
            ("input_name", &input.name),
            ("fingerprint", &input.fingerprint.map(Uuid::from_u128)),
            ("size_bytes", &input.size_bytes.map(u64::cast_signed)),
            ("modified", &input.modified.map(as_stored)),
        ];
        tx.execute(&ADD_INPUT, &params).await?;
    }
    Ok(())
}

/// A scan that was begun before.
pub(super) struct Earlier {
    pub(super) scan_id: i64,
    pub(super) scan_guid: Uuid,
    pub(super) chunk_bytes: usize,
    pub(super) published: bool,
}

/// A scan that was begun before must have the same inputs now.
pub(super) async fn check_inputs(
    tx: &Tx<'_>,
    earlier: &Earlier,
    inputs: &[InputIdentity],
    locate: Locate<'_>,
) -> Result<()> {
    let Earlier { scan_id, scan_guid, chunk_bytes, published } = *earlier;
    // A scan is published whole or given up: nobody who has read it is to find more in it later.
    let hint = if published {
        "; it is published, and so immutable: without --scan-id this is a new scan (mended rejects: give their dump \
         as well)"
    } else {
        ""
    };
    let stored = tx.rows(&INPUTS, &[("scan_id", &scan_id)]).await?;
    if stored.len() != inputs.len() {
        return Err(Error::input(format!(
            "scan {scan_guid} was begun with {} inputs and is now given {}; give it the same ones, or leave --scan-id out{hint}",
            stored.len(),
            inputs.len()
        ))
        .of_scan(scan_guid));
    }
    for (at, (row, input)) in stored.iter().zip(inputs).enumerate() {
        let fingerprint: Option<Uuid> = row.get("fingerprint")?;
        if let (Some(then), Some(now)) = (fingerprint, input.fingerprint)
            && then.as_u128() != now
        {
            let ledger = read_ledger(tx, scan_id).await?;
            let range = locate(at, row.get("input_no")?, chunk_bytes, &ledger);
            return Err(changed(input, range, scan_guid, hint));
        }
    }
    Ok(())
}

/// A new scan must not read an input that an unfinished one has loaded in part and that changed since.
pub(super) async fn refuse_changed_inputs(
    tx: &Tx<'_>,
    share_id: i64,
    scan_guid: Uuid,
    inputs: &[InputIdentity],
    locate: Locate<'_>,
) -> Result<()> {
    for (at, input) in inputs.iter().enumerate() {
        let Some(fingerprint) = input.fingerprint.map(Uuid::from_u128) else { continue };
        let params: [Param<'_>; 4] = [
            ("share_id", &share_id),
            ("input_name", &input.name),
            ("fingerprint", &fingerprint),
            ("scan_guid", &scan_guid),
        ];
        if let Some(row) = tx.rows(&UNFINISHED_WITH_INPUT, &params).await?.first() {
            let ledger = read_ledger(tx, row.get("scan_id")?).await?;
            let other: Uuid = row.get("scan_guid")?;
            let chunk_bytes = row.get::<i64>("chunk_bytes")? as usize;
            let range = locate(at, row.get("input_no")?, chunk_bytes, &ledger);
            let hint =
                format!("; to load it as it is now, first give the other up: tierload abandon {other}");
            return Err(changed(input, range, other, &hint));
        }
    }
    Ok(())
}

fn changed(input: &InputIdentity, range: Result<Option<Range<u64>>>, scan_guid: Uuid, hint: &str) -> Error {
    let name = &input.name;
    let of = |what: &str| {
        let message = format!("{name} changed since scan {scan_guid} began to load it ({what}){hint}");
        Error::changed(message).in_input(name).of_scan(scan_guid)
    };
    match range {
        Ok(Some(range)) => {
            of(&format!("first difference in bytes {} to {}", range.start, range.end)).at_bytes(range)
        }
        Ok(None) => of("the part that is loaded is the same, unless it is now read with other flags"),
        Err(error) => of(&error.line()),
    }
}
