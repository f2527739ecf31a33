//! Finds or begins the scan that the inputs stand for: tenant, share, identity, ledger.

use super::Names;
use super::inputs::{
    InputIdentity, Ledger, add_inputs, check_inputs, derived_guid, oldest_input, read_ledger,
    refuse_changed_inputs,
};
use super::run::ScanConfig;
use crate::db::{Database, begin, sql};
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use crate::dump::path::{PathRules, SourceType};
use crate::share::Share;
use deadpool_postgres::Transaction;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// How far the clock of the machine that walked may be ahead of this one's.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// A scan that can be loaded.
pub(super) struct Prepared {
    pub(super) tenant_id: Uuid,
    pub(super) names: Names,
    pub(super) scan_guid: Uuid,
    pub(super) started: Timestamp,
    pub(super) chunk_bytes: usize,
    pub(super) root: Option<String>,
    pub(super) source_type: SourceType,
    pub(super) rules: PathRules,
    pub(super) ledger: Ledger,
    /// Published before: nothing is left to do.
    pub(super) published: bool,
    /// Published before, then another scan was, and these inputs were written later still.
    pub(super) superseded: bool,
    /// The ledger is closed: nothing is left to load.
    pub(super) building: bool,
}

struct Begun {
    scan_id: i64,
    status: String,
    started: Timestamp,
    chunk_bytes: i64,
}

/// Finds the scan, or begins it in one transaction: share, scan, inputs and staging table are there, or none is.
pub(super) async fn prepare(
    database: &Database,
    config: &ScanConfig,
    inputs: &[InputIdentity],
    unforeseen: Uuid,
    seen_type: Option<SourceType>,
    now: Timestamp,
) -> Result<Prepared> {
    let failed = || Error::database("cannot begin the scan");
    refuse_future(config.started, now)?;
    let mut session = database.session().await?;
    let tenant_id = crate::tenant::find(&mut session, &config.tenant).await?;
    let transaction = begin(&mut session, Some(tenant_id)).await?;
    let share = match Share::find(&transaction, tenant_id, &config.share).await? {
        Some(share) => remake_share(&transaction, config, share, seen_type).await?,
        None => add_share(&transaction, config, tenant_id, seen_type, now).await?,
    };
    check_share(&share, config)?;
    let rules =
        PathRules::new(share.source_type, share.root.as_deref().map(str::as_bytes)).map_err(|error| {
            Error::usage(format!("--root {}: {error}", share.root.clone().unwrap_or_default()))
        })?;
    let scan_guid = match config.scan_guid {
        Some(guid) => guid,
        None => {
            let derived = derived_guid(tenant_id, share.share_id, inputs, unforeseen);
            identity(&transaction, config, &share, derived).await?
        }
    };
    let oldest_input = oldest_input(inputs, now);
    let started = config.started.or(oldest_input).unwrap_or(now);
    let row = transaction
        .query_opt(
            sql::scan::ADD_SCAN.text,
            &[
                &tenant_id,
                &share.share_id,
                &config.share,
                &scan_guid,
                &share.source_type.as_str(),
                &started,
                &now,
                &(config.chunk_bytes as i64),
            ],
        )
        .await
        .map_err(failed())?;
    let (begun, is_new) = match row {
        Some(row) => {
            let chunk_bytes = config.chunk_bytes as i64;
            (Begun { scan_id: row.get(0), status: "LOADING".into(), started, chunk_bytes }, true)
        }
        None => {
            let row = transaction
                .query_one(sql::scan::FIND_SCAN.text, &[&share.share_id, &scan_guid])
                .await
                .map_err(failed())?;
            let found = Begun {
                scan_id: row.get(0),
                status: row.get(1),
                started: row.get(2),
                chunk_bytes: row.get(3),
            };
            (found, false)
        }
    };
    let names = Names { share_id: share.share_id, scan_id: begun.scan_id };
    let restarted = begun.status == "ERROR";
    if restarted {
        restart(&transaction, names, now, config.chunk_bytes as i64).await?;
    }
    if is_new || restarted {
        refuse_older(share.last_started, &config.share, started)?;
        refuse_changed_inputs(&transaction, share.share_id, scan_guid, inputs).await?;
        add_inputs(&transaction, tenant_id, begun.scan_id, inputs).await?;
        let create = sql::scan::CREATE_STAGING.render(&[("staging", &names.staging())]);
        transaction.batch_execute(&create).await.map_err(failed())?;
    } else {
        let published = matches!(begun.status.as_str(), "OK" | "WARN");
        check_inputs(&transaction, begun.scan_id, begun.chunk_bytes, published, scan_guid, inputs).await?;
    }
    let ledger = read_ledger(&transaction, begun.scan_id).await?;
    failpoint!("scan-begun");
    transaction.commit().await.map_err(failed())?;
    failpoint!("scan-prepared");
    let published = matches!(begun.status.as_str(), "OK" | "WARN");
    Ok(Prepared {
        tenant_id,
        names,
        scan_guid,
        started: if restarted { started } else { begun.started },
        chunk_bytes: if restarted { config.chunk_bytes } else { begun.chunk_bytes as usize },
        root: share.root,
        source_type: share.source_type,
        rules,
        ledger,
        published,
        superseded: published
            && share.last_scan_id != Some(begun.scan_id)
            && oldest_input.zip(share.last_started).is_some_and(|(input, last)| input > last),
        building: begun.status == "BUILDING",
    })
}

