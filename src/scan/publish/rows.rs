//! Rows that are in the database, added up by directory as their chunks were.

use crate::db::{Ident, Param, Row, Statement, Tx};
use crate::dump::rows::{CopyRows, DirSums, Known, SeenRow};
use crate::error::Result;
use crate::scan::session::{COPY_DIRS, push_dir_sums};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Rows, and directories, that are held in memory.
const PAGE: i32 = 10_000;
const DIRS: usize = 50_000;

/// Adds up the rows of a query into a table of sums. Returns of which columns some row has a value.
pub(crate) async fn add_up_rows(
    tx: &Tx<'_>,
    rows: &Statement,
    params: &[Param<'_>],
    staging_dirs: &Ident,
) -> Result<Known> {
    let mut sums: BTreeMap<i64, DirSums> = BTreeMap::new();
    let mut known = Known::default();
    let mut buffer = Vec::new();
    let pages = tx.pages(rows, params).await?;
    loop {
        let page = pages.next(PAGE).await?;
        for row in &page {
            let seen = seen_row(row)?;
            known |= Known::of(&seen);
            let digest = seen.digest_into(&mut buffer);
            *sums.entry(row.get("dir_id")?).or_default() += DirSums::of(&seen, digest);
        }
        // Sums of one directory may stand in several rows.
        if page.is_empty() || sums.len() > DIRS {
            store(tx, &std::mem::take(&mut sums), staging_dirs).await?;
        }
        if page.is_empty() {
            return Ok(known);
        }
    }
}

async fn store(tx: &Tx<'_>, sums: &BTreeMap<i64, DirSums>, staging_dirs: &Ident) -> Result<()> {
    let mut copy = CopyRows::with_capacity(sums.len() * 100);
    for (dir_id, sums) in sums {
        push_dir_sums(&mut copy, *dir_id, sums);
    }
    tx.copy_in(&COPY_DIRS.with([("staging_dirs", staging_dirs.into())]), copy.finish().into()).await
}

fn seen_row(row: &Row) -> Result<SeenRow<'_>> {
    Ok(SeenRow {
        dir_digest: row.get::<Uuid>("dir_digest")?.as_u128(),
        name: row.get("name")?,
        name_raw: row.get("name_raw")?,
        size_bytes: row.get("size_bytes")?,
        atime_unix: row.get("atime_unix")?,
        mtime_unix: row.get("mtime_unix")?,
        ctime_unix: row.get("ctime_unix")?,
        allocated_bytes: row.get("allocated_bytes")?,
        frn: row.get("frn")?,
        device: row.get("device")?,
        nlink: row.get("nlink")?,
        owner: row.get("owner")?,
        group: row.get("group")?,
        file_extension: row.get("file_extension")?,
        file_hash: row.get("file_hash")?,
    })
}
