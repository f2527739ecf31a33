//! The files of a batch, by directory, and as rows to COPY. Pure computation.

use crate::audit::coalesce::{ByPath, Touch};
use crate::dump::rows::copy::CopyRows;
use crate::dump::path::{Dir, DirInterner, PathRules, extension, to_text};
use bytes::Bytes;
use rayon::prelude::*;

/// Columns of `sql/audit/copy_staging.sql`.
const COLUMNS: u16 = 8;

/// The files of a batch; their directories have no ids yet.
pub(super) struct Shaped {
    /// The distinct directories.
    pub(super) dirs: Vec<Dir>,
    files: Vec<File>,
    /// Paths that name no file: `..` in them.
    pub(super) unusable: u64,
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
}

/// The files of a batch as rows.
#[derive(Debug)]
pub(super) struct Staged {
    pub(super) rows: Bytes,
    pub(super) files: u64,
}

/// Splits the paths of a batch.
pub(super) fn shape(by_path: ByPath, rules: &PathRules) -> Shaped {
    let (mut files, mut unusable) = (Vec::with_capacity(by_path.len()), 0);
    let mut dirs = DirInterner::new(rules);
    for (path, touch) in by_path {
        let (dir, name) = rules.split(&path);
        let name_at = path.len() - name.len();
        match rules.name(name).and_then(|_| dirs.place(dir)) {
            Ok(dir) => files.push(File { path, name_at, dir, touch }),
            Err(_) => unusable += 1,
        }
    }
    Shaped { dirs: dirs.into_dirs(), files, unusable }
}

impl Shaped {
    /// The rows, ordered by directory and name, each file once; `ids` are those of `dirs`.
    pub(super) fn encode(mut self, ids: &[i64]) -> Staged {
        let key = |file: &File| ids[file.dir as usize];
        self.files.par_sort_unstable_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.name().cmp(b.name())));
        // `/a//b` and `/a/b` are one file.
        self.files.dedup_by(|later, kept| {
            let same = later.dir == kept.dir && later.name() == kept.name();
            if same {
                kept.touch.merge(later.touch);
            }
            same
        });
        let mut rows = CopyRows::with_capacity(self.files.len() * 120);
        for file in &self.files {
            let name = to_text(file.name());
            rows.row(COLUMNS);
            rows.int8(key(file));
            rows.bytes(name.text.as_bytes());
            rows.bytes_or_null(name.raw.as_deref());
            rows.bytes_or_null(extension(&name.text).as_ref().map(|ext| ext.as_bytes()));
            rows.int8_or_null(file.touch.accessed_unix);
            rows.int8(file.touch.seen_unix);
            rows.int8(file.touch.accesses.cast_signed());
            rows.bytes(&[u8::from(file.touch.is_file)]);
        }
        Staged { rows: rows.finish().into(), files: self.files.len() as u64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dump::path::SourceType;

    fn touch(accesses: u64) -> Touch {
        Touch { accessed_unix: Some(1), seen_unix: 1, accesses, is_file: true }
    }

    #[test]
    fn one_file_under_two_spellings_is_one_row() {
        let rules = PathRules::new(SourceType::LucidLink, None).unwrap();
        let paths: [(&str, u64); 4] = [("/a//b", 1), ("/a/b", 2), ("/a/c", 4), ("/a/../b", 8)];
        let by_path: ByPath = paths.iter().map(|(path, n)| (Box::from(path.as_bytes()), touch(*n))).collect();
        let shaped = shape(by_path, &rules);
        assert_eq!((shaped.dirs.len(), shaped.unusable), (1, 1));
        assert_eq!(shaped.dirs[0].path, "/a");
        let one =
            shape([(Box::from(&b"/a/b"[..]), touch(3))].into_iter().collect(), &rules).encode(&[7]).rows;
        let two =
            shape([(Box::from(&b"/a/c"[..]), touch(4))].into_iter().collect(), &rules).encode(&[7]).rows;
        let header = 19;
        let rows = [&one[..one.len() - 2], &two[header..]].concat();
        assert_eq!(shaped.encode(&[7]).rows, rows);
    }
}
