//! Finds or begins the scan that the inputs stand for: tenant, share, identity, ledger.

use super::inputs::{
    Earlier, InputIdentity, Locate, add_inputs, as_stored, check_inputs, derived_guid, oldest_input,
    refuse_changed_inputs, refuse_several_walks,
};
use super::ledger::{Ledger, read_ledger};
use super::spec::SessionSpec;
use super::stored::{ScanIdentity, Stored, find_or_add_scan, identity, restart};
use super::walked::of_walk;
use crate::catalog::layout::ScanTables;
use crate::catalog::{NewShare, ScanStatus, Share, find_tenant};
use crate::db::{Database, TenantId, Tx};
use crate::dump::path::{Dir, PathRules, SourceType};
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use crate::scan::path_rules::{path_rules, source_type};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// How far the clock of the machine that walked may be ahead of this one's.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// A scan that takes chunks, or is past that.
#[derive(Debug)]
pub(in crate::scan) struct Session {
    pub(in crate::scan) tenant_id: TenantId,
    pub(in crate::scan) tables: ScanTables,
    pub(in crate::scan) scan_guid: Uuid,
    pub(in crate::scan) started: Timestamp,
    /// Since when it takes chunks. A scan that was given up and begun again, maybe with another root, is another.
    pub(in crate::scan) loading: Timestamp,
    pub(in crate::scan) chunk_bytes: usize,
    pub(in crate::scan) root: Option<String>,
    pub(in crate::scan) source_type: SourceType,
    pub(in crate::scan) rules: PathRules,
    /// The folders that the walk is of; none where it is of the whole share.
    pub(in crate::scan) under: Vec<String>,
    pub(in crate::scan) ledger: Ledger,
    /// Published before: nothing is left to do.
    pub(in crate::scan) published: bool,
    /// The ledger is closed: nothing is left to load.
    pub(in crate::scan) building: bool,
}

/// Finds the scan, or begins it in one transaction: share, scan, inputs and staging table are there, or none is.
pub(in crate::scan) async fn begin(
    database: &Database,
    spec: &SessionSpec,
    inputs: &[InputIdentity],
    locate: Locate<'_>,
    now: Timestamp,
) -> Result<Session> {
    let now = as_stored(now);
    refuse_future(spec.started, now)?;
    let tenant_id = find_tenant(database, &spec.tenant).await?;
    let session = database
        .in_tenant(tenant_id, DOING, async |tx| {
            let session = begin_in(tx, tenant_id, spec, inputs, locate, now).await?;
            failpoint!("scan-begun");
            Ok(session)
        })
        .await?;
    failpoint!("scan-prepared");
    Ok(session)
}

const DOING: &str = "cannot begin the scan";

async fn begin_in(
    tx: &mut Tx<'_>,
    tenant_id: TenantId,
    spec: &SessionSpec,
    inputs: &[InputIdentity],
    locate: Locate<'_>,
    now: Timestamp,
) -> Result<Session> {
    tx.doing(format!("cannot make share {}", spec.share));
    let share = find_or_add_share(tx, tenant_id, spec, now).await?;
    tx.doing(DOING);
    check_share(&share, spec)?;
    let rules = path_rules(share.source_type, share.root.as_deref(), &spec.under)?;
    let told = spec.started.map(as_stored).or_else(|| oldest_input(inputs, share.last_started, now));
    let scan_guid = match spec.scan_guid {
        Some(guid) => guid,
        None => {
            let derived = derived_guid(tenant_id, share.share_id, rules.under(), inputs, spec.random_guid);
            identity(tx, spec, &share, inputs, derived).await?
        }
    };
    let started = told.unwrap_or(now);
    let rules = of_walk(inputs, rules)?;
    let under: Vec<String> = rules.under().dirs().iter().map(|dir| Dir::of(dir).path).collect();
    let identity = ScanIdentity { scan_guid, under: &under };
    let stored = find_or_add_scan(tx, tenant_id, spec, &share, &identity, started, now).await?;
    let tables = ScanTables { share_id: share.share_id, scan_id: stored.scan_id };
    let restarted = stored.status == ScanStatus::Error;
    if restarted {
        restart(tx, tables, &identity, started, now, spec.chunk_bytes).await?;
    }
    let published = stored.status.is_published();
    if stored.is_new || restarted {
        refuse_older(share.last_started, &spec.share, started)?;
        if spec.started.is_none() {
            refuse_several_walks(inputs)?;
        }
        refuse_changed_inputs(tx, share.share_id, scan_guid, inputs, locate).await?;
        add_inputs(tx, tenant_id, stored.scan_id, inputs).await?;
        tx.doing(DOING);
        tables.create_staging(tx).await?;
    } else {
        let Stored { scan_id, chunk_bytes, .. } = stored;
        let earlier = Earlier { scan_id, scan_guid, chunk_bytes, published };
        check_inputs(tx, &earlier, inputs, locate).await?;
    }
    Ok(Session {
        tenant_id,
        tables,
        scan_guid,
        started: match spec.started {
            _ if restarted => started,
            // It is stored when the scan is published.
            Some(_) if !published => started,
            _ => stored.started,
        },
        loading: if restarted { now } else { stored.loading },
        chunk_bytes: if restarted { spec.chunk_bytes } else { stored.chunk_bytes },
        rules,
        under,
        ledger: read_ledger(tx, stored.scan_id).await?,
        published,
        building: stored.status == ScanStatus::Building,
        root: share.root,
        source_type: share.source_type,
    })
}

