//! Directories, names, sizes and times of a file, from its number.

use super::file::{File, Nightly};
use super::random::{Draw, Shuffle, draw};
use std::fmt::Write as _;
use std::io;

const FILES_PER_DIR: u64 = 14;

/// A run of files in which a directory may be looked for. One run of some is a directory of that many frames.
const RUN: u64 = 4_096;
const RUNS_PER_LARGE_DIR: u64 = 64;

/// A folder of each level stands above so many files, as a power of two.
const LEVELS: [u32; 8] = [22, 20, 17, 15, 13, 11, 9, 7];
const LEAST_DEPTH: u64 = 2;

const DAY_S: i64 = 86_400;

/// In so long half of all files grow older than they were.
const HALF_LIFE_S: u64 = 20_800_000;

/// Of so many files that come after the first night one comes with a folder of its own.
const FILES_PER_NEW_DIR: u64 = 16;

const FOLDERS: [&str; 32] = [
    "project",
    "render",
    "shots",
    "comp",
    "plates",
    "assets",
    "audio",
    "vfx",
    "edit",
    "dailies",
    "archive",
    "finance",
    "reports",
    "legal",
    "marketing",
    "brand",
    "video",
    "proxy",
    "cache",
    "raw footage",
    "final cut",
    "draft",
    "review",
    "export",
    "backup",
    "season",
    "episode",
    "scene",
    "take",
    "delivery",
    "client notes",
    "camera",
];
const STEMS: [&str; 16] = [
    "plate", "beauty", "matte", "depth", "clip", "mix", "grade", "layout", "model", "texture", "notes",
    "invoice", "poster", "conform", "scan", "bake",
];
const FRAMES: [&str; 4] = ["exr", "dpx", "tif", "jpg"];
const EXTENSIONS: [&str; 20] = [
    "mov", "mxf", "wav", "psd", "jpg", "png", "tif", "pdf", "docx", "xlsx", "txt", "ma", "nk", "abc", "usd",
    "zip", "log", "mp4", "hip", "xml",
];

/// How paths are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// `\\nas01\projects\a\b`, as an agent on Windows writes it. Load it with [`Notation::UNC_ROOT`] as root.
    Unc,
    /// `/a/b`, as LucidLink and the tables write it.
    Rooted,
}

impl Notation {
    /// What stands before every UNC path.
    pub const UNC_ROOT: &str = r"\\nas01\projects";

    /// What stands between directories, and before a name.
    pub fn separator(self) -> char {
        match self {
            Notation::Unc => '\\',
            Notation::Rooted => '/',
        }
    }

    fn root(self) -> &'static str {
        match self {
            Notation::Unc => Notation::UNC_ROOT,
            Notation::Rooted => "",
        }
    }
}

/// A media share: some 14 files a directory, some directories of thousands; sizes are spread log-normally around
/// 200 KB, ages exponentially around a year.
#[derive(Debug, Clone)]
pub struct Tree {
    pub(super) seed: u64,
    pub(super) files: u64,
    pub(super) now_unix: i64,
    pub(super) nightly: Nightly,
    /// The place of a file in it decides when the file changes or goes.
    pub(super) ranks: Shuffle,
}

impl Tree {
    /// A share that has `files` files (at least one) at night 0, which is at `now_unix`. From each night to the next
    /// 1 % of them change, 1 % are new and 1 % go.
    pub fn new(seed: u64, files: u64, now_unix: i64) -> Tree {
        let files = files.max(1);
        let ranks = Shuffle::new(seed, Draw::Rank, files);
        Tree { seed, files, now_unix, nightly: Nightly::one_percent(files), ranks }
    }

    /// The same share with other numbers of files that change, come and go. Fails where it has not enough files.
    pub fn with_nightly(self, nightly: Nightly) -> io::Result<Tree> {
        nightly.check(self.files)?;
        Ok(Tree { nightly, ..self })
    }

    /// Files at night 0.
    pub fn files(&self) -> u64 {
        self.files
    }

    pub(super) fn draw(&self, what: Draw, number: u64) -> u64 {
        draw(self.seed, what, number)
    }

