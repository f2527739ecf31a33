//! The column `kind` of a CSV: is a record a file's or a folder's? One table of words; a word that is not in it is
//! rejected, because a folder that is loaded as a file is as wrong as a file that is left out.

use super::fields::{attributes, integer, is_folder};
use super::head::Head;
use super::reject::Reject;
use crate::dump::input::Dialect;
use std::ops::ControlFlow;

/// What programs write for a folder, in lower case.
const FOLDERS: &[&str] = &[
    "d",
    "dir",
    "directory",
    "folder",
    "file folder",
    "<dir>",
    "<junction>",
    "<symlinkd>",
    "container",
    "psiscontainer",
    "hdi_isfolder",
    "hdi_isfolder=true",
    "inode/directory",
    "httpd/unix-directory",
    "application/x-directory",
    "true",
    "yes",
    // As Windows shows the type of a folder elsewhere.
    "ordner",
    "dateiordner",
    "verzeichnis",
    "dossier",
    "dossier de fichiers",
    "répertoire",
    "carpeta",
    "carpeta de archivos",
    "directorio",
    "cartella",
    "cartella di file",
    "pasta",
    "pasta de arquivos",
    "pasta de ficheiros",
    "map",
    "bestandsmap",
    "mappe",
    "filmappe",
    "mapp",
    "filmapp",
    "kansio",
    "folder plików",
    "složka souborů",
    "папка",
    "папка с файлами",
    "文件夹",
    "檔案資料夾",
    "资料夹",
    "資料夾",
    "フォルダー",
    "フォルダ",
    "ファイル フォルダー",
    "폴더",
    "파일 폴더",
];

/// What programs write for anything else, links among them, in lower case.
const FILES: &[&str] = &[
    "f",
    "-",
    "file",
    "reg",
    "regular",
    "regular file",
    "regular empty file",
    "data",
    "document",
    "l",
    "link",
    "symlink",
    "symbolic link",
    "<symlink>",
    "b",
    "block special file",
    "c",
    "character special file",
    "p",
    "fifo",
    "s",
    "socket",
    "blob",
    "blockblob",
    "appendblob",
    "pageblob",
    "object",
    "leaf",
    "hdi_isfolder=false",
    "false",
    "no",
    "datei",
    "fichier",
    "archivo",
    "fichero",
    "arquivo",
    "ficheiro",
    "bestand",
    "fil",
    "tiedosto",
    "plik",
    "soubor",
    "файл",
    "文件",
    "檔案",
    "ファイル",
    "파일",
];

/// What the first part of a media type is, for files.
const MEDIA: [&str; 11] = [
    "application/",
    "audio/",
    "chemical/",
    "font/",
    "image/",
    "inode/",
    "message/",
    "model/",
    "multipart/",
    "text/",
    "video/",
];

/// A column that says what each record is.
pub(super) struct KindColumn {
    column: usize,
    name: String,
    numbers: Numbers,
    /// `--folder-words`, in lower case: then every other word is a file's.
    folder_words: Option<Vec<String>>,
}

/// What numbers in the column mean. `1` is a folder by the one, and a read-only file by the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbers {
    ZeroOrOne,
    Attributes,
}

