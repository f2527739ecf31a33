//! What is put into a statement where the server takes no parameters: names of tables, and literals.

use super::tenant_id::{Home, TenantId};
use jiff::Timestamp;
use std::fmt;
use uuid::Uuid;

/// Stands for the schema of the tenant, which the transaction fills in.
pub(super) const HOME: &str = "{home}";

/// The name of a table, index or schema. It is quoted whatever it is, so that no name can be anything else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ident {
    schema: Option<&'static str>,
    name: String,
}

impl Ident {
    /// A name of its own: what a table is renamed to, an index in the schema of its table.
    pub(crate) fn bare(name: impl Into<String>) -> Ident {
        Ident { schema: None, name: name.into() }
    }

    /// A name in the home of the tenant.
    pub(crate) fn ours(name: impl Into<String>) -> Ident {
        Ident { schema: Some(HOME), name: name.into() }
    }

    /// As `to_regclass` reads it.
    pub(crate) fn in_home(&self, home: Home) -> String {
        self.to_string().replace(HOME, &home.to_string())
    }

    /// A name in the schema that all tenants have in common, where their data were before homes.
    pub(crate) fn common(name: impl Into<String>) -> Ident {
        Ident { schema: Some("tierload"), name: name.into() }
    }

    /// Without its schema.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// As it stands in a statement.
impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = self.schema {
            write!(f, "{schema}.")?;
        }
        let quoted = self.name.replace('"', "\"\"");
        if !quoted.contains('{') {
            return write!(f, "\"{quoted}\"");
        }
        // Somebody else's name, as that of a role: a brace in it is no placeholder.
        write!(f, "U&\"{}\"", quoted.replace('\\', "\\\\").replace('{', "\\007B"))
    }
}

/// A constant. Only types whose text has no quote, so that no value can end it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Literal {
    /// A number.
    Integer(i64),
    /// A UUID.
    Uuid(Uuid),
    /// A time.
    Time(Timestamp),
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Integer(number) => write!(f, "{number}"),
            Literal::Uuid(uuid) => write!(f, "'{uuid}'"),
            Literal::Time(time) => write!(f, "'{time}'"),
        }
    }
}

/// Either of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// A name.
    Ident(Ident),
    /// A constant.
    Literal(Literal),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Ident(ident) => ident.fmt(f),
            Part::Literal(literal) => literal.fmt(f),
        }
    }
}

impl From<Ident> for Part {
    fn from(ident: Ident) -> Part {
        Part::Ident(ident)
    }
}

impl From<&Ident> for Part {
    fn from(ident: &Ident) -> Part {
        Part::Ident(ident.clone())
    }
}

impl From<i64> for Part {
    fn from(number: i64) -> Part {
        Part::Literal(Literal::Integer(number))
    }
}

impl From<Uuid> for Part {
    fn from(uuid: Uuid) -> Part {
        Part::Literal(Literal::Uuid(uuid))
    }
}

impl From<TenantId> for Part {
    fn from(tenant: TenantId) -> Part {
        tenant.id.into()
    }
}

impl From<Timestamp> for Part {
    fn from(time: Timestamp) -> Part {
        Part::Literal(Literal::Time(time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_its_quotes() {
        assert_eq!(Ident::ours("file_s1").to_string(), r#"{home}."file_s1""#);
        assert_eq!(Ident::bare(r#"a" b; drop"#).to_string(), r#""a"" b; drop""#);
        assert_eq!(Ident::bare(r#"a{home}\"b"#).to_string(), r#"U&"a\007Bhome}\\""b""#);
        assert_eq!(Part::from(-7).to_string(), "-7");
        assert_eq!(Part::from(Uuid::nil()).to_string(), "'00000000-0000-0000-0000-000000000000'");
        assert_eq!(Part::from(Timestamp::UNIX_EPOCH).to_string(), "'1970-01-01T00:00:00Z'");
    }
}
