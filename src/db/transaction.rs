//! Transactions that work as the loader and for one tenant, statements with their parameters by name, and columns by
//! name.

use super::connection::ActsAs;
use super::error::failed;
use super::render::Ident;
use super::statement::{Param, Statement};
use super::tenant_id::{Home, TenantId};
use super::{Connection, Database};
use crate::error::{Error, Result};
use bytes::Bytes;
use deadpool_postgres::Pool;
use futures::SinkExt;
use std::borrow::Cow;
use tokio_postgres::IsolationLevel;
use tokio_postgres::types::FromSql;

/// Every transaction begins so. A pooler in transaction mode may give it a connection on which another client has left
/// statements under the names that our driver is about to use. And names are looked up in the server's own catalogue,
/// whatever the database or the role has as search_path: an object of somebody else's in a schema on that path must not
/// run with the loader's rights. Our own carry their schema. Time-outs of a role or a database are made for people's
/// queries: building an index takes longer, and one session waits for another. Compiling a statement that runs once for
/// each chunk takes longer than running it. What a process began that was killed must end soon, since it holds locks that its
/// next run waits for; not every system that a server runs on can tell.
const CLEAN: &str = "deallocate all; set local search_path = pg_catalog, pg_temp; \
                     set local statement_timeout = 0; set local lock_timeout = 0; \
                     set local idle_in_transaction_session_timeout = 0; \
                     select set_config('transaction_timeout', '0', true) where current_setting('transaction_timeout', true) is not null; \
                     select set_config('client_connection_check_interval', '5s', true) where version() ~ 'linux'; \
                     set local jit = off; set local row_security = on; \
                     set local datestyle = 'ISO'; set local timezone = 'UTC'";

/// Loads count on what is committed, so it must survive a crash of the server.
const DURABLE: &str = "select set_config('synchronous_commit', 'local', true) where current_setting('synchronous_commit') = 'off'";

/// COPY is sent in pieces of this size, so that the socket's pace, not the chunk, decides what is buffered.
const PIECE_BYTES: usize = 64 << 10;

/// A transaction, and what it is for. Dropped without [`Tx::commit`] it is rolled back.
pub(crate) struct Tx<'s> {
    pub(super) inner: deadpool_postgres::Transaction<'s>,
    /// Where its session came from, for another that looks at it.
    pub(super) pool: Option<Pool>,
    /// The schema of its tenant.
    pub(super) home: Option<Home>,
    /// What errors of the server are told with, as in "cannot list shares".
    pub(super) doing: String,
}

impl Database {
    /// Does `work` in one transaction of the loader role for one tenant, and commits it. `doing` is what an error of
    /// the server is told with, as in "cannot list shares".
    pub(crate) async fn in_tenant<T>(
        &self,
        tenant: TenantId,
        doing: impl Into<String>,
        work: impl AsyncFnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        self.in_transaction(Some(tenant), doing.into(), work).await
    }

    /// The same for no tenant: what all tenants have in common.
    pub(crate) async fn in_common<T>(
        &self,
        doing: impl Into<String>,
        work: impl AsyncFnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        self.in_transaction(None, doing.into(), work).await
    }

    async fn in_transaction<T>(
        &self,
        tenant: Option<TenantId>,
        doing: String,
        work: impl AsyncFnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut session = self.session().await?;
        let mut tx = begin(&mut session, tenant, doing).await?;
        let done = work(&mut tx).await?;
        tx.commit().await?;
        Ok(done)
    }
}

/// A transaction with the rights of whoever logged in.
pub(crate) async fn begin_as_login<'s>(
    session: &'s mut Connection,
    doing: impl Into<String>,
) -> Result<Tx<'s>> {
    let failed = || failed("cannot begin a transaction");
    let inner = read_committed(session).start().await.map_err(failed())?;
    inner.batch_execute(CLEAN).await.map_err(failed())?;
    Ok(Tx { inner, pool: None, home: None, doing: doing.into() })
}

