//! Tenants: customers, who own everything else.

use super::sql::{ADD_HOME, ADD_TENANT, FIND_TENANT, HOME_OF, HOME_TENANTS, LIST_TENANTS, READABLE_TENANTS};
use crate::db::{
    ActsAs, Database, Home, Param, Statement, TenantId, Tx, begin, check_home, lock_home, migrate_home,
    refuse_greater_rights, refuse_strangers,
};
use crate::error::{Error, ErrorKind, Result};
use jiff::Timestamp;
use std::collections::BTreeSet;
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
    /// The schema of its data.
    pub home: String,
    /// The login roles that read its rows, where somebody asks who may know them.
    pub roles: Vec<String>,
    /// Up to which version its home is.
    pub(crate) version: i32,
    /// Whether its home has tables.
    pub(crate) is_there: bool,
}

impl Tenant {
    /// As transactions know it.
    pub(crate) fn id(&self) -> TenantId {
        TenantId { id: self.tenant_id, home: Home::new(&self.home) }
    }

    /// Refuses a tenant whose home is not this program's.
    pub(crate) fn check_home(&self) -> Result<()> {
        check(&self.home, self.version, self.is_there)
    }
}

/// The longest name of a schema.
const HOME_BYTES: usize = 63;

/// Adds a tenant with a home of its own, or in the `home` that several share; false when its code is taken. All of it is
/// there afterwards, or nothing.
pub async fn add_tenant(database: &Database, code: &str, name: &str, home: Option<&str>) -> Result<bool> {
    let valid = code.len() <= 63
        && code.starts_with(|c: char| c.is_ascii_alphanumeric())
        && code.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    if !valid {
        return Err(Error::usage(format!(
            "tenant code {code:?} must be 1 to 63 letters, digits, '_', '.' or '-', the first a letter or digit"
        )));
    }
    let home = home.map(home_of_several).transpose()?;
    database.retrying(|| try_add(database, code, name, home.clone())).await
}

/// The schema of a home that several tenants share: marked as ours, as that of one tenant is.
fn home_of_several(name: &str) -> Result<String> {
    let home = format!("tierload_{name}");
    let valid = !name.is_empty()
        && home.len() <= HOME_BYTES
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if valid {
        return Ok(home);
    }
    let longest = HOME_BYTES - "tierload_".len();
    Err(Error::usage(format!(
        "home {name:?} must be 1 to {longest} lower-case letters, digits or '_'; its schema is called tierload_ and that"
    )))
}

async fn try_add(database: &Database, code: &str, name: &str, home: Option<String>) -> Result<bool> {
    let doing = format!("cannot add tenant {code}");
    let is_shared = home.is_some();
    let home = match home {
        Some(home) => home,
        None => {
            let of = async |tx: &mut Tx<'_>| tx.row(&HOME_OF, &[("code", &code)]).await?.get("home");
            database.in_common(doing.as_str(), of).await?
        }
    };
    let mut connection = database.session().await?;
    let nobody = TenantId { id: Uuid::nil(), home: Home::new(&home) };
    let mut tx = begin(&mut connection, Some(nobody), doing).await?;
    let now = Timestamp::now();
    tx.execute(&ADD_HOME, &[("home", &home), ("now", &now)]).await?;
    lock_home(&tx, &home).await?;
    let params: [Param<'_>; 4] = [("code", &code), ("name", &name), ("home", &home), ("now", &now)];
    if tx.optional(&ADD_TENANT, &params).await?.is_none() {
        return Ok(false);
    }
    if !is_shared && let Some(row) = tx.optional(&HOME_TENANTS, &[("home", &home), ("code", &code)]).await? {
        return Err(taken(code, &home, row.get("code")?));
    }
    migrate_home(&mut tx, &home).await?;
    tx.commit().await?;
    Ok(true)
}

/// Whoever asks for no home gets one that nobody else lives in.
fn taken(code: &str, home: &str, other: &str) -> Error {
    Error::usage(format!(
        "tenant {other} lives in home {home}, which tenant {code} would have got; name another one: \
         tierload tenant add {code} --home NAME"
    ))
    .about(home)
}

/// All tenants, by code.
pub async fn list_tenants(database: &Database) -> Result<Vec<Tenant>> {
    list(database, &LIST_TENANTS).await
}

async fn list(database: &Database, statement: &Statement) -> Result<Vec<Tenant>> {
    let rows = database
        .in_common("cannot list tenants", async |tx| {
            refuse_greater_rights(tx).await?;
            tx.rows(statement, &[]).await
        })
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Tenant {
                tenant_id: row.get("tenant_id")?,
                code: row.get("code")?,
                name: row.get("name")?,
                home: row.get("home")?,
                roles: row.get::<Option<_>>("roles")?.unwrap_or_default(),
                version: row.get("version")?,
                is_there: row.get("is_there")?,
            })
        })
        .collect()
}

