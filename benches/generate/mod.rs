//! Synthetic scans: paths of a media share, 14 files a directory on average, the same bytes for the same arguments.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

const WORDS: &[&str] = &[
    "project",
    "render",
    "shots",
    "comp",
    "plate",
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
    "raw",
    "final",
    "draft",
    "review",
    "export",
    "backup",
    "photos",
    "season",
    "episode",
    "scene",
    "take",
    "camera",
    "lens",
    "grade",
    "color",
    "model",
    "layout",
    "texture",
    "scripts",
    "docs",
    "misc",
    "client",
    "vendor",
    "delivery",
    "master",
    "source",
];
const EXTENSIONS: &[&str] = &[
    "exr", "dpx", "mov", "mxf", "wav", "psd", "jpg", "png", "tif", "pdf", "docx", "xlsx", "txt", "ma", "nk",
    "abc", "usd", "zip", "log",
];
const NOW: u64 = 1_760_000_000;

/// The same tree some time later: of a hundred files one has changed, one is new and one is gone.
pub(crate) struct Later;

/// Writes `rows` rows in the canonical form.
pub(crate) fn write_scan(path: &Path, rows: u64, later: Option<Later>) {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let dirs = directories((rows / 14).max(1) as usize, &mut random);
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path).unwrap());
    writeln!(out, "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn").unwrap();
    let mut row = 0;
    while row < rows {
        let dir = &dirs[random.below(dirs.len())];
        let stem = WORDS[random.below(WORDS.len())];
        // Exponential with mean 14, so some directories are large.
        let files = (-(random.unit().ln()) * 14.0) as u64 + 1;
        for _ in 0..files.min(rows - row) {
            let extension = EXTENSIONS[random.below(EXTENSIONS.len())];
            let mtime = NOW - (-(random.unit().ln()) * 3e7) as u64 % NOW;
            let (atime, ctime) =
                (mtime + random.next() % 10_000_000, mtime - random.next() % 1_000_000 % mtime);
            let size = (12.0 + 3.0 * random.normal()).exp() as u64;
            let (size, mtime) = match (&later, row % 100) {
                (Some(Later), 7) => (size + 1, mtime + 60),
                _ => (size, mtime),
            };
            let frn = (1 << 48) + row;
            if later.is_none() || row % 100 != 3 {
                writeln!(out, "{dir},{stem}_{row:07}.{extension},{size},{atime},{mtime},{ctime},{frn}")
                    .unwrap();
            }
            if later.is_some() && row % 100 == 11 {
                let frn = frn + (1 << 40);
                writeln!(out, "{dir},new_{stem}_{row:07}.{extension},{size},{atime},{mtime},{ctime},{frn}")
                    .unwrap();
            }
            row += 1;
        }
    }
    out.flush().unwrap();
}

fn directories(count: usize, random: &mut Random) -> Vec<String> {
    let mut dirs = vec![r"\\nas01\projects".to_string()];
    let mut seen = std::collections::HashSet::new();
    while dirs.len() < count {
        let from = if random.unit() < 0.7 { dirs.len().saturating_sub(2000) } else { 0 };
        let parent = &dirs[from + random.below(dirs.len() - from)];
        if parent.matches('\\').count() > 14 {
            continue;
        }
        let dir = format!("{parent}\\{}_{}", WORDS[random.below(WORDS.len())], random.below(10_000));
        if seen.insert(dir.clone()) {
            dirs.push(dir);
        }
    }
    dirs
}

/// SplitMix64: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// Above 0, at most 1.
    fn unit(&mut self) -> f64 {
        ((self.next() >> 11) + 1) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.unit().ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }
}