/// The same, for what belongs to a tenant.
pub(crate) async fn begin_as_login_in<'s>(
    session: &'s mut Connection,
    tenant: TenantId,
    doing: impl Into<String>,
) -> Result<Tx<'s>> {
    let tx = begin_as_login(session, doing).await?;
    Ok(Tx { home: Some(tenant.home), ..tx })
}

/// A transaction with the rights of the loader role, or of a reader that logged in, bound to a tenant, and on the disk once it is committed. All that
/// ends with the transaction, so that a pooler in transaction mode never hands it to somebody else. For its sake no
/// statement is prepared for longer.
pub(crate) async fn begin<'s>(
    session: &'s mut Connection,
    tenant: Option<TenantId>,
    doing: impl Into<String>,
) -> Result<Tx<'s>> {
    let (pool, acts_as) = (session.pool(), session.acts_as());
    let inner = read_committed(session).start().await.map_err(failed("cannot begin a transaction"))?;
    Ok(Tx { pool, ..set_up(inner, acts_as, tenant, doing.into()).await? })
}

/// Whatever is the default of a role or a database: we wait for locks, and then read what others committed meanwhile; a
/// snapshot from before the wait would not have it.
fn read_committed(session: &mut Connection) -> deadpool_postgres::TransactionBuilder<'_> {
    session.build_transaction().isolation_level(IsolationLevel::ReadCommitted)
}

pub(super) async fn set_up(
    inner: deadpool_postgres::Transaction<'_>,
    acts_as: ActsAs,
    tenant: Option<TenantId>,
    doing: String,
) -> Result<Tx<'_>> {
    let home = tenant.map(|tenant| tenant.home);
    let tenant = tenant.map_or(String::new(), |tenant| tenant.to_string());
    // Of somebody who is no loader row security asks who it is.
    let role = match acts_as {
        ActsAs::Loader => format!("set local role tierload_loader; set local app.tenant_id = '{tenant}'"),
        ActsAs::Login => "set local transaction read only".to_owned(),
    };
    inner
        .batch_execute(&format!("{CLEAN}; {DURABLE}; {role}"))
        .await
        .map_err(failed("cannot work as role tierload_loader (run `tierload migrate` as this user)"))?;
    Ok(Tx { inner, pool: None, home, doing })
}

