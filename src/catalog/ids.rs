//! Ids of what many rows share: a bounded cache, and rounds of asking the server for those that are missing.

use crate::error::{Error, Result};
use lru::LruCache;
use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard};

/// How many ids are remembered: about 100 bytes each. Dumps list the files of a folder together, so that more would help
/// little.
pub(super) const FEW: NonZeroUsize = NonZeroUsize::new(100_000).unwrap();

/// Audit logs come back to the same folders in every batch.
pub(super) const MANY: NonZeroUsize = NonZeroUsize::new(300_000).unwrap();

/// One statement asks for at most so many, so that its arrays stay small.
const PER_STATEMENT: usize = 5_000;

/// Another transaction's rows show up once it commits, which our insert waited for: asking again once is the rule, and
/// more often than this is a defect.
const MAX_ROUNDS: usize = 10;

/// Digests to ids, as far as they are remembered.
pub(super) struct Ids<T> {
    cache: Mutex<LruCache<u128, T>>,
}

/// The ids of some digests, as far as they are known by now.
pub(super) struct Wanted<'d, T> {
    digests: &'d [u128],
    ids: Vec<Option<T>>,
    rounds: usize,
}

impl<T: Copy> Ids<T> {
    pub(super) fn new(remembered: NonZeroUsize) -> Ids<T> {
        Ids { cache: Mutex::new(LruCache::new(remembered)) }
    }

    /// What is remembered of these.
    pub(super) fn of<'d>(&self, digests: &'d [u128]) -> Result<Wanted<'d, T>> {
        let mut cache = self.lock()?;
        let ids = digests.iter().map(|digest| cache.get(digest).copied()).collect();
        Ok(Wanted { digests, ids, rounds: 0 })
    }

    /// Whether the id of a digest is remembered.
    pub(super) fn has(&self, digest: u128) -> Result<bool> {
        Ok(self.lock()?.contains(&digest))
    }

    /// Remembers what the server answered.
    pub(super) fn keep(&self, found: &HashMap<u128, T>, wanted: &mut Wanted<'_, T>) -> Result<()> {
        let mut cache = self.lock()?;
        for (digest, id) in found {
            cache.put(*digest, *id);
        }
        for (id, digest) in wanted.ids.iter_mut().zip(wanted.digests) {
            *id = id.or_else(|| found.get(digest).copied());
        }
        Ok(())
    }

    fn lock(&self) -> Result<MutexGuard<'_, LruCache<u128, T>>> {
        self.cache.lock().map_err(|_| Error::internal("a cache of ids is poisoned"))
    }
}

impl<T: Copy> Wanted<'_, T> {
    /// The places of those that are missing, in parts that a statement asks for. None when there are none, or no hope.
    pub(super) fn next_round(&mut self) -> Option<Vec<Vec<usize>>> {
        let missing: Vec<usize> = (0..self.ids.len()).filter(|&at| self.ids[at].is_none()).collect();
        if missing.is_empty() || self.rounds == MAX_ROUNDS {
            return None;
        }
        self.rounds += 1;
        Some(missing.chunks(PER_STATEMENT).map(<[usize]>::to_vec).collect())
    }

    /// All of them; the place of the first one that is missing otherwise.
    pub(super) fn all(self) -> std::result::Result<Vec<T>, usize> {
        self.ids.into_iter().enumerate().map(|(at, id)| id.ok_or(at)).collect()
    }
}
