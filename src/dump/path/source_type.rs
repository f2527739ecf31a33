//! What kind of file system a share is.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// What kind of file system a share is; decides separators and Unicode form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(ascii_case_insensitive)]
pub enum SourceType {
    /// A local Windows volume.
    #[strum(serialize = "NTFS")]
    Ntfs,
    /// A Windows or Samba share.
    #[strum(serialize = "SMB")]
    Smb,
    /// A LucidLink filespace.
    LucidLink,
    /// Everything that Unix calls a file system.
    #[strum(serialize = "POSIX")]
    Posix,
}

impl SourceType {
    /// The name as stored in `share.src_type`.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The type stored under this name.
    pub fn from_stored(name: &str) -> Option<SourceType> {
        SourceType::VARIANTS.iter().copied().find(|kind| kind.as_str() == name)
    }

    /// What a path looks like it comes from: `\\server\...` is SMB, `C:\...` is NTFS, all else POSIX.
    pub fn guess(path: &[u8]) -> SourceType {
        match path {
            [b'\\', b'\\', ..] => SourceType::Smb,
            [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic() => SourceType::Ntfs,
            _ => SourceType::Posix,
        }
    }

    /// Whether its paths are those of Windows.
    pub fn backslash_separates(self) -> bool {
        matches!(self, SourceType::Ntfs | SourceType::Smb)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_source_types() {
        for &kind in SourceType::VARIANTS {
            assert_eq!(SourceType::from_stored(kind.as_str()), Some(kind));
            assert_eq!(kind.as_str().to_lowercase().parse(), Ok(kind));
        }
        assert_eq!(SourceType::from_stored("posix"), None);
        assert!("ext4".parse::<SourceType>().is_err());
    }
}
