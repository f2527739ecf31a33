//! How much room the folders above a folder take. Each of them is stored with its path, so that a tree can be summed: of a path of
//! a megabyte that goes half a million folders deep, they would take 256 GiB.

/// What they may take for one folder. Linux passes paths of 4,096 bytes to the system, of which none comes to more; Windows has
/// paths of 32,767 characters, and only loops of links come to so much there.
const MAX_ABOVE_BYTES: usize = 4 << 20;

/// Paths that are not longer cannot take more: each second byte a separator.
const SHORT: usize = 4_096;

/// The lengths of the stored paths of all folders above this one.
pub(crate) fn bytes_above(path: &[u8]) -> usize {
    memchr::memrchr_iter(b'/', path).map(|end| end.max(1)).sum()
}

/// Whether the folders above a folder would take more than those of any tree.
#[inline]
pub(super) fn is_too_deep(path: &[u8]) -> bool {
    path.len() > SHORT && bytes_above(path) > MAX_ABOVE_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_paths_of_many_folders_are_too_deep() {
        assert_eq!(bytes_above(b"/"), 1);
        assert_eq!(bytes_above(b"/a/bc/d"), 1 + 2 + 5);
        for (path, too_deep) in [
            ("/a".repeat(SHORT / 2), false),
            ("/a".repeat(SHORT), true),
            (format!("/{}", "x".repeat(200)).repeat(160), false),
            ("/Application Data".repeat(1_900), true),
            (format!("/{}", "x".repeat(1 << 20)), false),
        ] {
            assert_eq!(is_too_deep(path.as_bytes()), too_deep, "{} bytes", path.len());
        }
        // None of the short ones needs to be looked at.
        assert!(bytes_above("/a".repeat(SHORT / 2).as_bytes()) <= MAX_ABOVE_BYTES);
    }
}
