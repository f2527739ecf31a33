//! Directories of a share to ids, for scans and audit logs. A directory that is new is made with all those above it.

use super::chains::Chains;
use super::ids::{FEW, Ids, MANY};
use super::sql::{ADD_DIRS, FIND_DIRS};
use crate::db::{Database, Param, Row, TenantId, Tx};
use crate::dump::path::{Dir, bytes_above};
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use std::collections::HashMap;
use uuid::Uuid;

/// Resolves the directories of one share, and makes those that are new.
pub(crate) struct DirResolver {
    database: Database,
    tenant_id: TenantId,
    share_id: i64,
    ids: Ids<i64>,
    /// What the folders above those of a dump take. An audit log goes on, whatever stands in it: nobody mends a log.
    chains: Option<Chains>,
}

impl DirResolver {
    /// For directories as dumps list them.
    pub(crate) fn of_dumps(database: Database, tenant_id: TenantId, share_id: i64) -> DirResolver {
        DirResolver { database, tenant_id, share_id, ids: Ids::new(FEW), chains: Some(Chains::default()) }
    }

    /// For directories as audit logs name them.
    pub(crate) fn of_logs(database: Database, tenant_id: TenantId, share_id: i64) -> DirResolver {
        DirResolver { database, tenant_id, share_id, ids: Ids::new(MANY), chains: None }
    }

    /// The ids of these directories, in their order.
    pub(crate) async fn ids(&self, dirs: &[Dir]) -> Result<Vec<i64>> {
        let digests: Vec<u128> = dirs.iter().map(|dir| dir.digest).collect();
        let mut wanted = self.ids.of(&digests)?;
        while let Some(round) = wanted.next_round() {
            for part in round.iter().flat_map(|part| Pages { rest: part, dirs }) {
                let (found, above) = self.database.retrying(|| self.resolve(&part)).await?;
                self.ids.keep(&found, &mut wanted)?;
                if let Some(chains) = &self.chains {
                    let asked = part.iter().map(|dir| dir.path.len() as u64).sum();
                    chains.add(asked, above)?;
                }
            }
        }
        wanted.all().map_err(|at| {
            let path = &dirs[at].path;
            Error::internal(format!("directory {path} got no id")).about(path)
        })
    }

    /// Most of a later scan's are there: they are looked up by their digests alone. The ids, and the bytes of the paths that were made
    /// for those above.
    async fn resolve(&self, wanted: &[&Dir]) -> Result<(HashMap<u128, i64>, u64)> {
        let found = self
            .database
            .in_tenant(self.tenant_id, "cannot resolve directories", async |tx| {
                let mut found = find_dirs(tx, self.share_id, wanted).await?;
                let new = wanted.iter().filter(|dir| !found.contains_key(&dir.digest)).copied();
                let new = self.with_parents(new)?;
                if new.is_empty() {
                    return Ok((found, 0));
                }
                let made = add_dirs(tx, self.tenant_id, self.share_id, &new).await?;
                let made_of = |dirs: &mut dyn Iterator<Item = &Dir>| -> usize {
                    dirs.filter(|dir| made.contains_key(&dir.digest)).map(|dir| dir.path.len()).sum()
                };
                let above = made_of(&mut new.iter()) - made_of(&mut wanted.iter().copied());
                found.extend(made);
                Ok((found, above as u64))
            })
            .await?;
        failpoint!("dirs-resolved");
        Ok(found)
    }

    /// These, and those above them that are not remembered.
    fn with_parents<'d>(&self, dirs: impl Iterator<Item = &'d Dir>) -> Result<Vec<Dir>> {
        let mut wanted: HashMap<u128, Dir> = HashMap::new();
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
}

/// What the paths of the folders of a statement may take, with those above them, if it is of more than one folder.
const PAGE_BYTES: usize = 8 << 20;

/// Parts of these directories whose paths, and those above them, are held at a time.
struct Pages<'p> {
    rest: &'p [usize],
    dirs: &'p [Dir],
}

impl<'p> Iterator for Pages<'p> {
    type Item = Vec<&'p Dir>;

    fn next(&mut self) -> Option<Vec<&'p Dir>> {
        let mut bytes = 0;
        let fits = |at: &&usize| {
            let path = &self.dirs[**at].path;
            bytes += path.len() + bytes_above(path.as_bytes());
            bytes <= PAGE_BYTES
        };
        let fitting = self.rest.iter().take_while(fits).count().max(1);
        let (page, rest) = self.rest.split_at_checked(fitting)?;
        self.rest = rest;
        Some(page.iter().map(|&at| &self.dirs[at]).collect())
    }
}

/// The ids by digest of those that are there.
async fn find_dirs(tx: &Tx<'_>, share_id: i64, wanted: &[&Dir]) -> Result<HashMap<u128, i64>> {
    let digests: Vec<Uuid> = wanted.iter().map(|dir| Uuid::from_u128(dir.digest)).collect();
    let rows = tx.rows(&FIND_DIRS, &[("share_id", &share_id), ("digests", &digests)]).await?;
    ids_by_digest(&rows)
}

/// Makes directories. The ids by digest of those that were not there; one that another transaction is making is waited
/// for.
pub(crate) async fn add_dirs(
    tx: &Tx<'_>,
    tenant_id: TenantId,
    share_id: i64,
    new: &[Dir],
) -> Result<HashMap<u128, i64>> {
    let digests: Vec<Uuid> = new.iter().map(|dir| Uuid::from_u128(dir.digest)).collect();
    let parents: Vec<Option<Uuid>> = new.iter().map(|dir| dir.parent_digest().map(Uuid::from_u128)).collect();
    let hashes: Vec<i64> = new.iter().map(|dir| dir.hash64).collect();
    let paths: Vec<&str> = new.iter().map(|dir| dir.path.as_str()).collect();
    let raws: Vec<Option<&[u8]>> = new.iter().map(|dir| dir.raw.as_deref()).collect();
    let params: [Param<'_>; 7] = [
        ("share_id", &share_id),
        ("tenant_id", &tenant_id),
        ("digests", &digests),
        ("parents", &parents),
        ("hashes", &hashes),
        ("paths", &paths),
        ("raws", &raws),
    ];
    ids_by_digest(&tx.rows(&ADD_DIRS, &params).await?)
}

fn ids_by_digest(rows: &[Row]) -> Result<HashMap<u128, i64>> {
    let mut ids = HashMap::with_capacity(rows.len());
    for row in rows {
        if let Some(dir_id) = row.get("dir_id")? {
            ids.insert(row.get::<Uuid>("digest")?.as_u128(), dir_id);
        }
    }
    Ok(ids)
}
