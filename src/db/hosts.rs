//! The hosts that may be meant: where each is, and what it is called.

use super::conninfo::not_understood;
use super::parameters::Parameters;
use crate::error::Result;
use std::ffi::OsStr;
use std::net::IpAddr;
use std::os::unix::ffi::OsStrExt;
use tokio_postgres::Config;
use tokio_postgres::config::Host;

/// The base for each host. There are as many hosts as addresses where both are given, and one port or as many.
pub(super) fn hosts(parameters: &Parameters, base: &Config) -> Result<Vec<Config>> {
    let list = |name: &str| {
        let value = parameters.bytes(name);
        value.map_or(Vec::new(), |value| value.split(|byte| *byte == b',').collect::<Vec<_>>())
    };
    let (names, addresses, ports) = (list("host"), list("hostaddr"), list("port"));
    let count = names.len().max(addresses.len());
    if count == 0 || names.iter().any(|name| name.is_empty()) {
        return Err(not_understood("it names no host"));
    }
    if !names.is_empty() && !addresses.is_empty() && names.len() != addresses.len() {
        return Err(not_understood(&format!("{} hosts, {} hostaddr", names.len(), addresses.len())));
    }
    if ports.len() > 1 && ports.len() != count {
        return Err(not_understood(&format!("{count} hosts, {} ports", ports.len())));
    }
    let invalid = |name: &str| not_understood(&format!("invalid value for option `{name}`"));
    let one = |index: usize| {
        let mut config = base.clone();
        match names.get(index) {
            Some(path) if path.starts_with(b"/") => {
                config.host_path(OsStr::from_bytes(path));
            }
            Some(name) => {
                config.host(std::str::from_utf8(name).map_err(|_| invalid("host"))?);
            }
            None => {}
        }
        if let Some(address) = addresses.get(index) {
            let address = std::str::from_utf8(address).ok().and_then(|address| address.parse().ok());
            config.hostaddr(address.ok_or_else(|| invalid("hostaddr"))?);
        }
        let port = ports.get(index).or(ports.first()).filter(|port| !port.is_empty());
        let port = port.map(|port| std::str::from_utf8(port).ok().and_then(|port| port.parse().ok()));
        config.port(port.unwrap_or(Some(5432)).ok_or_else(|| invalid("port"))?);
        Ok(config)
    };
    (0..count).map(one).collect()
}

/// The host's name, else its address.
pub(super) fn host(config: &Config) -> String {
    match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        Some(Host::Unix(path)) => path.display().to_string(),
        None => config.get_hostaddrs().first().map(ToString::to_string).unwrap_or_default(),
    }
}

pub(super) fn port(config: &Config) -> u16 {
    config.get_ports().first().copied().unwrap_or(5432)
}

/// Whether the host is reached through a network.
pub(super) fn is_remote(config: &Config) -> bool {
    !config.get_hostaddrs().is_empty() || matches!(config.get_hosts().first(), Some(Host::Tcp(_)))
}

/// Whether what is sent there stays on this machine. A name counts as another machine, but for localhost.
pub(super) fn is_this_machine(config: &Config) -> bool {
    let address = config.get_hostaddrs().first().copied();
    let host = host(config);
    !is_remote(config)
        || address.or_else(|| host.parse::<IpAddr>().ok()).is_some_and(|address| address.is_loopback())
        || (address.is_none() && host == "localhost")
}

/// Host and port.
pub(super) fn address(config: &Config) -> String {
    format!("{}:{}", host(config), port(config))
}

/// The database and all its hosts.
pub(super) fn place(configs: &[Config]) -> String {
    let database = configs.first().and_then(|config| config.get_dbname().or(config.get_user()));
    let addresses: Vec<String> = configs.iter().map(address).collect();
    format!("database {} at {}", database.unwrap_or_default(), addresses.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Config>> {
        hosts(&Parameters::read(text, |_| None)?, &Config::new())
    }

    #[test]
    fn lists_fit_each_other() {
        let places = |text: &str| place(&read(text).unwrap());
        assert_eq!(places("postgres://a,b:7/d"), "database  at a:5432, b:7");
        assert_eq!(places("host=a,/run hostaddr=::1,::2 port=6"), "database  at a:6, /run:6");
        assert_eq!(places("hostaddr=::1"), "database  at ::1:5432");
        for (text, told) in [
            ("host=h port=x", "invalid value for option `port`"),
            ("host=h hostaddr=x", "invalid value for option `hostaddr`"),
            ("host=h,i,j port=1,2", "3 hosts, 2 ports"),
            ("host=h,i hostaddr=127.0.0.1", "2 hosts, 1 hostaddr"),
            ("user=u", "names no host"),
            ("host=a,,b", "names no host"),
        ] {
            let message = read(text).unwrap_err().line();
            assert!(message.contains(told), "{message}");
        }
    }

    #[test]
    fn what_stays_on_this_machine() {
        for (text, here) in [
            ("host=/run", true),
            ("host=localhost", true),
            ("host=127.1.2.3", true),
            ("host=::1", true),
            ("host=db hostaddr=127.0.0.1", true),
            ("host=db", false),
            ("host=10.0.0.1", false),
            ("host=localhost hostaddr=10.0.0.1", false),
        ] {
            assert_eq!(is_this_machine(&read(text).unwrap()[0]), here, "{text}");
        }
    }
}
