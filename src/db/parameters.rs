//! The parameters of a connection. All that may be given are known here by name; what is not given comes from libpq's
//! environment variables. A setting is honoured, or it is refused by name: none is passed over.

use super::conninfo::{is_url, not_understood, pairs};
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

/// What is honoured, and the variables that stand in for it, where one does.
const HONOURED: [(&str, &str); 27] = [
    ("user", ""),
    ("password", "PGPASSWORD"),
    ("passfile", "PGPASSFILE"),
    ("dbname", ""),
    ("host", ""),
    ("hostaddr", ""),
    ("port", ""),
    ("options", ""),
    ("application_name", ""),
    ("connect_timeout", ""),
    ("tcp_user_timeout", ""),
    ("keepalives", ""),
    ("keepalives_idle", ""),
    ("keepalives_interval", ""),
    ("keepalives_retries", ""),
    ("target_session_attrs", "PGTARGETSESSIONATTRS"),
    ("load_balance_hosts", "PGLOADBALANCEHOSTS"),
    ("require_auth", "PGREQUIREAUTH"),
    ("channel_binding", "PGCHANNELBINDING"),
    ("sslmode", "PGSSLMODE"),
    ("sslnegotiation", "PGSSLNEGOTIATION"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("sslcrl", "PGSSLCRL"),
    ("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION"),
    ("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION"),
];

/// What libpq knows and this program does not do: name, variable, the values that ask for nothing, and the way out.
const REFUSED: [(&str, &str, &[&str], &str); 7] = [
    ("service", "PGSERVICE", &[], "put what the service file says into --database-url"),
    ("sslcrldir", "PGSSLCRLDIR", &[], "name a file of revocation lists: sslcrl=FILE"),
    (
        "sslcertmode",
        "PGSSLCERTMODE",
        &["allow"],
        "leave it out: a client certificate is sent when the server asks for one",
    ),
    ("gssencmode", "PGGSSENCMODE", &["disable", "prefer"], "encrypt with TLS: sslmode=verify-full"),
    (
        "requirepeer",
        "PGREQUIREPEER",
        &[],
        "connect by TLS, which proves who the server is: sslmode=verify-full",
    ),
    ("ssl", "", &[], "use sslmode=require"),
    ("requiressl", "PGREQUIRESSL", &["0"], "use sslmode=require"),
];

/// What may stand empty; all else that is empty is a variable that somebody forgot to set.
const MAY_BE_EMPTY: [&str; 4] = ["password", "options", "application_name", "port"];

/// What was given, and what the environment says.
#[derive(Debug)]
pub(super) struct Parameters {
    given: HashMap<&'static str, Vec<u8>>,
    environment: HashMap<&'static str, Vec<u8>>,
}

impl Parameters {
    /// Reads a URL or pairs; the last of several with one name counts, as for libpq. `variable` reads the environment.
    pub(super) fn read(text: &str, variable: impl Fn(&str) -> Option<OsString>) -> Result<Parameters> {
        let mut given = HashMap::new();
        for (name, value) in pairs(text)? {
            if let Some((name, _, harmless, advice)) = REFUSED.iter().find(|refused| refused.0 == name) {
                if !harmless.iter().any(|harmless| value == harmless.as_bytes()) {
                    return Err(Error::usage(format!("{name} is not supported; {advice}")));
                }
                continue;
            }
            let known = HONOURED.iter().find(|(known, _)| *known == name);
            let (known, _) = known.ok_or_else(|| unknown(&name, is_url(text)))?;
            if value.is_empty() && !MAY_BE_EMPTY.contains(known) {
                return Err(Error::usage(format!("{known} is empty; give it a value, or leave it out")));
            }
            given.insert(*known, value);
        }
        // An empty variable counts as none.
        let read = |name: &str| variable(name).map(OsString::into_vec).filter(|value| !value.is_empty());
        for (_, name, harmless, advice) in REFUSED.iter().filter(|refused| !refused.1.is_empty()) {
            if read(name).is_some_and(|value| !harmless.iter().any(|harmless| value == harmless.as_bytes())) {
                return Err(Error::usage(format!("{name} is set and not supported; unset it, and {advice}")));
            }
        }
        let variables = HONOURED.iter().filter(|(_, variable)| !variable.is_empty());
        let environment = variables.filter_map(|(name, variable)| Some((*name, read(variable)?))).collect();
        Ok(Parameters { given, environment })
    }

    /// The value of a parameter. An empty one is none, and only a password's is then looked for elsewhere.
    pub(super) fn bytes(&self, name: &str) -> Option<&[u8]> {
        let given = self.given.get(name).filter(|value| name != "password" || !value.is_empty());
        given.or_else(|| self.environment.get(name)).filter(|value| !value.is_empty()).map(Vec::as_slice)
    }

    /// The same where it must be text.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>> {
        let text = self.bytes(name).map(std::str::from_utf8).transpose();
        text.map_err(|_| Error::usage(format!("{} is not UTF-8", self.called(name))))
    }

    /// The same where it is one of several words.
    pub(super) fn word<T: Copy>(&self, name: &str, words: &[(&str, T)]) -> Result<Option<T>> {
        let Some(value) = self.text(name)? else { return Ok(None) };
        match words.iter().find(|(word, _)| *word == value) {
            Some((_, meaning)) => Ok(Some(*meaning)),
            None => {
                let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                let (last, others) = words.split_last().unwrap_or((&"", &[]));
                let or = if others.is_empty() { String::new() } else { format!("{} or ", others.join(", ")) };
                Err(self.refused(name, &format!("use {or}{last}")))
            }
        }
    }

    /// The error for a value that is not supported.
    pub(super) fn refused(&self, name: &str, advice: &str) -> Error {
        // What is no word is not quoted: it may be what was meant to be a password.
        let value = self.bytes(name).filter(|value| value.iter().all(|byte| is_of_word(*byte)));
        let value = value.map(|value| format!("={}", String::from_utf8_lossy(value)));
        let called = self.called(name);
        Error::usage(match called == name {
            true => format!("{name}{} is not supported; {advice}", value.unwrap_or_default()),
            false => format!("{name}{} ({called}) is not supported; {advice}", value.unwrap_or_default()),
        })
    }

    /// Where its user gave it: the name, or the variable.
    fn called<'n>(&self, name: &'n str) -> &'n str {
        let variable = HONOURED.iter().find(|(known, _)| *known == name).map(|(_, variable)| *variable);
        variable.filter(|variable| !variable.is_empty() && !self.given.contains_key(name)).unwrap_or(name)
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.,!".contains(&byte)
}

