//! What stands in our schemas and belongs to somebody else. Whoever reads it runs their code, so nothing is read before this.

use super::statement::statements;
use super::transaction::Tx;
use crate::error::{Error, ErrorKind, Result};

statements! {
    LESSER_LOADERS = "db/lesser_loaders.sql",
    STRANGERS = "db/strangers.sql",
}

/// The schema that all tenants share.
pub(super) const COMMON: &str = "tierload";

/// Says that loaders may do what whoever logs in may.
const TRUST: &str = "TIERLOAD_TRUST_LOADERS";

/// So many are named.
const NAMED: usize = 5;

/// Refuses to work with the rights of a superuser, or of who may make roles, where others load who have not got them: they own the
/// tables, and could have put anything there that runs as whoever reads them.
pub(crate) async fn refuse_greater_rights(tx: &Tx<'_>) -> Result<()> {
    let trusts = std::env::var_os(TRUST).is_some_and(|value| value == "yes");
    match tx.optional(&LESSER_LOADERS, &[]).await? {
        Some(row) if !trusts => {
            let (loader, login): (&str, &str) = (row.get("loader")?, row.get("login")?);
            let message = format!(
                "role {login} has greater rights than role {loader}, who loads as well: what {loader} put into the tables could use them. Log \
                 in as a member of tierload_loader that is no superuser and may make no roles, or set {TRUST}=yes where every \
                 loader is trusted with all that {login} may do"
            );
            Err(Error::new(ErrorKind::Forbidden, message).about(login))
        }
        _ => Ok(()),
    }
}

/// Refuses to go on where something in these schemas is neither the loader role's nor a superuser's.
pub(crate) async fn refuse_strangers(tx: &Tx<'_>, schemas: &[&str]) -> Result<()> {
    let rows = tx.rows(&STRANGERS, &[("schemas", &schemas)]).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let named = rows.iter().take(NAMED).map(|row| row.get::<&str>("stranger")).collect::<Result<Vec<_>>>()?;
    let more = match rows.len() - named.len() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let message = format!(
        "{} is not safe to use, and nothing of it was read: {}{more}; whoever it is could run anything in the name of whoever \
         runs tierload. Look at it, then drop it, or revoke that right, or give it to role tierload_loader (alter ... owner to)",
        schemas.join(", "),
        named.join("; ")
    );
    Err(Error::new(ErrorKind::Forbidden, message).about(schemas.join(", ")))
}
