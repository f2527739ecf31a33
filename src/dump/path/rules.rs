//! How the paths of one share become stored paths.

use super::error::PathError;
use super::source_type::SourceType;
use super::under::Under;
use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The rules of one share.
#[derive(Debug, Clone)]
pub struct PathRules {
    source_type: SourceType,
    /// Normalised, without a trailing slash; empty when nothing is stripped.
    root: Vec<u8>,
    /// What the walk is said to be of.
    under: Under,
}

impl PathRules {
    /// Rules for a share of this type whose paths start with `root`.
    pub fn new(source_type: SourceType, root: Option<&[u8]>) -> Result<PathRules, PathError> {
        let mut rules = PathRules { source_type, root: Vec::new(), under: Under::default() };
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

    /// The same for a walk of these folders alone.
    pub fn of_walk(self, under: Under) -> PathRules {
        PathRules { under, ..self }
    }

    /// What the walk is of, where that is not the whole share.
    pub fn under(&self) -> &Under {
        &self.under
    }

    /// What kind of file system the share is.
    pub fn source_type(&self) -> SourceType {
        self.source_type
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

    /// Refuses a path as Unix writes it (`/d/file`) on a share of Windows: it lies on no drive and no server, a backslash in its names
    /// would be a separator, and a scan of the wrong share removes all files. With a root that is stripped, it lies outside of that.
    pub fn refuse_unix(&self, raw: &[u8]) -> Result<(), PathError> {
        let is_of_unix = raw.starts_with(b"/") && !raw.starts_with(b"//") && !raw.starts_with(br"/\");
        match self.source_type.backslash_separates() && is_of_unix && self.root.is_empty() {
            true => Err(PathError::OfUnix),
            false => Ok(()),
        }
    }

    /// Writes the stored bytes of a folder of the walk into `out`: root stripped, `/` separated, `/` for the root itself.
    pub fn dir(&self, raw: &[u8], out: &mut Vec<u8>) -> Result<(), PathError> {
        self.dir_of_share(raw, out)?;
        if self.under.holds(out) { Ok(()) } else { Err(PathError::OutsideWalk) }
    }

    /// The same for any folder of the share.
    pub fn dir_of_share(&self, raw: &[u8], out: &mut Vec<u8>) -> Result<(), PathError> {
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

    /// The same for a folder as somebody writes it: as the inputs have it, or within the share.
    pub fn dir_as_written(&self, folder: &str) -> Result<Vec<u8>, PathError> {
        let mut dir = Vec::new();
        match self.dir_of_share(folder.as_bytes(), &mut dir) {
            Err(PathError::OutsideRoot) => {
                let within = PathRules { root: Vec::new(), ..self.clone() };
                within.dir_of_share(folder.as_bytes(), &mut dir)?;
            }
            told => told?,
        }
        Ok(dir)
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
        // Names of servers and shares have no case, as drives have none.
        let mut caseless = 0;
        if windows {
            // \\?\C:\x and \\?\UNC\server\share are the long forms of C:\x and \\server\share.
            if let Some((br"\\?\", rest)) = path.split_at_checked(4)
                && let Some((unc, rest)) = rest.split_at_checked(4)
                && unc.eq_ignore_ascii_case(br"UNC\")
            {
                (caseless, path) = (2, rest);
            } else if let Some(rest) = path.strip_prefix(br"\\?\") {
                path = rest;
            } else if path.len() > 2 && self.is_separator(path[0]) && self.is_separator(path[1]) {
                caseless = 2;
            }
        }
        out.extend_from_slice(if caseless > 0 { b"/" } else { b"" });
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
                    let start = out.len();
                    out.extend_from_slice(component);
                    if drive && start == 0 {
                        out[0].make_ascii_uppercase();
                    }
                    if caseless > 0 {
                        out[start..].make_ascii_lowercase();
                        caseless -= 1;
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
#[path = "rules_tests.rs"]
mod tests;
