//! Exports of ncdu and gdu, which are one nested JSON array, as lines: each item with the folder that it lies in. Formats read lines,
//! since those can be cut into chunks and parsed apart from each other.
//!
//! ```text
//! [1,2,{"progname":"ncdu","timestamp":1700000000},
//! [{"name":"/data","dev":64768},
//! {"name":"a","asize":5},
//! [{"name":"empty"}]]]
//! ```
//!
//! becomes, with a tab between kind, device, folder and item:
//!
//! ```text
//! [1,2,{"progname":"ncdu","timestamp":1700000000},
//! folder  64768  /data        {"name":"/data","dev":64768}
//! item    64768  /data        {"name":"a","asize":5}
//! empty   64768  /data/empty  {"name":"empty"}
//! ]
//! ```
//!
//! Items stand there as they were, escapes included, but for white space; folders are made of escaped names. The last line is
//! written when the outermost array is closed: one that is not was cut off. <https://dev.yorhel.nl/ncdu/jsonfmt> has the format.

use super::json::{Json, Object};
use std::io::{self, Read};

/// So much tells such an export from all else.
const START_BYTES: u64 = 64;

/// What stands before the root must fit into what is looked at to find out what an input is.
const MAX_PRELUDE_BYTES: usize = 16 << 10;

/// An escaped path. The longest of Windows has 32,767 characters; a deeper tree is none of a file system.
const MAX_PATH_BYTES: usize = 256 << 10;

/// Lines are made until there are so many bytes of them.
const OUT_BYTES: usize = 64 << 10;

/// The same text, or the lines of the tree that it is.
pub fn flatten(mut reader: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    let mut start = Vec::with_capacity(START_BYTES as usize);
    reader.by_ref().take(START_BYTES).read_to_end(&mut start)?;
    let is_tree = begins_tree(&start);
    let whole = Box::new(io::Cursor::new(start).chain(reader));
    Ok(if is_tree { Box::new(Tree::new(whole)) } else { whole })
}

/// `[1,2,{`: major version, any minor one, what is said of the program.
fn begins_tree(start: &[u8]) -> bool {
    let mut text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    for part in [&b"["[..], b"1", b",", b"0-9", b",", b"{"] {
        let length = match part {
            b"0-9" => text.iter().take_while(|byte| byte.is_ascii_digit()).count(),
            _ => usize::from(text.starts_with(part)),
        };
        if length == 0 {
            return false;
        }
        text = text[length..].trim_ascii_start();
    }
    true
}

/// What comes next.
enum Next {
    Prelude,
    Root,
    Item,
    /// What follows the object of a folder: its items, or its end.
    InFolder,
    AfterItem,
    End,
}

/// A folder that is not closed yet.
struct Folder {
    /// How long its path is.
    path_bytes: usize,
    /// The digits of its device; empty where it is not known.
    device: Vec<u8>,
}

/// Reads the lines of a tree. What is held of it is the path of the folder that is being read.
struct Tree<R> {
    json: Json<R>,
    next: Next,
    at_end: bool,
    object: Object,
    folders: Vec<Folder>,
    path: Vec<u8>,
    out: Vec<u8>,
    given: usize,
}

impl<R: Read> Tree<R> {
    fn new(reader: R) -> Tree<R> {
        Tree {
            json: Json::new(reader),
            next: Next::Prelude,
            at_end: false,
            object: Object::default(),
            folders: Vec::new(),
            path: Vec::new(),
            out: Vec::new(),
            given: 0,
        }
    }

    /// Takes one piece of the input; None where it ends.
    fn step(&mut self) -> io::Result<Option<()>> {
        let Some(byte) = self.json.token()? else { return Ok(None) };
        self.next = match (&self.next, byte) {
            (Next::Prelude, b'[') => return self.prelude(),
            (Next::Root | Next::Item, b'[') => match self.json.token()? {
                Some(b'{') => return self.folder(),
                Some(_) => return Err(self.json.refusal("a folder does not begin with what is known of it")),
                None => return Ok(None),
            },
            (Next::Item, b'{') => return self.item(),
            (Next::InFolder, b',') => {
                self.folder_line(b"folder");
                Next::Item
            }
            (Next::InFolder, b']') => {
                self.folder_line(b"empty");
                self.leave()
            }
            (Next::AfterItem, b',') if !self.folders.is_empty() => Next::Item,
            (Next::AfterItem, b']') if !self.folders.is_empty() => self.leave(),
            (Next::AfterItem, b']') => {
                self.out.extend_from_slice(b"]\n");
                Next::End
            }
            (Next::End, _) => return Err(self.json.refusal("something follows the end of the list")),
            _ => return Err(self.json.refusal("the list goes on otherwise than its program writes it")),
        };
        Ok(Some(()))
    }

