//! Which folders of a share a walk is of: what somebody says with `--under`, and what dumps with marks say of themselves. What
//! lies elsewhere was not looked at.

use super::inputs::InputIdentity;
use crate::dump::path::{Dir, PathError, PathRules, Under, lies_in};
use crate::error::{Error, Result};

/// The rules of a share, for the paths of this walk. A dump that says less than `--under` does is refused, and so is one of another
/// tree: of the folders between the two nobody looked at anything.
pub(super) fn of_walk(inputs: &[InputIdentity], rules: PathRules) -> Result<PathRules> {
    let mut dumps = Vec::new();
    for input in inputs {
        if let Some(walked) = &input.walked {
            dumps.push((input, stored(input, walked, &rules)?));
        }
    }
    let of_dumps = Under::new(dumps.iter().map(|(_, dir)| dir.clone()).collect());
    // Records of inputs that say nothing of themselves must lie there too.
    if rules.under().is_whole() {
        return Ok(rules.of_walk(of_dumps));
    }
    for (input, dir) in &dumps {
        if let Some(wider) = rules.under().dirs().iter().find(|under| dir != *under && lies_in(dir, under)) {
            return Err(narrower(input, dir, wider));
        }
    }
    // Where all of them say what they are of, each folder of `--under` must be in one.
    if dumps.len() == inputs.len() {
        for under in rules.under().dirs() {
            if !of_dumps.holds(under) {
                let message = format!(
                    "no input is a walk of {}, which --under names: all of them say which folders they are of",
                    Dir::of(under).path
                );
                return Err(Error::usage(message));
            }
        }
    }
    Ok(rules)
}

/// The folder that a dump is of, as the share has it; `/` where that is above the share's root.
fn stored(input: &InputIdentity, walked: &[u8], rules: &PathRules) -> Result<Vec<u8>> {
    let mut dir = Vec::new();
    match rules.dir_of_share(walked, &mut dir) {
        Ok(()) => return Ok(dir),
        // What was normalised before the root was looked for stands in it.
        Err(PathError::OutsideRoot) if lies_in(rules.root(), &dir) => return Ok(b"/".to_vec()),
        Err(_) => {}
    }
    let (name, walked) = (&input.name, String::from_utf8_lossy(walked));
    let message = format!(
        "{name} is a walk of {walked}, which lies outside the share's root: what it lacks is no evidence of anything in the share; \
         leave it out, or load it into another share"
    );
    Err(Error::usage(message).in_input(name))
}

fn narrower(input: &InputIdentity, dir: &[u8], wider: &[u8]) -> Error {
    let (name, dir, wider) = (&input.name, Dir::of(dir).path, Dir::of(wider).path);
    let message = format!(
        "{name} is a walk of {dir} alone, and --under says {wider}: what it lacks elsewhere is no evidence; leave --under out"
    );
    Error::usage(message).in_input(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dump::path::SourceType;

    fn input(walked: Option<&str>) -> InputIdentity {
        InputIdentity {
            name: "x".into(),
            fingerprint: None,
            size_bytes: None,
            modified: None,
            created: None,
            began: None,
            walked: walked.map(|dir| dir.as_bytes().to_vec()),
            has_marks: walked.is_some(),
        }
    }

    /// The folders of a walk of these, or why it is refused.
    fn under(dumps: &[Option<&str>], under: &[&str]) -> Result<Vec<String>, String> {
        let inputs: Vec<InputIdentity> = dumps.iter().map(|dump| input(*dump)).collect();
        let said = Under::new(under.iter().map(|dir| dir.as_bytes().to_vec()).collect());
        let rules = PathRules::new(SourceType::Posix, Some(b"/mnt/s")).unwrap().of_walk(said);
        let rules = of_walk(&inputs, rules).map_err(|error| error.line())?;
        Ok(rules.under().dirs().iter().map(|dir| String::from_utf8(dir.clone()).unwrap()).collect())
    }

    #[test]
    fn a_walk_is_of_what_its_dumps_say_and_of_no_more() {
        let (p, sub, whole, above) = (Some("/mnt/s/p"), Some("/mnt/s/p/sub"), Some("/mnt/s"), Some("/mnt"));
        let dirs = |dirs: &[&str]| Ok(dirs.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(under(&[p], &[]), dirs(&["/p"]));
        assert_eq!(under(&[p, Some("/mnt/s/q")], &[]), dirs(&["/p", "/q"]));
        // An input that says nothing of itself makes it no larger.
        assert_eq!(under(&[p, None], &[]), dirs(&["/p"]));
        assert_eq!(under(&[None, None], &[]), dirs(&[]));
        for all in [&[whole][..], &[above], &[p, whole], &[above, None]] {
            assert_eq!(under(all, &[]), dirs(&[]), "{all:?}");
        }
        assert_eq!(under(&[None], &["/p"]), dirs(&["/p"]));
        assert_eq!(under(&[whole], &["/p"]), dirs(&["/p"]));
        assert_eq!(under(&[p], &["/p/sub"]), dirs(&["/p/sub"]));
        assert_eq!(under(&[p, None], &["/p", "/q"]), dirs(&["/p", "/q"]));
        for (dumps, said, expected) in [
            (&[Some("/mnt/other")][..], &[][..], "outside the share's root"),
            (&[p, Some("/elsewhere")], &[], "outside the share's root"),
            (&[sub], &["/p"], "is a walk of /p/sub alone, and --under says /p"),
            (&[sub, None], &["/p"], "is a walk of /p/sub alone"),
            (&[p], &["/p", "/q"], "no input is a walk of /q"),
        ] {
            let told = under(dumps, said).unwrap_err();
            assert!(told.contains(expected), "{told}");
        }
    }
}
