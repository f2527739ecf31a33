//! Directories of a share to ids: a bounded cache in front of `sql/catalog/resolve_dirs.sql`. For scans and audit logs.

use super::sql::RESOLVE_DIRS;
use crate::db::{Database, Param};
use crate::dump::path::Dir;
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use lru::LruCache;
use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::Mutex;
use uuid::Uuid;

/// About 100 bytes an entry, 10 MB at most. Dumps list the files of a folder together, so more would help little.
const CACHE_ENTRIES: NonZeroUsize = NonZeroUsize::new(100_000).unwrap();

/// A path takes part in one statement with at most so many others, so that its arrays stay small.
const DIRS_PER_STATEMENT: usize = 5_000;

/// Another transaction's directories show up once it commits, which our insert waited for: asking again once is the
/// rule, and more often than this is a defect.
const MAX_ROUNDS: usize = 10;

/// Resolves the directories of one share, and makes those that are new.
pub(crate) struct DirResolver {
    database: Database,
    tenant_id: Uuid,
    share_id: i64,
    /// Where a new directory was first seen; an audit log is no scan.
    scan_id: Option<i64>,
    cache: Mutex<LruCache<u128, i64>>,
}

impl DirResolver {
    pub(crate) fn new(
        database: Database,
        tenant_id: Uuid,
        share_id: i64,
        scan_id: Option<i64>,
    ) -> DirResolver {
        DirResolver {
            database,
            tenant_id,
            share_id,
            scan_id,
            cache: Mutex::new(LruCache::new(CACHE_ENTRIES)),
        }
    }

    /// The ids of these directories, in their order.
    pub(crate) async fn ids(&self, dirs: &[Dir]) -> Result<Vec<i64>> {
        let mut ids = self.cached(dirs)?;
        let mut missing: Vec<usize> = (0..ids.len()).filter(|&at| ids[at].is_none()).collect();
        for _ in 0..MAX_ROUNDS {
            if missing.is_empty() {
                break;
            }
            for part in missing.chunks(DIRS_PER_STATEMENT) {
                let found = self.database.retrying(|| self.resolve(part, dirs)).await?;
                self.keep(part, dirs, &found, &mut ids)?;
            }
            missing.retain(|&at| ids[at].is_none());
        }
        let no_id = |at: usize| {
            let path = &dirs[at].path;
            Error::internal(format!("directory {path} got no id")).about(path)
        };
        ids.into_iter().enumerate().map(|(at, id)| id.ok_or_else(|| no_id(at))).collect()
    }

    fn cached(&self, dirs: &[Dir]) -> Result<Vec<Option<i64>>> {
        let mut cache = self.cache.lock().map_err(|_| Error::internal("directory cache is poisoned"))?;
        Ok(dirs.iter().map(|dir| cache.get(&dir.digest).copied()).collect())
    }

    async fn resolve(&self, part: &[usize], dirs: &[Dir]) -> Result<HashMap<u128, i64>> {
        let wanted = || part.iter().map(|&at| &dirs[at]);
        let digests: Vec<Uuid> = wanted().map(|dir| Uuid::from_u128(dir.digest)).collect();
        let hashes: Vec<i64> = wanted().map(|dir| dir.hash64).collect();
        let paths: Vec<&str> = wanted().map(|dir| dir.path.as_str()).collect();
        let raws: Vec<Option<&[u8]>> = wanted().map(|dir| dir.raw.as_deref()).collect();
        let params: [Param<'_>; 7] = [
            ("share_id", &self.share_id),
            ("tenant_id", &self.tenant_id),
            ("scan_id", &self.scan_id),
            ("digests", &digests),
            ("hashes", &hashes),
            ("paths", &paths),
            ("raws", &raws),
        ];
        let rows = self
            .database
            .in_tenant(self.tenant_id, "cannot resolve directories", async |tx| {
                tx.rows(&RESOLVE_DIRS, &params).await
            })
            .await?;
        failpoint!("dirs-resolved");
        rows.iter().map(|row| Ok((row.get::<Uuid>("digest")?.as_u128(), row.get("dir_id")?))).collect()
    }

    fn keep(
        &self,
        part: &[usize],
        dirs: &[Dir],
        found: &HashMap<u128, i64>,
        ids: &mut [Option<i64>],
    ) -> Result<()> {
        let mut cache = self.cache.lock().map_err(|_| Error::internal("directory cache is poisoned"))?;
        for &at in part {
            if let Some(&id) = found.get(&dirs[at].digest) {
                ids[at] = Some(id);
                cache.put(dirs[at].digest, id);
            }
        }
        Ok(())
    }
}
