//! Changes of files, as the system reports them. No load relies on them: network file systems do not report all.

use crate::lucid::discover::AUDIT_FOLDER;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use tokio::sync::mpsc::{Receiver, channel};

/// Watches some paths, which may be deleted and made anew.
pub(super) struct Watch {
    watcher: Option<RecommendedWatcher>,
    changes: Receiver<()>,
    places: Vec<Place>,
}

struct Place {
    given: PathBuf,
    /// What is watched, and which folder it was then: one that is made anew must be watched anew.
    watched: Option<(PathBuf, u64)>,
}

impl Watch {
    /// Nothing is watched before the first [`Watch::renew`].
    pub(super) fn new(paths: &[PathBuf]) -> Watch {
        // One pending change is enough to wake; reading the logs is no change.
        let (sender, changes) = channel(1);
        let told = move |event: notify::Result<notify::Event>| {
            if !event.is_ok_and(|event| matches!(event.kind, EventKind::Access(_))) {
                let _ = sender.try_send(());
            }
        };
        let places = paths.iter().map(|path| Place { given: path.clone(), watched: None }).collect();
        Watch { watcher: notify::recommended_watcher(told).ok(), changes, places }
    }

    /// Watches what is there now and was not before. What cannot be watched is looked at when the interval ends.
    pub(super) fn renew(&mut self) {
        let Some(watcher) = &mut self.watcher else { return };
        for place in &mut self.places {
            let now = target(&place.given);
            if place.watched == now {
                continue;
            }
            if let Some((gone, _)) = place.watched.take() {
                let _ = watcher.unwatch(&gone);
            }
            place.watched = now.filter(|(path, _)| watcher.watch(path, RecursiveMode::Recursive).is_ok());
        }
    }

    /// Waits for a change; for ever where nothing can be watched.
    pub(super) async fn changed(&mut self) {
        if self.changes.recv().await.is_none() {
            std::future::pending::<()>().await;
        }
    }
}

/// What to watch: the folder of the logs and not the whole filespace; of a single log the folder it lies in, because
/// its name changes when it is closed.
fn target(path: &Path) -> Option<(PathBuf, u64)> {
    let audit = path.join(AUDIT_FOLDER);
    let target = match path {
        _ if audit.is_dir() => audit,
        path if path.is_dir() => path.to_owned(),
        path => path.parent().filter(|parent| parent.is_dir())?.to_owned(),
    };
    let id = identity(&target)?;
    Some((target, id))
}

fn identity(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().map(|found| found.ino())
}
