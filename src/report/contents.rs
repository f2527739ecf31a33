//! What a share holds.

use super::outcome::{Age, AgeTotals, Contents, DirectoryTotals, ExtensionTotals};
use super::sql::{BY_AGE, LARGEST_DIRS, LARGEST_EXTENSIONS, TOTALS};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use jiff::Timestamp;

pub(super) async fn contents(tx: &Tx<'_>, share_id: i64, now: Timestamp) -> Result<Contents> {
    let totals = tx.row(&TOTALS, &[("share_id", &share_id)]).await?;
    let ages = tx.rows(&BY_AGE, &[("share_id", &share_id), ("now_unix", &now.as_second())]).await?;
    let directories = tx.rows(&LARGEST_DIRS, &[("share_id", &share_id)]).await?;
    let extensions = tx.rows(&LARGEST_EXTENSIONS, &[("share_id", &share_id)]).await?;
    Ok(Contents {
        files: count(&totals, "files")?,
        bytes: totals.sum("bytes")?,
        allocated_bytes: match totals.get::<Option<&str>>("allocated_bytes")? {
            Some(_) => Some(totals.sum("allocated_bytes")?),
            None => None,
        },
        directories: count(&totals, "directories")?,
        ages: ages.iter().map(age).collect::<Result<_>>()?,
        largest_directories: directories.iter().map(directory).collect::<Result<_>>()?,
        largest_extensions: extensions.iter().map(extension).collect::<Result<_>>()?,
    })
}

fn age(row: &Row) -> Result<AgeTotals> {
    let number = row.get("age")?;
    let age = Age::from_number(number).ok_or_else(|| Error::internal(format!("no age {number}")))?;
    Ok(AgeTotals { age, files: count(row, "files")?, bytes: row.sum("bytes")? })
}

fn directory(row: &Row) -> Result<DirectoryTotals> {
    let path = row.get("dir_path")?;
    Ok(DirectoryTotals { path, files: count(row, "files")?, bytes: row.sum("bytes")? })
}

fn extension(row: &Row) -> Result<ExtensionTotals> {
    let extension = row.get("file_extension")?;
    Ok(ExtensionTotals { extension, files: count(row, "files")?, bytes: row.sum("bytes")? })
}

fn count(row: &Row, column: &str) -> Result<u64> {
    row.get(column).map(i64::cast_unsigned)
}
