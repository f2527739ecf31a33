//! Folders as a dump of the share has them: the share's root, which paths are stored without, stands before them again.

use crate::catalog::Share;
use crate::dump::path::{PathRules, dir_digest, to_text};
use crate::error::{Error, Result};
use std::borrow::Cow;

/// The folder of the rows that are being written: they come sorted by it.
pub(super) struct Folder {
    /// As rules write it; empty where the share has none.
    root: Vec<u8>,
    stored: Option<String>,
    bytes: Vec<u8>,
    text: String,
    is_escape: bool,
    digest: u128,
}

impl Folder {
    /// Of a share; no folder yet.
    pub(super) fn of(share: &Share) -> Result<Folder> {
        let rules = PathRules::new(share.source_type, share.root.as_deref().map(str::as_bytes))
            .map_err(|error| Error::internal(format!("the share's root: {error}")))?;
        Ok(Folder {
            root: rules.root().to_vec(),
            stored: None,
            bytes: Vec::new(),
            text: String::new(),
            is_escape: false,
            digest: 0,
        })
    }

    /// The folder that is stored so is the one of the next rows.
    pub(super) fn set(&mut self, path: &str, raw: Option<&[u8]>) {
        if self.stored.as_deref() == Some(path) {
            return;
        }
        self.bytes.clear();
        self.bytes.extend_from_slice(&self.root);
        if self.root.is_empty() || path != "/" {
            self.bytes.extend_from_slice(raw.unwrap_or(path.as_bytes()));
        }
        let stored = to_text(&self.bytes);
        self.is_escape = stored.raw.is_some();
        self.text = match stored.text {
            Cow::Borrowed(text) => text.to_owned(),
            Cow::Owned(text) => text,
        };
        self.digest = dir_digest(path);
        self.stored = Some(path.to_owned());
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text that stands for them.
    #[cfg(feature = "parquet")]
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes where the text is an escape of them.
    #[cfg(feature = "parquet")]
    pub(super) fn raw(&self) -> Option<&[u8]> {
        self.is_escape.then_some(self.bytes.as_slice())
    }

    /// The digest of the stored path.
    pub(super) fn digest(&self) -> u128 {
        self.digest
    }
}
