//! A pooler in transaction mode, as far as waiting goes: a transaction has a connection to the server to itself, there
//! are so many of them, and who comes too late waits for the end of another transaction.

use std::sync::{Arc, Condvar, Mutex};

/// The connections that a pooler has to the server.
#[derive(Debug)]
pub(super) struct Slots {
    free: Mutex<usize>,
    freed: Condvar,
}

/// One of them in use. It is free again when this is dropped.
pub(super) struct Slot(Arc<Slots>);

impl Slots {
    pub(super) fn new(many: usize) -> Arc<Slots> {
        Arc::new(Slots { free: Mutex::new(many), freed: Condvar::new() })
    }

    /// Waits until there is one.
    pub(super) fn take(self: &Arc<Slots>) -> Slot {
        let mut free = self.freed.wait_while(self.free.lock().unwrap(), |free| *free == 0).unwrap();
        *free -= 1;
        Slot(self.clone())
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap() += 1;
        self.0.freed.notify_one();
    }
}
