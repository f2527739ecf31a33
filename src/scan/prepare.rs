//! Finds or begins the scan that the inputs stand for: tenant, share, identity, ledger.

use super::Names;
use super::run::ScanConfig;
use crate::db::{Database, begin, sql};
use crate::error::{Error, Result};
use crate::format::Options;
use crate::input::Source;
use crate::path::{PathRules, SourceType};
use deadpool_postgres::Transaction;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// An input and what identifies its content and how it is read.
pub(super) struct InputIdentity {
    pub(super) source: Source,
    pub(super) options: Arc<Options>,
    pub(super) fingerprint: Option<u128>,
}

/// A chunk that is loaded.
#[derive(Debug, Clone, Copy)]
pub(super) struct LedgerEntry {
    pub(super) byte_start: u64,
    pub(super) byte_end: u64,
    pub(super) digest: u128,
}

/// Loaded chunks by input and number.
pub(super) type Ledger = HashMap<(i32, i64), LedgerEntry>;

/// A scan that can be loaded.
pub(super) struct Prepared {
    pub(super) tenant_id: Uuid,
    pub(super) names: Names,
    pub(super) scan_guid: Uuid,
    pub(super) started: Timestamp,
    pub(super) chunk_bytes: usize,
    pub(super) source_type: SourceType,
    pub(super) rules: PathRules,
    pub(super) ledger: Ledger,
    /// Published before: nothing is left to do.
    pub(super) published: bool,
    /// The ledger is closed: nothing is left to load.
    pub(super) building: bool,
}

struct Share {
    share_id: i64,
    root: Option<String>,
    source_type: SourceType,
    /// When the walk of its latest published scan began.
    last_started: Option<Timestamp>,
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
    seen_type: Option<SourceType>,
    now: Timestamp,
) -> Result<Prepared> {
    let failed = || Error::database("cannot begin the scan");
    let mut session = database.session().await?;
    let tenant_id = crate::tenant::find(&mut session, &config.tenant).await?;
    let transaction = begin(&mut session, Some(tenant_id)).await?;
    let share = match find_share(&transaction, tenant_id, &config.share).await? {
        Some(share) => share,
        None => add_share(&transaction, config, tenant_id, seen_type, now).await?,
    };
    check_share(&share, config)?;
    let rules =
        PathRules::new(share.source_type, share.root.as_deref().map(str::as_bytes)).map_err(|error| {
            Error::Usage(format!("--root {}: {error}", share.root.clone().unwrap_or_default()))
        })?;
    let scan_guid = config.scan_guid.unwrap_or_else(|| derived_guid(tenant_id, share.share_id, inputs));
    let started = config.started.or_else(|| oldest_input(inputs, now)).unwrap_or(now);
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
        refuse_older(&share, config, started)?;
        refuse_changed_inputs(&transaction, share.share_id, scan_guid, inputs).await?;
        add_inputs(&transaction, tenant_id, begun.scan_id, inputs).await?;
        let create = sql::scan::CREATE_STAGING.render(&[("staging", &names.staging())]);
        transaction.batch_execute(&create).await.map_err(failed())?;
    } else {
        check_inputs(&transaction, &begun, scan_guid, inputs).await?;
    }
    let ledger = read_ledger(&transaction, begun.scan_id).await?;
    transaction.commit().await.map_err(failed())?;
    Ok(Prepared {
        tenant_id,
        names,
        scan_guid,
        started: if restarted { started } else { begun.started },
        chunk_bytes: if restarted { config.chunk_bytes } else { begun.chunk_bytes as usize },
        source_type: share.source_type,
        rules,
        ledger,
        published: matches!(begun.status.as_str(), "OK" | "WARN"),
        building: begun.status == "BUILDING",
    })
}

async fn find_share(transaction: &Transaction<'_>, tenant_id: Uuid, name: &str) -> Result<Option<Share>> {
    let row = transaction
        .query_opt(sql::scan::FIND_SHARE.text, &[&tenant_id, &name])
        .await
        .map_err(Error::database(format!("cannot look up share {name}")))?;
    row.map(|row| {
        let stored: String = row.get(2);
        let source_type = SourceType::from_stored(&stored)
            .ok_or_else(|| Error::Internal(format!("share {name} has source type {stored}")))?;
        Ok(Share { share_id: row.get(0), root: row.get(1), source_type, last_started: row.get(4) })
    })
    .transpose()
}

