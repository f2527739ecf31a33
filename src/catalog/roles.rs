//! Which login role reads which tenant. Tables are granted to everybody; the binding decides about rows.

use super::{Tenant, find, list};
use crate::db::{Session, begin, sql};
use crate::error::{Error, Result};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

/// Binds an existing login role to a tenant. Refuses a role that a binding would not hold.
pub(super) async fn grant(session: &mut Session, code: &str, role: &str) -> Result<()> {
    let tenant_id = find(session, code).await?;
    let failed = || Error::database(format!("cannot bind role {role} to tenant {code}"));
    let transaction = begin(session, Some(tenant_id)).await?;
    let made = transaction
        .query_opt(sql::tenant::BIND_ROLE.text, &[&role, &tenant_id])
        .await
        .map_err(failed())?
        .is_some();
    // Looked at after the binding: of two grants of one role at once, the second sees what the first did.
    let row = transaction
        .query_opt(sql::tenant::ROLE.text, &[&role])
        .await
        .map_err(failed())?
        .ok_or_else(|| Error::Usage(format!("no role {role:?}; make it with: create role ... login")))?;
    let (can_login, connects): (bool, bool) = (row.get("rolcanlogin"), row.get("connects"));
    if let Some(why) = row.get::<_, Option<&str>>("sees_all") {
        return Err(Error::Usage(format!(
            "role {role:?} {why} and would see every tenant; take that from it, or bind another role"
        )));
    }
    if !can_login {
        return Err(Error::Usage(format!(
            "role {role:?} cannot log in, and a binding holds for the role that logs in, not for its members; \
             bind those, or: alter role ... login"
        )));
    }
    match row.get::<_, Option<&str>>("code") {
        Some(bound) if bound != code => {
            return Err(Error::Usage(format!(
                "role {role:?} is bound to tenant {bound} already; free it with: tierload tenant revoke {role}"
            )));
        }
        _ => {}
    }
    if made {
        log(&transaction, tenant_id, "tenant grant", role).await.map_err(failed())?;
    }
    transaction.commit().await.map_err(failed())?;
    println!("role {role} {} tenant {code}, and no other", if made { "now reads" } else { "already reads" });
    if !connects {
        println!("it may not connect to this database yet: grant connect on database ... to {role}");
    }
    Ok(())
}

/// Frees a role from its tenant. The role itself may be gone.
pub(super) async fn revoke(session: &mut Session, role: &str) -> Result<()> {
    let failed = || Error::database(format!("cannot free role {role}"));
    let bound_to_none =
        || Error::Usage(format!("role {role:?} is bound to no tenant; see: tierload tenant list"));
    let tenants = list(session).await?;
    let bound = tenants.iter().find(|tenant| tenant.roles.iter().any(|bound| bound == role));
    let Tenant { tenant_id, code, .. } = bound.ok_or_else(bound_to_none)?;
    let transaction = begin(session, Some(*tenant_id)).await?;
    let freed =
        transaction.execute(sql::tenant::FREE_ROLE.text, &[&role, tenant_id]).await.map_err(failed())?;
    if freed == 0 {
        return Err(bound_to_none());
    }
    log(&transaction, *tenant_id, "tenant revoke", role).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    println!("role {role} is bound to no tenant any more, and sees nothing of {code}, in open sessions too");
    Ok(())
}

async fn log(
    transaction: &deadpool_postgres::Transaction<'_>,
    tenant_id: Uuid,
    action: &str,
    role: &str,
) -> std::result::Result<u64, tokio_postgres::Error> {
    let (share_id, detail) = (None::<i64>, json!({ "role": role }));
    transaction
        .execute(sql::audit::ADD_LOG.text, &[&tenant_id, &share_id, &Timestamp::now(), &action, &detail])
        .await
}