    /// The versions and what is said of the program, as one line.
    fn prelude(&mut self) -> io::Result<Option<()>> {
        let mut line = b"[".to_vec();
        loop {
            match self.json.token()? {
                Some(b'{') => break,
                Some(byte @ (b'0'..=b'9' | b',')) if line.len() < START_BYTES as usize => line.push(byte),
                Some(_) => return Err(self.json.refusal("there is no version before the program's name")),
                None => return Ok(None),
            }
        }
        if self.json.object(&mut self.object)?.is_none() {
            return Ok(None);
        }
        line.extend_from_slice(&self.object.text);
        match self.json.token()? {
            Some(b',') if line.len() < MAX_PRELUDE_BYTES => {}
            Some(_) => return Err(self.json.refusal("no list follows the program's name")),
            None => return Ok(None),
        }
        self.out.extend_from_slice(&line);
        self.out.extend_from_slice(b",\n");
        self.next = Next::Root;
        Ok(Some(()))
    }

    /// Enters a folder.
    fn folder(&mut self) -> io::Result<Option<()>> {
        if self.json.object(&mut self.object)?.is_none() {
            return Ok(None);
        }
        let name = self.object.name().ok_or_else(|| self.json.refusal("a folder has no name"))?;
        let is_root = self.folders.is_empty();
        // The root has a path; any other name with a slash would make folders that are not there.
        if !is_root && (memchr::memchr(b'/', name).is_some() || has_escaped_slash(name)) {
            return Err(self.json.refusal("the name of a folder has a slash"));
        }
        push_name(&mut self.path, name, is_root);
        if self.path.len() > MAX_PATH_BYTES {
            return Err(self.json.refusal("a path is longer than any file system has"));
        }
        let device = self.device()?;
        self.folders.push(Folder { path_bytes: self.path.len(), device });
        self.next = Next::InFolder;
        Ok(Some(()))
    }

    /// The device of the item that was read: its own, or its folder's.
    fn device(&self) -> io::Result<Vec<u8>> {
        match self.object.device() {
            Some(device) if device.len() <= 20 && device.iter().all(u8::is_ascii_digit) => {
                Ok(device.to_vec())
            }
            Some(_) => Err(self.json.refusal("dev is no number")),
            None => Ok(self.folders.last().map_or_else(Vec::new, |folder| folder.device.clone())),
        }
    }

    fn item(&mut self) -> io::Result<Option<()>> {
        if self.json.object(&mut self.object)?.is_none() {
            return Ok(None);
        }
        let device = self.device()?;
        line(&mut self.out, b"item", &device, &self.path, &self.object.text);
        self.next = Next::AfterItem;
        Ok(Some(()))
    }

    /// The line of the folder that was entered last. Nothing was read since.
    fn folder_line(&mut self, kind: &[u8]) {
        let device = self.folders.last().map_or(&b""[..], |folder| &folder.device);
        line(&mut self.out, kind, device, &self.path, &self.object.text);
    }

    fn leave(&mut self) -> Next {
        self.folders.pop();
        self.path.truncate(self.folders.last().map_or(0, |folder| folder.path_bytes));
        Next::AfterItem
    }
}

fn line(out: &mut Vec<u8>, kind: &[u8], device: &[u8], path: &[u8], item: &[u8]) {
    for (field, end) in [(kind, b'\t'), (device, b'\t'), (path, b'\t'), (item, b'\n')] {
        out.extend_from_slice(field);
        out.push(end);
    }
}

fn push_name(path: &mut Vec<u8>, name: &[u8], is_root: bool) {
    if !is_root && !path.ends_with(b"/") {
        path.push(b'/');
    }
    path.extend_from_slice(name);
}

fn has_escaped_slash(name: &[u8]) -> bool {
    name.windows(6).any(|escape| escape.eq_ignore_ascii_case(br"\u002f"))
}

impl<R: Read> Read for Tree<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.out.len() {
            self.out.clear();
            self.given = 0;
            while !self.at_end && self.out.len() < OUT_BYTES {
                self.at_end = self.step()?.is_none();
            }
        }
        let given = buffer.len().min(self.out.len() - self.given);
        buffer[..given].copy_from_slice(&self.out[self.given..self.given + given]);
        self.given += given;
        Ok(given)
    }
}

#[cfg(test)]
#[path = "tree_tests.rs"]
mod tests;