async fn add_share(
    transaction: &Transaction<'_>,
    config: &ScanConfig,
    tenant_id: Uuid,
    seen_type: Option<SourceType>,
    now: Timestamp,
) -> Result<Share> {
    let failed = || Error::database(format!("cannot make share {}", config.share));
    let guessed = config.root.as_deref().map(|root| SourceType::guess(root.as_bytes())).or(seen_type);
    let source_type = config.source_type.or(guessed).unwrap_or(SourceType::Posix);
    let row = transaction
        .query_opt(
            sql::scan::ADD_SHARE.text,
            &[&tenant_id, &config.share, &config.root, &source_type.as_str(), &now],
        )
        .await
        .map_err(failed())?;
    let Some(row) = row else {
        // Made by another process between the look and the insert, and committed: now it can be seen.
        let found = find_share(transaction, tenant_id, &config.share).await?;
        return found.ok_or_else(|| Error::Internal(format!("share {} came and went", config.share)));
    };
    let share_id: i64 = row.get(0);
    let names = Names { share_id, scan_id: 0 };
    for statement in [sql::scan::CREATE_SHARE_PARTITION, sql::scan::ATTACH_SHARE_PARTITION] {
        let text =
            statement.render(&[("file_share", &names.file_share()), ("share_id", &share_id.to_string())]);
        transaction.batch_execute(&text).await.map_err(failed())?;
    }
    Ok(Share { share_id, root: config.root.clone(), source_type, last_started: None })
}

/// Root and type decide how paths are stored; changing them would make two rows of one file.
fn check_share(share: &Share, config: &ScanConfig) -> Result<()> {
    if let Some(root) = &config.root
        && share.root.as_ref() != Some(root)
    {
        return Err(Error::Usage(format!(
            "--root {root} is not the stored root of share {} ({}); leave --root out, or load into another share",
            config.share,
            share.root.as_deref().unwrap_or("none")
        )));
    }
    match config.source_type {
        Some(source_type) if source_type != share.source_type => Err(Error::Usage(format!(
            "--source-type {} is not the stored type of share {} ({}); leave it out, or load into another share",
            source_type.as_str(),
            config.share,
            share.source_type.as_str()
        ))),
        _ => Ok(()),
    }
}

/// A scan derived from its content: the same dumps of the same share are the same scan, wherever they lie.
fn derived_guid(tenant_id: Uuid, share_id: i64, inputs: &[InputIdentity]) -> Uuid {
    let mut name = format!("{tenant_id}/{share_id}");
    for input in inputs {
        match input.fingerprint {
            Some(fingerprint) => name.push_str(&format!("/{fingerprint:032x}")),
            None => return Uuid::new_v4(),
        }
    }
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
}

fn oldest_input(inputs: &[InputIdentity], now: Timestamp) -> Option<Timestamp> {
    let modified = inputs.iter().map(|input| Timestamp::try_from(input.source.modified()?).ok());
    // PostgreSQL keeps microseconds; what is compared later must be what was stored.
    modified
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .min()
        .and_then(|time| Timestamp::from_microsecond(time.min(now).as_microsecond()).ok())
}

