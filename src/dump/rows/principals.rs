//! The distinct owners and groups of a chunk: each is written out and kept once.

use crate::dump::format::{Principal, Reject};
use crate::dump::path::to_text;
use hashbrown::HashMap;

/// A principal is the key of a dictionary, and an entry of a B-tree holds 2,704 bytes. A SID has 184 at most, a name of
/// Windows with its domain 2,048 when each character takes four.
const MAX_PRINCIPAL_BYTES: usize = 2_600;

/// Owners and groups as they stand in the input -> places in a list of distinct texts.
#[derive(Debug, Default)]
pub(super) struct PrincipalInterner {
    texts: Vec<String>,
    by_text: HashMap<String, u32>,
    /// Numbers of users and of groups, which then need not be written out for each row.
    by_number: [HashMap<u32, u32>; 2],
    /// The last ones: the files of a folder mostly belong to one.
    last: [Option<(u32, u32)>; 2],
}

impl PrincipalInterner {
    /// The place of this principal in [`PrincipalInterner::into_texts`]. An empty one is unknown.
    pub(super) fn place(
        &mut self,
        column: &str,
        principal: Option<Principal<'_>>,
    ) -> Result<Option<u32>, Reject> {
        let (kind, number) = match principal {
            None | Some(Principal::Named(b"")) => return Ok(None),
            Some(Principal::Named(name)) => return self.place_of(column, name).map(Some),
            Some(Principal::User(number)) => (0, number),
            Some(Principal::Group(number)) => (1, number),
        };
        if let Some((last, place)) = self.last[kind]
            && last == number
        {
            return Ok(Some(place));
        }
        let place = match self.by_number[kind].get(&number) {
            Some(place) => *place,
            None => {
                let bytes = principal.map(Principal::bytes).unwrap_or_default();
                let place = self.place_of(column, &bytes)?;
                self.by_number[kind].insert(number, place);
                place
            }
        };
        self.last[kind] = Some((number, place));
        Ok(Some(place))
    }

    /// The text at a place.
    pub(super) fn text(&self, place: u32) -> &str {
        &self.texts[place as usize]
    }

    /// The distinct principals, in the order in which they were first met.
    pub(super) fn into_texts(self) -> Vec<String> {
        self.texts
    }

    fn place_of(&mut self, column: &str, bytes: &[u8]) -> Result<u32, Reject> {
        let text = to_text(bytes).text;
        if let Some(place) = self.by_text.get(text.as_ref()) {
            return Ok(*place);
        }
        if text.len() > MAX_PRINCIPAL_BYTES {
            return Err(Reject::of_value(format!("the {column} is longer than {MAX_PRINCIPAL_BYTES} bytes")));
        }
        let place = self.texts.len() as u32;
        self.texts.push(text.to_string());
        self.by_text.insert(text.into_owned(), place);
        Ok(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_principal_has_one_place() {
        let mut principals = PrincipalInterner::default();
        let found = [
            Some(Principal::User(1000)),
            Some(Principal::Group(1000)),
            Some(Principal::Named(b"uid:1000")),
            Some(Principal::Named(b"caf\xE9")),
            Some(Principal::Named(b"")),
            None,
            Some(Principal::User(1000)),
        ]
        .map(|principal| principals.place("owner", principal));
        assert_eq!(found, [Some(0), Some(1), Some(0), Some(2), None, None, Some(0)].map(Ok));
        assert_eq!(principals.text(1), "gid:1000");
        assert_eq!(principals.into_texts(), ["uid:1000", "gid:1000", "caf\u{FFFD}E9"]);
    }

    #[test]
    fn what_no_dictionary_holds_is_refused() {
        let long = [b'x'; MAX_PRINCIPAL_BYTES + 1];
        assert!(PrincipalInterner::default().place("group", Some(Principal::Named(&long))).is_err());
    }
}
