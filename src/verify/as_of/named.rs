//! The first of many, by name, and how many more there are.

/// How many are named.
const LIMIT: usize = 100;

/// The first hundred.
#[derive(Debug)]
pub(super) struct Named<T> {
    pub(super) named: Vec<T>,
    pub(super) more: usize,
}

impl<T> Named<T> {
    pub(super) fn add(&mut self, one: T) {
        if self.named.len() < LIMIT { self.named.push(one) } else { self.more += 1 }
    }

    /// Adds those that somebody else found.
    pub(super) fn add_all(&mut self, others: Named<T>) {
        for one in others.named {
            self.add(one);
        }
        self.more += others.more;
    }
}

impl<T> Default for Named<T> {
    fn default() -> Named<T> {
        Named { named: Vec::new(), more: 0 }
    }
}
