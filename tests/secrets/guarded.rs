//! A server on the network with TLS, passwords and client certificates.

use crate::support::{ServerHome, TestDb, succeed, tierload, value};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, DnType, IsCa,
    KeyIdMethod, KeyPair, RevokedCertParams, SerialNumber, date_time_ymd,
};
use std::fs::{self, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The password of role `by_password`; a `.pgpass` has to escape it, and a URL too.
pub(super) const PASSWORD: &str = r"Ri:ght\pa%ss";
pub(super) const PASSWORD_IN_URL: &str = "Ri%3Aght%5Cpa%25ss";

/// The server, a migrated database on it, and a home folder for the program.
pub(super) struct Guarded {
    pub(super) db: TestDb,
    pub(super) server: ServerHome,
    /// Where it listens, with a certificate for the first of the two.
    pub(super) hosts: [String; 2],
    folder: TempDir,
}

impl Guarded {
    pub(super) fn new() -> Guarded {
        let server = ServerHome::new();
        server.start();
        // All of 127/8 is this machine; a place of its own needs no free port to be found.
        let pid = std::process::id();
        let place = |last: u8| format!("127.{}.{}.{last}", 1 + pid % 250, pid / 250 % 250);
        let next = NEXT.fetch_add(2, std::sync::atomic::Ordering::Relaxed);
        let hosts = [place(next), place(next + 1)];
        let folder = TempDir::new().unwrap();
        certificates(folder.path(), &hosts[0]);
        let data = server.data();
        for (file, name) in [("server.crt", "server.crt"), ("server.key", "server.key"), ("ca.crt", "ca.crt")]
        {
            let to = data.join(name);
            fs::copy(folder.path().join(file), &to).unwrap();
            fs::set_permissions(&to, Permissions::from_mode(0o600)).unwrap();
            let (uid, gid) = server.owner();
            chown(&to, Some(uid), Some(gid)).unwrap();
        }
        let mut settings = OpenOptions::new().append(true).open(data.join("postgresql.auto.conf")).unwrap();
        writeln!(settings, "listen_addresses = '{}, {}'", hosts[0], hosts[1]).unwrap();
        writeln!(settings, "ssl = on\nssl_ca_file = 'ca.crt'\nlog_connections = on\nlog_statement = all")
            .unwrap();
        fs::write(
            data.join("pg_hba.conf"),
            "local all all trust\nhostssl all by_certificate 127.0.0.0/8 cert\nhostssl all by_password 127.0.0.0/8 scram-sha-256\nhostssl all in_clear_text 127.0.0.0/8 password\n",
        )
        .unwrap();
        succeed(&mut server.db(&["stop"]));
        let url = server.start();
        let db = TestDb::on(&url);
        succeed(db.tierload().arg("migrate"));
        db.execute("create role by_certificate login; create role by_password login; create role in_clear_text login; grant tierload_loader to by_certificate, by_password, in_clear_text");
        // Unlogged, because this statement is the test's and not the program's.
        let unheard = format!("{}&options=-c%20log_statement%3Dnone", db.url());
        for role in ["by_password", "in_clear_text"] {
            value(&unheard, &format!("alter role {role} password '{PASSWORD}'; select 1"));
        }
        Guarded { db, server, hosts, folder }
    }

    /// A file in the program's home.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file that only its owner may read.
    pub(super) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        path
    }

    /// The URL of a role, with further parameters.
    pub(super) fn url(&self, user: &str, more: &str) -> String {
        format!("postgresql://{user}@{}:5432/{}?{more}", self.hosts[0], self.db.name())
    }

    /// The same with the right authority.
    pub(super) fn trusted(&self, user: &str, more: &str) -> String {
        self.url(user, &format!("sslmode=verify-full&sslrootcert={}&{more}", self.path("ca.crt").display()))
    }

    /// `tierload ARGS` with an environment in which nothing but the URL is known.
    pub(super) fn command(&self, url: &str, args: &[&str]) -> Command {
        alone(self.folder.path(), url, args)
    }

    /// `tierload status`, which needs the database.
    pub(super) fn status(&self, url: &str) -> Command {
        self.command(url, &["status"])
    }
}

/// `tierload ARGS` with a home, a URL, and none of libpq's variables.
pub(super) fn alone(home: &Path, url: &str, args: &[&str]) -> Command {
    let mut command = tierload();
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PG")) {
        command.env_remove(name);
    }
    command.env("HOME", home).env("DATABASE_URL", url).env("TIERLOAD_RETRY_FOR", "0s");
    command.current_dir(home).args(args);
    command
}

static NEXT: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(1);

/// `ca`, which signed `server` (for a host) and `client` (for role `by_certificate`), and `other`, which signed nothing.
/// Of the revocation lists, `revoked.crl` has the server's certificate, `clean.crl` has none, `old.crl` should have been
/// replaced, and `other.crl` is of the other authority.
fn certificates(folder: &Path, host: &str) {
    let authority = |name: &str| {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        fs::write(folder.join(format!("{name}.crt")), issuer.pem()).unwrap();
        issuer
    };
    let ca = authority("ca");
    let other = authority("other");
    for (file, name, hosts) in
        [("server", "server", vec![host.to_owned()]), ("client", "by_certificate", Vec::new())]
    {
        let mut params = CertificateParams::new(hosts).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.serial_number = Some(SerialNumber::from(if file == "server" { SERVER } else { SERVER + 1 }));
        let key = KeyPair::generate().unwrap();
        fs::write(folder.join(format!("{file}.crt")), params.signed_by(&key, &ca).unwrap().pem()).unwrap();
        let path = folder.join(format!("{file}.key"));
        fs::write(&path, key.serialize_pem()).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    }
    for (file, issuer, until, revoked) in [
        ("clean", &ca, 4000, None),
        ("revoked", &ca, 4000, Some(SERVER)),
        ("old", &ca, 2001, None),
        ("other", &other, 4000, None),
    ] {
        let list = CertificateRevocationListParams {
            this_update: date_time_ymd(2000, 1, 1),
            next_update: date_time_ymd(until, 1, 1),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: revoked.into_iter().map(revocation).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        fs::write(folder.join(format!("{file}.crl")), list.signed_by(issuer).unwrap().pem().unwrap())
            .unwrap();
    }
}

/// The serial number of the server's certificate.
const SERVER: u64 = 7;

fn revocation(serial: u64) -> RevokedCertParams {
    RevokedCertParams {
        serial_number: SerialNumber::from(serial),
        revocation_time: date_time_ymd(2000, 1, 1),
        reason_code: None,
        invalidity_date: None,
    }
}
