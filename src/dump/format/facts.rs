//! What some dumps know of a file beside its size and times: where it lies, what it takes there, and whose it is.

use super::fields::{frn, integer, not_a, size, unsigned};
use super::head::Header;
use super::kind::Row;
use super::principal::Principal;
use super::reject::Reject;
use crate::dump::input::Fields;

/// The fields of [`Row`] that are read here.
pub(super) const FACTS: [&str; 6] = ["allocated_bytes", "frn", "device", "nlink", "owner", "group"];

/// Blocks of `st_blocks` and of find's `%b`, whatever the file system's own are.
const BLOCK_BYTES: i64 = 512;

/// The columns of these fields, where a dump has them.
#[derive(Debug, Clone, Copy)]
pub(super) struct FactColumns([Option<usize>; FACTS.len()]);

impl FactColumns {
    /// The columns of a header that have the names of these fields.
    pub(super) fn of(fields: &[&str], header: &Header) -> FactColumns {
        FactColumns(FACTS.map(|field| header.position(field).filter(|_| fields.contains(&field))))
    }

    /// Columns in the order of [`FACTS`].
    pub(super) fn new(columns: [Option<usize>; FACTS.len()]) -> FactColumns {
        FactColumns(columns)
    }

    /// Field and column.
    pub(super) fn read(&self) -> impl Iterator<Item = (&'static str, usize)> {
        FACTS.into_iter().zip(self.0).filter_map(|(field, column)| Some((field, column?)))
    }

    /// What the record has in these columns.
    #[inline]
    pub(super) fn add_to<'r>(&self, row: &mut Row<'r>, fields: Fields<'r>) -> Result<(), Reject> {
        let [allocated_bytes, frn_column, device_column, nlink_column, owner, group] = self.0;
        if let Some(column) = allocated_bytes {
            row.allocated_bytes = allocated("allocated_bytes", fields.get(column))?;
        }
        if let Some(column) = frn_column {
            row.frn = frn("frn", fields.get(column))?;
        }
        if let Some(column) = device_column {
            row.device = device("device", fields.get(column))?;
        }
        if let Some(column) = nlink_column {
            row.nlink = nlink("nlink", fields.get(column))?;
        }
        if let Some(column) = owner {
            row.owner = principal(fields.get(column), Principal::User);
        }
        if let Some(column) = group {
            row.group = principal(fields.get(column), Principal::Group);
        }
        Ok(())
    }
}

/// What programs write where there is nothing.
fn is_nothing(field: &[u8]) -> bool {
    matches!(field, b"" | b"-" | br"\N") || field.eq_ignore_ascii_case(b"null")
}

fn something(field: &[u8]) -> Option<&[u8]> {
    Some(field.trim_ascii()).filter(|field| !is_nothing(field))
}

/// Bytes on the disk.
pub(super) fn allocated(column: &str, field: &[u8]) -> Result<Option<i64>, Reject> {
    something(field).map(|field| size(column, field)).transpose()
}

/// Blocks of 512 bytes on the disk, as bytes.
pub(super) fn blocks(column: &str, field: &[u8]) -> Result<Option<i64>, Reject> {
    let bytes = |field| integer(field).filter(|&blocks| blocks >= 0)?.checked_mul(BLOCK_BYTES);
    let Some(field) = something(field) else { return Ok(None) };
    bytes(field).map(Some).ok_or_else(|| not_a("a number of blocks", column, field))
}

/// The number of a file system, 0 to 2^64-1.
pub(super) fn device(column: &str, field: &[u8]) -> Result<Option<i64>, Reject> {
    let Some(field) = something(field) else { return Ok(None) };
    unsigned(field).map(Some).ok_or_else(|| not_a("the number of a device", column, field))
}

/// How many names a file has. One that is listed has a name: 0 means unknown. What 32 bits do not hold is as many as they do.
pub(super) fn nlink(column: &str, field: &[u8]) -> Result<Option<i32>, Reject> {
    let Some(field) = something(field) else { return Ok(None) };
    let links = integer(field).filter(|&links| links >= 0);
    let links = links.ok_or_else(|| not_a("a number of links", column, field))?;
    Ok(Some(i32::try_from(links).unwrap_or(i32::MAX)).filter(|&links| links > 0))
}

/// The number of a user or a group, as Unix has it; -2 is the same bits as 4294967294.
fn id(field: &[u8]) -> Option<u32> {
    let number = integer(field)?;
    u32::try_from(number).ok().or_else(|| i32::try_from(number).ok().map(i32::cast_unsigned))
}

/// A number of 32 bits is that of a user or group; all else is a name or a SID, and is kept as it is. `Get-Acl` of PowerShell
/// writes a SID without a name as in SDDL: `O:S-1-5-...`.
pub(super) fn principal<'r>(field: &'r [u8], numbered: fn(u32) -> Principal<'r>) -> Option<Principal<'r>> {
    let field = match something(field)? {
        [b'O' | b'G', b':', sid @ ..] if sid.starts_with(b"S-1-") => sid,
        field => field,
    };
    Some(id(field).map_or(Principal::Named(field), numbered))
}

/// The number of a user or group, where the dump has nothing else.
pub(super) fn numbered<'r>(
    column: &str,
    field: &[u8],
    numbered: fn(u32) -> Principal<'r>,
) -> Result<Option<Principal<'r>>, Reject> {
    let Some(field) = something(field) else { return Ok(None) };
    let id = id(field).ok_or_else(|| not_a("a number of 32 bits", column, field))?;
    Ok(Some(numbered(id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_512_bytes() {
        assert_eq!(blocks("b", b"8"), Ok(Some(4096)));
        assert_eq!(blocks("b", b""), Ok(None));
        for bad in ["-1", "x", "1.5", "9223372036854775807"] {
            assert!(blocks("b", bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn numbers_of_links_and_devices() {
        for (text, expected) in
            [("1", Some(1)), ("0", None), ("-", None), ("", None), ("4294967296", Some(i32::MAX))]
        {
            assert_eq!(nlink("n", text.as_bytes()), Ok(expected), "{text}");
        }
        assert!(nlink("n", b"-1").is_err());
        assert_eq!(device("d", b"0"), Ok(Some(0)));
        assert_eq!(device("d", b"18446744073709551615"), Ok(Some(-1)));
        assert!(device("d", b"8:1").is_err());
    }

    #[test]
    fn whose_a_file_is() {
        let named = |name: &'static str| Some(Principal::Named(name.as_bytes()));
        for (text, expected) in [
            ("0", Some(Principal::User(0))),
            (" 1000 ", Some(Principal::User(1000))),
            ("4294967295", Some(Principal::User(u32::MAX))),
            ("-2", Some(Principal::User(u32::MAX - 1))),
            ("4294967296", named("4294967296")),
            ("uid:1000", named("uid:1000")),
            (r"NAS01\ann", named(r"NAS01\ann")),
            ("S-1-5-32-544", named("S-1-5-32-544")),
            ("O:S-1-5-21-7", named("S-1-5-21-7")),
            ("O:x", named("O:x")),
            ("", None),
            ("-", None),
            ("NULL", None),
        ] {
            assert_eq!(principal(text.as_bytes(), Principal::User), expected, "{text}");
        }
        assert_eq!(numbered("GID", b"100", Principal::Group), Ok(Some(Principal::Group(100))));
        assert!(numbered("GID", b"users", Principal::Group).is_err());
    }
}
