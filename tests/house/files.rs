//! Files of the project, and how long they are.

use std::fs;
use std::path::{Path, PathBuf};

/// A longer file holds two ideas.
pub(super) const MOST_LINES: usize = 300;

/// All files below a folder, sorted; none where there is no such folder.
pub(super) fn below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}

/// Files below these folders that are too long; what is no text has no lines.
pub(super) fn too_long(project: &Path, folders: &[&str], left_out: &str) -> Vec<String> {
    let files = folders.iter().flat_map(|folder| below(&project.join(folder)));
    let long = files.filter(|path| !path.starts_with(project.join(left_out))).filter_map(|path| {
        let lines = fs::read_to_string(&path).map_or(0, |text| text.lines().count());
        let name = path.strip_prefix(project).unwrap().display().to_string();
        (lines > MOST_LINES).then(|| format!("{name}: {lines} lines"))
    });
    long.collect()
}
