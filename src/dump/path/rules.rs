//! How the paths of one share become stored paths.

use std::borrow::Cow;
use strum::{EnumString, IntoStaticStr, VariantArray};
use unicode_normalization::{UnicodeNormalization, is_nfc};

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
    /// Not under the share's root.
    #[error("the path lies outside the share's root")]
    OutsideRoot,
}

/// The rules of one share.
#[derive(Debug, Clone)]
pub struct PathRules {
    source_type: SourceType,
    /// Normalised, without a trailing slash; empty when nothing is stripped.
    root: Vec<u8>,
}

impl PathRules {
    /// Rules for a share of this type whose paths start with `root`.
    pub fn new(source_type: SourceType, root: Option<&[u8]>) -> Result<PathRules, PathError> {
        let mut rules = PathRules { source_type, root: Vec::new() };
        if let Some(root) = root {
            let mut normal = Vec::new();
            rules.join_components(root, &mut normal)?;
            // "/" strips nothing: every absolute path lies under it.
            if normal != b"/" {
                rules.root = normal;
            }
        }
        Ok(rules)
    }

    /// What is stripped from paths, as it is compared with them; empty where nothing is.
    pub fn root(&self) -> &[u8] {
        &self.root
    }

    fn is_separator(&self, byte: u8) -> bool {
        byte == b'/' || (byte == b'\\' && self.source_type.backslash_separates())
    }

