//! Dumps made for a test, and those of `fixtures/`.

/// The header of the canonical form.
pub(crate) const HEADER: &str = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n";

/// The canonical dump of files `from..to`, some 60 bytes each, in 37 directories.
pub(crate) fn dump(files: std::ops::Range<u32>) -> String {
    let mut text = HEADER.to_string();
    for n in files {
        text += &format!("/top/dir {:02},file_{n:06}.dat,{},17{n:08},16{n:08},15{n:08}\n", n % 37, n * 7);
    }
    text
}

/// A file of `fixtures/`.
pub(crate) fn fixture(name: &str) -> String {
    format!("{}/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}