/// What tells a scan from others: its content; and where that was published before, but this walk is said to have begun
/// later, the time too. The tree is as it once was, which is news when it was not so in between.
async fn identity(
    transaction: &Transaction<'_>,
    config: &ScanConfig,
    share: &Share,
    derived: Uuid,
) -> Result<Uuid> {
    let Some(started) = config.started else { return Ok(derived) };
    let row = transaction
        .query_opt(sql::scan::FIND_SCAN.text, &[&share.share_id, &derived])
        .await
        .map_err(Error::database("cannot look for an earlier scan"))?;
    let earlier = row.is_some_and(|row| {
        let (status, before): (String, Timestamp) = (row.get(1), row.get(2));
        matches!(status.as_str(), "OK" | "WARN") && started > before
    });
    let stamp = started.as_microsecond().to_be_bytes();
    Ok(if earlier { Uuid::new_v5(&derived, &stamp) } else { derived })
}

async fn add_share(
    transaction: &Transaction<'_>,
    config: &ScanConfig,
    tenant_id: Uuid,
    seen_type: Option<SourceType>,
    now: Timestamp,
) -> Result<Share> {
    let root = config.root.as_deref();
    Share::add(transaction, tenant_id, &config.share, root, new_source_type(config, seen_type), now).await
}

fn new_source_type(config: &ScanConfig, seen_type: Option<SourceType>) -> SourceType {
    let guessed = config.root.as_deref().map(|root| SourceType::guess(root.as_bytes())).or(seen_type);
    config.source_type.or(guessed).unwrap_or(SourceType::Posix)
}

/// A share whose first scan came to nothing, for a mistyped `--root` for instance, is made as if it were new.
async fn remake_share(
    transaction: &Transaction<'_>,
    config: &ScanConfig,
    mut share: Share,
    seen_type: Option<SourceType>,
) -> Result<Share> {
    let source_type = new_source_type(config, seen_type);
    if share.last_scan_id.is_some() || (&share.root, share.source_type) == (&config.root, source_type) {
        return Ok(share);
    }
    let state = Names { share_id: share.share_id, scan_id: 0 }.state();
    let remade = transaction
        .query_opt(
            sql::scan::REMAKE_SHARE.text,
            &[&share.share_id, &config.root, &source_type.as_str(), &state],
        )
        .await
        .map_err(Error::database(format!("cannot make share {}", config.share)))?;
    if remade.is_some() {
        share.root.clone_from(&config.root);
        share.source_type = source_type;
    }
    Ok(share)
}

/// Root and type decide how paths are stored; changing them would make two rows of one file.
fn check_share(share: &Share, config: &ScanConfig) -> Result<()> {
    if let Some(root) = &config.root
        && share.root.as_ref() != Some(root)
    {
        return Err(Error::usage(format!(
            "--root {root} is not the stored root of share {} ({}); leave --root out, or load into another share",
            config.share,
            share.root.as_deref().unwrap_or("none")
        )));
    }
    match config.source_type {
        Some(source_type) if source_type != share.source_type => Err(Error::usage(format!(
            "--source-type {} is not the stored type of share {} ({}); leave it out, or load into another share",
            source_type.as_str(),
            config.share,
            share.source_type.as_str()
        ))),
        _ => Ok(()),
    }
}

/// Published with a time to come, a scan would have every honest one after it refused as older, with no way back.
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
pub(super) fn refuse_older(
    last_started: Option<Timestamp>,
    share_name: &str,
    started: Timestamp,
) -> Result<()> {
    match last_started {
        Some(last) if started < last => Err(Error::input(format!(
            "share {share_name} was last scanned at {last}, and this scan began before that, at {started}: loading \
             it would turn the present back; if it is in fact the newer one, give its time with --started"
        ))),
        _ => Ok(()),
    }
}

async fn restart(
    transaction: &Transaction<'_>,
    names: Names,
    now: Timestamp,
    chunk_bytes: i64,
) -> Result<()> {
    let failed = || Error::database("cannot begin the scan again");
    drop_staging(transaction, names).await?;
    for statement in [sql::scan::FORGET_CHUNKS, sql::scan::FORGET_REJECTS, sql::scan::FORGET_INPUTS] {
        transaction.execute(statement.text, &[&names.scan_id]).await.map_err(failed())?;
    }
    transaction
        .execute(sql::scan::RESTART_SCAN.text, &[&names.scan_id, &now, &chunk_bytes])
        .await
        .map_err(failed())?;
    Ok(())
}

/// Throws away what a scan staged.
pub(super) async fn drop_staging(transaction: &Transaction<'_>, names: Names) -> Result<()> {
    let text = sql::scan::DROP_STAGING
        .render(&[("staging", &names.staging()), ("staging_state", &names.staging_state())]);
    transaction.batch_execute(&text).await.map_err(Error::database("cannot drop the staging tables"))
}