/// A share whose first scan came to nothing, for a mistyped root for instance, is made as if it were new.
async fn find_or_add_share(
    tx: &mut Tx<'_>,
    tenant_id: TenantId,
    spec: &SessionSpec,
    now: Timestamp,
) -> Result<Share> {
    let root = spec.root.as_deref();
    let source_type = source_type(spec.source_type, root, spec.seen_type);
    let new = NewShare { name: &spec.share, root, source_type };
    match Share::find(tx, tenant_id, &spec.share).await? {
        Some(share) => share.redefine(tx, new).await,
        None => Share::add(tx, tenant_id, new, now).await,
    }
}

/// Root and type decide how paths are stored; changing them would make two rows of one file.
fn check_share(share: &Share, spec: &SessionSpec) -> Result<()> {
    let is_of_windows = |path: &String| SourceType::guess(path.as_bytes()).backslash_separates();
    if spec.seen_type.is_some_and(SourceType::backslash_separates)
        && !share.source_type.backslash_separates()
        // `L:/p` below the root `L:/` is no path of Windows any more.
        && !share.root.as_ref().is_some_and(is_of_windows)
    {
        // A whole path would become the name of one file, or a drive a folder.
        return Err(Error::usage(format!(
            "the inputs have paths of Windows, and the paths of share {}, which is {}, are separated by '/'; say \
             --source-type NTFS or SMB and a --root such as C:\\, or load into another share",
            spec.share,
            share.source_type.as_str()
        ))
        .about(&spec.share));
    }
    if let Some(root) = &spec.root
        && share.root.as_ref() != Some(root)
    {
        return Err(Error::usage(format!(
            "--root {root} is not the stored root of share {} ({}); leave --root out, or load into another share",
            spec.share,
            share.root.as_deref().unwrap_or("none")
        ))
        .about(&spec.share));
    }
    match spec.source_type {
        Some(source_type) if source_type != share.source_type => Err(Error::usage(format!(
            "--source-type {} is not the stored type of share {} ({}); leave it out, or load into another share",
            source_type.as_str(),
            spec.share,
            share.source_type.as_str()
        ))
        .about(&spec.share)),
        _ => Ok(()),
    }
}

/// A scan that is published with a time in the future would make every later one be refused as older, for good.
fn refuse_future(started: Option<Timestamp>, now: Timestamp) -> Result<()> {
    match started {
        Some(started) if started.duration_since(now) > CLOCKS_DIFFER => Err(Error::usage(format!(
            "--started {started} has not come yet; it is the time at which the walk began"
        ))),
        _ => Ok(()),
    }
}

/// A scan that began before the share's latest published one comes too late. Asked again when it is published, because
/// the other may have been loaded meanwhile.
pub(in crate::scan) fn refuse_older(
    last_started: Option<Timestamp>,
    share_name: &str,
    started: Timestamp,
) -> Result<()> {
    match last_started {
        Some(last) if started < last => Err(Error::input(format!(
            "share {share_name} was last scanned at {last}, and this scan began before that, at {started}: loading \
             it would turn the present back; if it is in fact the newer one, give its time with --started"
        ))
        .about(share_name)),
        _ => Ok(()),
    }
}