/// Refuses a home that is behind or ahead of this program, or that is gone.
fn check(home: &str, version: i32, is_there: bool) -> Result<()> {
    check_home(home, version)?;
    if is_there { Ok(()) } else { Err(home_is_gone(home)) }
}

/// A home that is known, and whose tables are not there.
pub(crate) fn home_is_gone(home: &str) -> Error {
    let message = format!(
        "home {home} is not there: somebody dropped its schema, or its tables; restore it from a backup of the database"
    );
    Error::new(ErrorKind::Database, message).about(home)
}

/// The tenant with this code, or an error that says how to add it; without a code all tenants. Refuses those whose home is
/// not this program's.
pub(crate) async fn select_tenants(database: &Database, code: Option<&str>) -> Result<Vec<Tenant>> {
    let (tenants, missing) = select_tenants_there(database, code).await?;
    missing.iter().try_for_each(Tenant::check_home)?;
    Ok(tenants)
}

/// The same; those whose homes are gone stand apart.
pub(crate) async fn select_tenants_there(
    database: &Database,
    code: Option<&str>,
) -> Result<(Vec<Tenant>, Vec<Tenant>)> {
    let mut tenants = list(database, &READABLE_TENANTS).await?;
    if let Some(code) = code {
        tenants.retain(|tenant| tenant.code == code);
        if tenants.is_empty() {
            return Err(no_tenant(database, code));
        }
    }
    tenants.iter().try_for_each(|tenant| check_home(&tenant.home, tenant.version))?;
    let (tenants, missing): (Vec<Tenant>, Vec<Tenant>) =
        tenants.into_iter().partition(|tenant| tenant.is_there);
    let homes: BTreeSet<&str> = tenants.iter().map(|tenant| tenant.home.as_str()).collect();
    let homes: Vec<&str> = homes.into_iter().collect();
    database.in_common("cannot look at the homes", async |tx| refuse_strangers(tx, &homes).await).await?;
    Ok((tenants, missing))
}

/// A tenant, as transactions know it; an error that says how to add it. Refuses one whose home is not this program's.
pub(crate) async fn find_tenant(database: &Database, code: &str) -> Result<TenantId> {
    database
        .in_common(format!("cannot look up tenant {code}"), async |tx| {
            let Some(row) = tx.optional(&FIND_TENANT, &[("code", &code)]).await? else {
                return Err(no_tenant(database, code));
            };
            let home: &str = row.get("home")?;
            check(home, row.get("version")?, row.get("is_there")?)?;
            refuse_strangers(tx, &[home]).await?;
            Ok(TenantId { id: row.get("tenant_id")?, home: Home::new(home) })
        })
        .await
}

fn no_tenant(database: &Database, code: &str) -> Error {
    let message = match database.acts_as() {
        ActsAs::Loader => format!("no tenant {code}; add it with: tierload tenant add {code}"),
        ActsAs::Login => format!(
            "this role reads no tenant {code}; a loader grants it with: tierload tenant grant {code} ROLE (`tierload status` shows \
             what the role reads)"
        ),
    };
    Error::usage(message).about(code)
}
