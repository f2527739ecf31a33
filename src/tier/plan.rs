//! `tierload plan`: cold files become planned objects of the cheap tier.

use crate::cli::PlanArgs;
use crate::db::{Database, begin, sql};
use crate::error::{Error, Result};
use crate::dump::path::{PathRules, extension};
use crate::scan::Names;
use crate::share::{Share, has_state};
use deadpool_postgres::Transaction;
use indicatif::{HumanBytes, HumanCount};
use jiff::Timestamp;

/// What a plan comes to.
struct Plan {
    files: u64,
    bytes: u64,
    withdrawn: u64,
    /// The ten largest: path, files, bytes.
    directories: Vec<(String, u64, u64)>,
}

/// Runs `tierload plan`.
pub async fn run(database: &Database, args: PlanArgs) -> Result<()> {
    let plan = database.patiently(|| make(database, &args)).await?;
    if args.json {
        println!("{}", json(&plan, &args));
    } else {
        print!("{}", text(&plan, &args));
    }
    Ok(())
}

/// Plans in one transaction. Done once more it leaves alone what it has planned.
async fn make(database: &Database, args: &PlanArgs) -> Result<Plan> {
    let failed = || Error::database(format!("cannot plan for share {}", args.share));
    let mut session = database.session().await?;
    let tenant_id = crate::tenant::find(&mut session, &args.tenant).await?;
    let transaction = begin(&mut session, Some(tenant_id)).await?;
    let share = Share::find(&transaction, tenant_id, &args.share).await?;
    let share = share.ok_or_else(|| {
        Error::usage(format!("tenant {} has no share {}; see: tierload status", args.tenant, args.share))
    })?;
    let now = Timestamp::now();
    let filters = Filters::new(args, &share, now)?;
    let share_id = share.share_id;
    if !args.dry_run {
        transaction.query(sql::db::LOCK_SHARE.text, &[&share_id]).await.map_err(failed())?;
    }
    let state = Names { share_id, scan_id: 0 }.state();
    let plan = match has_state(&transaction, &state).await? {
        true => find(&transaction, share_id, &state, &filters).await?,
        false => Plan { files: 0, bytes: 0, withdrawn: 0, directories: Vec::new() },
    };
    if args.dry_run {
        transaction.rollback().await.map_err(failed())?;
    } else {
        let target = args.target.trim_end_matches('/');
        transaction
            .execute(sql::plan::ADD_OBJECTS.text, &[&tenant_id, &share_id, &target, &now])
            .await
            .map_err(failed())?;
        let detail = serde_json::json!({
            "target": args.target, "used_before_unix": filters.used_before,
            "files": plan.files, "bytes": plan.bytes, "withdrawn": plan.withdrawn,
        });
        transaction
            .execute(sql::audit::ADD_LOG.text, &[&tenant_id, &share_id, &now, &"plan", &detail])
            .await
            .map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
    }
    Ok(plan)
}

struct Filters {
    used_before: i64,
    min_size: i64,
    extensions: Vec<String>,
    under: Vec<String>,
    not_under: Vec<String>,
}

impl Filters {
    fn new(args: &PlanArgs, share: &Share, now: Timestamp) -> Result<Filters> {
        if args.target.trim_end_matches('/').is_empty() {
            return Err(Error::usage("--target is empty; say where the files shall go"));
        }
        let age = i64::try_from(args.older_than.as_secs()).unwrap_or(i64::MAX);
        let stored_extension = |given: &String| {
            let name = format!("x.{}", given.trim().trim_start_matches('.'));
            extension(&name).map(|found| found.to_string()).ok_or_else(|| {
                Error::usage(format!("--ext {given} is no extension; write it as .mov or as mov"))
            })
        };
        let rules =
            PathRules::new(share.source_type, None).map_err(|error| Error::internal(error.to_string()))?;
        let stored_dir = |given: &String| {
            let mut dir = Vec::new();
            rules
                .dir(given.as_bytes(), &mut dir)
                .map_err(|error| Error::usage(format!("folder {given}: {error}")))?;
            Ok(crate::dump::path::to_text(&dir).text.into_owned())
        };
        Ok(Filters {
            used_before: now.as_second().saturating_sub(age),
            min_size: i64::try_from(args.min_size.as_u64()).unwrap_or(i64::MAX),
            extensions: args.ext.iter().map(stored_extension).collect::<Result<_>>()?,
            under: args.under.iter().map(stored_dir).collect::<Result<_>>()?,
            not_under: args.not_under.iter().map(stored_dir).collect::<Result<_>>()?,
        })
    }
}

/// Finds what is to be planned, and withdraws what is in use again.
async fn find(transaction: &Transaction<'_>, share_id: i64, state: &str, filters: &Filters) -> Result<Plan> {
    let failed = || Error::database("cannot look for cold files");
    let render = |statement: sql::Statement| statement.render(&[("state", state)]);
    let Filters { used_before, min_size, extensions, under, not_under } = filters;
    let withdrawn = transaction
        .execute(&render(sql::plan::WITHDRAW_OBJECTS), &[&share_id, used_before])
        .await
        .map_err(failed())?;
    transaction.batch_execute(sql::plan::CREATE_CANDIDATES.text).await.map_err(failed())?;
    transaction
        .execute(
            &render(sql::plan::FIND_CANDIDATES),
            &[&share_id, used_before, min_size, extensions, under, not_under],
        )
        .await
        .map_err(failed())?;
    let row = transaction.query_one(sql::plan::COUNT_CANDIDATES.text, &[]).await.map_err(failed())?;
    let largest = transaction.query(sql::plan::LARGEST_DIRECTORIES.text, &[]).await.map_err(failed())?;
    let count = |row: &tokio_postgres::Row, column: usize| row.get::<_, i64>(column).cast_unsigned();
    Ok(Plan {
        files: count(&row, 0),
        bytes: count(&row, 1),
        withdrawn,
        directories: largest.iter().map(|row| (row.get(0), count(row, 1), count(row, 2))).collect(),
    })
}

fn json(plan: &Plan, args: &PlanArgs) -> serde_json::Value {
    let directory = |(path, files, bytes): &(String, u64, u64)| serde_json::json!({"path": path, "files": files, "bytes": bytes});
    serde_json::json!({
        "share": args.share,
        "target": args.target,
        "dry_run": args.dry_run,
        "files": plan.files,
        "bytes": plan.bytes,
        "withdrawn": plan.withdrawn,
        "directories": plan.directories.iter().map(directory).collect::<Vec<_>>(),
    })
}

fn text(plan: &Plan, args: &PlanArgs) -> String {
    let (files, bytes) = (HumanCount(plan.files), HumanBytes(plan.bytes));
    let (verb, withdrawn) = if args.dry_run { ("would be", "would be") } else { ("are", "are") };
    let mut text = format!("{files} files, {bytes}, {verb} planned for {}\n", args.target);
    if plan.withdrawn > 0 {
        let count = HumanCount(plan.withdrawn);
        text.push_str(&format!("{count} planned files are in use again and {withdrawn} withdrawn\n"));
    }
    for (path, files, bytes) in &plan.directories {
        let (bytes, files) = (HumanBytes(*bytes).to_string(), HumanCount(*files).to_string());
        text.push_str(&format!("  {bytes:>12} {files:>12} files  {path}\n"));
    }
    text
}
