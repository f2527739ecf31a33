//! What the driver needs to know of each server that may be meant: where it is, who asks, with which password and how
//! it is encrypted. The driver takes one password for all hosts; so each host has a configuration of its own.

use super::conninfo::not_understood;
use super::hosts::{address, host, hosts, is_remote, port};
use super::parameters::Parameters;
use super::passfile::{self, Whose};
use super::tls;
use crate::error::{Error, Result};
use std::error::Error as _;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio_postgres::Config;
use tokio_postgres::config::{
    ChannelBinding, Host, LoadBalanceHosts, SslMode, SslNegotiation, TargetSessionAttrs,
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// Folders of sockets that a password file knows as localhost.
const USUAL_SOCKETS: [&str; 2] = ["/var/run/postgresql", "/tmp"];

/// What the driver understands by itself, and whose values it checks.
const OF_THE_DRIVER: [&str; 10] = [
    "user",
    "dbname",
    "options",
    "application_name",
    "connect_timeout",
    "tcp_user_timeout",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_retries",
];

/// One configuration a host, in the order in which they are given. Passwords by libpq's precedence: URL, `PGPASSWORD`,
/// the line of the password file that is for this host.
pub(super) fn configs(parameters: &Parameters) -> Result<Vec<Config>> {
    let mut base = base(parameters)?;
    let mode = tls::mode(parameters)?;
    if base.get_ssl_negotiation() == SslNegotiation::Direct && mode != SslMode::Require {
        return Err(Error::usage("sslnegotiation=direct needs sslmode=require, verify-ca or verify-full"));
    }
    let bound = parameters.word("require_auth", &[("scram-sha-256", ())]).map_err(|_| {
        let advice = "the driver cannot tell which method a server asks for; \
                      what can be required is scram-sha-256, over TLS";
        parameters.refused("require_auth", advice)
    })?;
    if bound.is_some() {
        if base.get_channel_binding() == ChannelBinding::Disable {
            return Err(unbound("channel_binding=disable rules that out"));
        }
        // The driver gives a password to no other method then.
        base.channel_binding(ChannelBinding::Require);
    }
    let mut found = hosts(parameters, &base)?;
    let file = match parameters.bytes("password") {
        Some(_) => None,
        None => parameters
            .bytes("passfile")
            .map(|path| PathBuf::from(OsStr::from_bytes(path)))
            .or_else(passfile::usual_place)
            .and_then(|path| passfile::read(&path)),
    };
    for config in &mut found {
        // As for libpq, there is no TLS over a Unix socket, whatever is asked for.
        let mode = if is_remote(config) { mode } else { SslMode::Disable };
        if bound.is_some() && mode == SslMode::Disable {
            return Err(unbound(&format!("{} is asked without TLS", address(config))));
        }
        // What can be bound to nothing but TLS needs TLS.
        let needs_tls = mode == SslMode::Prefer && config.get_channel_binding() == ChannelBinding::Require;
        config.ssl_mode(if needs_tls { SslMode::Require } else { mode });
        let given = parameters.bytes("password").map(<[u8]>::to_vec);
        if let Some(password) = given.or_else(|| from_file(file.as_deref()?, config)) {
            config.password(password);
        }
    }
    Ok(found)
}

fn unbound(why: &str) -> Error {
    Error::usage(format!(
        "require_auth=scram-sha-256 is kept by binding the password to the TLS connection, and {why}"
    ))
}

/// All but the hosts.
fn base(parameters: &Parameters) -> Result<Config> {
    let mut text = String::new();
    for name in OF_THE_DRIVER {
        if let Some(value) = parameters.text(name)? {
            let _ = write!(text, "{name}='{}' ", value.replace('\\', r"\\").replace('\'', r"\'"));
        }
    }
    // The driver's reason is one level down; it names the parameter, and not its value.
    let mut config: Config = text.parse().map_err(|error: tokio_postgres::Error| {
        not_understood(&error.source().map_or_else(|| error.to_string(), ToString::to_string))
    })?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    if config.get_application_name().is_none() {
        config.application_name("tierload");
    }
    let attributes = [
        ("any", TargetSessionAttrs::Any),
        ("read-write", TargetSessionAttrs::ReadWrite),
        ("read-only", TargetSessionAttrs::ReadOnly),
    ];
    config.target_session_attrs(
        parameters.word("target_session_attrs", &attributes)?.unwrap_or(TargetSessionAttrs::Any),
    );
    let orders = [("disable", LoadBalanceHosts::Disable), ("random", LoadBalanceHosts::Random)];
    config.load_balance_hosts(
        parameters.word("load_balance_hosts", &orders)?.unwrap_or(LoadBalanceHosts::Disable),
    );
    let bindings = [
        ("disable", ChannelBinding::Disable),
        ("prefer", ChannelBinding::Prefer),
        ("require", ChannelBinding::Require),
    ];
    config.channel_binding(parameters.word("channel_binding", &bindings)?.unwrap_or(ChannelBinding::Prefer));
    let negotiations = [("postgres", SslNegotiation::Postgres), ("direct", SslNegotiation::Direct)];
    config.ssl_negotiation(
        parameters.word("sslnegotiation", &negotiations)?.unwrap_or(SslNegotiation::Postgres),
    );
    Ok(config)
}

fn from_file(text: &[u8], config: &Config) -> Option<Vec<u8>> {
    let user = config.get_user().map(str::to_owned).or_else(|| whoami::username().ok())?;
    let host = match config.get_hosts().first() {
        Some(Host::Unix(path)) if USUAL_SOCKETS.iter().any(|usual| path == Path::new(usual)) => {
            "localhost".into()
        }
        _ => host(config),
    };
    let database = config.get_dbname().unwrap_or(&user);
    passfile::password(text, &Whose { host: &host, port: port(config), database, user: &user })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    fn read(text: &str) -> Result<Vec<Config>> {
        configs(&Parameters::read(text, |_| None)?)
    }

    fn refusal(text: &str) -> String {
        read(text).unwrap_err().line()
    }

    #[test]
    fn each_host_has_its_own_password_or_none() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::set_permissions(file.path(), Permissions::from_mode(0o600)).unwrap();
        fs::write(
            file.path(),
            "a:1:d:u:of a\nb:2:d:u:of b\n127.0.0.9:5432:*:u:of address\nlocalhost:*:*:u:of socket\n",
        )
        .unwrap();
        let passwords = |text: &str| -> Vec<String> {
            let configs =
                read(&format!("{text} user=u dbname=d passfile={}", file.path().display())).unwrap();
            let password = |config: &Config| {
                config.get_password().map_or("-".into(), String::from_utf8_lossy).into_owned()
            };
            configs.iter().map(password).collect()
        };
        assert_eq!(passwords("host=a,b,c port=1,2,3"), ["of a", "of b", "-"]);
        assert_eq!(passwords("host=c,b,a port=2"), ["-", "of b", "-"]);
        assert_eq!(passwords("hostaddr=127.0.0.9,127.0.0.8"), ["of address", "-"]);
        assert_eq!(passwords("host=a,b hostaddr=127.0.0.9,127.0.0.8 port=1,2"), ["of a", "of b"]);
        assert_eq!(passwords("host=/tmp,/elsewhere"), ["of socket", "-"]);
        assert_eq!(passwords("host=a,b port=1,2 password=given"), ["given", "given"]);
    }

    #[test]
    fn settings_are_kept_or_refused() {
        let one = |text: &str| read(text).unwrap().remove(0);
        assert_eq!(one("host=h").get_ssl_mode(), SslMode::Prefer);
        assert_eq!(one("host=/run sslmode=require").get_ssl_mode(), SslMode::Disable);
        let attributes = one("host=h target_session_attrs=read-write").get_target_session_attrs();
        assert_eq!(attributes, TargetSessionAttrs::ReadWrite);
        // Without TLS there is nothing to bind to.
        for text in ["host=h require_auth=scram-sha-256", "host=h channel_binding=require"] {
            assert_eq!(one(text).get_channel_binding(), ChannelBinding::Require);
            assert_eq!(one(text).get_ssl_mode(), SslMode::Require);
        }
        for (text, told) in [
            ("host=h target_session_attrs=primary", "use any, read-write or read-only"),
            ("host=h load_balance_hosts=x", "use disable or random"),
            ("host=h channel_binding=x", "use disable, prefer or require"),
            ("host=h require_auth=md5", "require_auth=md5 is not supported; the driver cannot tell"),
            ("host=h require_auth=!password", "require_auth=!password is not supported"),
            ("host=h require_auth=scram-sha-256 channel_binding=disable", "channel_binding=disable rules"),
            ("host=h require_auth=scram-sha-256 sslmode=disable", "h:5432 is asked without TLS"),
            ("host=h,/run require_auth=scram-sha-256", "/run:5432 is asked without TLS"),
            ("host=h sslnegotiation=direct", "needs sslmode=require"),
            ("host=h connect_timeout=x", "invalid value for option `connect_timeout`"),
        ] {
            let message = refusal(text);
            assert!(message.contains(told), "{message}");
        }
    }
}
