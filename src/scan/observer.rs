//! What a load tells while it works.

/// Told what a load does. All methods do nothing unless they are implemented.
pub trait Observer: Sync {
    /// Loading begins; the inputs have so many bytes as stored, if that is known.
    fn loading(&self, _bytes_total: Option<u64>) {}

    /// How far loading has come. Called several times a second.
    fn loaded(&self, _progress: &LoadProgress) {}

    /// Everything is loaded; keys and differences are being built.
    fn building(&self) {}

    /// How far building has come, in the server's words.
    fn step(&self, _step: &str) {}
}

/// Nobody is told.
impl Observer for () {}

/// How far loading has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LoadProgress {
    /// Bytes read of the inputs as stored.
    pub bytes: u64,
    /// Rows read.
    pub rows: u64,
    /// Rows rejected.
    pub rejected: u64,
}
