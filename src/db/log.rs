//! The guarded log of what was done: its own role owns it, so that the loader can only add to it. Whoever migrates makes it,
//! where his rights suffice; until then each home has a log that its loader owns.

use super::database::Database;
use super::statement::statements;
use super::transaction::{Row, Tx};
use crate::error::{ErrorKind, Result};

statements! {
    ALLOW_CARRY_OVER = "db/allow_carry_over.sql",
    END_CARRY_OVER = "db/end_carry_over.sql",
    LEAVE_LOG = "db/leave_log.sql",
    LOG_GUARD = "db/log_guard.sql",
    MAKE_LOG = "db/make_log.sql",
    MAY_GUARD_LOG = "db/may_guard_log.sql",
}

statements! {
    ENTRIES = "log/0001_entries.sql",
}

const AS_LOG: &str = "set local role tierload_log";
const AS_LOADER: &str = "set local role tierload_loader";
const AS_LOGIN: &str = "set local role none";

/// How `audit_log` is guarded against its loader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogGuard {
    /// Whether the log is out of the loader's reach: its role owns all of it.
    pub is_guarded: bool,
    /// Homes whose log is not: the loader owns it.
    pub open_homes: Vec<String>,
    /// Roles that are members of the log's role, or can make themselves so, besides superusers: they can change it.
    pub masters: Vec<String>,
    /// To whom the schema of the log belongs.
    schema_owner: Option<String>,
    login: String,
}

impl LogGuard {
    fn read(row: &Row) -> Result<LogGuard> {
        Ok(LogGuard {
            is_guarded: row.get("is_guarded")?,
            open_homes: row.get("open_homes")?,
            masters: row.get("masters")?,
            schema_owner: row.get("schema_owner")?,
            login: row.get("login")?,
        })
    }

    /// Whether it keeps everybody but superusers from changing the log of any home.
    pub fn is_whole(&self) -> bool {
        self.is_guarded && self.open_homes.is_empty() && self.masters.is_empty()
    }

    /// Whether the log of a home is in chains, be they guarded or not.
    pub(crate) fn is_chained(&self, home: &str) -> bool {
        self.open_homes.iter().all(|open| open != home)
    }

    /// What is to be said of it, with what to do.
    pub fn sentence(&self) -> String {
        let LogGuard { open_homes, masters, login, .. } = self;
        if !self.is_guarded {
            return match &self.schema_owner {
                Some(owner) => format!(
                    "audit_log is not guarded, and its loader could change it: there is a schema tierload_log, which belongs to \
                     role {owner}, and is not as tierload makes it; rename it, and run `tierload migrate` as a superuser"
                ),
                None => format!(
                    "audit_log is not guarded, and its loader could change it; let a superuser run `tierload migrate`, or this: \
                     create role tierload_log nologin; grant tierload_log to \"{login}\"; then run `tierload migrate` as \
                     {login}; then he runs: revoke tierload_log from \"{login}\""
                ),
            };
        }
        if !open_homes.is_empty() {
            return format!(
                "audit_log of {} is not guarded, and its loader could change it; run `tierload migrate`",
                open_homes.join(", ")
            );
        }
        match &masters[..] {
            [] => "audit_log is guarded: its loader can only add to it".into(),
            masters => format!(
                "audit_log is guarded from the loader, but not from {0}, who can act as role tierload_log; a superuser takes that \
                 away: revoke tierload_log from {0} (before PostgreSQL 16 also: alter role ... nocreaterole)",
                masters.join(", ")
            ),
        }
    }
}

/// How the log is guarded.
pub(crate) async fn log_guard(database: &Database) -> Result<LogGuard> {
    database.in_common("cannot look at the log", async |tx| look_at_log(tx).await).await
}

/// The same within a transaction of the loader.
pub(super) async fn look_at_log(tx: &Tx<'_>) -> Result<LogGuard> {
    LogGuard::read(&tx.row(&LOG_GUARD, &[]).await?)
}

/// Whether there is no guarded log and whoever logged in can make it. The transaction has his rights.
pub(super) async fn may_guard_log(tx: &Tx<'_>) -> Result<bool> {
    tx.row(&MAY_GUARD_LOG, &[]).await?.get("may_guard")
}

/// Makes the guarded log where whoever logged in can. The transaction has his rights, before and after. Whether the homes'
/// logs move there is theirs to do.
pub(super) async fn guard_log(tx: &mut Tx<'_>) -> Result<bool> {
    let found = tx.row(&MAY_GUARD_LOG, &[]).await?;
    let (may_guard, may_be): (bool, bool) = (found.get("may_guard")?, found.get("may_be")?);
    if !may_guard {
        return Ok(false);
    }
    let nested = tx.nested().await?;
    let made = match make(&nested).await {
        Ok(()) if !may_be => nested.run(&LEAVE_LOG).await,
        made => made,
    };
    match made {
        Ok(()) => nested.commit().await.map(|()| true),
        // The log stays as it was: that is said by who asks how it is guarded.
        Err(error) if error.kind() == ErrorKind::Forbidden => {
            tracing::warn!("cannot guard audit_log: {}", error.line());
            nested.rollback().await.map(|()| false)
        }
        Err(error) => Err(error),
    }
}

/// Gives the loader the right to carry rows over, or takes it back; nobody else ever sees that he has it. False where whoever logged
/// in may not.
pub(super) async fn allow_carry_over(tx: &mut Tx<'_>, allow: bool) -> Result<bool> {
    let nested = tx.nested().await?;
    let right = if allow { ALLOW_CARRY_OVER } else { END_CARRY_OVER };
    let done = async {
        nested.batch(AS_LOGIN).await?;
        nested.batch(AS_LOG).await?;
        nested.run(&right).await?;
        nested.batch(AS_LOADER).await
    };
    match done.await {
        Ok(()) => nested.commit().await.map(|()| true),
        Err(error) if error.kind() == ErrorKind::Forbidden => nested.rollback().await.map(|()| false),
        Err(error) => Err(error),
    }
}

async fn make(tx: &Tx<'_>) -> Result<()> {
    tx.run(&MAKE_LOG).await?;
    tx.batch(AS_LOG).await?;
    tx.run_all(&ENTRIES.parts()).await?;
    tx.batch(AS_LOGIN).await
}
