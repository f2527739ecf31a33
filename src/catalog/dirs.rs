//! Directories of a share to ids, for scans and audit logs. A directory that is new is made with all those above it.

use super::ids::Ids;
use super::sql::RESOLVE_DIRS;
use crate::db::{Database, Param, TenantId, Tx};
use crate::dump::path::Dir;
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Resolves the directories of one share, and makes those that are new.
pub(crate) struct DirResolver {
    database: Database,
    tenant_id: TenantId,
    share_id: i64,
    ids: Ids<i64>,
}

impl DirResolver {
    pub(crate) fn new(database: Database, tenant_id: TenantId, share_id: i64) -> DirResolver {
        DirResolver { database, tenant_id, share_id, ids: Ids::new() }
    }

    /// The ids of these directories, in their order.
    pub(crate) async fn ids(&self, dirs: &[Dir]) -> Result<Vec<i64>> {
        let digests: Vec<u128> = dirs.iter().map(|dir| dir.digest).collect();
        let mut wanted = self.ids.of(&digests)?;
        while let Some(round) = wanted.next_round() {
            for part in round {
                let dirs = self.with_parents(part.iter().map(|&at| &dirs[at]))?;
                let found = self.database.retrying(|| self.resolve(&dirs)).await?;
                self.ids.keep(&found, &mut wanted)?;
            }
        }
        wanted.all().map_err(|at| {
            let path = &dirs[at].path;
            Error::internal(format!("directory {path} got no id")).about(path)
        })
    }

    /// These, and those above them that are not known to be there.
    fn with_parents<'d>(&self, dirs: impl Iterator<Item = &'d Dir>) -> Result<Vec<Dir>> {
        let mut wanted: BTreeMap<u128, Dir> = BTreeMap::new();
        for dir in dirs {
            let mut parent = dir.parent();
            wanted.insert(dir.digest, dir.clone());
            while let Some(dir) = parent
                && !wanted.contains_key(&dir.digest)
                && !self.ids.has(dir.digest)?
            {
                parent = dir.parent();
                wanted.insert(dir.digest, dir);
            }
        }
        Ok(wanted.into_values().collect())
    }

    async fn resolve(&self, wanted: &[Dir]) -> Result<HashMap<u128, i64>> {
        let found = self
            .database
            .in_tenant(self.tenant_id, "cannot resolve directories", async |tx| {
                find_or_add_dirs(tx, self.tenant_id, self.share_id, wanted).await
            })
            .await?;
        failpoint!("dirs-resolved");
        Ok(found)
    }
}

/// The ids of these directories by digest; those that are new are made. One that another transaction is making may be
/// missing.
pub(crate) async fn find_or_add_dirs(
    tx: &Tx<'_>,
    tenant_id: TenantId,
    share_id: i64,
    wanted: &[Dir],
) -> Result<HashMap<u128, i64>> {
    let digests: Vec<Uuid> = wanted.iter().map(|dir| Uuid::from_u128(dir.digest)).collect();
    let parents: Vec<Option<Uuid>> =
        wanted.iter().map(|dir| dir.parent_digest().map(Uuid::from_u128)).collect();
    let hashes: Vec<i64> = wanted.iter().map(|dir| dir.hash64).collect();
    let paths: Vec<&str> = wanted.iter().map(|dir| dir.path.as_str()).collect();
    let raws: Vec<Option<&[u8]>> = wanted.iter().map(|dir| dir.raw.as_deref()).collect();
    let params: [Param<'_>; 7] = [
        ("share_id", &share_id),
        ("tenant_id", &tenant_id),
        ("digests", &digests),
        ("parents", &parents),
        ("hashes", &hashes),
        ("paths", &paths),
        ("raws", &raws),
    ];
    let rows = tx.rows(&RESOLVE_DIRS, &params).await?;
    rows.iter().map(|row| Ok((row.get::<Uuid>("digest")?.as_u128(), row.get("dir_id")?))).collect()
}
