//! The inputs of a scan, looked at before anything is written, and before a database is needed.

use super::feed::{Counters, Headers, identify, read_headers};
use super::session::InputIdentity;
use super::spec::ScanSpec;
use crate::dump::input::Source;
use crate::error::Result;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Inputs whose headers are read and whose contents are identified.
pub struct Inputs {
    pub(super) spec: ScanSpec,
    pub(super) sources: Vec<Source>,
    pub(super) headers: Headers,
    pub(super) identities: Vec<InputIdentity>,
    pub(super) counters: Arc<Counters>,
    pub(super) started: Instant,
    /// How long it took to look at them.
    pub(super) look_time: Duration,
}

impl Inputs {
    /// Finds the inputs of a spec and looks at each. An error when one cannot be read, or is no dump, or when the spec
    /// makes no sense.
    pub fn open(spec: ScanSpec) -> Result<Inputs> {
        spec.check()?;
        let started = Instant::now();
        let counters = Arc::new(Counters::default());
        let sources = spec.sources()?;
        let headers = read_headers(&sources, &spec.options, spec.chunk_bytes, &counters)?;
        let identities = identify(&sources, &headers, &spec.options)?;
        let (sources, identities) = in_order(sources, identities);
        Ok(Inputs { spec, sources, headers, identities, counters, started, look_time: started.elapsed() })
    }
}

/// In an order of their own, whatever the order in which they were named: the same inputs are the same scan.
fn in_order(sources: Vec<Source>, identities: Vec<InputIdentity>) -> (Vec<Source>, Vec<InputIdentity>) {
    let mut inputs: Vec<_> = sources.into_iter().zip(identities).collect();
    // A pipe has its place where it was named.
    if inputs.iter().all(|(_, identity)| identity.fingerprint.is_some()) {
        inputs.sort_by_key(|(_, identity)| identity.fingerprint);
    }
    inputs.into_iter().unzip()
}
