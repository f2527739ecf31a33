use super::*;

/// The column `name` of a dump that begins with these words in it.
fn column(name: &str, words: &str, folder_words: Option<&[String]>) -> KindColumn {
    KindColumn::new((0, name), folder_words, (&Head::new(words.as_bytes(), true), 0, Dialect::CSV))
}

fn is(word: &str) -> Option<bool> {
    column("kind", word, None).is_folder(word.as_bytes()).ok()
}

#[test]
fn words_of_folders() {
    for word in [
        "d",
        "DIR",
        "Directory",
        "folder",
        "drwxr-xr-x",
        "drwxr-xr-x+",
        "d-----",
        "da---l",
        "d-r--",
        "0040755",
        "True",
        "1",
        "16",
        "0x10",
        "8208",
        "<DIR>",
        "File folder",
        "Ordner",
        "ORDNER",
        "Папка",
        "inode/directory",
        "hdi_isfolder",
        " dir ",
    ] {
        assert_eq!(is(word), Some(true), "{word}");
    }
}

#[test]
fn words_of_files() {
    for word in [
        "f",
        "-",
        "File",
        "Datei",
        "data",
        "document",
        "l",
        "-rw-r--r--.",
        "-a----",
        "-a---",
        "0100644",
        "False",
        "0",
        "32",
        "0x20",
        "8224",
        "regular file",
        "text/plain",
        "inode/x-empty",
        "BlockBlob",
        "",
    ] {
        assert_eq!(is(word), Some(false), "{word}");
    }
}

#[test]
fn unknown_words_are_neither() {
    // 16877 and 33188 are modes in decimal: as attributes they would be nonsense.
    for word in ["x", "deleted", "DOC", "Textdokument", "dr", "16877", "33188", "1.0", "-1", "drwx"] {
        assert_eq!(is(word), None, "{word}");
    }
    let reject = column("Type", "", None).is_folder(b"Textdokument").unwrap_err();
    assert!(reject.to_string().contains("--folder-words") && !reject.needs_flag, "{reject}");
}

#[test]
fn one_is_yes_or_read_only() {
    assert_eq!(column("is_dir", "0\n1\n", None).is_folder(b"1"), Ok(true));
    assert!(column("is_dir", "0\n1\n", None).is_folder(b"16").is_err());
    assert_eq!(column("flags", "32\n1\n", None).is_folder(b"1"), Ok(false));
    assert_eq!(column("Attributes", "1\n", None).is_folder(b"1"), Ok(false));
    assert_eq!(column("Attributes", "RA\n", None).is_folder(b"HSD"), Ok(true));
}

#[test]
fn folder_words_that_somebody_names_are_the_only_ones() {
    let words = ["Mappa".to_string(), "Élément".to_string()];
    let column = column("Type", "", Some(&words));
    for (word, expected) in
        [("mappa", true), ("ÉLÉMENT", true), ("Textdokument", false), ("d", false), ("", false)]
    {
        assert_eq!(column.is_folder(word.as_bytes()), Ok(expected), "{word}");
    }
}
