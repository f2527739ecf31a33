//! Directories to ids: a bounded cache in front of `sql/scan/resolve_dirs.sql`.

use super::encode::{Dir, Encoded};
use crate::db::{Database, begin, sql};
use crate::error::{Error, Result};
use lru::LruCache;
use std::num::NonZeroUsize;
use std::sync::Mutex;
use uuid::Uuid;

/// About 100 bytes an entry: 40 MB at most.
const CACHE_ENTRIES: NonZeroUsize = NonZeroUsize::new(400_000).unwrap();

/// A path takes part in one statement with at most so many others, so that its arrays stay small.
const DIRS_PER_STATEMENT: usize = 5_000;

/// Another transaction's directories show up once it commits, which our insert waited for: asking again once is the
/// rule, and more often than this is a defect.
const MAX_ROUNDS: usize = 10;

/// Resolves the directories of one scan.
pub(super) struct DirResolver {
    database: Database,
    tenant_id: Uuid,
    share_id: i64,
    scan_id: i64,
    cache: Mutex<LruCache<u128, i64>>,
}

impl DirResolver {
    pub(super) fn new(database: Database, tenant_id: Uuid, share_id: i64, scan_id: i64) -> DirResolver {
        DirResolver {
            database,
            tenant_id,
            share_id,
            scan_id,
            cache: Mutex::new(LruCache::new(CACHE_ENTRIES)),
        }
    }

    /// Gives every row of a chunk its `dir_id`.
    pub(super) async fn fill(&self, encoded: &mut Encoded) -> Result<()> {
        let mut ids = self.cached(&encoded.dirs)?;
        let mut missing: Vec<usize> = (0..ids.len()).filter(|&at| ids[at].is_none()).collect();
        for _ in 0..MAX_ROUNDS {
            if missing.is_empty() {
                break;
            }
            for part in missing.chunks(DIRS_PER_STATEMENT) {
                self.resolve(part, &encoded.dirs, &mut ids).await?;
            }
            missing.retain(|&at| ids[at].is_none());
        }
        for (slot, dir) in &encoded.slots {
            let id = ids[*dir as usize].ok_or_else(|| {
                Error::Internal(format!("directory {} got no id", encoded.dirs[*dir as usize].path))
            })?;
            encoded.rows.fill(*slot, id);
        }
        Ok(())
    }

    fn cached(&self, dirs: &[Dir]) -> Result<Vec<Option<i64>>> {
        let mut cache =
            self.cache.lock().map_err(|_| Error::Internal("directory cache is poisoned".into()))?;
        Ok(dirs.iter().map(|dir| cache.get(&dir.digest).copied()).collect())
    }

    async fn resolve(&self, part: &[usize], dirs: &[Dir], ids: &mut [Option<i64>]) -> Result<()> {
        let wanted = || part.iter().map(|&at| &dirs[at]);
        let digests: Vec<Uuid> = wanted().map(|dir| Uuid::from_u128(dir.digest)).collect();
        let hashes: Vec<i64> = wanted().map(|dir| dir.hash64).collect();
        let paths: Vec<&str> = wanted().map(|dir| dir.path.as_str()).collect();
        let raws: Vec<Option<&[u8]>> = wanted().map(|dir| dir.raw.as_deref()).collect();
        let failed = || Error::database("cannot resolve directories");
        let mut session = self.database.session().await?;
        let transaction = begin(&mut session, Some(self.tenant_id)).await?;
        let statement = transaction.prepare_cached(sql::scan::RESOLVE_DIRS.text).await.map_err(failed())?;
        let rows = transaction
            .query(
                &statement,
                &[&self.share_id, &self.tenant_id, &self.scan_id, &digests, &hashes, &paths, &raws],
            )
            .await
            .map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
        let found: std::collections::HashMap<u128, i64> =
            rows.iter().map(|row| (row.get::<_, Uuid>(0).as_u128(), row.get(1))).collect();
        let mut cache =
            self.cache.lock().map_err(|_| Error::Internal("directory cache is poisoned".into()))?;
        for &at in part {
            if let Some(&id) = found.get(&dirs[at].digest) {
                ids[at] = Some(id);
                cache.put(dirs[at].digest, id);
            }
        }
        Ok(())
    }
}
