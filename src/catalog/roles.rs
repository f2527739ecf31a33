//! Which login role reads which tenant. Tables are granted to everybody; the binding decides about rows.

use super::audit_log::add_audit_log;
use super::sql::{
    BIND_ROLE, DATABASE_NAME, FIND_ROLE, RESET_SEARCH_PATH, REVOKE_HOME, SET_SEARCH_PATH, UNBIND_ROLE,
};
use super::tenant::{find_tenant, list_tenants};
use crate::db::{Database, Ident, Part, Statement, TenantId, Tx, begin_as_login_in, grant_home, lock_home};
use crate::error::{Error, ErrorKind, Result};
use jiff::Timestamp;
use serde_json::json;

/// What a grant did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    /// Whether the role was not bound before.
    pub is_new: bool,
    /// Whether the role may connect to the database.
    pub connects: bool,
    /// Whether it finds the tenant's tables without their schema: not where whoever granted may not alter the role.
    pub finds_home: bool,
}

/// What a revoke did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    /// The code of the tenant that the role was bound to.
    pub tenant: String,
}

/// Binds an existing login role to a tenant. Refuses a role that a binding would not hold.
pub async fn grant(database: &Database, code: &str, role: &str) -> Result<Granted> {
    let tenant_id = find_tenant(database, code).await?;
    let granted = database
        .in_tenant(tenant_id, format!("cannot bind role {role} to tenant {code}"), async |tx| {
            lock_home(tx, tenant_id.home.name()).await?;
            let bound = tx.optional(&BIND_ROLE, &[("role", &role), ("tenant_id", &tenant_id)]).await?;
            let is_new = bound.is_some();
            let connects = check_role(tx, code, role).await.map_err(|error| error.about(role))?;
            grant_home(tx, role).await?;
            if is_new {
                log(tx, tenant_id, "tenant grant", role).await?;
            }
            Ok(Granted { is_new, connects, finds_home: false })
        })
        .await?;
    let path = SET_SEARCH_PATH
        .with([("role", Ident::bare(role).into()), ("database", database_name(database).await?)]);
    Ok(Granted { finds_home: set(database, tenant_id, role, &path).await?, ..granted })
}

/// The name of the database that we are connected to.
async fn database_name(database: &Database) -> Result<Part> {
    let row = database
        .in_common("cannot look up the database", async |tx| tx.row(&DATABASE_NAME, &[]).await)
        .await?;
    Ok(Ident::bare(row.get::<&str>("name")?).into())
}

/// Sets what a role finds without a schema, with the rights of whoever logged in. False when these do not suffice: a role's
/// settings are for those who may alter it.
async fn set(database: &Database, tenant_id: TenantId, role: &str, statement: &Statement) -> Result<bool> {
    let mut connection = database.session().await?;
    let doing = format!("cannot set the search_path of role {role}");
    let tx = begin_as_login_in(&mut connection, tenant_id, doing).await?;
    match tx.run(statement).await {
        Ok(()) => tx.commit().await.map(|()| true),
        Err(error) if error.kind() == ErrorKind::Forbidden => Ok(false),
        Err(error) => Err(error),
    }
}

/// Looks at a role after it was bound: of two grants of one role at once, the second sees what the first did. Returns
/// whether the role may connect.
async fn check_role(tx: &Tx<'_>, code: &str, role: &str) -> Result<bool> {
    let row = tx
        .optional(&FIND_ROLE, &[("role", &role)])
        .await?
        .ok_or_else(|| Error::usage(format!("no role {role:?}; make it with: create role ... login")))?;
    if let Some(why) = row.get::<Option<&str>>("sees_all")? {
        return Err(Error::usage(format!(
            "role {role:?} {why} and would see every tenant; take that from it, or bind another role"
        )));
    }
    if !row.get::<bool>("rolcanlogin")? {
        return Err(Error::usage(format!(
            "role {role:?} cannot log in, and a binding holds for the role that logs in, not for its members; \
             bind those, or: alter role ... login"
        )));
    }
    match row.get::<Option<&str>>("code")? {
        Some(bound) if bound != code => Err(Error::usage(format!(
            "role {role:?} is bound to tenant {bound} already; free it with: tierload tenant revoke {role}"
        ))),
        _ => row.get("connects"),
    }
}

/// Frees a role from its tenant. The role itself may be gone.
pub async fn revoke(database: &Database, role: &str) -> Result<Revoked> {
    let bound_to_none = || {
        Error::usage(format!("role {role:?} is bound to no tenant; see: tierload tenant list")).about(role)
    };
    let tenants = list_tenants(database).await?;
    let bound = tenants.into_iter().find(|tenant| tenant.roles.iter().any(|bound| bound == role));
    let tenant = bound.ok_or_else(bound_to_none)?;
    tenant.check_home()?;
    let tenant_id = tenant.id();
    let role_exists = database
        .in_tenant(tenant_id, format!("cannot free role {role}"), async |tx| {
            lock_home(tx, tenant_id.home.name()).await?;
            let freed = tx.execute(&UNBIND_ROLE, &[("role", &role), ("tenant_id", &tenant_id)]).await?;
            if freed == 0 {
                return Err(bound_to_none());
            }
            let role_exists = tx.optional(&FIND_ROLE, &[("role", &role)]).await?.is_some();
            if role_exists {
                tx.run(&REVOKE_HOME.with([("role", Ident::bare(role).into())])).await?;
            }
            log(tx, tenant_id, "tenant revoke", role).await?;
            Ok(role_exists)
        })
        .await?;
    // The settings of a role go with it.
    if role_exists {
        let path = RESET_SEARCH_PATH
            .with([("role", Ident::bare(role).into()), ("database", database_name(database).await?)]);
        set(database, tenant_id, role, &path).await?;
    }
    Ok(Revoked { tenant: tenant.code })
}

async fn log(tx: &Tx<'_>, tenant_id: TenantId, action: &str, role: &str) -> Result<()> {
    add_audit_log(tx, tenant_id, None, Timestamp::now(), action, &json!({ "role": role })).await
}
