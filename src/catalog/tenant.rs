//! Tenants: customers, who own everything else.

use super::sql::{ADD_TENANT, FIND_TENANT, LIST_TENANTS};
use crate::db::Database;
use crate::error::{Error, Result};
use jiff::Timestamp;
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

/// Adds a tenant; false when its code is taken.
pub async fn add_tenant(database: &Database, code: &str, name: &str) -> Result<bool> {
    let valid = code.len() <= 63
        && code.starts_with(|c: char| c.is_ascii_alphanumeric())
        && code.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    if !valid {
        return Err(Error::usage(format!(
            "tenant code {code:?} must be 1 to 63 letters, digits, '_', '.' or '-', the first a letter or digit"
        )));
    }
    database
        .in_common(format!("cannot add tenant {code}"), async |tx| {
            let params: [crate::db::Param<'_>; 3] =
                [("code", &code), ("name", &name), ("now", &Timestamp::now())];
            Ok(tx.optional(&ADD_TENANT, &params).await?.is_some())
        })
        .await
}

/// All tenants, by code.
pub async fn list_tenants(database: &Database) -> Result<Vec<Tenant>> {
    let rows =
        database.in_common("cannot list tenants", async |tx| tx.rows(&LIST_TENANTS, &[]).await).await?;
    rows.iter()
        .map(|row| {
            Ok(Tenant {
                tenant_id: row.get("tenant_id")?,
                code: row.get("code")?,
                name: row.get("name")?,
                roles: row.get("roles")?,
            })
        })
        .collect()
}

/// The tenant with this code, or an error that says how to add it; without a code all tenants.
pub(crate) async fn select_tenants(database: &Database, code: Option<&str>) -> Result<Vec<Tenant>> {
    let mut tenants = list_tenants(database).await?;
    if let Some(code) = code {
        let tenant_id = find_tenant(database, code).await?;
        tenants.retain(|tenant| tenant.tenant_id == tenant_id);
    }
    Ok(tenants)
}

/// The id of a tenant; an error that says how to add it.
pub(crate) async fn find_tenant(database: &Database, code: &str) -> Result<Uuid> {
    let row = database
        .in_common(format!("cannot look up tenant {code}"), async |tx| {
            tx.optional(&FIND_TENANT, &[("code", &code)]).await
        })
        .await?;
    match row {
        Some(row) => row.get("tenant_id"),
        None => {
            Err(Error::usage(format!("no tenant {code}; add it with: tierload tenant add {code}"))
                .about(code))
        }
    }
}
