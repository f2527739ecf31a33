//! Why a path cannot be stored.

/// Why a path cannot be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// A file without a name.
    #[error("the name is empty")]
    EmptyName,
    /// A name that is a path.
    #[error("the name contains a path separator")]
    SeparatorInName,
    /// `.` or `..` as a name, or `..` within a path.
    #[error("the path has a '.' or '..' where a name belongs")]
    Dots,
    /// A drive or a server, where only `/` separates: it would become one name.
    #[error("the path is one of Windows, and the paths of the share are separated by '/'")]
    OfWindows,
    /// An absolute path of Unix, on a share of Windows.
    #[error("the path is one of Unix, and the share is one of Windows")]
    OfUnix,
    /// Not under the share's root.
    #[error("the path lies outside the share's root")]
    OutsideRoot,
    /// Not under a folder that the walk is said to be of.
    #[error(
        "the path lies outside the folders that were walked (those of --under, or of dumps that say it of themselves)"
    )]
    OutsideWalk,
    /// Its folders would take more room than any tree of files.
    #[error("the folder lies too deep: those above it would take more than 4 MiB, as in a loop of links")]
    TooDeep,
}
