//! Ids of what many rows share: a bounded cache, and rounds of asking the server for those that are missing.

use crate::error::{Error, Result};
use lru::LruCache;
use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::Mutex;

/// About 100 bytes an entry, 10 MB at most. Dumps list the files of a folder together, so more would help little.
const CACHE_ENTRIES: NonZeroUsize = NonZeroUsize::new(100_000).unwrap();

/// One statement asks for at most so many, so that its arrays stay small.
const PER_STATEMENT: usize = 5_000;

/// Another transaction's rows show up once it commits, which our insert waited for: asking again once is the rule, and
/// more often than this is a defect.
const MAX_ROUNDS: usize = 10;

/// Digests to ids.
pub(super) struct Ids<T> {
    cache: Mutex<LruCache<u128, T>>,
}

impl<T: Copy> Ids<T> {
    pub(super) fn new() -> Ids<T> {
        Ids { cache: Mutex::new(LruCache::new(CACHE_ENTRIES)) }
    }

    /// The ids of these digests, in their order. `resolve` is asked for those that are not in the cache, given as places in
    /// `digests`; it may leave some out.
    pub(super) async fn of(
        &self,
        digests: &[u128],
        resolve: impl AsyncFn(&[usize]) -> Result<HashMap<u128, T>>,
    ) -> Result<Vec<T>> {
        let mut ids = self.cached(digests)?;
        let mut missing: Vec<usize> = (0..ids.len()).filter(|&at| ids[at].is_none()).collect();
        for _ in 0..MAX_ROUNDS {
            if missing.is_empty() {
                break;
            }
            for part in missing.chunks(PER_STATEMENT) {
                let found = resolve(part).await?;
                self.keep(&found)?;
                for &at in part {
                    ids[at] = found.get(&digests[at]).copied();
                }
            }
            missing.retain(|&at| ids[at].is_none());
        }
        let all: Option<Vec<T>> = ids.into_iter().collect();
        all.ok_or_else(|| Error::internal(format!("{} of {} got no id", missing.len(), digests.len())))
    }

    /// Whether the id of a digest is in the cache.
    pub(super) fn has(&self, digest: u128) -> Result<bool> {
        Ok(self.lock()?.contains(&digest))
    }

    fn cached(&self, digests: &[u128]) -> Result<Vec<Option<T>>> {
        let mut cache = self.lock()?;
        Ok(digests.iter().map(|digest| cache.get(digest).copied()).collect())
    }

    fn keep(&self, found: &HashMap<u128, T>) -> Result<()> {
        let mut cache = self.lock()?;
        for (digest, id) in found {
            cache.put(*digest, *id);
        }
        Ok(())
    }

    fn lock(&self) -> Result<std::sync::MutexGuard<'_, LruCache<u128, T>>> {
        self.cache.lock().map_err(|_| Error::internal("a cache of ids is poisoned"))
    }
}
