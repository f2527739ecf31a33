//! The folders that a walk of a part of a share is of.

/// The folders that a walk is of; none where it is of the whole share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Under {
    /// As stored, in order, none below another.
    dirs: Vec<Vec<u8>>,
}

impl Under {
    /// These folders, as stored; `/` is the whole share.
    pub fn new(mut dirs: Vec<Vec<u8>>) -> Under {
        let mut outermost = Under::default();
        if dirs.iter().any(|dir| dir == b"/") {
            return outermost;
        }
        dirs.sort();
        // In this order a folder need not follow the one that it lies in at once: `/a`, `/a-b`, `/a/c`.
        for dir in dirs {
            if outermost.is_whole() || !outermost.holds(&dir) {
                outermost.dirs.push(dir);
            }
        }
        outermost
    }

    /// Whether the walk is of the whole share.
    pub fn is_whole(&self) -> bool {
        self.dirs.is_empty()
    }

    /// Whether a stored folder belongs to what was walked.
    #[inline]
    pub fn holds(&self, dir: &[u8]) -> bool {
        self.is_whole() || self.dirs.iter().any(|under| lies_in(dir, under))
    }

    /// The folders, in order.
    pub fn dirs(&self) -> &[Vec<u8>] {
        &self.dirs
    }
}

/// Whether a normalised folder is another, or lies below it.
pub(crate) fn lies_in(dir: &[u8], folder: &[u8]) -> bool {
    folder == b"/" || dir.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outermost_folders_are_kept_in_order() {
        for (folders, expected) in [
            (&["/b", "/a", "/b/c"][..], &["/a", "/b"][..]),
            (&["/a/c", "/a-b", "/a", "/a"], &["/a", "/a-b"]),
            (&["/", "/a"], &[]),
            (&[], &[]),
        ] {
            let under = Under::new(folders.iter().map(|dir| dir.as_bytes().to_vec()).collect());
            let found: Vec<&str> = under.dirs().iter().map(|dir| std::str::from_utf8(dir).unwrap()).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_folder_holds_itself_and_what_lies_below() {
        let under = Under::new(vec![b"/a".to_vec(), b"/b/c".to_vec()]);
        for (dir, told) in
            [("/a", true), ("/a/x/y", true), ("/b/c", true), ("/", false), ("/ab", false), ("/b", false)]
        {
            assert_eq!(under.holds(dir.as_bytes()), told, "{dir}");
        }
        assert!(Under::default().holds(b"/"));
    }
}
