//! The files of a batch, by directory, and as rows to COPY.

use super::coalesce::{ByPath, Touch};
use crate::dump::path::{Dir, DirInterner, PathRules, extension, to_text};
use crate::dump::rows::{CopyRows, MAX_NAME_BYTES};
use rayon::prelude::*;
use std::borrow::Cow;

/// Columns of `sql/audit/copy_staging.sql`.
const COLUMNS: u16 = 9;

/// The files of a batch, whose directories have no ids yet.
pub struct FilesByDir {
    /// The distinct directories.
    pub dirs: Vec<Dir>,
    /// Paths that name no file: `..` in them, or a name that is too long.
    pub unusable_paths: u64,
    files: Vec<File>,
}

struct File {
    path: Box<[u8]>,
    /// Where in `path` the name starts.
    name_at: usize,
    dir: u32,
    touch: Touch,
}

impl File {
    fn name(&self) -> &[u8] {
        &self.path[self.name_at..]
    }

    fn encode(&self, dir_id: i64, rows: &mut CopyRows) {
        let name = to_text(self.name());
        rows.row(COLUMNS);
        rows.int8(dir_id);
        rows.bytes(name.text.as_bytes());
        rows.bytes_or_null(name.raw.as_deref());
        rows.bytes_or_null(extension(&name.text).as_ref().map(|ext| ext.as_bytes()));
        rows.int8_or_null(self.touch.accessed_unix);
        rows.int8(self.touch.seen_unix);
        rows.int8(self.touch.accesses.cast_signed());
        rows.bytes(&[u8::from(self.touch.is_file)]);
        match self.touch.times.as_slice() {
            [] => rows.null(),
            times => rows.int8_array(times),
        }
    }
}

/// The files of a batch in the order of their rows, each once.
pub struct SortedFiles {
    files: Vec<File>,
    /// Of the directories.
    ids: Vec<i64>,
}

/// The files of a batch as rows, in the binary format of COPY, for `sql/audit/copy_staging.sql`.
#[derive(Debug)]
pub struct FileRows {
    /// All of them, or the first half of a large batch.
    pub copy: Vec<u8>,
    /// The other half, of other files.
    pub second_half: Option<Vec<u8>>,
    /// How many they are in all.
    pub files: u64,
}

impl FilesByDir {
    /// Splits the paths of a batch.
    pub fn split(by_path: ByPath, rules: &PathRules) -> FilesByDir {
        let (mut files, mut unusable_paths) = (Vec::with_capacity(by_path.len()), 0);
        let mut dirs = DirInterner::new(rules);
        for (path, touch) in by_path {
            let (dir, name) = rules.split(&path);
            let name_at = path.len() - name.len();
            let usable = rules.name(name).ok().filter(|name| to_text(name).text.len() <= MAX_NAME_BYTES);
            let Some((name, dir)) = usable.and_then(|name| Some((name, dirs.place(dir).ok()?))) else {
                unusable_paths += 1;
                continue;
            };
            let path = match name {
                Cow::Borrowed(_) => path,
                Cow::Owned(name) => [&path[..name_at], &name].concat().into(),
            };
            files.push(File { path, name_at, dir, touch });
        }
        FilesByDir { dirs: dirs.into_dirs(), unusable_paths, files }
    }

    /// Orders them by directory and name; `ids` are those of `dirs`.
    pub fn sort(mut self, ids: Vec<i64>) -> SortedFiles {
        let dir_id = |file: &File| ids[file.dir as usize];
        self.files
            .par_sort_unstable_by(|a, b| dir_id(a).cmp(&dir_id(b)).then_with(|| a.name().cmp(b.name())));
        // `/a//b` and `/a/b` are one file.
        self.files.dedup_by(|later, kept| {
            let same = later.dir == kept.dir && later.name() == kept.name();
            if same {
                kept.touch.merge(later.touch.clone());
            }
            same
        });
        SortedFiles { files: self.files, ids }
    }
}

impl SortedFiles {
    /// How many they are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The path of one.
    pub fn path(&self, file: usize) -> &[u8] {
        &self.files[file].path
    }

    /// All of them; in halves, if there are at least `halved_from`.
    pub fn encode(&self, halved_from: usize) -> FileRows {
        let files = self.len();
        let halved = files >= halved_from.max(2);
        let middle = if halved { files / 2 } else { files };
        FileRows {
            copy: self.copy(0..middle),
            second_half: halved.then(|| self.copy(middle..files)),
            files: files as u64,
        }
    }

    /// Some of them.
    pub fn rows(&self, which: impl Iterator<Item = usize> + Clone) -> FileRows {
        FileRows { files: which.clone().count() as u64, copy: self.copy(which), second_half: None }
    }

    fn copy(&self, which: impl Iterator<Item = usize>) -> Vec<u8> {
        let mut rows = CopyRows::with_capacity(which.size_hint().0 * 120);
        for file in which.map(|file| &self.files[file]) {
            file.encode(self.ids[file.dir as usize], &mut rows);
        }
        rows.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dump::path::SourceType;

    const WHOLE: usize = usize::MAX;

    fn files(paths: &[(&str, u64)]) -> FilesByDir {
        let rules = PathRules::new(SourceType::LucidLink, None).unwrap();
        let touch =
            |accesses| Touch { accessed_unix: Some(1), seen_unix: 1, accesses, is_file: true, times: vec![] };
        let by_path = paths.iter().map(|(path, n)| (Box::from(path.as_bytes()), touch(*n))).collect();
        FilesByDir::split(by_path, &rules)
    }

    #[test]
    fn one_file_under_two_spellings_is_one_row() {
        let split = files(&[("/a//b", 1), ("/a/b", 2), ("/a/c", 4), ("/a/../b", 8)]);
        assert_eq!((split.dirs.len(), split.unusable_paths), (1, 1));
        assert_eq!(split.dirs[0].path, "/a");
        let encoded = split.sort(vec![7]).encode(WHOLE);
        assert_eq!(encoded.files, 2);
        assert_eq!(encoded.copy, files(&[("/a/b", 3), ("/a/c", 4)]).sort(vec![7]).encode(WHOLE).copy);
    }

    #[test]
    fn rows_follow_the_ids_of_directories_and_then_the_names() {
        let split = files(&[("/z/2", 1), ("/z/1", 1), ("/a/1", 1)]);
        let ids: Vec<i64> = split.dirs.iter().map(|dir| if dir.path == "/z" { 1 } else { 2 }).collect();
        let encoded = split.sort(ids).encode(WHOLE);
        let mut expected = CopyRows::with_capacity(0);
        for (dir_id, name) in [(1, "1"), (1, "2"), (2, "1")] {
            expected.row(COLUMNS);
            expected.int8(dir_id);
            expected.bytes(name.as_bytes());
            expected.null();
            expected.null();
            expected.int8(1);
            expected.int8(1);
            expected.int8(1);
            expected.bytes(&[1]);
            expected.null();
        }
        assert_eq!(encoded.copy, expected.finish());
    }

    #[test]
    fn a_large_batch_is_halved() {
        let paths = [("/a/1", 1), ("/a/2", 2), ("/a/3", 3)];
        let whole = files(&paths).sort(vec![7]).encode(4);
        assert_eq!((whole.second_half, whole.files), (None, 3));
        let halved = files(&paths).sort(vec![7]).encode(3);
        assert_eq!(halved.files, 3);
        assert_eq!(halved.copy, files(&paths[..1]).sort(vec![7]).encode(WHOLE).copy);
        assert_eq!(halved.second_half.unwrap(), files(&paths[1..]).sort(vec![7]).encode(WHOLE).copy);
    }
}