    fn pick<'w>(&self, words: &[&'w str], what: Draw, number: u64) -> &'w str {
        words[(self.draw(what, number) % words.len() as u64) as usize]
    }

    /// The first file of a file's directory. It stands for the directory.
    pub(super) fn first_in_dir(&self, slot: u64) -> u64 {
        let run = slot / RUN;
        if self.draw(Draw::LargeDir, run).is_multiple_of(RUNS_PER_LARGE_DIR) {
            return run * RUN;
        }
        let starts = |slot: &u64| self.draw(Draw::DirStart, *slot).is_multiple_of(FILES_PER_DIR);
        (run * RUN + 1..=slot).rev().find(starts).unwrap_or(run * RUN)
    }

    /// Appends the path of the directory that starts with this file.
    ///
    /// Each part is named by its place within its parent, so that no two directories have the same path.
    pub(super) fn push_dir(&self, path: &mut String, first: u64, notation: Notation) {
        path.push_str(notation.root());
        let depths = LEVELS.len() as u64 - LEAST_DEPTH + 1;
        let depth = LEAST_DEPTH + self.draw(Draw::DirDepth, first) % depths;
        let mut parent_start = 0;
        for bits in &LEVELS[..depth as usize] {
            let start = first >> bits << bits;
            let word = self.pick(&FOLDERS, Draw::Word, start + u64::from(*bits));
            // Writing to a String cannot fail.
            let _ = write!(path, "{}{word}_{:02}", notation.separator(), (start - parent_start) >> bits);
            parent_start = start;
        }
        let word = self.pick(&FOLDERS, Draw::Word, first);
        let _ = write!(path, "{}{word}_{:03}", notation.separator(), first - parent_start);
    }

    /// Appends the folder that a file has of its own, if it has one.
    pub(super) fn push_own_dir(&self, path: &mut String, file: &File, notation: Notation) {
        if file.arrived > 0 && self.draw(Draw::DirStart, file.number).is_multiple_of(FILES_PER_NEW_DIR) {
            let _ = write!(path, "{}night {}", notation.separator(), file.arrived);
        }
    }

    /// Appends a file's name: it is its number in the directory that makes it the only one of this name.
    pub(super) fn push_name(&self, name: &mut String, file: &File, first_in_dir: u64) {
        let number = file.slot - first_in_dir;
        // Of eight directories three hold a sequence of frames.
        let extension = if self.draw(Draw::DirKind, first_in_dir) % 8 < 3 {
            let _ = write!(name, "{}.{number:04}", self.pick(&STEMS, Draw::Word, first_in_dir));
            self.pick(&FRAMES, Draw::Extension, first_in_dir)
        } else {
            let _ = write!(name, "{}_{number:03}", self.pick(&STEMS, Draw::Word, file.slot));
            self.pick(&EXTENSIONS, Draw::Extension, file.slot)
        };
        if file.arrived > 0 {
            let _ = write!(name, "_n{}", file.arrived);
        }
        name.push('.');
        name.push_str(extension);
    }

    /// The ones among 64 drawn bits are spread like a bell: as a power of two they give log-normal sizes.
    pub(super) fn size_bytes(&self, file: &File) -> u64 {
        let Some(scale) = self.draw(Draw::Scale, file.number).count_ones().checked_sub(15) else {
            return file.changes;
        };
        (1 << scale) + self.draw(Draw::Size, file.number) % (1 << scale) + file.changes
    }

    /// Times of last access, change and creation.
    pub(super) fn times_unix(&self, file: &File) -> [i64; 3] {
        let night_unix = |night: u64| {
            let hour_s = self.draw(Draw::Hour, file.number) % DAY_S as u64;
            self.now_unix + night as i64 * DAY_S - hour_s as i64
        };
        if file.arrived > 0 {
            return [night_unix(file.arrived); 3];
        }
        // The zeros before the first one are the whole half-lives, the bits behind it the rest of one.
        let drawn = self.draw(Draw::Age, file.number) | 1 << 32;
        let zeros = drawn.leading_zeros();
        let rest = (drawn << zeros << 1) >> 48;
        let age_s = ((u64::from(zeros) + 1) * 65_536 - rest) * HALF_LIFE_S / 65_536;
        // Squared, since most files are not read again soon after they were written.
        let read = self.draw(Draw::Read, file.number) % 65_536;
        let read_s = age_s * ((read * read) >> 16) / 65_536;
        let written = self.now_unix - age_s as i64;
        let created = written - (self.draw(Draw::Created, file.number) % 1_000_000) as i64;
        let changed = if file.changes > 0 { night_unix(file.changed) } else { written };
        [written + read_s as i64, changed, created]
    }
}
