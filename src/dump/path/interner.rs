//! The distinct folders of a chunk or batch: each is normalised, digested and kept once.

use super::depth::is_too_deep;
use super::digest::{dir_digest, dir_hash64};
use super::error::PathError;
use super::escape::{StoredText, to_text};
use super::rules::PathRules;
use hashbrown::HashMap;
use std::borrow::Cow;
use xxhash_rust::xxh3::xxh3_128;

/// A directory in its stored form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dir {
    /// XXH3-128 of `path`.
    pub digest: u128,
    /// XXH64 of `path`.
    pub hash64: i64,
    /// As stored.
    pub path: String,
    /// The bytes, where `path` is an escape of them.
    pub raw: Option<Vec<u8>>,
}

impl Dir {
    /// The directory that it lies in; None of a root: `/`, a drive.
    pub fn parent(&self) -> Option<Dir> {
        let path = parent_path(&self.path)?;
        let raw = self.raw.as_deref().and_then(|raw| {
            // No separator is ever escaped: text and bytes are cut at the same one.
            let end = memchr::memrchr(b'/', raw)?.max(1);
            to_text(&raw[..end]).raw.map(Cow::into_owned)
        });
        Some(Dir { digest: dir_digest(path), hash64: dir_hash64(path), path: path.to_string(), raw })
    }

    /// The digest of that one.
    pub fn parent_digest(&self) -> Option<u128> {
        parent_path(&self.path).map(dir_digest)
    }

    /// The one whose path, as [`PathRules`] write it, has these bytes.
    pub fn of(bytes: &[u8]) -> Dir {
        let stored = to_text(bytes);
        Dir::new(dir_digest(&stored.text), stored)
    }

    fn new(digest: u128, stored: StoredText<'_>) -> Dir {
        Dir {
            digest,
            hash64: dir_hash64(&stored.text),
            path: stored.text.into_owned(),
            raw: stored.raw.map(Cow::into_owned),
        }
    }
}

/// The stored path of the directory that this one lies in.
fn parent_path(path: &str) -> Option<&str> {
    let end = memchr::memrchr(b'/', path.as_bytes()).filter(|_| path != "/")?;
    Some(&path[..end.max(1)])
}

/// Folders as they stand in the input -> places in a list of distinct directories.
pub struct DirInterner<'r> {
    rules: &'r PathRules,
    dirs: Vec<Dir>,
    /// The folder asked for before, as it stood: dumps list the files of a folder together.
    last: Option<u32>,
    last_raw: Vec<u8>,
    /// By the XXH3-128 of what stood in the input, and of what is stored: `/a//b` and `/a/b` are one directory.
    by_raw: HashMap<u128, u32>,
    by_digest: HashMap<u128, u32>,
    normal: Vec<u8>,
}

