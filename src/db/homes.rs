//! The homes of tenants: each is a schema with migrations of its own, brought up one by one.

use super::before_homes::take_over;
use super::checksum::checksum;
use super::database::Database;
use super::home_log::guard_home_log;
use super::lock::Tries;
use super::log::look_at_log;
use super::render::Ident;
use super::statement::{Param, Statement, statements};
use super::strangers::refuse_strangers;
use super::tenant_id::{Home, TenantId};
use super::transaction::Tx;
use crate::error::{Error, ErrorKind, Result};
use jiff::Timestamp;
use uuid::Uuid;

statements! {
    BOUND_ROLES = "db/bound_roles.sql",
    GRANT_HOME = "db/grant_home.sql",
    HOME_OWNER = "db/home_owner.sql",
    HOME_VERSION = "db/home_version.sql",
    APPLIED_HOME_MIGRATIONS = "db/applied_home_migrations.sql",
    COMMENT_HOME = "db/comment_home.sql",
    CREATE_HOME = "db/create_home.sql",
    LIST_HOMES = "db/list_homes.sql",
    LOCK_HOME = "db/lock_home.sql",
    RECORD_HOME_MIGRATION = "db/record_home_migration.sql",
}

statements! {
    SCANS = "home/0001_scans.sql",
    FILES = "home/0002_files.sql",
    AUDIT = "home/0003_audit.sql",
    ABSENCE = "home/0004_absence.sql",
    SHORT_PLANS = "home/0005_short_plans.sql",
    OBJECTS = "home/0006_objects.sql",
    DOUBTS = "home/0007_doubts.sql",
    LOG = "home/0008_log.sql",
    READERS = "home/0009_readers.sql",
    PARTS = "home/0010_parts.sql",
}

/// The migrations of a home, in their order.
static MIGRATIONS: [(&str, Statement); 10] = [
    ("scans", SCANS),
    ("files", FILES),
    ("audit", AUDIT),
    ("absence", ABSENCE),
    ("short_plans", SHORT_PLANS),
    ("objects", OBJECTS),
    ("doubts", DOUBTS),
    ("log", LOG),
    ("readers", READERS),
    ("parts", PARTS),
];

/// What was there before homes is taken over before this one.
const TAKEN_OVER_BEFORE: &str = "log";

/// Refuses a home that is behind or ahead of this program.
pub(crate) fn check_home(home: &str, version: i32) -> Result<()> {
    let newest = MIGRATIONS.len() as i32;
    let message = match version.cmp(&newest) {
        std::cmp::Ordering::Equal => return Ok(()),
        std::cmp::Ordering::Less => {
            format!("home {home} lacks {} of {newest} migrations; run `tierload migrate`", newest - version)
        }
        std::cmp::Ordering::Greater => format!(
            "home {home} is at version {version}, and this tierload {} knows {newest}; use the newer program",
            env!("CARGO_PKG_VERSION")
        ),
    };
    Err(Error::new(ErrorKind::SchemaVersion, message).about(home))
}

/// A home that could not be brought up, and stays as it was.
pub(crate) struct HomeBehind {
    pub(crate) home: String,
    pub(crate) error: Error,
}

/// Brings every home to this program's version, each in a transaction of its own: a process that is killed leaves whole
/// ones behind, and several that run at once share the work. What is applied is told at once. A home that cannot be
/// brought up keeps no other from it, and is returned.
pub(crate) async fn migrate_homes(
    database: &Database,
    mut applied: impl FnMut(String),
) -> Result<Vec<HomeBehind>> {
    let mut behind = Vec::new();
    for home in database.retrying(|| other_homes(database)).await? {
        match database.retrying(|| bring_up(database, &home)).await {
            Ok(migrations) => migrations.iter().for_each(|migration| applied(format!("{home} {migration}"))),
            // It is lost for the other homes too.
            Err(error) if error.kind().is_of_the_server() => return Err(error),
            Err(error) => behind.push(HomeBehind { home, error }),
        }
    }
    Ok(behind)
}

/// The homes that are not at this program's version, or whose log can be guarded and is not.
async fn other_homes(database: &Database) -> Result<Vec<String>> {
    let looked = database.in_common("cannot list the homes", async |tx| {
        Ok((tx.rows(&LIST_HOMES, &[]).await?, look_at_log(tx).await?))
    });
    let (rows, log) = looked.await?;
    let mut homes = Vec::new();
    for row in &rows {
        let home: String = row.get("home")?;
        let is_open = log.is_guarded && !log.is_chained(&home);
        if is_open || row.get::<i32>("version")? != MIGRATIONS.len() as i32 {
            homes.push(home);
        }
    }
    Ok(homes)
}

