//! As much of PostgreSQL's protocol as it takes to see a message begin and end.
//! <https://www.postgresql.org/docs/current/protocol-message-formats.html>

use std::io::{self, Read};

/// One message of a client, as it came.
pub(super) struct Message {
    pub(super) bytes: Vec<u8>,
    /// 0 for the first message of a connection, which has no type.
    kind: u8,
}

impl Message {
    /// The first message of a connection, or a later one.
    pub(super) fn read(from: &mut impl Read, first: bool) -> io::Result<Message> {
        let mut bytes = vec![0; if first { 4 } else { 5 }];
        from.read_exact(&mut bytes)?;
        let kind = if first { 0 } else { bytes[0] };
        let length = u32::from_be_bytes(bytes[bytes.len() - 4..].try_into().unwrap());
        let head = bytes.len();
        // The length counts itself, and not the type.
        bytes.resize(head - 4 + length as usize, 0);
        from.read_exact(&mut bytes[head..])?;
        Ok(Message { bytes, kind })
    }

    pub(super) fn is_copy_data(&self) -> bool {
        self.kind == b'd'
    }

    pub(super) fn is_begin(&self) -> bool {
        self.begins_with("begin") || self.begins_with("start transaction")
    }

    pub(super) fn is_commit(&self) -> bool {
        self.begins_with("commit")
    }

    pub(super) fn is_rollback(&self) -> bool {
        self.begins_with("rollback") && !self.begins_with("rollback to")
    }

    /// A simple query, or the parsing of one, that begins so.
    fn begins_with(&self, words: &str) -> bool {
        let text = match self.kind {
            b'Q' => &self.bytes[5..],
            b'P' => self.bytes[5..].splitn(2, |&byte| byte == 0).nth(1).unwrap_or_default(),
            _ => return false,
        };
        text.get(..words.len()).is_some_and(|text| text.eq_ignore_ascii_case(words.as_bytes()))
    }
}
