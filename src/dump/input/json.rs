//! Takes JSON apart as far as [`super::tree`] needs it: brackets, commas, and whole objects. Values are not looked at.

use std::io::{self, Read};

/// The longest name has 255 characters of at most six bytes each, and what else is known of an item is short.
const MAX_OBJECT_BYTES: usize = 64 << 10;

const BUFFER_BYTES: usize = 64 << 10;

/// Reads JSON from its beginning.
pub(super) struct Json<R> {
    reader: R,
    buffer: Vec<u8>,
    at: usize,
    /// Bytes before the buffer.
    before: u64,
    /// Line ends that were passed.
    lines: u64,
}

/// An object as it stands there, without white space between its parts.
#[derive(Default)]
pub(super) struct Object {
    pub(super) text: Vec<u8>,
    name: Option<(usize, usize)>,
    device: Option<(usize, usize)>,
}

impl Object {
    /// The name as it stands there, between its quotes; None where it is missing or empty.
    pub(super) fn name(&self) -> Option<&[u8]> {
        let (start, end) = self.name?;
        self.text[start..end].strip_prefix(b"\"")?.strip_suffix(b"\"").filter(|name| !name.is_empty())
    }

    /// The value of `dev`.
    pub(super) fn device(&self) -> Option<&[u8]> {
        self.device.map(|(start, end)| &self.text[start..end])
    }

    fn clear(&mut self) {
        self.text.clear();
        (self.name, self.device) = (None, None);
    }

    /// The value of a key stands there.
    fn note(&mut self, key: (usize, usize), value: (usize, usize)) {
        match &self.text[key.0..key.1] {
            b"\"name\"" => self.name = Some(value),
            b"\"dev\"" => self.device = Some(value),
            _ => {}
        }
    }
}

impl<R: Read> Json<R> {
    pub(super) fn new(reader: R) -> Json<R> {
        Json { reader, buffer: Vec::with_capacity(BUFFER_BYTES), at: 0, before: 0, lines: 0 }
    }

    /// What is wrong, and where.
    pub(super) fn refusal(&self, what: &str) -> io::Error {
        let (line, byte) = (self.lines + 1, self.before + self.at as u64);
        let said = format!(
            "{what}, in line {line} before byte {byte}: it is damaged JSON, or not what ncdu or gdu writes"
        );
        io::Error::new(io::ErrorKind::InvalidData, said)
    }

    /// What is read and not taken yet; empty at the end.
    fn ahead(&mut self) -> io::Result<&[u8]> {
        if self.at == self.buffer.len() {
            self.before += self.at as u64;
            self.at = 0;
            self.buffer.clear();
            self.reader.by_ref().take(BUFFER_BYTES as u64).read_to_end(&mut self.buffer)?;
            if self.before == 0 && self.buffer.starts_with(b"\xEF\xBB\xBF") {
                self.at = 3;
            }
        }
        Ok(&self.buffer[self.at..])
    }

    /// The next byte that is no white space; None at the end.
    pub(super) fn token(&mut self) -> io::Result<Option<u8>> {
        loop {
            let Some(&byte) = self.ahead()?.first() else { return Ok(None) };
            self.at += 1;
            match byte {
                b'\n' => self.lines += 1,
                b' ' | b'\t' | b'\r' => {}
                _ => return Ok(Some(byte)),
            }
        }
    }

    /// The object whose opening brace was taken; None where the input ends within it.
    pub(super) fn object(&mut self, object: &mut Object) -> io::Result<Option<()>> {
        object.clear();
        object.text.push(b'{');
        loop {
            let Some(byte) = self.token()? else { return Ok(None) };
            let is_empty = object.text.len() == 1;
            match byte {
                b'}' if is_empty => {
                    object.text.push(b'}');
                    return Ok(Some(()));
                }
                b'"' => {}
                _ => return Err(self.refusal("an item has something else than a name and its value")),
            }
            let key = object.text.len();
            if self.string(&mut object.text)?.is_none() {
                return Ok(None);
            }
            let key = (key, object.text.len());
            match self.token()? {
                Some(b':') => object.text.push(b':'),
                Some(_) => return Err(self.refusal("an item has a name without a value")),
                None => return Ok(None),
            }
            let start = object.text.len();
            let Some(end) = self.value(&mut object.text)? else { return Ok(None) };
            object.note(key, (start, object.text.len()));
            object.text.push(end);
            if end == b'}' {
                return Ok(Some(()));
            }
        }
    }

    /// Appends a value of an object, and gives back what ended it: a comma, or the closing brace.
    fn value(&mut self, text: &mut Vec<u8>) -> io::Result<Option<u8>> {
        let mut depth = 0usize;
        loop {
            let Some(byte) = self.token()? else { return Ok(None) };
            match byte {
                b'"' => {
                    if self.string(text)?.is_none() {
                        return Ok(None);
                    }
                    continue;
                }
                b',' | b'}' if depth == 0 => return Ok(Some(byte)),
                b']' if depth == 0 => return Err(self.refusal("an item is not closed")),
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            text.push(byte);
            self.check_length(text)?;
        }
    }

    /// Appends the string whose opening quote was taken.
    fn string(&mut self, text: &mut Vec<u8>) -> io::Result<Option<()>> {
        text.push(b'"');
        let mut is_escape = false;
        loop {
            let ahead = self.ahead()?;
            if ahead.is_empty() {
                return Ok(None);
            }
            let length = if is_escape {
                1
            } else {
                memchr::memchr2(b'"', b'\\', ahead).map_or(ahead.len(), |end| end + 1)
            };
            let part = &ahead[..length];
            let has_control = part.iter().any(|&byte| byte < b' ');
            let last = part[length - 1];
            text.extend_from_slice(part);
            if has_control {
                return Err(self.refusal("a string has a line end or another control character"));
            }
            self.at += length;
            self.check_length(text)?;
            match last {
                b'"' if !is_escape => return Ok(Some(())),
                last => is_escape = last == b'\\' && !is_escape,
            }
        }
    }

    fn check_length(&self, text: &[u8]) -> io::Result<()> {
        if text.len() <= MAX_OBJECT_BYTES {
            return Ok(());
        }
        Err(self.refusal("an item is longer than any that is known"))
    }
}