    /// Splits a full path into folder and name at its last separator. A trailing separator leaves an empty name.
    pub fn split<'p>(&self, full: &'p [u8]) -> (&'p [u8], &'p [u8]) {
        let last = if self.source_type.backslash_separates() {
            memchr::memrchr2(b'/', b'\\', full)
        } else {
            memchr::memrchr(b'/', full)
        };
        match last {
            Some(0) => (&full[..1], &full[1..]),
            Some(at) => (&full[..at], &full[at + 1..]),
            None => (b"", full),
        }
    }

    /// Writes the stored bytes of a folder into `out`: root stripped, `/` separated, `/` for the root itself.
    pub fn dir(&self, raw: &[u8], out: &mut Vec<u8>) -> Result<(), PathError> {
        // With a root that is stripped, what does not begin with it is refused below.
        let may_be_of_windows = self.root.is_empty() && !self.source_type.backslash_separates();
        if may_be_of_windows && !raw.starts_with(b"/") && SourceType::guess(raw).backslash_separates() {
            return Err(PathError::OfWindows);
        }
        self.join_components(raw, out)?;
        if !self.root.is_empty() {
            match out.strip_prefix(self.root.as_slice()) {
                Some([]) => *out = b"/".to_vec(),
                Some([b'/', ..]) => drop(out.drain(..self.root.len())),
                _ => return Err(PathError::OutsideRoot),
            }
        }
        if let Cow::Owned(nfc) = self.unicode_form(out) {
            *out = nfc;
        }
        Ok(())
    }

    /// The stored bytes of a file's own name.
    pub fn name<'n>(&self, raw: &'n [u8]) -> Result<Cow<'n, [u8]>, PathError> {
        match raw {
            b"" => Err(PathError::EmptyName),
            b"." | b".." => Err(PathError::Dots),
            _ if raw.iter().any(|&b| self.is_separator(b)) => Err(PathError::SeparatorInName),
            _ => Ok(self.unicode_form(raw)),
        }
    }

    /// Absolute, single separators, no `.`; a drive (`L:/a`) and a server (`//nas01/a`) keep their form.
    fn join_components(&self, raw: &[u8], out: &mut Vec<u8>) -> Result<(), PathError> {
        out.clear();
        let windows = self.source_type.backslash_separates();
        let mut path = raw;
        if windows {
            // \\?\C:\x and \\?\UNC\server\share are the long forms of C:\x and \\server\share.
            if let Some((br"\\?\", rest)) = path.split_at_checked(4)
                && let Some((unc, rest)) = rest.split_at_checked(4)
                && unc.eq_ignore_ascii_case(br"UNC\")
            {
                out.extend_from_slice(b"/");
                path = rest;
            } else if let Some(rest) = path.strip_prefix(br"\\?\") {
                path = rest;
            } else if path.len() > 2 && self.is_separator(path[0]) && self.is_separator(path[1]) {
                out.extend_from_slice(b"/");
            }
        }
        let drive = windows && matches!(path, [letter, b':', ..] if letter.is_ascii_alphabetic());
        for component in path.split(|&b| self.is_separator(b)) {
            match component {
                b"" | b"." => continue,
                b".." => return Err(PathError::Dots),
                _ => {
                    if !(drive && out.is_empty()) {
                        out.push(b'/');
                    }
                    // `c:` and `C:` are one drive.
                    let is_drive = drive && out.is_empty();
                    out.extend_from_slice(component);
                    if is_drive {
                        out[0].make_ascii_uppercase();
                    }
                }
            }
        }
        if out.is_empty() {
            out.push(b'/');
        }
        Ok(())
    }

    /// NFC on LucidLink shares, whose own logs and mounts give NFD; elsewhere bytes are what they are.
    fn unicode_form<'b>(&self, bytes: &'b [u8]) -> Cow<'b, [u8]> {
        if self.source_type != SourceType::LucidLink || bytes.is_ascii() {
            return Cow::Borrowed(bytes);
        }
        match std::str::from_utf8(bytes) {
            Ok(text) if !is_nfc(text) => Cow::Owned(text.nfc().collect::<String>().into_bytes()),
            _ => Cow::Borrowed(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dir(kind: SourceType, root: Option<&str>, raw: &str) -> Result<String, PathError> {
        let mut out = Vec::new();
        PathRules::new(kind, root.map(str::as_bytes))?.dir(raw.as_bytes(), &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn names_of_source_types() {
        for &kind in SourceType::VARIANTS {
            assert_eq!(SourceType::from_stored(kind.as_str()), Some(kind));
            assert_eq!(kind.as_str().to_lowercase().parse(), Ok(kind));
        }
        assert_eq!(SourceType::from_stored("posix"), None);
        assert!("ext4".parse::<SourceType>().is_err());
    }

    #[test]
    fn stored_forms() {
        use SourceType::*;
        for (kind, root, raw, expected) in [
            (Posix, None, "/usr/lib", "/usr/lib"),
            (Posix, None, "/usr//lib/", "/usr/lib"),
            (Posix, None, "./a/b", "/a/b"),
            (Posix, None, "", "/"),
            (Posix, None, r"/a\b", r"/a\b"),
            (Posix, Some("/usr"), "/usr/lib", "/lib"),
            (Posix, Some("/usr/"), "/usr", "/"),
            (Posix, Some("/"), "/usr", "/usr"),
            (Smb, None, r"\\nas01\projects\a", "//nas01/projects/a"),
            (Smb, Some(r"\\nas01\projects"), r"\\nas01\projects\a\b", "/a/b"),
            (Ntfs, None, r"L:\projects\x", "L:/projects/x"),
            (Ntfs, Some(r"L:\"), r"L:\projects\x", "/projects/x"),
            (Ntfs, Some(r"L:\projects"), r"L:/projects/x", "/x"),
            (Ntfs, Some(r"L:\projects"), r"\\?\L:\projects\x", "/x"),
            (Smb, None, r"\\?\UNC\nas01\p", "//nas01/p"),
            (Smb, None, r"\\?\unc\nas01\p", "//nas01/p"),
            (Ntfs, None, r"c:\Users\x", "C:/Users/x"),
            (Ntfs, None, r"\\?\c:\Users\x", "C:/Users/x"),
            (Ntfs, Some(r"l:\projects"), r"L:\projects\x", "/x"),
            (Ntfs, Some(r"L:\projects"), r"l:\projects\x", "/x"),
            (Posix, None, "/c:/Users", "/c:/Users"),
            (Posix, None, "1:/a", "/1:/a"),
            (Ntfs, None, r"users\x", "/users/x"),
            (LucidLink, Some("L:/"), "L:/p", "/p"),
            (LucidLink, None, "/cafe\u{301}", "/caf\u{e9}"),
            (Posix, None, "/cafe\u{301}", "/cafe\u{301}"),
            (LucidLink, None, r"/a\b", r"/a\b"),
        ] {
            assert_eq!(dir(kind, root, raw).as_deref(), Ok(expected), "{raw}");
        }
    }

    #[test]
    fn refused_paths() {
        use SourceType::*;
        assert_eq!(PathRules::new(Posix, Some(b"/usr//a/")).unwrap().root(), b"/usr/a");
        assert_eq!(dir(Posix, Some("/usr"), "/usrlocal"), Err(PathError::OutsideRoot));
        assert_eq!(dir(Posix, Some("/usr"), "/USR/lib"), Err(PathError::OutsideRoot));
        assert_eq!(dir(Posix, None, "/a/../b"), Err(PathError::Dots));
        for of_windows in ["c:/Users", r"C:\Users", r"\\nas\p"] {
            assert_eq!(dir(Posix, None, of_windows), Err(PathError::OfWindows));
            assert_eq!(dir(LucidLink, None, of_windows), Err(PathError::OfWindows));
        }
        let rules = PathRules::new(Ntfs, None).unwrap();
        assert_eq!(rules.name(b""), Err(PathError::EmptyName));
        assert_eq!(rules.name(b".."), Err(PathError::Dots));
        assert_eq!(rules.name(br"a\b"), Err(PathError::SeparatorInName));
    }

    #[test]
    fn full_paths_split_at_the_last_separator() {
        let posix = PathRules::new(SourceType::Posix, None).unwrap();
        assert_eq!(posix.split(b"/a/b.txt"), (&b"/a"[..], &b"b.txt"[..]));
        assert_eq!(posix.split(b"/b.txt"), (&b"/"[..], &b"b.txt"[..]));
        assert_eq!(posix.split(b"b.txt"), (&b""[..], &b"b.txt"[..]));
        assert_eq!(posix.split(b"/a/"), (&b"/a"[..], &b""[..]));
        let ntfs = PathRules::new(SourceType::Ntfs, None).unwrap();
        assert_eq!(ntfs.split(br"C:\a/b\c"), (&br"C:\a/b"[..], &b"c"[..]));
    }

    proptest! {
        #[test]
        fn storing_twice_changes_nothing(raw in "[a-zA-Z./\\\\: é\u{301}]{0,30}") {
            for &kind in SourceType::VARIANTS {
                if let Ok(once) = dir(kind, None, &raw) {
                    prop_assert_eq!(dir(kind, None, &once), Ok(once.clone()));
                }
            }
        }
    }
}
