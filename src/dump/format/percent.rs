//! Bytes that are written as `%` and two hexadecimal digits, as in URLs.

/// Appends `text` without its escapes to `out`; None where a `%` begins none. In a form's encoding a `+` is a space.
pub(super) fn decode(text: &[u8], plus_is_space: bool, out: &mut Vec<u8>) -> Option<()> {
    let from = out.len();
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'%', rest) {
        let &[high, low] = rest.get(at + 1..at + 3)? else { return None };
        out.extend_from_slice(&rest[..at]);
        out.push(digit(high)? << 4 | digit(low)?);
        rest = &rest[at + 3..];
    }
    out.extend_from_slice(rest);
    if plus_is_space && memchr::memchr(b'+', text).is_some() {
        out.truncate(from);
        return decode_form(text, out);
    }
    Some(())
}

/// The same, with `+` for a space; `%2B` is the plus.
fn decode_form(text: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let mut words = text.split(|&byte| byte == b'+');
    decode(words.next()?, false, out)?;
    for word in words {
        out.push(b' ');
        decode(word, false, out)?;
    }
    Some(())
}

fn digit(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str, plus_is_space: bool) -> Option<String> {
        let mut out = b"before ".to_vec();
        decode(text.as_bytes(), plus_is_space, &mut out)?;
        Some(String::from_utf8_lossy(out.strip_prefix(b"before ")?).into_owned())
    }

    #[test]
    fn escapes_are_undone() {
        for (text, plain, form) in [
            ("", "", ""),
            ("a/b.txt", "a/b.txt", "a/b.txt"),
            ("a%20b%2Bc", "a b+c", "a b+c"),
            ("a+b%2bc+", "a+b+c+", "a b+c "),
            ("caf%C3%A9%00", "café\0", "café\0"),
            ("%2525", "%25", "%25"),
        ] {
            assert_eq!(decoded(text, false).as_deref(), Some(plain), "{text}");
            assert_eq!(decoded(text, true).as_deref(), Some(form), "{text}");
        }
        for bad in ["%", "a%2", "%zz", "%+1", "100%", "% 1", "a+%2"] {
            assert_eq!((decoded(bad, false), decoded(bad, true)), (None, None), "{bad}");
        }
    }
}
