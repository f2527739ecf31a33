//! The share that is looked into, and paths of it as somebody writes them.

use crate::catalog::{Share, find_tenant};
use crate::db::{Connection, Database, TenantId, Tx, begin_reading};
use crate::dump::path::{Dir, PathRules};
use crate::error::{Error, Result};
use crate::snapshot::{AsOf, Snapshot, choose, list_snapshots};

/// A session that reads, and the tenant that it reads of.
pub(super) struct Reader {
    session: Connection,
    tenant_id: TenantId,
}

/// A share, all of which is read as of one moment.
pub(super) struct Look<'s> {
    pub(super) tx: Tx<'s>,
    pub(super) share: Share,
    name: String,
    snapshots: Vec<Snapshot>,
    rules: PathRules,
}

impl Reader {
    pub(super) async fn of(database: &Database, tenant: &str) -> Result<Reader> {
        let tenant_id = find_tenant(database, tenant).await?;
        Ok(Reader { session: database.session().await?, tenant_id })
    }

    /// Looks into a share.
    pub(super) async fn look(&mut self, tenant: &str, share: &str) -> Result<Look<'_>> {
        let name = share.to_owned();
        let tenant_id = self.tenant_id;
        let tx =
            begin_reading(&mut self.session, tenant_id, format!("cannot look into share {name}")).await?;
        let share = Share::get(&tx, tenant_id, tenant, &name).await?;
        let snapshots = list_snapshots(&tx, share.share_id).await?;
        let rules = PathRules::new(share.source_type, share.root.as_deref().map(str::as_bytes))
            .map_err(|error| Error::internal(format!("the share's root: {error}")))?;
        Ok(Look { tx, share, name, snapshots, rules })
    }
}

impl Look<'_> {
    /// The snapshot that is meant.
    pub(super) fn snapshot(&self, as_of: AsOf) -> Result<&Snapshot> {
        choose(&self.name, as_of, &self.snapshots)
    }

    /// A directory as it is stored; the whole share where none is named.
    pub(super) fn dir(&self, path: Option<&str>) -> Result<Dir> {
        let path = path.unwrap_or("/");
        if path.is_empty() {
            // An empty variable of a shell.
            return Err(Error::usage("the path is empty; the whole share is /"));
        }
        // The root as the dumps have it is `/` as well.
        let within = if path == "/" { Ok(b"/".to_vec()) } else { self.rules.dir_as_written(path) };
        let bytes = within.map_err(|error| Error::usage(format!("{path}: {error}")).about(path))?;
        Ok(Dir::of(&bytes))
    }

    /// A file as it is stored: its directory and its name.
    pub(super) fn file(&self, path: &str) -> Result<(Dir, String)> {
        let (dir, name) = self.rules.split(path.as_bytes());
        let refused = |error| Error::usage(format!("{path}: {error}")).about(path);
        let name = self.rules.name(name).map_err(refused)?;
        let dir = String::from_utf8_lossy(dir);
        // A name alone lies in the root.
        let dir = self.dir(Some(&dir).filter(|dir| !dir.is_empty()).map(AsRef::as_ref))?;
        Ok((dir, crate::dump::path::to_text(&name).text.into_owned()))
    }
}
