//! Directories learn in which other one they lie; those that never held a file themselves are made.

use super::sql::{DIRS_PAGE, SET_PARENTS};
use crate::catalog::add_dirs;
use crate::db::{Param, Row, TenantId, Tx};
use crate::dump::path::Dir;
use crate::error::Result;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Directories that are held in memory, and that a statement takes.
const PAGE: usize = 5_000;

/// Sets the parent of each directory of a share.
pub(super) async fn set_parents(tx: &Tx<'_>, tenant_id: TenantId, share_id: i64) -> Result<()> {
    let mut after = 0i64;
    loop {
        let params: [Param<'_>; 3] =
            [("share_id", &share_id), ("after", &after), ("page_rows", &(PAGE as i64))];
        let rows = tx.rows(&DIRS_PAGE, &params).await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.get("dir_id")).collect::<Result<_>>()?;
        let Some(last) = ids.last() else { return Ok(()) };
        after = *last;
        let dirs: Vec<Dir> = rows.iter().map(dir).collect::<Result<_>>()?;
        let above: Vec<Dir> = above(&dirs).into_values().collect();
        for above in above.chunks(PAGE) {
            add_dirs(tx, tenant_id, share_id, above).await?;
        }
        let parents: Vec<Option<Uuid>> =
            dirs.iter().map(|dir| dir.parent_digest().map(Uuid::from_u128)).collect();
        let params: [Param<'_>; 3] = [("share_id", &share_id), ("dir_ids", &ids), ("parents", &parents)];
        tx.execute(&SET_PARENTS, &params).await?;
    }
}

/// All directories in which these lie.
fn above(dirs: &[Dir]) -> BTreeMap<u128, Dir> {
    let mut above: BTreeMap<u128, Dir> = BTreeMap::new();
    for dir in dirs {
        let mut parent = dir.parent();
        while let Some(dir) = parent
            && !above.contains_key(&dir.digest)
        {
            parent = dir.parent();
            above.insert(dir.digest, dir);
        }
    }
    above
}

fn dir(row: &Row) -> Result<Dir> {
    Ok(Dir {
        digest: row.get::<Uuid>("dir_digest")?.as_u128(),
        hash64: row.get("dir_hash64")?,
        path: row.get("dir_path")?,
        raw: row.get("dir_path_raw")?,
    })
}
