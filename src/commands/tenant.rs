//! `tierload tenant`.

use super::place;
use super::terminal::{print, printable};
use crate::cli::TenantCommand;
use tierload::catalog::{Granted, Revoked, Tenant, add_tenant, grant, list_tenants, revoke};
use tierload::db::Address;
use tierload::{Error, Result};

/// Runs `tierload tenant`.
pub(super) async fn run(address: Address, command: TenantCommand) -> Result<()> {
    let database = place::open(&address).await?;
    match command {
        TenantCommand::Add { code, name, home } => {
            let name = name.as_ref().unwrap_or(&code);
            if add_tenant(&database, &code, name, home.as_deref()).await? {
                print(&format!("tenant {code} added\n"))
            } else {
                Err(Error::usage(format!("tenant {code} exists already")).about(code))
            }
        }
        TenantCommand::List => {
            print(&list_tenants(&database).await?.iter().map(tenant_line).collect::<String>())
        }
        TenantCommand::Grant { code, role } => {
            let granted = grant(&database, &code, &role).await?;
            print(&granted_text(&code, &role, granted))
        }
        TenantCommand::Revoke { role } => {
            let Revoked { tenant } = revoke(&database, &role).await?;
            print(&format!(
                "role {} is bound to no tenant any more, and sees nothing of {tenant}, in open sessions too\n",
                printable(&role)
            ))
        }
    }
}

fn tenant_line(tenant: &Tenant) -> String {
    let Tenant { tenant_id, code, name, home, roles, .. } = tenant;
    let read_by = match roles.as_slice() {
        [] => String::new(),
        roles => format!("  read by {}", roles.join(", ")),
    };
    printable(&format!("{code:<20} {tenant_id}  {home}  {name}{read_by}")).into_owned() + "\n"
}

fn granted_text(code: &str, role: &str, granted: Granted) -> String {
    let Granted { is_new, connects, finds_home } = granted;
    let role = printable(role);
    let verb = if is_new { "now reads" } else { "already reads" };
    let mut text = format!("role {role} {verb} tenant {code}, and no other\n");
    if !connects {
        text.push_str(&format!(
            "it may not connect to this database yet: grant connect on database ... to {role}\n"
        ));
    }
    if !finds_home {
        text.push_str(&format!(
            "it finds the tenant's tables by their schema alone (tierload tenant list shows it), since you may not alter the \
             role: alter role {role} in database ... set search_path = ...\n"
        ));
    }
    text
}