async fn bring_up(database: &Database, home: &str) -> Result<Vec<String>> {
    let doing = format!("cannot migrate home {home}, nothing of it was changed");
    database.in_tenant(nobody(home), doing, async |tx| migrate_home(tx, home).await).await
}

/// A home without a tenant: definitions belong to all who live there.
fn nobody(home: &str) -> TenantId {
    TenantId { id: Uuid::nil(), home: Home::new(home) }
}

/// One at a time defines a home, or says who looks into it. Held to the end of the transaction.
pub(crate) async fn lock_home(tx: &Tx<'_>, home: &str) -> Result<()> {
    tx.row(&LOCK_HOME, &[("home", &home)]).await.map(drop)
}

/// Brings one home to this program's version. The transaction works in it.
pub(crate) async fn migrate_home(tx: &mut Tx<'_>, home: &str) -> Result<Vec<String>> {
    lock_home(tx, home).await?;
    let version: i32 = tx.row(&HOME_VERSION, &[("home", &home)]).await?.get("version")?;
    check_applied(tx, home).await?;
    if version > 0 {
        refuse_strangers(tx, &[home]).await?;
    }
    if version == 0 {
        check_free(tx, home).await?;
        tx.run(&CREATE_HOME).await?;
        tx.run(&COMMENT_HOME).await?;
        for row in tx.rows(&BOUND_ROLES, &[("home", &home)]).await? {
            grant_home(tx, row.get("role_name")?).await?;
        }
    }
    let mut applied = Vec::new();
    for (at, (name, migration)) in MIGRATIONS.iter().enumerate().skip(version as usize) {
        let number = at as i32 + 1;
        let full_name = format!("{number:04}_{name}");
        if version == 0 && *name == TAKEN_OVER_BEFORE {
            tx.doing(format!(
                "cannot migrate home {home}, nothing of it was changed: what its tenants had before"
            ));
            take_over(tx, home).await?;
        }
        tx.doing(format!("cannot migrate home {home}, nothing of it was changed: {full_name}"));
        tx.give_way(Tries::Many, &migration.parts()).await?;
        let params: [Param<'_>; 5] = [
            ("home", &home),
            ("version", &number),
            ("name", name),
            ("checksum", &checksum(migration.source)),
            ("now", &Timestamp::now()),
        ];
        tx.execute(&RECORD_HOME_MIGRATION, &params).await?;
        applied.push(full_name);
    }
    if guard_home_log(tx, home).await? {
        applied.push("audit_log, guarded".into());
    }
    Ok(applied)
}

/// Lets a role look into the home of the transaction. Which rows it sees is row security's matter.
pub(crate) async fn grant_home(tx: &Tx<'_>, role: &str) -> Result<()> {
    tx.run(&GRANT_HOME.with([("role", Ident::bare(role).into())])).await
}

/// Refuses to make a home of a schema that is somebody else's.
async fn check_free(tx: &Tx<'_>, home: &str) -> Result<()> {
    let Some(row) = tx.optional(&HOME_OWNER, &[("home", &home)]).await? else { return Ok(()) };
    let owner: &str = row.get("owner")?;
    let message = format!(
        "{}: there is a schema {home} already, which belongs to role {owner} and is none of tierload's; rename it \
         (alter schema {home} rename to ...) or drop it, and run the same command again",
        tx.doing
    );
    Err(Error::new(ErrorKind::Database, message).about(home))
}

/// Refuses a home one of whose migrations was another text than this program has.
async fn check_applied(tx: &Tx<'_>, home: &str) -> Result<()> {
    for row in tx.rows(&APPLIED_HOME_MIGRATIONS, &[("home", &home)]).await? {
        let (version, name): (i32, &str) = (row.get("version")?, row.get("name")?);
        let known = usize::try_from(version - 1).ok().and_then(|at| MIGRATIONS.get(at));
        let Some((_, migration)) = known else { return check_home(home, version) };
        if checksum(migration.source) != row.get::<&str>("checksum")? {
            return Err(Error::new(
                ErrorKind::SchemaVersion,
                format!(
                    "migration {version:04}_{name} of home {home} was applied with another text than this tierload {} \
                     has; use the program that applied it, or a fresh database",
                    env!("CARGO_PKG_VERSION")
                ),
            )
            .about(home));
        }
    }
    Ok(())
}
