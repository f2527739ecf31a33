//! `--map`: which column of a CSV is which field.

/// The fields that a column can be mapped to.
const FIELDS: [&str; 15] = [
    "path",
    "dir",
    "name",
    "size",
    "atime",
    "mtime",
    "ctime",
    "frn",
    "allocated",
    "device",
    "nlink",
    "owner",
    "group",
    "hash",
    "kind",
];

/// Fields and the columns that they are read from: header names, or numbers from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map(Vec<(&'static str, String)>);

impl Map {
    /// The column that a field is read from.
    pub(super) fn column(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, column)| column.as_str())
    }

    /// Without a header, columns have numbers.
    pub(super) fn require_numbers(&self) -> Result<(), String> {
        match self.pairs().find(|(_, column)| numbered(column).is_none()) {
            Some((field, column)) => {
                Err(format!("--map {field}={column}: with --no-header, columns are numbers from 1"))
            }
            None => Ok(()),
        }
    }

    /// All pairs.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(field, column)| (*field, column.as_str()))
    }
}

/// The position that a column's number names, from 0.
pub(super) fn numbered(column: &str) -> Option<usize> {
    column.parse::<usize>().ok()?.checked_sub(1)
}

impl std::str::FromStr for Map {
    type Err = String;

    fn from_str(text: &str) -> Result<Map, String> {
        let mut pairs: Vec<(&'static str, String)> = Vec::new();
        for pair in text.split(',') {
            let Some((field, column)) = pair.split_once('=') else {
                return Err(format!("expected field=column, not {pair:?}"));
            };
            let Some(field) = FIELDS.into_iter().find(|known| *known == field.trim()) else {
                return Err(format!("{field:?} is no field; the fields are {}", FIELDS.join(", ")));
            };
            if pairs.iter().any(|(before, _)| *before == field) {
                return Err(format!("{field} is mapped twice"));
            }
            pairs.push((field, column.trim().to_string()));
        }
        let map = Map(pairs);
        let has = |field: &str| map.column(field).is_some();
        match (has("path"), has("dir"), has("name"), has("size")) {
            (true, false, false, true) | (false, true, true, true) => Ok(map),
            (_, _, _, false) => Err("size must be mapped".into()),
            _ => Err("either path must be mapped, or dir and name".into()),
        }
    }
}

impl std::fmt::Display for Map {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let pairs: Vec<String> = self.pairs().map(|(field, column)| format!("{field}={column}")).collect();
        f.write_str(&pairs.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps() {
        let map: Map = "path=FullName, size=Length,atime=LastAccessTime".parse().unwrap();
        assert_eq!(map.column("size"), Some("Length"));
        assert_eq!(map.to_string(), "path=FullName,size=Length,atime=LastAccessTime");
        for (bad, why) in [
            ("path=a", "size must be mapped"),
            ("size=a", "either path"),
            ("path=a,name=b,size=c", "either path"),
            ("path=a,size=b,size=c", "twice"),
            ("path=a,size=b,colour=c", "is no field"),
            ("path", "field=column"),
        ] {
            assert!(bad.parse::<Map>().unwrap_err().contains(why), "{bad}");
        }
    }
}
