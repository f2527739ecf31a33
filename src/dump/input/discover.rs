//! From what the user typed to the inputs it names, in an order that does not change from run to run.

use super::manifest::{Manifest, data_files};
use crate::error::{Error, Result};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// Rejects files stand beside inputs; they are no inputs themselves.
pub const REJECTS_SUFFIX: &str = ".rejects.csv";

/// One input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A regular file, or anything else that can be opened by name.
    File(PathBuf),
    /// A data file that a manifest names.
    Listed(PathBuf, Arc<Manifest>),
    /// Standard input.
    Stdin,
}

impl Source {
    /// The name used in messages and in the ledger.
    pub fn name(&self) -> String {
        self.path().map_or_else(|| "-".into(), |path| path.display().to_string())
    }

    /// Where it lies; `None` for standard input.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Source::File(path) | Source::Listed(path, _) => Some(path),
            Source::Stdin => None,
        }
    }

    /// What the manifest that names it says of it.
    pub fn manifest(&self) -> Option<&Manifest> {
        match self {
            Source::Listed(_, manifest) => Some(manifest),
            _ => None,
        }
    }

    /// Size in bytes as stored; `None` for pipes.
    pub fn size(&self) -> Option<u64> {
        self.regular_file().map(|metadata| metadata.len())
    }

    /// When the dump was last written, which is the end of a walk; `None` for pipes.
    pub fn modified(&self) -> Option<SystemTime> {
        self.regular_file().and_then(|metadata| metadata.modified().ok())
    }

    /// When its file was made; `None` for pipes, and where the file system does not know. Of a copy it says nothing.
    pub fn created(&self) -> Option<SystemTime> {
        self.regular_file().and_then(|metadata| metadata.created().ok())
    }

    /// Whether it can be read twice.
    pub fn is_rereadable(&self) -> bool {
        self.regular_file().is_some()
    }

    fn regular_file(&self) -> Option<std::fs::Metadata> {
        std::fs::metadata(self.path()?).ok().filter(std::fs::Metadata::is_file)
    }
}

/// The inputs that `patterns` (files, folders, globs, `-`) name. A folder stands for the files in it, not for those
/// in its folders; hidden and empty-named files, and rejects files, are left out of folders and globs. A manifest of S3
/// Inventory stands for the data files that it names.
pub fn discover(patterns: &[String]) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for pattern in patterns {
        if pattern == "-" {
            sources.push(Source::Stdin);
        } else if Path::new(pattern).is_dir() {
            sources.extend(with_data_files(files_in(Path::new(pattern))?)?);
        } else if Path::new(pattern).exists() || !pattern.contains(['*', '?', '[']) {
            sources.extend(with_data_files(vec![pattern.into()])?);
        } else {
            sources.extend(with_data_files(matches_of(pattern)?)?);
        }
    }
    let mut paths = HashSet::new();
    if let Some(again) = sources.iter().find(|source| !paths.insert(source.path())) {
        return Err(Error::usage(format!("input {} is named twice", again.name())));
    }
    Ok(sources)
}

/// These files, with what manifests among them name in their place. A data file that is among them too is the same one.
fn with_data_files(files: Vec<PathBuf>) -> Result<Vec<Source>> {
    let (mut plain, mut listed) = (Vec::new(), Vec::new());
    for file in files {
        match data_files(&file)? {
            Some((manifest, paths)) => {
                let manifest = Arc::new(manifest);
                listed.extend(paths.into_iter().map(|path| Source::Listed(path, manifest.clone())));
            }
            None => plain.push(file),
        }
    }
    let named: HashSet<&Path> = listed.iter().filter_map(Source::path).collect();
    plain.retain(|file| !named.contains(file.as_path()));
    Ok(plain.into_iter().map(Source::File).chain(listed).collect())
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(Error::io("cannot read folder", folder))? {
        let path = entry.map_err(Error::io("cannot read folder", folder))?.path();
        if path.is_file() && is_candidate(&path) {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(Error::input(format!("folder {} has no files to load", folder.display())));
    }
    files.sort();
    Ok(files)
}

fn matches_of(pattern: &str) -> Result<Vec<PathBuf>> {
    let paths =
        glob::glob(pattern).map_err(|error| Error::usage(format!("bad pattern {pattern}: {error}")))?;
    let mut files = Vec::new();
    for path in paths {
        let path = path.map_err(|error| Error::input(format!("cannot read {error}")))?;
        if path.is_file() && is_candidate(&path) {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(Error::input(format!("no file matches {pattern}")));
    }
    Ok(files)
}

fn is_candidate(path: &Path) -> bool {
    /// S3 Inventory writes it beside `manifest.json`.
    const CHECKSUM: &str = "manifest.checksum";
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with('.') && !name.ends_with(REJECTS_SUFFIX) && name != CHECKSUM
}
