//! Folders among the files of a dump that does not say which are which.

use std::ops::Range;

/// The row before, as far as it tells a folder: of two records that follow each other, one may be the folder of the other.
/// Lists of a tree name a folder right before what is in it, or (`find -depth`, `du -a`) right after.
#[derive(Debug, Default)]
pub(super) struct RowBefore {
    path: Vec<u8>,
    /// Where its record stands; None where it is no row.
    record: Option<Range<usize>>,
}

/// Which of two records is a folder.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Folder {
    /// Neither, as far as can be seen.
    None,
    /// The one before, which stands here.
    Before(Range<usize>),
    /// This one.
    This,
}

impl RowBefore {
    /// Looks at the path of the next record.
    pub(super) fn next(&mut self, path: &[u8], record: Range<usize>) -> Folder {
        let folder = if self.record.is_some() && lies_under(path, &self.path) {
            self.record.take().map_or(Folder::None, Folder::Before)
        } else if lies_under(&self.path, path) {
            Folder::This
        } else {
            Folder::None
        };
        self.path.clear();
        self.path.extend_from_slice(path);
        self.record = Some(record).filter(|_| folder != Folder::This);
        folder
    }

    /// The record that begins there is no row, whatever its path told.
    pub(super) fn rejected(&mut self, start: usize) {
        self.record = self.record.take().filter(|record| record.start != start);
    }
}

fn lies_under(path: &[u8], folder: &[u8]) -> bool {
    let folder = folder.strip_suffix(b"/").unwrap_or(folder);
    let rest = path.strip_prefix(folder).filter(|_| !folder.is_empty());
    matches!(rest, Some([b'/' | b'\\', _, ..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders(paths: &[&str]) -> Vec<usize> {
        let mut before = RowBefore::default();
        let seen = paths.iter().enumerate().filter_map(|(at, path)| {
            match before.next(path.as_bytes(), at..at + 1) {
                Folder::None => None,
                Folder::Before(record) => Some(record.start),
                Folder::This => Some(at),
            }
        });
        seen.collect()
    }

    #[test]
    fn a_folder_stands_before_or_after_what_is_in_it() {
        assert_eq!(folders(&["/t", "/t/a", "/t/a/x", "/t/a/y", "/t/b"]), [0, 1]);
        assert_eq!(folders(&["/t/a/x", "/t/a/y", "/t/a", "/t/b", "/t"]), [2, 4]);
        assert_eq!(folders(&["/t/a", "/t/ab", "/t/a b/c", "/t/a"]), [0; 0]);
        assert_eq!(folders(&[r"C:\a", r"C:\a\b"]), [0]);
    }
}
