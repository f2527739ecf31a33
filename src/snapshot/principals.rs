//! Owners and groups by their ids. A tenant has few of them.

use super::sql::LIST_PRINCIPALS;
use crate::db::{TenantId, Tx};
use crate::error::Result;
use std::collections::HashMap;
use uuid::Uuid;
use xxhash_rust::xxh3::xxh3_128;

/// An id that stands for nobody. No principal is empty, so what is made of this is not what a scan saw.
const NOBODY: &str = "";

/// The principals of a tenant.
pub(crate) struct Principals {
    by_id: HashMap<i32, Principal>,
}

struct Principal {
    text: String,
    digest: u128,
}

impl Principals {
    /// Reads all of them.
    pub(crate) async fn read(tx: &Tx<'_>, tenant_id: TenantId) -> Result<Principals> {
        let mut by_id = HashMap::new();
        for row in tx.rows(&LIST_PRINCIPALS, &[("tenant_id", &tenant_id)]).await? {
            let digest = row.get::<Uuid>("principal_digest")?.as_u128();
            by_id.insert(row.get("principal_id")?, Principal { text: row.get("principal")?, digest });
        }
        Ok(Principals { by_id })
    }

    /// The stored text behind an id.
    pub(super) fn text(&self, id: Option<i32>) -> Option<&str> {
        id.map(|id| self.by_id.get(&id).map_or(NOBODY, |found| &found.text))
    }

    /// Those whose text is not the one that their digest was made of: id and text.
    pub(crate) fn damaged(&self) -> impl Iterator<Item = (i32, &str)> {
        let damaged = self.by_id.iter().filter(|(_, found)| xxh3_128(found.text.as_bytes()) != found.digest);
        damaged.map(|(id, found)| (*id, found.text.as_str()))
    }
}