impl KindColumn {
    /// The column of this name, whose first records, from `from` on, tell what its numbers are.
    pub(super) fn new(
        (column, name): (usize, &str),
        folder_words: Option<&[String]>,
        (head, from, dialect): (&Head<'_>, usize, Dialect),
    ) -> KindColumn {
        let mut numbers = Numbers::ZeroOrOne;
        head.for_each_record(from, dialect, |fields| {
            let Ok(fields) = fields else { return ControlFlow::Continue(false) };
            if attributes(fields.get(column).trim_ascii()).is_some_and(|number| !matches!(number, 0 | 1)) {
                numbers = Numbers::Attributes;
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(true)
        });
        if name.to_lowercase().contains("attr") {
            numbers = Numbers::Attributes;
        }
        let folder_words = folder_words.map(|words| words.iter().map(|word| word.to_lowercase()).collect());
        KindColumn { column, name: name.to_string(), numbers, folder_words }
    }

    /// Its position.
    pub(super) fn column(&self) -> usize {
        self.column
    }

    /// Whether this word is a folder's. A column that says nothing of a record leaves it a file.
    pub(super) fn is_folder(&self, word: &[u8]) -> Result<bool, Reject> {
        let word = word.trim_ascii();
        if let Some(folders) = &self.folder_words {
            return Ok(folders.iter().any(|folder| is_word(word, folder)));
        }
        if word.is_empty() {
            return Ok(false);
        }
        let by_number = || match self.numbers {
            // Letters such as RHSD, too.
            Numbers::Attributes => is_folder(&self.name, word).ok().filter(|_| has_meaning(word)),
            Numbers::ZeroOrOne => integer(word).and_then(zero_or_one),
        };
        by_word(word).or_else(|| by_mode(word)).or_else(by_number).ok_or_else(|| {
            Reject::of_value(format!("{} does not tell files from folders", self.name))
                .advising("say with --folder-words what stands there for folders; all else is then a file")
                .showing(word)
        })
    }
}

fn zero_or_one(number: i64) -> Option<bool> {
    [false, true].into_iter().find(|&yes| i64::from(yes) == number)
}

/// Windows sets no bits without a meaning, and "normal" beside no other. A Unix mode in decimal is told by that.
fn has_meaning(word: &[u8]) -> bool {
    const NO_MEANING: i64 = 0x48;
    const NORMAL: i64 = 0x80;
    attributes(word).is_none_or(|bits| {
        (0..1 << 32).contains(&bits) && bits & NO_MEANING == 0 && (bits & NORMAL == 0 || bits == NORMAL)
    })
}

fn by_word(word: &[u8]) -> Option<bool> {
    let is_in = |words: &[&str]| words.iter().any(|known| is_word(word, known));
    let is_media = |kind: &str| word.get(..kind.len()).is_some_and(|start| is_word(start, kind));
    if is_in(FOLDERS) {
        Some(true)
    } else if is_in(FILES) || MEDIA.into_iter().any(is_media) {
        Some(false)
    } else {
        None
    }
}

/// The same word but for its case; `known` is in lower case.
fn is_word(word: &[u8], known: &str) -> bool {
    word.eq_ignore_ascii_case(known.as_bytes())
        || (!known.is_ascii() && std::str::from_utf8(word).is_ok_and(|word| word.to_lowercase() == known))
}

/// `drwxr-xr-x` of Unix, maybe with `.`, `+` or `@` after it, `0040755`, and `d-----` of PowerShell.
fn by_mode(word: &[u8]) -> Option<bool> {
    if let [b'0', digits @ ..] = word
        && digits.len() >= 5
        && let Ok(text) = std::str::from_utf8(digits)
        && let Ok(mode) = u32::from_str_radix(text, 8)
    {
        return Some(mode & 0o170_000 == 0o040_000);
    }
    let (kind, rest) = word.split_first()?;
    let of_unix = |rest: &[u8]| {
        rest.len() >= 9
            && rest[..9].iter().all(|byte| b"-rwxsStT".contains(byte))
            && matches!(rest[9..], [] | [b'.' | b'+' | b'@'])
    };
    let of_powershell = |rest: &[u8]| {
        matches!(rest.len(), 4 | 5)
            && rest.iter().zip(b"arhsl").all(|(byte, flag)| byte == flag || *byte == b'-')
    };
    let is_mode =
        (b"dlbcps-".contains(kind) && of_unix(rest)) || (b"dl-".contains(kind) && of_powershell(rest));
    is_mode.then_some(*kind == b'd')
}

#[cfg(test)]
#[path = "kind_column_tests.rs"]
mod tests;
