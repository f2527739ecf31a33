//! A file tree that changes: files of a fixed set come, change and go.

use std::fmt::Write;

/// Files that a tree may have; about nine of ten are there at a time.
const FILES: usize = 6_000;

/// When all began, in seconds since 1970; access times of this age are cold.
const LONG_AGO: i64 = 1_600_000_000;

pub(super) struct Tree {
    files: Vec<Option<File>>,
    share: &'static str,
}

struct File {
    size: u64,
    mtime: i64,
}

impl Tree {
    pub(super) fn new(share: &'static str) -> Tree {
        Tree { files: (0..FILES).map(|_| (fastrand::u8(..10) > 0).then(File::new)).collect(), share }
    }

    /// Lets some time pass: of a hundred files one changes and one comes or goes.
    pub(super) fn change(&mut self) {
        for _ in 0..FILES / 100 {
            let file = &mut self.files[fastrand::usize(..FILES)];
            if let Some(file) = file {
                *file = File { size: file.size + 1, mtime: file.mtime + 60 };
            }
            let file = &mut self.files[fastrand::usize(..FILES)];
            *file = if file.is_some() { None } else { Some(File::new()) };
        }
    }

    /// The canonical dump.
    pub(super) fn dump(&self) -> String {
        let mut text = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n".to_owned();
        for (n, file) in self.files.iter().enumerate() {
            if let Some(File { size, mtime }) = file {
                let (dir, name) = (self.dir(n), name(n));
                let _ = writeln!(text, "{dir},{name},{size},{LONG_AGO},{mtime},{LONG_AGO}");
            }
        }
        text
    }

    /// The path of some file that is there.
    pub(super) fn some_path(&self) -> String {
        loop {
            let n = fastrand::usize(..FILES);
            if self.files[n].is_some() {
                return format!("{}/{}", self.dir(n), name(n));
            }
        }
    }

    fn dir(&self, n: usize) -> String {
        let (top, sub) = (n % 7, n % 311);
        match self.share {
            "smb" => format!(r"\\nas01\smb\top {top}\Übung {sub}"),
            share => format!("/{share}/top {top}/Übung {sub}"),
        }
    }
}

impl File {
    fn new() -> File {
        File { size: fastrand::u64(..1 << 32), mtime: LONG_AGO + fastrand::i64(0..1_000_000) }
    }
}

fn name(n: usize) -> String {
    format!("file {n}.{}", ["mov", "exr", "wav", "txt"][n % 4])
}