/// Quoted only where it is the name of a parameter of a URL, and no piece of a password.
fn unknown(name: &str, in_url: bool) -> Error {
    if in_url && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
        return not_understood(&format!("unknown option `{name}`"));
    }
    not_understood("a parameter in it has an unknown name")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, environment: &[(&str, &str)]) -> Result<Parameters> {
        let variable = |name: &str| environment.iter().find(|(known, _)| *known == name);
        Parameters::read(text, |name| variable(name).map(|(_, value)| value.into()))
    }

    fn refusal(text: &str, environment: &[(&str, &str)]) -> String {
        read(text, environment).unwrap_err().line()
    }

    #[test]
    fn what_is_given_goes_before_the_environment() {
        let environment = [("PGSSLMODE", "verify-full"), ("PGPASSWORD", "p"), ("PGSSLCRL", "")];
        let parameters = read("postgres://u:@h/db?ssl%6Dode=require&port=1&port=2", &environment).unwrap();
        assert_eq!(parameters.text("sslmode").unwrap(), Some("require"));
        assert_eq!(parameters.text("password").unwrap(), Some("p"));
        assert_eq!(parameters.text("port").unwrap(), Some("2"));
        assert_eq!(parameters.text("sslcrl").unwrap(), None);
        let parameters = read("host=h", &environment).unwrap();
        assert_eq!(parameters.text("sslmode").unwrap(), Some("verify-full"));
    }

    #[test]
    fn no_setting_vanishes() {
        for (text, told) in [
            ("postgres://h?sslmode=", "sslmode is empty"),
            ("host=h sslmode=''", "sslmode is empty"),
            ("postgres://h?sslrootcert=", "sslrootcert is empty"),
            ("postgres://h?s%65rvice=x", "service is not supported; put what"),
            ("host=h service=x", "service is not supported; put what"),
            ("postgres://h?sslcrldir=x", "sslcrl=FILE"),
            ("postgres://h?nonsense=x", "unknown option `nonsense`"),
            ("postgres://h?SSLMODE=x", "unknown name"),
            ("host=h nonsense=x", "unknown name"),
        ] {
            let message = refusal(text, &[]);
            assert!(message.contains(told), "{message}");
        }
        for (variable, value, told) in [
            ("PGSERVICE", "x", "PGSERVICE is set and not supported; unset it, and put"),
            ("PGSSLCRLDIR", "x", "sslcrl=FILE"),
            ("PGGSSENCMODE", "require", "sslmode=verify-full"),
            ("PGREQUIREPEER", "postgres", "PGREQUIREPEER"),
            ("PGREQUIRESSL", "1", "sslmode=require"),
        ] {
            let message = refusal("host=h", &[(variable, value)]);
            assert!(message.contains(told), "{message}");
        }
        read("postgres://h?gssencmode=prefer&sslcertmode=allow", &[("PGGSSENCMODE", "disable")]).unwrap();
    }

    #[test]
    fn only_words_are_quoted() {
        let words = [("a", 1), ("b", 2), ("c", 3)];
        let told = |parameters: Parameters| parameters.word("sslmode", &words).unwrap_err().line();
        let environment = [("PGSSLMODE", "x")];
        assert_eq!(told(read("sslmode=x", &[]).unwrap()), "sslmode=x is not supported; use a, b or c");
        assert_eq!(
            told(read("host=h", &environment).unwrap()),
            "sslmode=x (PGSSLMODE) is not supported; use a, b or c"
        );
        assert_eq!(
            told(read("sslmode= password=x", &[]).unwrap()),
            "sslmode is not supported; use a, b or c"
        );
    }
}
