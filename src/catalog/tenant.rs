//! `tierload tenant`: customers, and who reads what is theirs.

mod protect;
mod roles;

pub(crate) use protect::{protect, protect_shared};

use crate::cli::TenantCommand;
use crate::db::{Database, Session, begin, sql};
use crate::error::{Error, Result};
use crate::terminal::printable;
use jiff::Timestamp;
use roles::{grant, revoke};
use uuid::Uuid;

/// A tenant.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// Its id.
    pub tenant_id: Uuid,
    /// Its short unique code.
    pub code: String,
    /// Its full name.
    pub name: String,
    /// The login roles that read its rows.
    pub roles: Vec<String>,
}

/// Runs `tierload tenant`.
pub async fn run(database: &Database, command: TenantCommand) -> Result<()> {
    match command {
        TenantCommand::Add { code, name } => {
            let name = name.unwrap_or_else(|| code.clone());
            if add(&mut database.session().await?, &code, &name).await? {
                println!("tenant {code} added");
                Ok(())
            } else {
                Err(Error::Usage(format!("tenant {code} exists already")))
            }
        }
        TenantCommand::List => {
            for tenant in list(&mut database.session().await?).await? {
                let roles = tenant.roles.join(", ");
                let line = format!("{:<20} {}  {}", tenant.code, tenant.tenant_id, tenant.name);
                let read_by = if roles.is_empty() { String::new() } else { format!("  read by {roles}") };
                println!("{}", printable(&(line + &read_by)));
            }
            Ok(())
        }
        TenantCommand::Grant { code, role } => grant(&mut database.session().await?, &code, &role).await,
        TenantCommand::Revoke { role } => revoke(&mut database.session().await?, &role).await,
    }
}

/// Adds a tenant; false when its code is taken.
pub async fn add(session: &mut Session, code: &str, name: &str) -> Result<bool> {
    let valid = code.len() <= 63
        && code.starts_with(|c: char| c.is_ascii_alphanumeric())
        && code.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    if !valid {
        return Err(Error::Usage(format!(
            "tenant code {code:?} must be 1 to 63 letters, digits, '_', '.' or '-', the first a letter or digit"
        )));
    }
    let failed = || Error::database(format!("cannot add tenant {code}"));
    let transaction = begin(session, None).await?;
    let row = transaction
        .query_opt(sql::tenant::ADD.text, &[&code, &name, &Timestamp::now()])
        .await
        .map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    Ok(row.is_some())
}

/// All tenants, by code.
pub async fn list(session: &mut Session) -> Result<Vec<Tenant>> {
    let failed = || Error::database("cannot list tenants");
    let transaction = begin(session, None).await?;
    let rows = transaction.query(sql::tenant::LIST.text, &[]).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    let tenant = |row: &tokio_postgres::Row| Tenant {
        tenant_id: row.get(0),
        code: row.get(1),
        name: row.get(2),
        roles: row.get(3),
    };
    Ok(rows.iter().map(tenant).collect())
}

/// The id of a tenant; an error that says how to add it.
pub async fn find(session: &mut Session, code: &str) -> Result<Uuid> {
    let failed = || Error::database(format!("cannot look up tenant {code}"));
    let transaction = begin(session, None).await?;
    let row = transaction.query_opt(sql::tenant::FIND.text, &[&code]).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    match row {
        Some(row) => Ok(row.get(0)),
        None => Err(Error::Usage(format!("no tenant {code}; add it with: tierload tenant add {code}"))),
    }
}
