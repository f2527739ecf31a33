//! What a crawl leaves out: the globs of `--exclude`, which its dump tells, and the file that it is writing itself.

use super::target::FileId;
use crate::error::{Error, Result};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::DirEntry;
use std::path::{Path, PathBuf};

/// Decides which entries are left out.
#[derive(Debug)]
pub(super) struct Exclude {
    root: PathBuf,
    globs: GlobSet,
    own_paths: Vec<PathBuf>,
    own_file: Option<FileId>,
}

impl Exclude {
    /// `globs` as given to `--exclude`, matched against paths relative to `root`; `own_paths` are absolute.
    pub(super) fn new(
        root: PathBuf,
        globs: &[String],
        own_paths: Vec<PathBuf>,
        own_file: Option<FileId>,
    ) -> Result<Self> {
        let mut set = GlobSetBuilder::new();
        for glob in globs {
            // A path below the root has no slash at either end, so a glob that has one would silently match nothing.
            let trimmed = glob.trim_matches('/');
            if trimmed.is_empty() {
                return Err(Error::usage(format!(
                    "--exclude {glob:?} names nothing; give a path below ROOT, as in proc"
                )));
            }
            let compiled = GlobBuilder::new(trimmed)
                .literal_separator(true)
                .build()
                .map_err(|error| Error::usage(format!("--exclude {glob:?}: {}", error.kind())))?;
            set.add(compiled);
        }
        let globs = set.build().map_err(|error| Error::usage(format!("--exclude: {error}")))?;
        Ok(Exclude { root, globs, own_paths, own_file })
    }

    /// Whether the rows go to this entry, or will stand there. It is no file of the tree.
    pub(super) fn is_own_file(&self, entry: &DirEntry) -> bool {
        // A folder says its entries' inodes, so that others need not be looked at.
        self.is_own_path(entry.path())
            || self.own_file.is_some_and(|own| {
                entry.ino() == Some(own.inode)
                    && entry.path().symlink_metadata().is_ok_and(|found| FileId::of(&found) == own)
            })
    }

    fn is_own_path(&self, path: &Path) -> bool {
        // As bytes: comparing `Path`s goes component by component, for every file of the tree.
        self.own_paths.iter().any(|own| own.as_os_str() == path.as_os_str())
    }

    /// Whether a glob names what lies there.
    pub(super) fn matches(&self, path: &Path) -> bool {
        !self.globs.is_empty() && path.strip_prefix(&self.root).is_ok_and(|below| self.globs.is_match(below))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exclude(globs: &[&str]) -> Exclude {
        let globs: Vec<String> = globs.iter().map(|glob| glob.to_string()).collect();
        Exclude::new("/r".into(), &globs, vec!["/r/own.csv".into()], None).unwrap()
    }

    fn left_out(glob: &str, path: &str) -> bool {
        exclude(&[glob]).matches(Path::new(path))
    }

    #[test]
    fn a_glob_is_seen_from_the_root() {
        assert!(left_out("proc", "/r/proc"));
        assert!(!left_out("proc", "/r/a/proc"));
        assert!(!left_out("proc", "/r/proc2"));
        assert!(!left_out("r", "/r/a"));
    }

    #[test]
    fn a_star_stays_within_a_name_and_two_span_folders() {
        assert!(left_out("*.tmp", "/r/x.tmp"));
        assert!(!left_out("*.tmp", "/r/a/x.tmp"));
        assert!(left_out("**/*.tmp", "/r/x.tmp"));
        assert!(left_out("**/*.tmp", "/r/a/b/x.tmp"));
        assert!(left_out("a/**/z", "/r/a/z"));
    }

    #[test]
    fn slashes_at_the_ends_change_nothing() {
        assert!(left_out("/proc/", "/r/proc"));
    }

    #[test]
    fn names_that_are_not_utf8_match() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"/r/\xff.tmp"));
        assert!(exclude(&["**/*.tmp"]).matches(path));
    }

    #[test]
    fn own_files_are_left_out_there_and_nowhere_else() {
        assert!(exclude(&[]).is_own_path(Path::new("/r/own.csv")));
        assert!(!exclude(&[]).is_own_path(Path::new("/r/a/own.csv")));
    }

    #[test]
    fn a_glob_that_cannot_be_read_is_named() {
        for bad in ["a[", "/", ""] {
            let error = Exclude::new("/r".into(), &[bad.to_string()], vec![], None).unwrap_err();
            assert!(error.to_string().contains(&format!("--exclude {bad:?}")), "{error}");
        }
    }
}