impl Tx<'_> {
    /// Says what the transaction is about from here on.
    pub(crate) fn doing(&mut self, doing: impl Into<String>) {
        self.doing = doing.into();
    }

    /// The home of its tenant.
    pub(crate) fn home(&self) -> Result<Home> {
        self.home.ok_or_else(|| Error::internal(format!("{}: for no tenant", self.doing)))
    }

    /// A table as `to_regclass` reads it.
    pub(crate) fn table(&self, table: &Ident) -> Result<String> {
        Ok(table.in_home(self.home()?))
    }

    pub(super) fn text<'q>(&self, statement: &'q Statement) -> Result<Cow<'q, str>> {
        statement.text(self.home)
    }

    pub(super) fn failed(&self) -> impl FnOnce(tokio_postgres::Error) -> Error + use<> {
        failed(self.doing.clone())
    }

    /// Runs a statement; returns how many rows it touched.
    pub(crate) async fn execute(&self, statement: &Statement, params: &[Param<'_>]) -> Result<u64> {
        let values = statement.bind(params)?;
        self.inner.execute(&*self.text(statement)?, &values).await.map_err(self.failed())
    }

    /// The rows of a query.
    pub(crate) async fn rows(&self, statement: &Statement, params: &[Param<'_>]) -> Result<Vec<Row>> {
        let values = statement.bind(params)?;
        let rows = self.inner.query(&*self.text(statement)?, &values).await.map_err(self.failed())?;
        Ok(rows.into_iter().map(Row).collect())
    }

    /// The one row of a query, if there is one.
    pub(crate) async fn optional(&self, statement: &Statement, params: &[Param<'_>]) -> Result<Option<Row>> {
        let values = statement.bind(params)?;
        Ok(self.inner.query_opt(&*self.text(statement)?, &values).await.map_err(self.failed())?.map(Row))
    }

    /// The one row of a query.
    pub(crate) async fn row(&self, statement: &Statement, params: &[Param<'_>]) -> Result<Row> {
        let values = statement.bind(params)?;
        Ok(Row(self.inner.query_one(&*self.text(statement)?, &values).await.map_err(self.failed())?))
    }

    /// Runs statements that take no parameters and return nothing.
    pub(crate) async fn run(&self, statement: &Statement) -> Result<()> {
        self.batch(&self.text(statement)?).await
    }

    /// Runs statements, one after the other.
    pub(crate) async fn run_all(&self, statements: &[Statement]) -> Result<()> {
        for statement in statements {
            self.run(statement).await?;
        }
        Ok(())
    }

    /// Runs a constant text: settings of the transaction.
    pub(crate) async fn batch(&self, text: &str) -> Result<()> {
        self.inner.batch_execute(text).await.map_err(self.failed())
    }

    /// Runs a COPY statement with these rows, which are in its format.
    pub(crate) async fn copy_in(&self, statement: &Statement, mut rows: Bytes) -> Result<()> {
        let sink = self.inner.copy_in::<_, Bytes>(&*self.text(statement)?).await.map_err(self.failed())?;
        futures::pin_mut!(sink);
        while !rows.is_empty() {
            let piece = rows.split_to(rows.len().min(PIECE_BYTES));
            sink.feed(piece).await.map_err(self.failed())?;
        }
        sink.finish().await.map(|_| ()).map_err(self.failed())
    }

    /// A query whose rows come a page at a time, so that they need not fit into memory.
    pub(crate) async fn pages(&self, statement: &Statement, params: &[Param<'_>]) -> Result<Pages<'_>> {
        let values = statement.bind(params)?;
        let prepared = self.inner.prepare(&self.text(statement)?).await.map_err(self.failed())?;
        let portal = self.inner.bind(&prepared, &values).await.map_err(self.failed())?;
        Ok(Pages { tx: self, portal })
    }

    /// A transaction within this one: taken back, it leaves the outer one as it was.
    pub(crate) async fn nested(&mut self) -> Result<Tx<'_>> {
        let doing = self.doing.clone();
        let inner = self.inner.savepoint("nested").await.map_err(failed(doing.clone()))?;
        Ok(Tx { inner, pool: self.pool.clone(), home: self.home, doing })
    }

    /// Keeps what was done.
    pub(crate) async fn commit(self) -> Result<()> {
        self.inner.commit().await.map_err(failed(self.doing))
    }

    /// Takes back what was done.
    pub(crate) async fn rollback(self) -> Result<()> {
        self.inner.rollback().await.map_err(failed(self.doing))
    }
}

/// The pages of a query.
pub(crate) struct Pages<'t> {
    tx: &'t Tx<'t>,
    portal: tokio_postgres::Portal,
}

impl Pages<'_> {
    /// The next rows, at most `limit`; none at the end.
    pub(crate) async fn next(&self, limit: i32) -> Result<Vec<Row>> {
        let rows = self.tx.inner.query_portal(&self.portal, limit).await.map_err(self.tx.failed())?;
        Ok(rows.into_iter().map(Row).collect())
    }
}

/// A row, whose columns are asked for by name.
#[derive(Debug)]
pub(crate) struct Row(tokio_postgres::Row);

impl Row {
    /// The value of a column.
    pub(crate) fn get<'r, T: FromSql<'r>>(&'r self, column: &str) -> Result<T> {
        let unreadable = |error: tokio_postgres::Error| Error::internal(format!("column {column}: {error}"));
        self.0.try_get(column).map_err(unreadable)
    }

    /// A sum of sizes, which a statement gives as text: it may need more than 64 bits.
    pub(crate) fn sum(&self, column: &str) -> Result<u128> {
        let digits: &str = self.get(column)?;
        digits.parse().map_err(|error| Error::internal(format!("column {column}, {digits}: {error}")))
    }
}
