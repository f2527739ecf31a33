//! The MD5 of a file, which a manifest of S3 Inventory says of each of its data files.

use md5::{Digest, Md5};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// An error unless the file has this MD5.
pub(super) fn check(path: &Path, expected: &str) -> Result<(), String> {
    let name = path.display();
    let found = digest(path).map_err(|error| format!("its data file {name} cannot be read: {error}"))?;
    if found.eq_ignore_ascii_case(expected) {
        return Ok(());
    }
    Err(format!(
        "{name} has the MD5 {found} instead of the {expected} that it says: it is damaged, or is another one"
    ))
}

fn digest(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Md5::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
            read => hash.update(&buffer[..read]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_its_md5_or_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, "abc").unwrap();
        assert_eq!(check(file.path(), "900150983cd24fb0d6963f7d28e17f72"), Ok(()));
        assert_eq!(check(file.path(), "900150983CD24FB0D6963F7D28E17F72"), Ok(()));
        std::fs::write(&file, "abd").unwrap();
        assert!(check(file.path(), "900150983cd24fb0d6963f7d28e17f72").unwrap_err().contains("is damaged"));
        assert!(check(Path::new("/none"), "0").unwrap_err().contains("cannot be read"));
    }
}
