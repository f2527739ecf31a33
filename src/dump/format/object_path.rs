//! Names of objects as paths. An object's name is any text: as paths, `a//b`, `a/./b` and `a/b` would be one.

use super::reject::Reject;

/// An error where `name` would be another object's path, or none.
pub(super) fn check(name: &[u8]) -> Result<(), Reject> {
    let reason = match name.split(|&byte| byte == b'/').find(|part| matches!(*part, b"" | b"." | b"..")) {
        None => return Ok(()),
        Some(_) if name.ends_with(b"/") => "the name of the object ends like a folder's, and it has content",
        Some(b"") => {
            "the name of the object has nothing between two slashes or before the first, as no path has"
        }
        Some(_) => "the name of the object has a '.' or '..' where a path has a name",
    };
    Err(Reject::of_no_file(reason).showing(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_path_of_its_own() {
        for good in ["a", "a/b.c", ".a/..b/c..", " ", "a\\b"] {
            assert_eq!(check(good.as_bytes()), Ok(()), "{good}");
        }
        for (bad, reason) in [
            ("", "nothing between"),
            ("/a", "nothing between"),
            ("a//b", "nothing between"),
            ("a/", "ends like a folder's"),
            ("a/./b", "'.' or '..'"),
            ("..", "'.' or '..'"),
        ] {
            let reject = check(bad.as_bytes()).unwrap_err();
            assert!(reject.reason.contains(reason) && reject.is_of_no_file, "{bad}: {reject}");
        }
    }
}
