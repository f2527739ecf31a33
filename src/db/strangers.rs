//! What stands in our schemas and belongs to somebody else. Whoever reads it runs their code, so nothing is read before this.

use super::statement::statements;
use super::transaction::Tx;
use crate::error::{Error, ErrorKind, Result};

statements! {
    STRANGERS = "db/strangers.sql",
}

/// The schema that all tenants share.
pub(super) const COMMON: &str = "tierload";

/// So many are named.
const NAMED: usize = 5;

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
