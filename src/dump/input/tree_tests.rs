use super::*;
use proptest::prelude::*;

const EXPORT: &str = concat!(
    "[1,2,{\"progname\":\"ncdu\",\"timestamp\":1700000000},\n",
    "[{\"name\":\"/da\\\"ta\",\"dev\":7},\n",
    "{\"name\":\"a \\n\",\"asize\":5},\n",
    "[{\"name\":\"sub\",\"dev\":8, \"x\": [1, {\"y\": \"]}\"}]},\n",
    "{\"name\":\"b\"},\n",
    "[{\"name\":\"empty\"}],\n",
    "{\"name\":\"c\",\"excluded\":\"pattern\"}],\n",
    "{\"name\":\"d\",\"dev\":9,\"read_error\":true}]]\n",
);

const LINES: &str = concat!(
    "[1,2,{\"progname\":\"ncdu\",\"timestamp\":1700000000},\n",
    "folder\t7\t/da\\\"ta\t{\"name\":\"/da\\\"ta\",\"dev\":7}\n",
    "item\t7\t/da\\\"ta\t{\"name\":\"a \\n\",\"asize\":5}\n",
    "folder\t8\t/da\\\"ta/sub\t{\"name\":\"sub\",\"dev\":8,\"x\":[1,{\"y\":\"]}\"}]}\n",
    "item\t8\t/da\\\"ta/sub\t{\"name\":\"b\"}\n",
    "empty\t8\t/da\\\"ta/sub/empty\t{\"name\":\"empty\"}\n",
    "item\t8\t/da\\\"ta/sub\t{\"name\":\"c\",\"excluded\":\"pattern\"}\n",
    "item\t9\t/da\\\"ta\t{\"name\":\"d\",\"dev\":9,\"read_error\":true}\n",
    "]\n",
);

struct Pieces<'p>(&'p [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(self.1).min(self.0.len());
        let (given, rest) = self.0.split_at(length);
        buffer[..length].copy_from_slice(given);
        self.0 = rest;
        Ok(length)
    }
}

fn lines(json: &[u8]) -> io::Result<String> {
    let mut text = Vec::new();
    flatten(Box::new(io::Cursor::new(json.to_vec())))?.read_to_end(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn refusal(json: &str) -> String {
    lines(json.as_bytes()).unwrap_err().to_string()
}

#[test]
fn a_tree_becomes_lines_whatever_the_reads() {
    assert_eq!(lines(EXPORT.as_bytes()).unwrap(), LINES);
    assert_eq!(lines(format!("\u{FEFF} {EXPORT}").as_bytes()).unwrap(), LINES);
    assert_eq!(lines(EXPORT.replace('\n', "").as_bytes()).unwrap(), LINES);
    for step in 1..40 {
        let mut text = String::new();
        Tree::new(Pieces(EXPORT.as_bytes(), step)).read_to_string(&mut text).unwrap();
        assert_eq!(text, LINES);
    }
}

#[test]
fn what_is_no_tree_passes() {
    for text in ["", "[", "[1,2", "[1,2,3]", "[2,0,{\"a\":1}]", "[{\"name\":1}]", "dir_path,name\n", "[1,x,{"]
    {
        assert_eq!(lines(text.as_bytes()).unwrap(), text);
    }
}

#[test]
fn a_tree_that_ends_early_has_no_last_line() {
    let whole = EXPORT.trim_end();
    assert_eq!(lines(whole.as_bytes()).unwrap(), LINES);
    for end in START_BYTES as usize..whole.len() {
        let found = lines(&whole.as_bytes()[..end]).unwrap();
        assert!(LINES.starts_with(&found) && !found.ends_with("]\n"), "{end}: {found}");
    }
}

#[test]
fn damage_is_refused_with_its_place() {
    let of = |list: &str| refusal(&format!("[1,2,{{\"progname\":\"ncdu\"}},\n[{{\"name\":\"/r\"}},\n{list}"));
    for (list, said) in [
        ("{\"name\":\"a\"}]]]", "something follows"),
        ("{\"name\":\"a\"}], {", "goes on otherwise"),
        ("{\"name\":\"a\"} {", "goes on otherwise"),
        ("{\"name\":\"a\"}}", "goes on otherwise"),
        ("[[", "does not begin with what is known"),
        ("[{\"asize\":1}]", "has no name"),
        ("[{\"name\":\"\"}]", "has no name"),
        ("[{\"name\":\"a/b\"}]", "has a slash"),
        (r#"[{"name":"a\u002Fb"}]"#, "has a slash"),
        ("{\"name\":\"a\nb\"}", "control character"),
        ("{\"name\":\"a\",{\"name\":\"b\"}", "something else than a name"),
        ("{\"name\" \"a\"}", "without a value"),
        ("{\"name\":\"a\"]", "is not closed"),
        ("{\"name\":\"a\",\"dev\":\"x\"}", "dev is no number"),
    ] {
        let found = of(list);
        assert!(found.contains(said) && found.contains("in line "), "{list}: {found}");
    }
    assert!(of("{\"name\":\"a\"},\n5").contains("in line 4 before byte "));
    assert!(refusal("[1,2,{\"progname\":\"ncdu\"} [").contains("no list follows"));
    assert!(refusal("[1,2,{\"progname\":\"ncdu\"},{").contains("goes on otherwise"));
}

#[test]
fn memory_is_bounded() {
    let deep = |folders: usize| {
        let names: String =
            (0..folders).map(|_| "[{\"name\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"},").collect();
        format!("[1,2,{{\"progname\":\"ncdu\"}},{names}")
    };
    assert!(lines(deep(2000).as_bytes()).is_ok());
    assert!(refusal(&deep(8300)).contains("longer than any file system"));
    let long = format!("[1,2,{{\"progname\":\"ncdu\"}},[{{\"name\":\"{}\"}}]]", "x".repeat(65 << 10));
    assert!(refusal(&long).contains("longer than any that is known"));
    let long = format!("[1,2,{{\"progname\":\"{}\"}},[{{\"name\":\"/\"}}]]", "x".repeat(17 << 10));
    assert!(refusal(&long).contains("no list follows"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(5000) })]

    /// One byte that is not what it was changes its item, or what lies in its folder; or the whole is refused, or lacks its end.
    #[test]
    fn a_damaged_byte_moves_no_other_item(
        at in EXPORT.find('\n').unwrap()..EXPORT.len(),
        byte in prop::sample::select(&b"{}[],:\"\\ \nxa1/"[..]),
        damage in 0..3,
    ) {
        let mut bytes = EXPORT.as_bytes().to_vec();
        match damage {
            0 => bytes.insert(at, byte),
            1 => bytes[at] = byte,
            _ => drop(bytes.remove(at)),
        }
        let Ok(found) = lines(&bytes) else { return Ok(()) };
        if !found.ends_with("]\n") {
            return Ok(());
        }
        let touched = EXPORT[..at].matches('\n').count();
        let touched: Vec<&str> = EXPORT.lines().skip(touched.saturating_sub(1)).take(2).collect();
        let is_touched = |text: &str| touched.iter().any(|line| line.contains(text));
        if is_touched("da\\\"ta") {
            return Ok(());
        }
        for line in LINES.lines().filter(|line| line.starts_with("item")) {
            let in_touched_folder = line.contains("/sub") && is_touched("\"sub\"");
            let item = line.rsplit('\t').next().unwrap();
            prop_assert!(in_touched_folder || is_touched(item) || found.contains(line), "{line}: {found}");
        }
    }
}
