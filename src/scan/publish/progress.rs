//! How far the index builds of a publish have come, as the server tells it.

use super::sql::BUILD_PROGRESS;
use crate::db::{Database, Row, begin_as_login};
use crate::error::Result;
use crate::scan::observer::Observer;
use crate::scan::session::Session;
use std::convert::Infallible;
use std::time::Duration;

const POLL: Duration = Duration::from_millis(500);

/// Tells it to the observer, for as long as it is polled. What cannot be read is left out.
pub(in crate::scan) async fn tell_progress(
    database: &Database,
    session: &Session,
    observer: &impl Observer,
) -> Infallible {
    loop {
        tokio::time::sleep(POLL).await;
        if let Ok(parts) = read(database, session).await {
            observer.step(&if parts.is_empty() { "merging".to_string() } else { parts.join(", ") });
        }
    }
}

async fn read(database: &Database, session: &Session) -> Result<Vec<String>> {
    let staging = session.tables.staging().in_home(session.tenant_id.home);
    let mut connection = database.session().await?;
    // The loader role may not look at what its members do.
    let tx = begin_as_login(&mut connection, "cannot read the progress of the build").await?;
    let mut parts = Vec::new();
    for row in tx.rows(&BUILD_PROGRESS, &[("table", &staging)]).await? {
        parts.push(part(&row)?);
    }
    Ok(parts)
}

fn part(row: &Row) -> Result<String> {
    let phase: Option<&str> = row.get("phase")?;
    let count = |column| Ok::<_, crate::Error>(row.get::<Option<i64>>(column)?.unwrap_or(0));
    let (done, total) = match count("tuples_done")? {
        0 => (count("blocks_done")?, count("blocks_total")?),
        tuples => (tuples, count("tuples_total")?),
    };
    let percent = if total > 0 { format!(" {}%", done * 100 / total) } else { String::new() };
    let index: &str = row.get("index_name")?;
    Ok(format!("{index}: {}{percent}", phase.unwrap_or("building")))
}
