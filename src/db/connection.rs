//! A connection of the pool, and with whose rights it is used.

use deadpool_postgres::{Object, Pool};
use std::ops::{Deref, DerefMut};

/// With whose rights transactions work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ActsAs {
    /// The loader role, which whoever logged in is a member of.
    Loader,
    /// Whoever logged in: somebody to whom a tenant is granted, and who reads.
    Login,
}

/// A pooled connection.
pub(crate) struct Connection {
    inner: Object,
    acts_as: ActsAs,
}

impl Connection {
    pub(super) fn new(inner: Object, acts_as: ActsAs) -> Connection {
        Connection { inner, acts_as }
    }

    /// Where it came from.
    pub(super) fn pool(&self) -> Option<Pool> {
        Object::pool(&self.inner)
    }

    /// With whose rights its transactions work.
    pub(super) fn acts_as(&self) -> ActsAs {
        self.acts_as
    }

    /// Ends it, and does not give it back.
    pub(crate) fn end(self) {
        drop(Object::take(self.inner));
    }
}

impl Deref for Connection {
    type Target = Object;

    fn deref(&self) -> &Object {
        &self.inner
    }
}

impl DerefMut for Connection {
    fn deref_mut(&mut self) -> &mut Object {
        &mut self.inner
    }
}