impl<'r> DirInterner<'r> {
    /// No directories yet.
    pub fn new(rules: &'r PathRules) -> DirInterner<'r> {
        DirInterner {
            rules,
            dirs: Vec::new(),
            last: None,
            last_raw: Vec::new(),
            by_raw: HashMap::new(),
            by_digest: HashMap::new(),
            normal: Vec::new(),
        }
    }

    /// The place of this folder in [`DirInterner::into_dirs`].
    #[inline]
    pub fn place(&mut self, raw: &[u8]) -> Result<u32, PathError> {
        match self.last {
            Some(place) if self.last_raw == raw => Ok(place),
            _ => self.look_up(raw),
        }
    }

    /// The digest of the directory at a place.
    pub fn digest(&self, place: u32) -> u128 {
        self.dirs[place as usize].digest
    }

    /// The distinct directories, in the order in which they were first met.
    pub fn into_dirs(self) -> Vec<Dir> {
        self.dirs
    }

    fn look_up(&mut self, raw: &[u8]) -> Result<u32, PathError> {
        let raw_digest = xxh3_128(raw);
        let place = match self.by_raw.get(&raw_digest) {
            Some(place) => *place,
            None => {
                let place = self.intern(raw)?;
                self.by_raw.insert(raw_digest, place);
                place
            }
        };
        self.last = Some(place);
        self.last_raw.clear();
        self.last_raw.extend_from_slice(raw);
        Ok(place)
    }

    fn intern(&mut self, raw: &[u8]) -> Result<u32, PathError> {
        self.rules.dir(raw, &mut self.normal)?;
        if is_too_deep(&self.normal) {
            return Err(PathError::TooDeep);
        }
        let stored = to_text(&self.normal);
        let digest = dir_digest(&stored.text);
        Ok(*self.by_digest.entry(digest).or_insert_with(|| {
            self.dirs.push(Dir::new(digest, stored));
            (self.dirs.len() - 1) as u32
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dump::path::SourceType;

    fn places(
        kind: SourceType,
        root: Option<&str>,
        raws: &[&[u8]],
    ) -> (Vec<Result<u32, PathError>>, Vec<Dir>) {
        let rules = PathRules::new(kind, root.map(str::as_bytes)).unwrap();
        let mut interner = DirInterner::new(&rules);
        let places = raws.iter().map(|raw| interner.place(raw)).collect();
        (places, interner.into_dirs())
    }

    #[test]
    fn spellings_of_one_folder_have_one_place() {
        let (found, dirs) = places(
            SourceType::Smb,
            Some(r"\\nas\p"),
            &[br"\\nas\p\a", br"\\nas\p\a", br"//nas/p//a/", br"\\nas\p\b", br"\\nas\p\a", br"\\nas\p"],
        );
        assert_eq!(found, [Ok(0), Ok(0), Ok(0), Ok(1), Ok(0), Ok(2)]);
        assert_eq!(dirs.iter().map(|dir| dir.path.as_str()).collect::<Vec<_>>(), ["/a", "/b", "/"]);
        for dir in &dirs {
            assert_eq!((dir.digest, dir.hash64), (dir_digest(&dir.path), dir_hash64(&dir.path)));
        }
    }

    #[test]
    fn a_refused_folder_has_no_place_and_does_not_stand_for_the_next_one() {
        let raws: &[&[u8]] = &[b"/a", b"/a/..", b"/a/..", b"/a", b"/b"];
        let (found, dirs) = places(SourceType::Posix, None, raws);
        assert_eq!(found, [Ok(0), Err(PathError::Dots), Err(PathError::Dots), Ok(0), Ok(1)]);
        assert_eq!(dirs.len(), 2);
    }

    #[test]
    fn parents() {
        let raws: [&[u8]; 10] = [
            b"/",
            b"/a",
            b"/a/b",
            b"//nas01",
            b"//nas01/p",
            b"C:",
            b"C:/a",
            b"/caf\xE9",
            b"/caf\xE9/b",
            b"/b/caf\xE9/\xE9",
        ];
        let dirs = raws.map(|raw| {
            let stored = to_text(raw);
            Dir::new(dir_digest(&stored.text), stored)
        });
        let parents = dirs.each_ref().map(Dir::parent);
        let found = parents
            .each_ref()
            .map(|parent| parent.as_ref().map(|dir| (dir.path.as_str(), dir.raw.as_deref())));
        let plain = |path| Some((path, None));
        let escaped = |path, raw: &'static [u8]| Some((path, Some(raw)));
        assert_eq!(
            found,
            [
                None,
                plain("/"),
                plain("/a"),
                plain("/"),
                plain("//nas01"),
                None,
                plain("C:"),
                plain("/"),
                escaped("/caf\u{FFFD}E9", b"/caf\xE9"),
                escaped("/b/caf\u{FFFD}E9", b"/b/caf\xE9"),
            ]
        );
        assert_eq!(parents[8].as_ref(), Some(&dirs[7]));
        for (dir, parent) in dirs.iter().zip(&parents) {
            assert_eq!(dir.parent_digest(), parent.as_ref().map(|parent| parent.digest));
        }
    }

    #[test]
    fn an_empty_folder_is_the_root_also_as_the_first_one() {
        assert_eq!(places(SourceType::Posix, None, &[b"", b"/"]).0, [Ok(0), Ok(0)]);
    }

    #[test]
    fn bytes_that_are_no_text_are_kept_beside_their_escape() {
        let (found, dirs) = places(SourceType::Posix, None, &[b"/caf\xE9", "/caf\u{FFFD}E9".as_bytes()]);
        assert_eq!(found, [Ok(0), Ok(1)]);
        assert_eq!(
            (dirs[0].path.as_str(), dirs[0].raw.as_deref()),
            ("/caf\u{FFFD}E9", Some(&b"/caf\xE9"[..]))
        );
    }
}