fn refuse_older(share: &Share, config: &ScanConfig, started: Timestamp) -> Result<()> {
    match share.last_started {
        Some(last) if started < last => Err(Error::Input(format!(
            "share {} was last scanned at {last}, and this scan began before that, at {started}: loading it would \
             turn the present back; if it is in fact the newer one, give its time with --started",
            config.share
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

async fn add_inputs(
    transaction: &Transaction<'_>,
    tenant_id: Uuid,
    scan_id: i64,
    inputs: &[InputIdentity],
) -> Result<()> {
    for (number, input) in (0i32..).zip(inputs) {
        transaction
            .execute(
                sql::scan::ADD_INPUT.text,
                &[
                    &scan_id,
                    &number,
                    &tenant_id,
                    &input.source.name(),
                    &input.fingerprint.map(Uuid::from_u128),
                    &input.source.size().map(|size| size as i64),
                ],
            )
            .await
            .map_err(Error::database(format!("cannot note input {}", input.source.name())))?;
    }
    Ok(())
}

async fn read_ledger(transaction: &Transaction<'_>, scan_id: i64) -> Result<Ledger> {
    let rows = transaction
        .query(sql::scan::CHUNKS.text, &[&scan_id])
        .await
        .map_err(Error::database("cannot read the ledger of the scan"))?;
    let entry = |row: &tokio_postgres::Row| LedgerEntry {
        byte_start: row.get::<_, i64>(2) as u64,
        byte_end: row.get::<_, i64>(3) as u64,
        digest: row.get::<_, Uuid>(4).as_u128(),
    };
    Ok(rows.iter().map(|row| ((row.get(0), row.get(1)), entry(row))).collect())
}

/// A scan that was begun before must have the same inputs now.
async fn check_inputs(
    transaction: &Transaction<'_>,
    begun: &Begun,
    scan_guid: Uuid,
    inputs: &[InputIdentity],
) -> Result<()> {
    // A scan is published whole or given up: nobody who has read it is to find more in it later.
    let hint = match begun.status.as_str() {
        "OK" | "WARN" => {
            "; it is published, and so immutable: without --scan-id this is a new scan (mended rejects: give their dump \
             as well)"
        }
        _ => "",
    };
    let stored = transaction
        .query(sql::scan::INPUTS.text, &[&begun.scan_id])
        .await
        .map_err(Error::database("cannot read the inputs of the scan"))?;
    if stored.len() != inputs.len() {
        return Err(Error::Input(format!(
            "scan {scan_guid} was begun with {} inputs and is now given {}; give it the same ones, or leave --scan-id \
             out{hint}",
            stored.len(),
            inputs.len()
        )));
    }
    let ledger = read_ledger(transaction, begun.scan_id).await?;
    for (row, input) in stored.iter().zip(inputs) {
        let fingerprint: Option<Uuid> = row.get(2);
        if let (Some(then), Some(now)) = (fingerprint, input.fingerprint)
            && then.as_u128() != now
        {
            return Err(changed(input, row.get(0), begun.chunk_bytes, &ledger, scan_guid, hint));
        }
    }
    Ok(())
}

/// A new scan must not read an input that an unfinished one has loaded in part and that changed since.
async fn refuse_changed_inputs(
    transaction: &Transaction<'_>,
    share_id: i64,
    scan_guid: Uuid,
    inputs: &[InputIdentity],
) -> Result<()> {
    for input in inputs {
        let Some(fingerprint) = input.fingerprint.map(Uuid::from_u128) else { continue };
        let row = transaction
            .query_opt(
                &format!("{} limit 1", sql::scan::UNFINISHED_WITH_INPUT.text),
                &[&share_id, &input.source.name(), &fingerprint, &scan_guid],
            )
            .await
            .map_err(Error::database("cannot look for unfinished scans"))?;
        if let Some(row) = row {
            let ledger = read_ledger(transaction, row.get(0)).await?;
            let other: Uuid = row.get(1);
            let hint =
                format!("; to load it as it is now, first give the other up: tierload abandon {other}");
            return Err(changed(input, row.get(2), row.get(3), &ledger, other, &hint));
        }
    }
    Ok(())
}

fn changed(
    input: &InputIdentity,
    input_no: i32,
    chunk_bytes: i64,
    ledger: &Ledger,
    scan_guid: Uuid,
    hint: &str,
) -> Error {
    let name = input.source.name();
    let range = match super::load::first_difference(input, input_no, chunk_bytes as usize, ledger) {
        Ok(Some(range)) => format!("first difference in bytes {} to {}", range.start, range.end),
        Ok(None) => "the part that is loaded is the same, unless it is now read with other flags".into(),
        Err(error) => crate::error::chain(&error),
    };
    Error::Input(format!("{name} changed since scan {scan_guid} began to load it ({range}){hint}"))
}
