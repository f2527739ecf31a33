//! Owners and groups of files to ids. A share has few of them.

use super::ids::{FEW, Ids};
use super::sql::RESOLVE_PRINCIPALS;
use crate::db::{Database, Param, TenantId};
use crate::error::{Error, Result};
use std::collections::HashMap;
use uuid::Uuid;
use xxhash_rust::xxh3::xxh3_128;

/// Resolves the principals of one tenant, and makes those that are new.
pub(crate) struct PrincipalResolver {
    database: Database,
    tenant_id: TenantId,
    ids: Ids<i32>,
}

impl PrincipalResolver {
    pub(crate) fn new(database: Database, tenant_id: TenantId) -> PrincipalResolver {
        PrincipalResolver { database, tenant_id, ids: Ids::new(FEW) }
    }

    /// The ids of these principals, in their order.
    pub(crate) async fn ids(&self, principals: &[String]) -> Result<Vec<i32>> {
        let digests: Vec<u128> = principals.iter().map(|principal| xxh3_128(principal.as_bytes())).collect();
        let mut ids = self.ids.of(&digests)?;
        while let Some(round) = ids.next_round() {
            for part in round {
                let wanted: Vec<(Uuid, &str)> =
                    part.iter().map(|&at| (Uuid::from_u128(digests[at]), principals[at].as_str())).collect();
                let found = self.database.retrying(|| self.resolve(&wanted)).await?;
                self.ids.keep(&found, &mut ids)?;
            }
        }
        ids.all().map_err(|at| Error::internal(format!("{} got no id", principals[at])))
    }

    async fn resolve(&self, wanted: &[(Uuid, &str)]) -> Result<HashMap<u128, i32>> {
        let (digests, principals): (Vec<Uuid>, Vec<&str>) = wanted.iter().copied().unzip();
        let params: [Param<'_>; 3] =
            [("tenant_id", &self.tenant_id), ("digests", &digests), ("principals", &principals)];
        let rows = self
            .database
            .in_tenant(self.tenant_id, "cannot resolve owners and groups", async |tx| {
                tx.rows(&RESOLVE_PRINCIPALS, &params).await
            })
            .await?;
        rows.iter().map(|row| Ok((row.get::<Uuid>("digest")?.as_u128(), row.get("principal_id")?))).collect()
    }
}
